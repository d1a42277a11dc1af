export default function Segments() {
  const { labels, about, segments, notes } = props;
  return (
    <section className="sg-panel">
      <header className="sg-head">
        <h3>{labels.title}</h3>
        <span className="sg-muted">{about}</span>
      </header>
      {segments.map((segment, i) => (
        <article key={i} className="sg-theme">
          <header className="sg-head">
            <h4>{segment.name}</h4>
            <span className="sg-reach">
              <span className="sg-bar sg-short"><span style={{ width: `${Math.round(segment.share * 100)}%` }} /></span>
              <span className="sg-num">{segment.text}</span>
              <span className="sg-muted sg-small">{segment.count}</span>
            </span>
          </header>
          <p className="sg-muted">{segment.description}</p>
          <div className="sg-chips">
            {segment.people.map((name, j) => <span key={j} className="sg-chip">{name}</span>)}
            {segment.others ? <span className="sg-muted sg-small">{labels.more}</span> : null}
            {segment.people.length ? null : <span className="sg-muted sg-small">{labels.nobody}</span>}
          </div>
        </article>
      ))}
      {notes.map((note, i) => <p key={i} className="sg-muted sg-small">{note}</p>)}
    </section>
  );
}
