import { useState } from 'react';

const PAGE = 12;

function Quote({ quote }) {
  return (
    <blockquote className="sg-quote">
      {quote.text}
      <footer>{quote.speaker} <code className="sg-id">{quote.turn}</code></footer>
    </blockquote>
  );
}

function Cited({ sentence }) {
  return (
    <span>
      {sentence.text}
      {sentence.turns.length ? <span className="sg-muted sg-small" title={sentence.turns.join(' ')}>{` [${sentence.turns.length}]`}</span> : null}
    </span>
  );
}

function Lines({ title, items }) {
  if (!items.length) return null;
  return (
    <div className="sg-block">
      <h4 className="sg-section">{title}</h4>
      <ul>{items.map((item, i) => <li key={i}>{item}</li>)}</ul>
    </div>
  );
}

function Findings({ findings, labels }) {
  return (
    <div>
      <Lines title={labels.disagreements} items={findings.disagreements} />
      <Lines
        title={labels.outliers}
        items={findings.outliers.map((one) => <div>{one.line}<Quote quote={one.quote} /></div>)}
      />
      <Lines
        title={labels.askNext}
        items={findings.askNext.map((one) => <span>{one.text} <code className="sg-id">{one.turn}</code></span>)}
      />
    </div>
  );
}

function Beside({ rows, labels }) {
  if (!rows.length) return null;
  return (
    <details className="sg-details">
      <summary>{labels.beside}</summary>
      <div className="sg-scroll">
        <table className="sg-table">
          <thead><tr><th>{labels.measure}</th><th>{labels.here}</th><th>{labels.people}</th><th /></tr></thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.label}>
                <td>{row.label}</td>
                <td className="sg-num">{row.value}</td>
                <td className="sg-num">{row.human}</td>
                <td className="sg-warning sg-small">{row.warning}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

function Theme({ theme, labels }) {
  return (
    <article className="sg-theme">
      <header className="sg-head">
        <h4>{theme.title}</h4>
        <span className="sg-reach">
          <span className="sg-bar sg-short"><span style={{ width: `${Math.round(theme.share * 100)}%` }} /></span>
          <span className="sg-num">{theme.reach}</span>
        </span>
      </header>
      <p className="sg-muted">{theme.description}</p>
      {theme.sides ? <div className="sg-muted sg-small">{theme.sides}</div> : null}
      {theme.quotes.slice(0, 2).map((quote) => <Quote key={quote.turn + quote.text} quote={quote} />)}
      {theme.quotes.length > 2 ? (
        <details className="sg-details">
          <summary>{`${labels.moreQuotes} (${theme.quotes.length - 2})`}</summary>
          {theme.quotes.slice(2).map((quote) => <Quote key={quote.turn + quote.text} quote={quote} />)}
        </details>
      ) : null}
    </article>
  );
}

function Transcript({ labels, turns, cut }) {
  const [open, setOpen] = useState(false);
  const [page, setPage] = useState(0);
  const pages = Math.max(1, Math.ceil(turns.length / PAGE));
  if (!turns.length) return null;
  return (
    <div className="sg-block sg-transcript">
      <button type="button" className="sg-link" onClick={() => setOpen(!open)}>
        {open ? labels.close : `${labels.open} (${turns.length})`}
      </button>
      {open ? (
        <div>
          {turns.slice(page * PAGE, (page + 1) * PAGE).map((turn) => (
            <div key={turn.id} className={turn.moderator ? 'sg-turn sg-moderator' : 'sg-turn'}>
              <div className="sg-turn-head"><span>{turn.speaker}</span> {turn.note ? <span className="sg-muted sg-small">{turn.note}</span> : null} <code className="sg-id">{turn.id}</code></div>
              {turn.missing ? <em className="sg-muted">{turn.missing}</em> : <p>{turn.text}</p>}
            </div>
          ))}
          <nav className="sg-pages">
            <button type="button" className="sg-link" disabled={page === 0} onClick={() => setPage(page - 1)}>{labels.previous}</button>
            <span className="sg-muted sg-small">{`${labels.page} ${page + 1}/${pages}`}</span>
            <button type="button" className="sg-link" disabled={page + 1 >= pages} onClick={() => setPage(page + 1)}>{labels.next}</button>
          </nav>
          {cut ? <p className="sg-muted sg-small">{cut}</p> : null}
        </div>
      ) : null}
    </div>
  );
}

export default function FocusGroup() {
  const { labels, name, about, summary, themes, insights, findings, beside, metrics, quotes, votes, unlike, turns, cut, badge, shown, limits } = props;
  return (
    <section className="sg-panel">
      <header className="sg-head">
        <h3>{name}</h3>
        <span className="sg-muted">{about}</span>
        {badge ? <span className="sg-badge" title={badge.note}>{badge.label}</span> : null}
      </header>
      {(shown || []).map((one, i) => (
        <details key={i} className="sg-details">
          <summary>{one.heading}</summary>
          <p className="sg-muted">{one.text}</p>
        </details>
      ))}
      {(limits || []).map((line, i) => <p key={i} className="sg-warning sg-small">{line}</p>)}
      {summary.length ? <p>{summary.map((one, i) => <span key={i}><Cited sentence={one} /> </span>)}</p> : null}
      {findings.warning ? <p className="sg-warning sg-small">{findings.warning}</p> : null}
      {themes.length ? <h4 className="sg-section">{labels.themes}</h4> : null}
      {themes.map((theme) => <Theme key={theme.title} theme={theme} labels={labels} />)}
      {insights.length ? (
        <div className="sg-block">
          <h4 className="sg-section">{labels.insights}</h4>
          <ul>{insights.map((insight, i) => <li key={i}><Cited sentence={insight} /></li>)}</ul>
        </div>
      ) : null}
      <Findings findings={findings} labels={labels} />
      {votes && votes.length ? (
        <div className="sg-block">
          <h4 className="sg-section">{labels.votes}</h4>
          <ul>{votes.map((line, i) => <li key={i}>{line}</li>)}</ul>
        </div>
      ) : null}
      {findings.lines.map((line, i) => <div key={i} className="sg-muted sg-small">{line}</div>)}
      <div className="sg-muted sg-small">{metrics}</div>
      {unlike ? <div className="sg-muted sg-small">{unlike}</div> : null}
      <Beside rows={beside} labels={labels} />
      <div className="sg-muted sg-small">{quotes}</div>
      <Transcript labels={labels} turns={turns} cut={cut} />
    </section>
  );
}
