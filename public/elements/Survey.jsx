function Bars({ bars, intervalLabel }) {
  return bars.map((bar) => (
    <div key={bar.label} className="sg-trait" style={{ gridTemplateColumns: "minmax(110px, 38%) 1fr 96px" }}>
      <span>{bar.label}</span>
      <span className="sg-bar"><span style={{ width: `${Math.round(bar.share * 100)}%` }} /></span>
      <span className="sg-num" title={bar.interval ? `${intervalLabel}: ${bar.interval}` : undefined}>
        {bar.text}{bar.interval ? <span className="sg-muted sg-small"> {bar.interval}</span> : null}
      </span>
    </div>
  ));
}

function Rows({ rows }) {
  return (
    <div className="sg-scroll">
      <table className="sg-table">
        <thead><tr><th />{rows.heads.map((head) => <th key={head}>{head}</th>)}</tr></thead>
        <tbody>
          {rows.rows.map((row) => (
            <tr key={row.name}>
              <td>{row.name}</td>
              {row.cells.map((cell, i) => <td key={i} className="sg-num">{cell}</td>)}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export default function Survey() {
  const { labels, name, about, warning, questions, associations, checks, notes, badge } = props;
  return (
    <section className="sg-panel">
      <header className="sg-head">
        <h3>{labels.title}: {name}</h3>
        <span className="sg-muted">{about}</span>
        {badge ? <span className="sg-badge" title={badge.note}>{badge.label}</span> : null}
      </header>
      {warning ? <p className="sg-warning">{warning}</p> : null}
      {checks.filter((check) => check.flagged).map((check) => (
        <p key={check.name} className="sg-warning">{check.says}</p>
      ))}
      {questions.map((question) => (
        <article key={question.id} className="sg-theme">
          <header className="sg-head">
            <h4>{question.text}</h4>
            <span className="sg-muted sg-small">{question.type}</span>
          </header>
          <div className="sg-muted sg-small">{question.counts}</div>
          {question.asked ? <div className="sg-muted sg-small">{question.asked}</div> : null}
          <Bars bars={question.bars} intervalLabel={labels.interval} />
          {question.rows ? <Rows rows={question.rows} /> : null}
          {question.figures ? <div className="sg-small">{question.figures}</div> : null}
          {question.verbatims.map((said, i) => (
            <blockquote key={i} className="sg-quote">
              {said.text}
              <footer>{said.speaker}</footer>
            </blockquote>
          ))}
          {question.more ? <div className="sg-muted sg-small">{question.more}</div> : null}
        </article>
      ))}
      {associations.length ? (
        <div className="sg-block">
          <h4 className="sg-section">{labels.associations}</h4>
          <ul>{associations.map((line) => <li key={line}>{line}</li>)}</ul>
        </div>
      ) : null}
      {checks.length ? (
        <details className="sg-details">
          <summary>{labels.checks}</summary>
          <ul>{checks.map((check) => <li key={check.name} className={check.flagged ? "sg-warning" : ""}>{check.says}</li>)}</ul>
        </details>
      ) : null}
      {notes.length ? (
        <details className="sg-details">
          <summary>{labels.notes}</summary>
          <ul>{notes.map((note, i) => <li key={i}>{note}</li>)}</ul>
        </details>
      ) : null}
    </section>
  );
}
