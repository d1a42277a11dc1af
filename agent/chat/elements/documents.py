"""Documents: passages with their citations, what was added, and files to take away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from agent.chat.elements.labels import percent, polish_plural, said
from agent.chat.elements.pieces import Desk, Download, Panel, Showing
from agent.chat.plain import plain
from sight_domain.ids import Kind, kind_of
from sight_domain.language import Language, Text

_WORDS = {"title": Text(en="Passages found", pl="Znalezione fragmenty")}
_STATEMENTS = {"title": Text(en="What was said", pl="Co powiedziano")}
_PLACES = {
    "focus_group": Text(en="focus group", pl="grupa"),
    "survey": Text(en="survey", pl="ankieta"),
    "interview": Text(en="interview", pl="wywiad"),
}
_FACTS = {"title": Text(en="Facts and where they are stated", pl="Fakty i miejsca, w których je podano")}
_SURE = Text(en="relevant", pl="trafność")
_ALSO = Text(en="also in", pl="także w")
_FOUND = {
    "vector": Text(en="by meaning", pl="według znaczenia"),
    "keyword": Text(en="by words", pl="według słów"),
    "graph": Text(en="through the graph", pl="przez graf"),
}


async def found(result: dict[str, Any], desk: Desk) -> Showing | None:
    """`search_knowledge`: passages, each with document, page and why it was found. Nothing found shows nothing."""
    language = desk.actor.language
    shown = [(citation(hit, language), hit["text"], _why(hit, language)) for hit in result["hits"]]
    return _passages(result, shown, said(_WORDS, language))


async def statements(result: dict[str, Any], desk: Desk) -> Showing | None:
    """`search_transcripts`: what was said, each with who said it, where and to what. Nothing found shows nothing."""
    language = desk.actor.language
    shown = [
        (
            f"{hit['speaker']['name']} · {_PLACES[hit['kind']].to(language)}"
            + ("" if hit["kind"] == "interview" else f" {hit['place']['name']}"),
            hit["text"],
            _ranks(hit.get("ranks", {}), language),
        )
        for hit in result["hits"]
    ]
    return _passages(result, shown, said(_STATEMENTS, language))


async def stated(result: dict[str, Any], desk: Desk) -> Showing | None:
    """`query_graph`: facts, each with the words that state it and where they stand. None found shows nothing."""
    language = desk.actor.language
    shown = [
        (fact["statement"], fact["source"]["quote"], citation(fact["source"], language))
        for fact in result["facts"]
    ]
    return _passages(result, shown, said(_FACTS, language))


def _passages(
    result: Mapping[str, Any], shown: Sequence[tuple[str, str, str]], labels: Mapping[str, str]
) -> Showing | None:
    """What was found, numbered: each one's citation, its words, and the small print under them."""
    if not shown:
        return None
    hits = [
        {"number": number, "citation": cited, "text": text, "ranks": ranks}
        for number, (cited, text, ranks) in enumerate(shown, start=1)
    ]
    return Showing("", [Panel("Passages", {"labels": labels, "note": result.get("note"), "hits": hits})])


async def exported(result: dict[str, Any], desk: Desk) -> Showing | None:
    """`export_report`, `get_run` and `resume_run`: the file itself, once the run that writes it has succeeded."""
    run = result["run"]
    if run["status"] != "succeeded" or kind_of(run["subject_id"], field="run_id") is not Kind.EXPORT:
        return None
    export, content = await desk.services.reports.read(desk.actor, run["subject_id"])
    return Showing("", [Download(export.filename, export.mime_type, content)])


def added(document: Mapping[str, Any], language: Language) -> str:
    """One Markdown sentence on a document that was put into the knowledge base."""
    title, chunks, pages = plain(document["title"]), document["chunks"], document.get("pages")
    if language == "pl":
        extent = [f"{pages} {polish_plural(pages, 'strona', 'strony', 'stron')}"] if pages else []
        extent.append(f"{chunks} {polish_plural(chunks, 'fragment', 'fragmenty', 'fragmentów')}")
        known = (
            "Ten dokument już jest w bazie wiedzy"
            if document.get("already_present")
            else "Dodano do bazy wiedzy"
        )
    else:
        extent = [f"{pages} page{'' if pages == 1 else 's'}"] if pages else []
        extent.append(f"{chunks} passage{'' if chunks == 1 else 's'}")
        known = (
            "This document is in the knowledge base already"
            if document.get("already_present")
            else "Added to the knowledge base"
        )
    note = f" {plain(document['note'])}" if document.get("note") else ""
    return f"{known}: **{title}** ({', '.join(extent)}).{note}"


def citation(hit: Mapping[str, Any], language: Language) -> str:
    """``Title, p. 3``; in Polish ``Title, s. 3``."""
    first, last = hit.get("page"), hit.get("page_end")
    if not first:
        return hit["title"]
    pages = f"{first}–{last}" if last and last != first else str(first)
    return f"{hit['title']}, s. {pages}" if language == "pl" else f"{hit['title']}, p. {pages}"


def _why(hit: Mapping[str, Any], language: Language) -> str:
    """Why a passage was found, how sure that is, and where else it stands."""
    told = [_ranks(hit.get("ranks", {}), language)]
    if hit.get("confidence") is not None:
        told.append(f"{_SURE.to(language)}: {percent(hit['confidence'])}")
    if hit.get("also_in"):
        others = dict.fromkeys(citation(other, language) for other in hit["also_in"])
        told.append(f"{_ALSO.to(language)}: {'; '.join(others)}")
    return " · ".join(filter(None, told))


def _ranks(ranks: Mapping[str, int], language: Language) -> str:
    return " · ".join(f"{_FOUND[leg].to(language)}: {rank}." for leg, rank in ranks.items() if leg in _FOUND)
