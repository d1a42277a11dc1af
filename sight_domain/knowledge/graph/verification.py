"""What a model says a passage states, checked against the passage: what is not found in it is dropped and counted."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import UUID

from sight_domain.knowledge.graph.drafts import DraftMeasurement, DraftPassage, DraftRelation, DraftTrend
from sight_domain.knowledge.graph.model import Entity, EntityKind, Fact, FactKind, Mention, fact_id
from sight_domain.knowledge.graph.names import LONGEST_NAME, terms_of
from sight_domain.knowledge.graph.quantities import Quantity, numbers_in, quantity_at, years_in
from sight_domain.language import Language

_NAMED_SHARE = 0.5
"""Of an indicator's words that the passage must have: its name may be put together from a head and a sentence."""
_NOT_A_DIGIT = re.compile(r"[^\d.,]")
_Draft = TypeVar("_Draft", DraftMeasurement, DraftTrend, DraftRelation)


@dataclass(frozen=True, slots=True)
class Source:
    """A passage as it is stored: `text` stands at `char_start` of the document, below the headings of `context`."""

    chunk_id: UUID
    context: str
    text: str
    char_start: int
    page: int | None


@dataclass(slots=True)
class Verified:
    """What stood the check, and how much did not."""

    entities: dict[str, Entity] = field(default_factory=dict)
    mentions: list[Mention] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    dropped: int = 0


def verified(draft: DraftPassage, source: Source, language: Language) -> Verified:
    """Keep of a draft what its passage says.

    A fact stays when its quote is in the passage (white space aside, and it is then the passage's own characters), a
    measurement's number is in that quote and says how much, not how much more, its year and the people or place are in the passage or its headings, and at
    least half the words of the indicator are. A relation's verb must be in its quote, what it relates in the passage.
    Values, units and their scale are read from the quote, never taken from the draft.
    """
    return _Check(source, language).of(draft)


class _Check:
    def __init__(self, source: Source, language: Language) -> None:
        self._source = source
        self._language: Language = language
        self._stems = terms_of(source.text, language)
        self._around = frozenset(self._stems) | frozenset(terms_of(source.context, language))
        self._years = frozenset(years_in(source.text)) | frozenset(years_in(source.context))
        self._kept = Verified()
        self._counts: Counter[str] = Counter()

    def of(self, draft: DraftPassage) -> Verified:
        for one in draft.entities:
            terms = self._terms(one.name)
            if terms and self._counted(terms):
                self._keep_entity(one.name, one.kind, terms)
            else:
                self._kept.dropped += 1
        self._keep(draft.measurements, self._measurement)
        self._keep(draft.trends, self._trend)
        self._keep(draft.relations, self._relation)
        self._kept.mentions = [
            Mention(key, self._source.chunk_id, count) for key, count in self._counts.items()
        ]
        return self._kept

    def _keep(self, drafts: Sequence[_Draft], check: Callable[[_Draft], Fact | None]) -> None:
        for one in drafts:
            fact = check(one)
            if fact is None:
                self._kept.dropped += 1
            elif fact.id not in {kept.id for kept in self._kept.facts}:
                self._kept.facts.append(fact)

    def _measurement(self, draft: DraftMeasurement) -> Fact | None:
        span = self._found(draft.quote)
        if span is None or not self._is_known(draft.year):
            return None
        quote = self._source.text[slice(*span)]
        quantity = _stated(draft.value, quote, self._language)
        if quantity is None:
            return None
        return self._about(FactKind.MEASUREMENT, draft, span, quantity)

    def _trend(self, draft: DraftTrend) -> Fact | None:
        span = self._found(draft.quote)
        if span is None or not self._is_known(draft.year):
            return None
        return self._about(FactKind.TREND, draft, span, None)

    def _about(
        self,
        kind: FactKind,
        draft: DraftMeasurement | DraftTrend,
        span: tuple[int, int],
        quantity: Quantity | None,
    ) -> Fact | None:
        subject = self._indicator(draft.indicator)
        group = self._entity(draft.group, EntityKind.GROUP) if draft.group else None
        if subject is None or (draft.group and group is None):
            return None
        direction = draft.direction if isinstance(draft, DraftTrend) else None
        said = (kind, subject, group, quantity and quantity.written, draft.year, direction, span)
        return Fact(
            id=fact_id(self._source.chunk_id, repr(said)),
            kind=kind,
            subject=subject,
            group=group,
            value=quantity.value if quantity else None,
            value_text=quantity.written if quantity else None,
            unit=quantity.unit if quantity else None,
            year=draft.year,
            direction=direction,
            **self._cited(span),
        )

    def _relation(self, draft: DraftRelation) -> Fact | None:
        span = self._found(draft.quote)
        if span is None:
            return None
        verb = " ".join(draft.verb.split())
        quote = self._source.text[slice(*span)]
        if not verb or verb.casefold() not in " ".join(quote.split()).casefold():
            return None
        subject = self._entity(draft.subject, EntityKind.TOPIC)
        target = self._entity(draft.object, EntityKind.TOPIC)
        if subject is None or target is None or subject == target:
            return None
        said = (FactKind.RELATION, subject, verb, target, span)
        return Fact(
            id=fact_id(self._source.chunk_id, repr(said)),
            kind=FactKind.RELATION,
            subject=subject,
            object=target,
            verb=verb,
            **self._cited(span),
        )

    def _cited(self, span: tuple[int, int]) -> dict[str, Any]:
        source = self._source
        return {
            "quote": source.text[slice(*span)],
            "chunk_id": source.chunk_id,
            "char_start": source.char_start + span[0],
            "char_end": source.char_start + span[1],
            "page": source.page,
        }

    def _indicator(self, name: str) -> str | None:
        terms = self._terms(name)
        if not terms or sum(term in self._around for term in terms) < _NAMED_SHARE * len(terms):
            return None
        return self._keep_entity(name, EntityKind.INDICATOR, terms)

    def _entity(self, name: str, kind: EntityKind) -> str | None:
        terms = self._terms(name)
        if not terms or not self._around.issuperset(terms):
            return None
        return self._keep_entity(name, kind, terms)

    def _terms(self, name: str) -> tuple[str, ...]:
        return terms_of(name, self._language) if len(name) <= LONGEST_NAME else ()

    def _keep_entity(self, name: str, kind: EntityKind, terms: tuple[str, ...]) -> str:
        key = " ".join(terms)
        self._kept.entities.setdefault(key, Entity(key, " ".join(name.split()), kind, terms))
        self._counts[key] = max(self._counted(terms), 1)
        return key

    def _counted(self, terms: tuple[str, ...]) -> int:
        """How often the words of a name stand next to each other in the passage; once if all of them are there."""
        width = len(terms)
        together = sum(self._stems[at : at + width] == terms for at in range(len(self._stems) - width + 1))
        return together or int(frozenset(self._stems).issuperset(terms))

    def _is_known(self, year: int | None) -> bool:
        return year is None or year in self._years

    def _found(self, quote: str) -> tuple[int, int] | None:
        """Where a quote stands in the passage, its white space aside."""
        given = quote.split()
        if not given:
            return None
        found = re.search(r"\s+".join(map(re.escape, given)), self._source.text)
        return found.span() if found else None


def _stated(value: str, quote: str, language: Language) -> Quantity | None:
    """The quantity of `quote` whose number is the first of `value`, character by character, and that is no change."""
    given = next((_bare(number.group()) for number in numbers_in(value)), None)
    for number in numbers_in(quote):
        if given == _bare(number.group()):
            quantity = quantity_at(quote, number, language)
            if not quantity.is_change:
                return quantity
    return None


def _bare(number: str) -> str:
    return _NOT_A_DIGIT.sub("", number)
