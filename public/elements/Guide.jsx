function Shown({ one }) {
  return (
    <details className="sg-details">
      <summary>{one.heading}</summary>
      <p className="sg-muted">{one.text}</p>
    </details>
  );
}

function Question({ question, labels }) {
  return (
    <div className="sg-turn">
      {question.shown.map((one, i) => <Shown key={i} one={one} />)}
      <p><span className="sg-num">{question.number}.</span> {question.text}</p>
      {question.probes.length ? (
        <div className="sg-muted sg-small">{`${labels.probes}: ${question.probes.join(' · ')}`}</div>
      ) : null}
    </div>
  );
}

export default function Guide() {
  const { labels, name, goal, limits, stimulus, sections, badge } = props;
  return (
    <section className="sg-panel">
      <header className="sg-head">
        <h3>{name}</h3>
        <span className="sg-muted">{limits}</span>
        {badge ? <span className="sg-badge" title={badge.note}>{badge.label}</span> : null}
      </header>
      {goal && goal !== name ? <p className="sg-muted">{`${labels.goal}: ${goal}`}</p> : null}
      {stimulus ? <Shown one={{ heading: labels.shown, text: stimulus }} /> : null}
      {sections.map((section, i) => (
        <div key={i} className="sg-block">
          <header className="sg-head">
            <h4 className="sg-section">{section.title}</h4>
            <span className="sg-muted sg-small">{section.minutes}</span>
          </header>
          {section.questions.map((question) => <Question key={question.number} question={question} labels={labels} />)}
        </div>
      ))}
      <p>{labels.next}</p>
    </section>
  );
}
