"""What somebody remembers when they are about to speak: a few events out of all that happened to them.

Park et al. (2023), "Generative Agents", arXiv 2304.03442, section 4.1: the events with the highest sum of relevance,
recency and importance, each scaled to 0-1 over the candidates, are put before the person::

    score_i = s(relevance_i) + s(recency_i) + s(importance_i),   s(x) = (x - min x) / (max x - min x)

Where it differs from theirs: recency decays with what has happened since (0.98 an event), as a talk has no hours; importance
is computed from what the event is (`importance`), not asked of a model; relevance is the cosine of embeddings or, where
there are none, of the texts' weighted word stems. All three are stated assumptions about remembering, no finding.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any, Literal
from uuid import UUID

from sight_domain.knowledge.service import query_terms

DECAY = 0.98
"""How much of an event's recency is left after one more event: half after 34."""
LONGEST_EVENT = 600
"""Characters of one event that are put before anybody."""

Basis = Literal["meaning", "words"]


class EventKind(StrEnum):
    """``said`` in a group, ``heard`` there from somebody else, ``voted`` in private, ``told`` an interviewer."""

    SAID = "said"
    HEARD = "heard"
    VOTED = "voted"
    TOLD = "told"


_WEIGHT = {EventKind.SAID: 0.5, EventKind.HEARD: 0.2, EventKind.VOTED: 0.6, EventKind.TOLD: 0.5}
_ADDRESSED, _MOVED = 0.25, 0.4


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to one person.

    Attributes:
        source: the turn or exchange it is; of votes the moderator's turn that put the question, if there is one.
        text: the words; of votes the question.
        question: what the talk was about.
        speaker, gender: whose words were heard; empty for the person's own events.
        addressed: whether the words took up the person's own, or called them by name.
        moved: the private opinion before and after, where the event changed it (1-5).
        vote: the private votes before and after the talk (1-5), ``None`` where there was none.
    """

    kind: EventKind
    text: str
    source: UUID | None = None
    question: str = ""
    speaker: str = ""
    gender: str = ""
    addressed: bool = False
    moved: tuple[float, float] | None = None
    vote: tuple[int | None, int | None] | None = None

    def told(self) -> dict[str, Any]:
        """As prompts and the offline engine get it; ids, which are random, are left out."""
        given = {
            "kind": self.kind.value,
            "text": beginning(self.text),
            "question": self.question,
            "speaker": self.speaker,
            "gender": self.gender,
        }
        change = self.vote or self.moved
        return given | ({"before": change[0], "after": change[1]} if change else {})


def importance(event: Event) -> float:
    """How much an event weighs, 0-1: one's own words more than others', more still what was said to one or moved one.

    0.5 for own words and answers to an interviewer, 0.6 for votes, 0.2 for what was heard; 0.25 more for words addressed
    to the person, 0.4 more where the private opinion changed; never above 1.
    """
    return min(1.0, _WEIGHT[event.kind] + _ADDRESSED * event.addressed + _MOVED * (event.moved is not None))


def recalled(
    events: Sequence[Event],
    cue: str,
    *,
    most: int,
    vectors: Mapping[UUID, Sequence[float]] | None = None,
    cue_vector: Sequence[float] | None = None,
) -> list[Event]:
    """Up to `most` of the events, those that come to mind at the `cue`, in the order in which they happened.

    Args:
        events: oldest first.
        vectors: embeddings of length 1 by `Event.source`; used with `cue_vector` when every event has one, else
            relevance is that of words.
    """
    if len(events) <= most:
        return list(events)
    of_meaning = _by_meaning(events, vectors or {}, cue_vector)
    relevance = of_meaning if of_meaning is not None else by_words(cue, [event.text for event in events])
    scores = score(relevance, [importance(event) for event in events])
    best = sorted(range(len(events)), key=lambda place: (-scores[place], -place))
    kept: list[int] = []
    texts: set[str] = set()
    for place in best:
        # The same words twice would take another event's place.
        if len(kept) < most and events[place].text not in texts:
            texts.add(events[place].text)
            kept.append(place)
    return [events[place] for place in sorted(kept)]


def basis(
    events: Sequence[Event],
    vectors: Mapping[UUID, Sequence[float]] | None,
    cue_vector: Sequence[float] | None,
) -> Basis:
    """What relevance is judged by when these events are recalled."""
    return "words" if _by_meaning(events, vectors or {}, cue_vector) is None else "meaning"


def score(relevance: Sequence[float], weight: Sequence[float]) -> list[float]:
    """The sum of relevance, recency and importance, each scaled to 0-1 over the events, which are given oldest first."""
    recency = [DECAY**age for age in reversed(range(len(relevance)))]
    return [sum(parts) for parts in zip(_scaled(relevance), _scaled(recency), _scaled(weight), strict=True)]


def by_words(cue: str, texts: Sequence[str]) -> list[float]:
    """Cosine, 0-1, of the cue and each text as sets of word stems weighted by ln(1 + N / n_t) (n_t texts hold stem t)."""
    if not texts:
        return []
    asked = _stems(cue)
    held = [_stems(text) for text in texts]
    frequency = Counter(term for terms in held for term in terms)
    weight = {term: math.log1p(len(texts) / (frequency[term] or 1)) for term in {*asked, *frequency}}

    def length(terms: frozenset[str]) -> float:
        return math.sqrt(math.fsum(weight[term] ** 2 for term in sorted(terms)))

    own = length(asked)
    return [
        math.fsum(weight[term] ** 2 for term in sorted(asked & terms)) / (own * length(terms))
        if asked and terms
        else 0.0
        for terms in held
    ]


def beginning(text: str, longest: int = LONGEST_EVENT) -> str:
    """The whole text, or its beginning up to the last word that fits; always an exact substring."""
    text = text.strip()
    return text if len(text) <= longest else text[: longest + 1].rsplit(None, 1)[0][:longest]


@lru_cache(maxsize=20_000)
def _stems(text: str) -> frozenset[str]:
    return frozenset(query_terms(text))


def _by_meaning(
    events: Sequence[Event], vectors: Mapping[UUID, Sequence[float]], cue: Sequence[float] | None
) -> list[float] | None:
    if cue is None:
        return None
    found = [
        vectors[event.source] for event in events if event.source is not None and event.source in vectors
    ]
    if len(found) < len(events):
        return None
    return [math.fsum(a * b for a, b in zip(cue, vector, strict=True)) for vector in found]


def _scaled(values: Sequence[float]) -> list[float]:
    low, high = min(values, default=0.0), max(values, default=0.0)
    return [(value - low) / (high - low) if high > low else 0.0 for value in values]
