"""A message cut into the requests it holds, without breaking quotes, question lists, paths or pairs of people."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from sight_domain.llm.offline.planner.intents import Flag
from sight_domain.llm.offline.planner.lexicon import resource
from sight_domain.llm.offline.planner.similarity import concepts_lexicon
from sight_domain.llm.offline.planner.slots.audience import audience
from sight_domain.llm.offline.planner.slots.numbers import count_of_people, numbers
from sight_domain.llm.offline.planner.slots.people import people_meant, place_of
from sight_domain.llm.offline.planner.slots.questions import Questions, questions
from sight_domain.llm.offline.planner.text import fold, mask, words

_QUOTE = re.compile(r"[\"„“”«][^\"„“”«»\n]{1,300}[\"”“»]|'[^'\n]{3,200}'(?!\w)")
_EXTENSIONS = r"pdf|docx?|txt|md|csv|xlsx|html?|pptx"
_PATH = re.compile(
    rf"(?:(?:~|\.{{1,2}})?/|[A-Za-z]:\\)[^\n\"„”“«»<>|*]*?\.(?:{_EXTENSIONS})\b|[\w\-./\\]+\.(?:{_EXTENSIONS})\b",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"(?<!\bnp)(?<!\btys)(?<!\bok)(?<!\bm\.in)(?<!e\.g)(?<!\bnr)[.!?](?=\s|$)|;|\n+")
_JOINT = re.compile(
    r",\s*(?!\s*(?:sample of|sample size|n\s*=))|\s+(?=(?:and|then|i|oraz|a\s+(?:potem|nastepnie|takze|teraz|na|pozniej|dodatkowo)|potem|nastepnie|also|plus|after)\s)|\s[-–—]\s"
)
_ASKING, _STUDYING = frozenset({"ask", "interview", "search"}), frozenset({"study_verb", "project"})
_QUESTION_WORD = re.compile(
    r"(?:what|how|why|when|where|who|which|whether|if|co|jak|ile|dlaczego|czemu|kiedy|gdzie|kto|czy|czym|jaki\w*|ktor\w*|po co)\b"
)
_MANY = re.compile(r"\b(?:question|pyta)\w*")


@dataclass(frozen=True)
class Clause:
    """One request: its words (questions included), the same with questions, quotes and paths blanked, what was
    found in it."""

    text: str
    bare: str
    questions: tuple[str, ...] = ()
    path: str | None = None


def split(message: str) -> list[Clause]:
    """The clauses of a message, each beginning with words that open a request; order as said."""
    asked = questions(message, stop=starts_request, expected=_announced(message))
    path = _PATH.search(mask(message, [(asked.start, asked.end)]) if asked else message)
    spans = [(m.start(), m.end()) for m in _QUOTE.finditer(message)]
    spans += [(asked.start, asked.end)] if asked else []
    spans += [(path.start(), path.end())] if path else []
    masked = mask(message, spans)
    edges = _edges(message, masked)
    clauses = []
    for start, end in pairwise(edges):
        if not message[start:end].strip().strip(" .,;!?").strip():
            continue
        clauses.append(
            Clause(
                message[start:end].strip(),
                masked[start:end].replace("\u2400", " ").strip(),
                asked.items if asked and start <= _anchor(asked, message) < end else (),
                path.group() if path and start <= path.start() < end else None,
            )
        )
    return clauses


def join(left: Clause, right: Clause) -> Clause:
    """Two clauses as one request."""
    return Clause(
        f"{left.text} {right.text}",
        f"{left.bare} {right.bare}",
        left.questions or right.questions,
        left.path or right.path,
    )


def flags(clause: Clause, known_people: Iterable[str]) -> frozenset[Flag]:
    """What a clause holds besides its words."""
    found: set[Flag] = set()
    if clause.questions:
        found.add("questions")
    if clause.path:
        found.add("path")
    if count_of_people(clause.bare, alone=True) is not None:
        found.add("count")
    if place_of(clause.bare, "prj") is not None:
        found.add("placed")
    if audience(clause.bare).target:
        found.add("audience")
    meant = people_meant(clause.bare, known_people)
    by_name = [mention for mention in meant if mention.how in ("name", "id")]
    if by_name:
        found.add("named" if len(by_name) == 1 else "several_named")
    if len(meant) == 1 and meant[0].value != "both":
        found.add("person")
    elif meant:
        found.add("people")
    return frozenset(found)


def starts_request(text: str) -> bool:
    """Whether the words a text begins with open a request ("then compare …", "i daj mi PDF")."""
    return bool(_opening(text) & _openers())


def _stands_alone(text: str) -> bool:
    return bool(_opening(text, reach=3) & frozenset(resource("intents.yaml")["alone"]))


def _opening(text: str, reach: int = 1) -> frozenset[str]:
    """Concepts met in the first ``reach`` words after fillers such as "then" and "please"."""
    fillers = _fillers()
    tokens = words(text[:160])
    skipped = 0
    while skipped < min(len(tokens), 8) and tokens[skipped].folded in fillers:
        skipped += 1
    hits = concepts_lexicon().hits(text[:160], forgiving=False)
    return frozenset(hit.concept for hit in hits if skipped <= hit.first_word < skipped + reach)


@cache
def _openers() -> frozenset[str]:
    return frozenset(resource("intents.yaml")["openers"])


@cache
def _fillers() -> frozenset[str]:
    return frozenset(resource("intents.yaml")["fillers"])


def _edges(message: str, masked: str) -> list[int]:
    edges = [0, *(m.end() for m in _SENTENCE_END.finditer(masked))]
    if edges[-1] < len(message):
        edges.append(len(message))
    inner: list[int] = []
    for start, end in pairwise(edges):
        left = start
        for joint in _JOINT.finditer(fold(masked[start:end])):
            place = start + joint.end()
            if place <= left or not masked[left:place].strip(" ,\u2400"):
                continue
            rest = masked[place:end]
            begun = concepts_lexicon().concepts(masked[left:place])
            # "Ask Anna, what annoys her": a reported question belongs to whom it is put to.
            reported = begun & _ASKING and _QUESTION_WORD.match(fold(rest).lstrip())
            whole = reported or begun & _STUDYING
            if (starts_request(rest) and not reported) or (not whole and _stands_alone(rest)):
                inner.append(place)
                left = place
    return sorted({*edges, *inner})


def _anchor(asked: Questions, message: str) -> int:
    """The letter just before the questions, which belongs to the clause that announces them."""
    before = message[: asked.start].rstrip()
    return max(0, len(before) - 1)


def _announced(message: str) -> int | None:
    folded = fold(message)
    for match in _MANY.finditer(folded):
        near = [
            number
            for number in numbers(folded[max(0, match.start() - 24) : match.start()])
            if number.value <= 30
        ]
        if near:
            return near[-1].value
    return None
