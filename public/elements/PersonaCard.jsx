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
          {person.story ? (
            <div className="sg-block">
              <h4>{labels.story}</h4>
              <p>{person.story}</p>
            </div>
          ) : null}
        </article>
      ))}
    </div>
  );
}
