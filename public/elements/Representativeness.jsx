export default function Representativeness() {
  const { labels, verdict, rows, notes } = props;
  return (
    <section className="sg-panel">
      <header className="sg-head"><h3>{labels.title}</h3></header>
      <p>{verdict}</p>
      <div className="sg-muted sg-small sg-section">{labels.off}</div>
      <div className="sg-facts">
        {rows.map((row) => (
          <div key={row.attribute} className="sg-fact">
            <span className="sg-num sg-strong">{row.off}</span>
            <span className="sg-muted sg-small">{row.attribute}</span>
          </div>
        ))}
      </div>
      {notes.length ? (
        <details className="sg-details">
          <summary>{labels.notes}</summary>
          <ul>{notes.map((note, i) => <li key={i}>{note}</li>)}</ul>
        </details>
      ) : null}
    </section>
  );
}
