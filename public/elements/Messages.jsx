export default function Messages() {
  const { labels, about, variants, notes, badge } = props;
  return (
    <section className="sg-panel">
      <header className="sg-head">
        <h3>{labels.title}</h3>
        <span className="sg-muted">{about}</span>
        {badge ? <span className="sg-badge" title={badge.note}>{badge.label}</span> : null}
      </header>
      {variants.map((variant, i) => (
        <article key={i} className="sg-theme">
          <h4>{variant.headline}</h4>
          <p className="sg-passage">{variant.body}</p>
          <p className="sg-strong">{variant.action}</p>
          <details className="sg-details">
            <summary>{labels.rests_on}</summary>
            {variant.grounds.map((ground, j) => (
              <div key={j}>
                <p><span className="sg-chip">{ground.kind}</span> {ground.text}</p>
                {ground.quotes.map((quote) => (
                  <blockquote key={quote.turn + quote.text} className="sg-quote">
                    {quote.text}
                    <footer>{quote.speaker} <code className="sg-id">{quote.turn}</code></footer>
                  </blockquote>
                ))}
              </div>
            ))}
          </details>
        </article>
      ))}
      {notes.map((note, i) => <p key={i} className="sg-muted sg-small">{note}</p>)}
    </section>
  );
}
