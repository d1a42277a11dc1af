function Likeness({ name, share, text }) {
  return (
    <span className="sg-fact">
      <span className="sg-muted sg-small">{name}</span>
      <span className="sg-reach sg-start">
        <span className="sg-bar sg-short"><span style={{ width: `${Math.round(share * 100)}%` }} /></span>
        <span className="sg-num">{text}</span>
      </span>
    </span>
  );
}

export default function Comparison() {
  const { labels, people, rows, similarity, words, sections, notes, badge } = props;
  const opening = rows.map((row, i) => (i === 0 || rows[i - 1].section !== row.section ? row.section : null));
  return (
    <section className="sg-panel">
      <header className="sg-head">
        <h3>{labels.title}</h3>
        <span className="sg-reach">
          <span className="sg-muted sg-small">{labels.similarity}</span>
          <span className="sg-bar sg-short"><span style={{ width: `${Math.round(similarity.share * 100)}%` }} /></span>
          <span className="sg-num">{similarity.text}</span>
        </span>
        {badge ? <span className="sg-badge" title={badge.note}>{badge.label}</span> : null}
      </header>
      {words ? <p className="sg-muted sg-small">{words}</p> : null}
      <div className="sg-facts">
        {sections.map((section) => <Likeness key={section.name} name={section.name} share={section.share} text={section.text} />)}
      </div>
      {rows.length ? (
        <div className="sg-scroll">
          <table className="sg-table sg-beside" style={{ "--people": people.length }}>
            <thead>
              <tr>
                <th>{labels.feature}</th>
                {people.map((person, i) => (
                  <th key={i}>{person.name}<div className="sg-muted sg-small sg-normal">{person.about}</div></th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row, i) => (
                <tr key={i}>
                  <td className="sg-strong">
                    {opening[i] ? <div className="sg-muted sg-small sg-normal">{opening[i]}</div> : null}
                    {row.feature}
                  </td>
                  {row.values.map((value, j) => <td key={j}>{value}</td>)}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : <p>{labels.none}</p>}
      {notes.map((note, i) => <p key={i} className="sg-muted sg-small">{note}</p>)}
    </section>
  );
}
