function initials(name) {
  return name.split(/\s+/).map((word) => word[0]).slice(0, 2).join('');
}

function Chips({ title, items }) {
  if (!items || !items.length) return null;
  return (
    <div className="sg-block">
      <h4>{title}</h4>
      <div className="sg-chips">{items.map((item) => <span key={item} className="sg-chip">{item}</span>)}</div>
    </div>
  );
}

function Traits({ title, traits }) {
  if (!traits || !traits.length) return null;
  return (
    <div className="sg-block">
      <h4>{title}</h4>
      {traits.map((trait) => (
        <div key={trait.label} className="sg-trait">
          <span>{trait.label}</span>
          <span className="sg-bar"><span style={{ width: `${Math.round(trait.share * 100)}%` }} /></span>
          <span className="sg-num">{trait.text}</span>
        </div>
      ))}
    </div>
  );
}

function Origins({ title, origins }) {
  if (!origins || !origins.length) return null;
  return (
    <details className="sg-block">
      <summary>{title}</summary>
      <ul>
        {origins.map((origin) => (
          <li key={origin.label} className="sg-small">
            <strong>{origin.label}</strong>
            {` – ${origin.given}; ${origin.how}`}
            {origin.sources ? <div className="sg-muted">{origin.sources}</div> : null}
          </li>
        ))}
      </ul>
    </details>
  );
}

function CitedPassages({ title, passages }) {
  if (!passages || !passages.length) return null;
  return (
    <details className="sg-block">
      <summary>{title}</summary>
      {passages.map((passage) => (
        <blockquote key={passage.text} className="sg-quote">
          {passage.text}
          <div className="sg-muted sg-small">{passage.page ? `${passage.title}, ${passage.page}` : passage.title}</div>
        </blockquote>
      ))}
    </details>
  );
}

export default function PersonaCard() {
  const { people, labels, badge } = props;
  return (
    <div className={people.length > 1 ? 'sg-cards' : 'sg-cards sg-single'}>
      {people.map((person) => (
        <article key={person.name} className="sg-panel sg-card">
          <header className="sg-head">
            <span className="sg-avatar" aria-hidden="true">{initials(person.name)}</span>
            <div className="sg-grow">
              <h3>{person.name}</h3>
              <div className="sg-muted">{person.about}</div>
            </div>
            {badge && people.length === 1 ? <span className="sg-badge" title={badge.note}>{badge.label}</span> : null}
          </header>
          {person.headline ? <p className="sg-lead">{person.headline}</p> : null}
          {person.quote ? <blockquote className="sg-quote">{person.quote}</blockquote> : null}
          {person.segment ? <div className="sg-muted sg-small">{person.segment}</div> : null}
          {person.traits && person.traits.length ? (
            <div className="sg-columns">
              <Traits title={labels.traits} traits={person.traits} />
              <div>
                <Chips title={labels.values} items={person.values} />
                <Chips title={labels.interests} items={person.interests} />
              </div>
            </div>
          ) : null}
          {person.family ? <div className="sg-muted sg-small">{labels.family}: {person.family}</div> : null}
          {person.unwritten ? (
            <div className="sg-block">
              <h4>{labels.unwritten}</h4>
              <p>{person.unwritten}</p>
            </div>
          ) : null}
          {person.story ? (
            <div className="sg-block">
              <h4>{labels.story}</h4>
              <p>{person.story}</p>
            </div>
          ) : null}
          <Origins title={labels.origins} origins={person.origins} />
          <CitedPassages title={labels.passages} passages={person.passages} />
        </article>
      ))}
    </div>
  );
}
