"""The offline engine's part in the knowledge graph: what passages of documents state, by rule."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from sight_domain.language import Language
from sight_domain.llm.offline.documents.lines import label_and_figures, lines_of
from sight_domain.llm.offline.documents.named import groups_in
from sight_domain.llm.offline.documents.statements import Sentence

_YEAR = re.compile(r"(?:19|20)\d{2}")
_HAS_DIGIT = re.compile(r"\d")
_FIGURE = re.compile(r"[-−]?\d+(?:[ \u00a0]\d{3})*(?:[.,]\d+)*(?:\s?%|\s\w+\.?){0,2}")


def write_graph(inputs: Mapping[str, Any], *, language: Language) -> dict[str, Any]:
    """What each passage names and states.

    Args:
        inputs: ``passages`` ({number, context, text}), where the context is ``title › section``.
        language: of the passages.

    Returns:
        ``{passages: [{passage, entities, measurements, trends, relations}]}``; quotes are whole sentences or rows.
    """
    return {"passages": [_read(passage, language) for passage in inputs.get("passages", ())]}


def _read(passage: Mapping[str, Any], language: Language) -> dict[str, Any]:
    entities: dict[tuple[str, str], None] = {}
    found: dict[str, Any] = {"passage": passage["number"], "measurements": [], "trends": [], "relations": []}
    measured = str(passage["context"]).rpartition(" › ")[2]
    heads: list[str] = []
    spoken_of: str | None = None
    for line in lines_of(passage["text"]):
        if line.kind == "sentence":
            sentence = Sentence(line.text, language)
            entities.update(dict.fromkeys((one.name, one.kind) for one in sentence.named))
            read_here = sentence.measurements(spoken_of)
            spoken_of = read_here[-1]["indicator"] if read_here else None
            found["measurements"] += read_here
            found["trends"] += sentence.trends()
            found["relations"] += sentence.relations()
        elif line.kind == "headed":
            parted = (cell.partition(": ") for cell in line.text.split(" | "))
            cells = [(head, value) for head, _, value in parted]
            found["measurements"] += _of_row(cells, measured, line.text, language)
        elif line.kind == "figures":
            read = label_and_figures(line.text)
            years = _YEAR.findall(line.text)
            if read is None or len(years) == len(read[1]):
                heads = years
            elif heads and len(heads) == len(read[1]):
                label, figures = read
                cells = [("", label), *zip(heads, figures, strict=True)]
                found["measurements"] += _of_row(cells, measured, line.text, language)
    return found | {"entities": [{"name": name, "kind": kind} for name, kind in entities]}


def _of_row(
    cells: list[tuple[str, str]], measured: str, row: str, language: Language
) -> Iterator[dict[str, Any]]:
    """A row's figures: those under a year are of what the table is about, others of their own head."""
    label = next((value for _, value in cells if not _HAS_DIGIT.search(value)), None)
    groups = groups_in(label, language) if label else []
    year = next((int(value) for _, value in cells if _YEAR.fullmatch(value.strip())), None)
    for head, value in cells:
        if not _FIGURE.fullmatch(value.strip()) or _YEAR.fullmatch(value.strip()):
            continue
        of_year = _YEAR.fullmatch(head.strip())
        yield {
            "indicator": measured if of_year else head,
            "value": value,
            "year": int(head) if of_year else year,
            "group": groups[0].name if groups else label,
            "quote": row,
        }
