function Quotes({ quotes }) {
  return quotes.map((quote) => (
    <blockquote key={quote.turn + quote.text} className="sg-quote">
      {quote.text}
      <footer>{quote.speaker} <code className="sg-id">{quote.turn}</code></footer>
    </blockquote>
  ));
}

export default function Needs() {
  const { labels, about, outcomes, pains, jobs, outdated, badge } = props;
  return (
    <section className="sg-panel">
      <header className="sg-head">
        <h3>{labels.title}</h3>
        <span className="sg-muted">{about}</span>
        {badge ? <span className="sg-badge" title={badge.note}>{badge.label}</span> : null}
      </header>
      {outdated ? <p className="sg-warning">{outdated}</p> : null}
      {pains.length ? <h4 className="sg-section">{labels.pains}</h4> : null}
      {pains.map((pain) => (
        <article key={pain.title} className="sg-theme">
          <header className="sg-head">
            <h4>{pain.title}</h4>
            <span className="sg-reach">
              <span className="sg-bar sg-short"><span style={{ width: `${Math.round(pain.share * 100)}%` }} /></span>
              <span className="sg-num">{pain.reach}</span>
              <span className="sg-muted sg-small">{`${labels.severity} ${pain.severity}/10`}</span>
            </span>
          </header>
          <p className="sg-muted">{pain.description}</p>
          <Quotes quotes={pain.quotes} />
        </article>
      ))}
      {outcomes.length ? (
        <div className="sg-block">
          <h4 className="sg-section">{labels.outcomes}</h4>
          <div className="sg-scroll">
            <table className="sg-table">
              <thead>
                <tr>
                  <th>{labels.outcome}</th><th>{labels.importance}</th><th>{labels.satisfaction}</th>
                  <th>{labels.opportunity}</th><th>{labels.odi}</th>
                </tr>
              </thead>
              <tbody>
                {outcomes.map((outcome) => (
                  <tr key={outcome.statement}>
                    <td>{outcome.statement}</td>
                    <td className="sg-num">{outcome.importance}</td>
                    <td className="sg-num">{outcome.satisfaction}</td>
                    <td className="sg-num">{outcome.opportunity}</td>
                    <td className="sg-num sg-strong">{outcome.odi}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          <div className="sg-muted sg-small">{labels.formula}</div>
        </div>
      ) : null}
      {jobs.length ? (
        <div className="sg-block">
          <h4 className="sg-section">{labels.jobs}</h4>
          <ul>{jobs.map((job) => <li key={job.statement}>{job.statement} <span className="sg-muted sg-small">{`${labels.priority} ${job.priority}/10`}</span></li>)}</ul>
        </div>
      ) : null}
    </section>
  );
}
