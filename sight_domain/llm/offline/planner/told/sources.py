"""Documents, passages and facts in words."""

from __future__ import annotations

from sight_domain.language import Language
from sight_domain.llm.offline.planner.markdown import plain
from sight_domain.llm.offline.planner.told.pieces import (
    Result,
    bullets,
    items_of,
    part_of,
    title_of,
    words_of,
)
from sight_domain.llm.offline.planner.told.talks import TOP


def document(result: Result, language: Language) -> list[str]:
    """The document that was added."""
    return [words_of("document", language, name=title_of(part_of(result, "document") or result))]


def documents(result: Result, language: Language) -> list[str]:
    """The documents there are."""
    documents = items_of(result, "documents")
    if not documents:
        return [words_of("no_documents", language)]
    return [
        words_of("documents", language, n=len(documents)),
        *bullets([f"**{title_of(one)}**" for one in documents], len(documents), language),
    ]


def found(result: Result, language: Language) -> list[str]:
    """The best passages, or that there are none."""
    hits = items_of(result, "hits")
    note = plain(result["note"]) if result.get("note") else ""
    if not hits:
        return [f"{words_of('no_hits', language)} {note}".rstrip()]
    lines = [f"{words_of('hits', language, n=len(hits))} {note}".rstrip()]
    for hit in hits[:TOP]:
        page = f", {words_of('page', language, n=hit['page'])}" if hit.get("page") else ""
        facts = " … ".join(str(fact.get("text", "")) for fact in hit.get("key_facts") or ())
        text = " ".join((facts or str(hit.get("text", ""))).split())
        shown = text if len(text) <= 400 else text[:400].rsplit(" ", 1)[0] + " …"
        lines.append(f"- **{title_of(hit)}**{page}\n  > {plain(shown)}")
    return lines


def facts(result: Result, language: Language) -> list[str]:
    """Each fact with the words that state it. Rows of a query are for whoever wrote the query."""
    facts, rows = items_of(result, "facts"), result.get("rows") or []
    note = [plain(result["note"])] if result.get("note") else []
    if not facts:
        shown = [f"- {plain(', '.join(map(str, row.values())))}" for row in rows[:TOP]]
        return [*shown, *note] or [words_of("no_hits", language)]
    lines = [words_of("facts", language, n=len(facts))]
    for fact in facts[:TOP]:
        source = fact.get("source", {})
        page = f", {words_of('page', language, n=source['page'])}" if source.get("page") else ""
        lines.append(
            f"- **{plain(str(fact.get('statement', '')))}** ({title_of(source)}{page})\n"
            f"  > {plain(' '.join(str(source.get('quote', '')).split()))}"
        )
    return [*lines, *note]
