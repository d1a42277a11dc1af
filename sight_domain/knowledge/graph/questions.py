"""A question answered with the facts that documents state, the best first."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Sequence

from sight_domain.knowledge.analysis import detect_language
from sight_domain.knowledge.graph.linking import Linked
from sight_domain.knowledge.graph.model import Direction, FactKind
from sight_domain.knowledge.graph.names import asked_stems, terms_of
from sight_domain.knowledge.graph.quantities import years_in
from sight_domain.knowledge.graph.store import StoredFact
from sight_domain.language import Language, Text

OTHER_YEAR = 0.4
OTHER_GROUP = 0.5
"""What a fact keeps of its score when the question names another year, or another group or place."""
_LEAST_OF_BEST = 0.5
_MOVES = {
    Direction.RISE: Text(en="rises", pl="rośnie"),
    Direction.FALL: Text(en="falls", pl="spada"),
    Direction.STEADY: Text(en="stays the same", pl="bez zmian"),
}


def ranked_facts(question: str, facts: Sequence[StoredFact], linked: Sequence[Linked]) -> list[StoredFact]:
    """Facts that have at least half the score of the best one, best first.

    ``score = sum of rarity over the question's words that the fact has``, where ``rarity = ln(1 + N / n)`` for a word
    that n of the N facts have; times `OTHER_YEAR` for a fact of another year than one that is asked for, and
    `OTHER_GROUP` for one of another group than one that is named in full; 0 for one that shares nothing with the question
    but its group, where the question says more than that.
    """
    stems = list(asked_stems(question).values())
    words = [_words(fact) for fact in facts]
    having = Counter(at for known in words for at, forms in enumerate(stems) if known & forms)
    rarity = [math.log(1 + len(facts) / having[at]) if having[at] else 0.0 for at in range(len(stems))]
    years = frozenset(years_in(question))
    named = {one.entity.id for one in linked if one.coverage == 1}
    groups = {fact.group.id for fact in facts if fact.group} & named

    def score(fact: StoredFact, known: frozenset[str]) -> float:
        of_group = frozenset(fact.group.terms) if fact.group else frozenset[str]()
        about = [forms for forms in stems if not of_group & forms]
        if about and not any(known & forms for forms in about):
            return 0.0
        points = sum(rarity[at] for at, forms in enumerate(stems) if known & forms)
        if years and fact.year not in years:
            points *= OTHER_YEAR
        if groups and (fact.group is None or fact.group.id not in groups):
            points *= OTHER_GROUP
        return points

    scored = [(score(fact, known), fact) for fact, known in zip(facts, words, strict=True)]
    best = max((points for points, _ in scored), default=0.0)
    kept = [(points, fact) for points, fact in scored if points > 0 and points >= _LEAST_OF_BEST * best]
    return [fact for _, fact in sorted(kept, key=lambda one: (-one[0], -(one[1].year or 0), str(one[1].id)))]


def statement(fact: StoredFact, language: Language) -> str:
    """A fact in one line: ``odsetek czytelników (kobiety, 2024): 51,2%``. What documents wrote stays as they wrote it."""
    of = ", ".join(
        filter(None, [fact.group.name if fact.group else None, str(fact.year) if fact.year else None])
    )
    about = f"{fact.subject.name} ({of})" if of else fact.subject.name
    match fact.kind:
        case FactKind.MEASUREMENT:
            return f"{about}: {fact.value_text}"
        case FactKind.TREND:
            return f"{about}: {_MOVES[fact.direction or Direction.STEADY].to(language)}"
        case FactKind.RELATION:
            return f"{fact.subject.name} {fact.verb} {fact.object.name if fact.object else ''}".strip()


def _words(fact: StoredFact) -> frozenset[str]:
    """The stems of a fact's entities and of its quote."""
    language = detect_language(fact.quote) or "pl"
    named: Collection[str] = [
        *fact.subject.terms,
        *(fact.group.terms if fact.group else ()),
        *(fact.object.terms if fact.object else ()),
    ]
    return frozenset(named) | frozenset(terms_of(fact.quote, language))
