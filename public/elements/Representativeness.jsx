function Table({ title, heads, rows }) {
  if (!rows.length) return null;
  return (
    <details className="sg-details">
      <summary>{title}</summary>
      <div className="sg-scroll">
        <table className="sg-table">
          <thead><tr>{heads.map((head) => <th key={head}>{head}</th>)}</tr></thead>
          <tbody>
            {rows.map((cells) => (
              <tr key={cells[0]}>{cells.map((cell, i) => <td key={i} className={i ? "sg-num" : "sg-strong"}>{cell}</td>)}</tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

function List({ title, lines }) {
  if (!lines.length) return null;
  return (
    <details className="sg-details">
      <summary>{title}</summary>
      <ul>{lines.map((line, i) => <li key={i}>{line}</li>)}</ul>
    </details>
  );
}

function Facts({ facts }) {
  return (
    <div className="sg-facts">
      {facts.map(({ value, label }) => (
        <div key={label} className="sg-fact">
          <span className="sg-num sg-strong">{value}</span>
          <span className="sg-muted sg-small">{label}</span>
        </div>
      ))}
    </div>
  );
}

export default function Representativeness() {
  const { labels, verdict, held, why, rows, figures, pairs, traits, sources, notes } = props;
  return (
    <section className="sg-panel">
      <header className="sg-head">
        <h3>{labels.title}</h3>
        <span className="sg-chip">{held ? labels.held : labels.broken}</span>
      </header>
      <p className={held ? undefined : "sg-warning"}>{verdict}</p>
      {why.length ? <ul className="sg-small">{why.map((line, i) => <li key={i}>{line}</li>)}</ul> : null}
      <div className="sg-muted sg-small sg-section">{labels.off}</div>
      <Facts facts={rows.map((row) => ({ value: row.off, label: row.attribute }))} />
      <div className="sg-muted sg-small sg-section">{labels.figures}</div>
      <Facts facts={figures} />
      <Table
        title={labels.pairs}
        heads={[labels.pair, labels.tvd, labels.percentile, labels.v_sample, labels.v_corrected, labels.v_target]}
        rows={pairs.map((row) => [row.pair, row.tvd, row.percentile, row.sample, row.corrected, row.target])}
      />
      <Table
        title={labels.traits}
        heads={[labels.trait, labels.mean, labels.ratio, labels.ks]}
        rows={traits.map((row) => [row.trait, row.mean, row.ratio, row.p])}
      />
      <List title={labels.notes} lines={notes} />
      <List title={labels.sources} lines={sources} />
    </section>
  );
}
