export default function Passages() {
  const { labels, hits, note } = props;
  return (
    <section className="sg-panel">
      <header className="sg-head"><h3>{labels.title}</h3></header>
      {note ? <p className="sg-muted sg-small">{note}</p> : null}
      {hits.map((hit) => (
        <article key={hit.number} className="sg-theme">
          <header className="sg-head">
            <h4>{`[${hit.number}] ${hit.citation}`}</h4>
            <span className="sg-muted sg-small">{hit.ranks}</span>
          </header>
          <p className="sg-passage">{hit.text}</p>
        </article>
      ))}
    </section>
  );
}
