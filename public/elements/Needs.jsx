function Quotes({ quotes }) {
  return quotes.map((quote) => (
    <blockquote key={quote.turn + quote.text} className="sg-quote">
      {quote.text}
      <footer>{quote.speaker} <code className="sg-id">{quote.turn}</code></footer>
    </blockquote>
  ));
}

function Score({ value, interval }) {
  return (
    <td className="sg-num sg-strong">
      {value}
      {interval ? <div className="sg-muted sg-small sg-normal">{interval}</div> : null}
    </td>
  );
}

function Outcomes({ labels, rows, heads }) {
  return (
    <div className="sg-scroll">
      <table className="sg-table">
        <thead>
          <tr>
            {heads.map((head) => <th key={head}>{head}</th>)}
            <th>{labels.n}</th><th>{labels.importance}</th><th>{labels.satisfaction}</th>
            <th>{labels.opportunity}</th><th>{labels.odi}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row, i) => (
            <tr key={i}>
              {row.segment ? <td>{row.segment}</td> : null}
              <td>{row.statement}</td>
              <td className="sg-num">{row.n}</td>
              <td className="sg-num">{row.importance}</td>
              <td className="sg-num">{row.satisfaction}</td>
              <Score value={row.opportunity} interval={row.opportunity_interval} />
              <Score value={row.odi} interval={row.odi_interval} />
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export default function Needs() {
  const { labels, about, outcomes, segments, pains, jobs, methods, outdated, badge } = props;
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
              {pain.interval ? <span className="sg-muted sg-small sg-num">{pain.interval}</span> : null}
              <span className="sg-muted sg-small">{`${labels.severity} ${pain.severity}/10`}</span>
            </span>
          </header>
          <p className="sg-muted">{pain.description}</p>
          {pain.words.length ? (
            <div className="sg-chips">{pain.words.map((word) => <span key={word} className="sg-chip">{word}</span>)}</div>
          ) : null}
          <Quotes quotes={pain.quotes} />
          {pain.solutions.length ? (
            <div className="sg-muted sg-small">{`${labels.solutions}: ${pain.solutions.join("; ")}`}</div>
          ) : null}
        </article>
      ))}
      {outcomes.length ? (
        <div className="sg-block">
          <h4 className="sg-section">{labels.outcomes}</h4>
          <Outcomes labels={labels} rows={outcomes} heads={[labels.outcome]} />
          <div className="sg-muted sg-small">{labels.formula}</div>
        </div>
      ) : null}
      {segments.length ? (
        <details className="sg-details">
          <summary>{labels.by_segment}</summary>
          <Outcomes labels={labels} rows={segments} heads={[labels.segment, labels.outcome]} />
        </details>
      ) : null}
      {jobs.length ? (
        <div className="sg-block">
          <h4 className="sg-section">{labels.jobs}</h4>
          <ul>{jobs.map((job) => <li key={job.statement}>{job.statement} <span className="sg-muted sg-small">{`${labels.priority} ${job.priority}/10`}</span></li>)}</ul>
        </div>
      ) : null}
      {methods.length ? (
        <details className="sg-details">
          <summary>{labels.methods}</summary>
          <ul>{methods.map((method) => <li key={method}>{method}</li>)}</ul>
        </details>
      ) : null}
    </section>
  );
}
