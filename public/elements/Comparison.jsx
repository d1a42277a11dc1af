export default function Comparison() {
  const { labels, people, rows, similarity, badge } = props;
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
      {rows.length ? (
        <div className="sg-scroll">
          <table className="sg-table">
            <thead>
              <tr>
                <th>{labels.feature}</th>
                {people.map((person, i) => (
                  <th key={i}>{person.name}<div className="sg-muted sg-small sg-normal">{person.about}</div></th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.feature}>
                  <td className="sg-strong">{row.feature}</td>
                  {row.values.map((value, i) => <td key={i}>{value}</td>)}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : <p>{labels.none}</p>}
    </section>
  );
}
