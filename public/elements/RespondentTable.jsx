import { useState } from 'react';

const COLUMNS = ['name', 'age', 'gender', 'place', 'education', 'income', 'occupation', 'segment'];
const FIRST = 10;

export default function RespondentTable() {
  const [all, setAll] = useState(false);
  const { labels, rows, count, badge } = props;
  const shown = all ? rows : rows.slice(0, FIRST);
  return (
    <section className="sg-panel">
      <header className="sg-head">
        <h3>{labels.title}</h3>
        <span className="sg-muted">{count}</span>
        {badge ? <span className="sg-badge" title={badge.note}>{badge.label}</span> : null}
      </header>
      <div className="sg-scroll">
        <table className="sg-table sg-nowrap">
          <thead>
            <tr>{COLUMNS.map((column) => <th key={column}>{labels[column]}</th>)}</tr>
          </thead>
          <tbody>
            {shown.map((row, i) => (
              <tr key={i}>
                {COLUMNS.map((column) => (
                  <td key={column} className={column === 'name' ? 'sg-strong' : undefined}>{row[column]}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {rows.length > FIRST ? (
        <button type="button" className="sg-link" onClick={() => setAll(!all)}>
          {all ? labels.fewer : `${labels.more} (${rows.length})`}
        </button>
      ) : null}
    </section>
  );
}
