"""Checks for answers that no people give. Each has a null agent that it must flag."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import median
from typing import TYPE_CHECKING, Any

from sight_domain.language import Language, Text
from sight_domain.surveys.order_effects import displacements
from sight_domain.surveys.questions import Likert, OpenText, Question, SingleChoice
from sight_domain.surveys.questions.ordinal import Scale
from sight_domain.surveys.rows import Row, answered, items, shares_of
from sight_domain.surveys.schemas import Check
from sight_domain.surveys.statistics import between_share, wilson

if TYPE_CHECKING:
    import numpy as np

FEWEST_PEOPLE = 10
FEWEST_CHOICES = 30
FEWEST_ITEMS = 3
CHANCE_P = 0.01
"""Answers that uniform chance reaches this often cannot be told from chance."""
ORDER_Z, ORDER_SHIFT = 4.0, 0.1
AGREES_WITH_BOTH = 0.25
AGREES_WITH_ALL = 0.9
COPIED = 0.3
UNANIMOUS = 0.2
ALIKE = 0.05
_SIMULATED = 1_999
_PERMUTED = 199


def checks(
    questions: Sequence[Question], rows: Sequence[Row], language: Language, *, seed: int
) -> list[Check]:
    """Every check with its figure and its limit; ``flagged`` is ``None`` where there is too little to tell."""
    return [
        _order(questions, rows, language),
        _chance(questions, rows, language, seed),
        _agreement(questions, rows, language),
        _copies(questions, rows, language, seed),
        _unanimity(questions, rows, language),
        _dice(questions, rows, language),
    ]


def unanimous_share(questions: Sequence[Question], rows: Sequence[Row]) -> float | None:
    """Share of closed items to which everybody gave the same answer; ``None`` when no item has ten answers."""
    spread = [
        max(shares_of(places, len(item.question.categories)))
        for item in items(questions)
        if len(places := item.places(rows)) >= FEWEST_PEOPLE
    ]
    return sum(top > 1 - 1e-9 for top in spread) / len(spread) if spread else None


def acquiescence(questions: Sequence[Question], rows: Sequence[Row]) -> tuple[int, int]:
    """Of the (respondent, reversed pair) with both answered: how many agree with both, and how many there are."""
    by_id = {question.id: question for question in questions}
    both = pairs = 0
    for question in questions:
        if isinstance(question, Likert) and question.reverse_of is not None:
            original = by_id[question.reverse_of]
            for row, answer in answered(rows, question):
                first = row.answer(original)
                if first is not None:
                    pairs += 1
                    both += _agrees(question, answer) and _agrees(original, first)
    return both, pairs


def _agrees(question: Question, answer: Any) -> bool:
    return question.categories.index(answer) > (len(question.categories) - 1) / 2


def _order(questions: Sequence[Question], rows: Sequence[Row], language: Language) -> Check:
    found = list(displacements(questions, rows))
    spread = math.fsum(variance for _, variance in found)
    if len(found) < FEWEST_CHOICES or not spread:
        return _untold("order", language)
    shift = math.fsum(d for d, _ in found)
    z, mean = shift / math.sqrt(spread), shift / len(found)
    return _check(
        "order",
        abs(z) >= ORDER_Z and abs(mean) >= ORDER_SHIFT,
        mean,
        f"|mean| < {ORDER_SHIFT} or |z| < {ORDER_Z:g}",
        Text(
            en="Answers follow the place in which an option is shown (-0.5 first, 0.5 last).",
            pl="Odpowiedzi zależą od miejsca, w którym pokazano opcję (-0,5 pierwsza, 0,5 ostatnia).",
        ),
        language,
    )


def _chance(questions: Sequence[Question], rows: Sequence[Row], language: Language, seed: int) -> Check:
    import numpy as np

    tables = [
        np.bincount([place for _, place in places], minlength=len(item.question.categories))
        for item in items(questions)
        if (places := item.places(rows))
    ]
    if len(tables) < FEWEST_ITEMS or sum(int(t.sum()) for t in tables) < 2 * FEWEST_CHOICES:
        return _untold("chance", language)
    generator = np.random.default_rng(seed)
    statistic, simulated = 0.0, np.zeros(_SIMULATED)
    for counts in tables:
        due = counts.sum() / len(counts)
        statistic += float(((counts - due) ** 2 / due).sum())
        drawn = generator.multinomial(int(counts.sum()), [1 / len(counts)] * len(counts), size=_SIMULATED)
        simulated += ((drawn - due) ** 2 / due).sum(axis=1)
    p = (1 + int((simulated >= statistic - 1e-9).sum())) / (_SIMULATED + 1)
    return _check(
        "chance",
        p >= CHANCE_P,
        p,
        f"p < {CHANCE_P}",
        Text(
            en="The answers cannot be told from picking options at random.",
            pl="Odpowiedzi nie różnią się od losowego wybierania opcji.",
        ),
        language,
    )


def _agreement(questions: Sequence[Question], rows: Sequence[Row], language: Language) -> Check:
    both, pairs = acquiescence(questions, rows)
    if pairs >= FEWEST_PEOPLE:
        return _check(
            "agreement",
            wilson(both / pairs, pairs)[0] > AGREES_WITH_BOTH,
            both / pairs,
            Text(
                en=f"95 % lower bound <= {AGREES_WITH_BOTH}",
                pl=f"dolna granica przedziału 95% <= {AGREES_WITH_BOTH}",
            ).to(language),
            Text(
                en="People agree with a statement and with its reverse.",
                pl="Badani zgadzają się ze stwierdzeniem i z jego przeciwieństwem.",
            ),
            language,
        )
    statements = [question for question in questions if isinstance(question, Likert)]
    given = [_agrees(question, answer) for question in statements for _, answer in answered(rows, question)]
    if len(statements) < FEWEST_ITEMS or len(given) < FEWEST_CHOICES:
        return _untold("agreement", language)
    share = sum(given) / len(given)
    return _check(
        "agreement",
        share > AGREES_WITH_ALL,
        share,
        f"<= {AGREES_WITH_ALL}",
        Text(
            en="People agree with nearly every statement; no statement is there in reverse to tell why.",
            pl="Badani zgadzają się niemal z każdym stwierdzeniem; brak stwierdzeń odwróconych, które by to wyjaśniły.",
        ),
        language,
    )


def _copies(questions: Sequence[Question], rows: Sequence[Row], language: Language, seed: int) -> Check:
    import numpy as np

    closed = [question for question in questions if not isinstance(question, OpenText)]
    if len(closed) < FEWEST_ITEMS or len(rows) < FEWEST_PEOPLE:
        return _untold("copies", language)
    generator = np.random.default_rng(seed)
    columns: list[np.ndarray] = []
    for question in closed:
        _, codes = np.unique([str(row.answer(question)) for row in rows], return_inverse=True)
        columns.append(generator.integers(0, 2**63, size=int(codes.max()) + 1)[codes])
    found = _repeated(columns)
    permuted = [_repeated([generator.permutation(column) for column in columns]) for _ in range(_PERMUTED)]
    usual = math.fsum(permuted) / len(permuted)
    excess = (found - usual) / (1 - usual) if usual < 1 else 0.0
    return _check(
        "copies",
        excess >= COPIED and found > max(permuted),
        found,
        Text(
            en=f"excess over chance ({usual:.2f}) < {COPIED}",
            pl=f"nadwyżka ponad przypadek ({usual:.2f}) < {COPIED}",
        ).to(language),
        Text(
            en="Too many respondents gave exactly the same answers throughout.",
            pl="Zbyt wiele osób odpowiedziało na wszystko dokładnie tak samo.",
        ),
        language,
    )


def _repeated(columns: Sequence[np.ndarray]) -> float:
    """Share of respondents whose whole sheet somebody else has too; each answer is a random 63-bit number, a sheet their sum,
    so that equal sums are equal sheets but for one chance in 10^18."""
    import numpy as np

    _, counts = np.unique(np.sum(columns, axis=0), return_counts=True)
    return float(counts[counts > 1].sum() / counts.sum())


def _unanimity(questions: Sequence[Question], rows: Sequence[Row], language: Language) -> Check:
    share = unanimous_share(questions, rows)
    if share is None:
        return _untold("unanimity", language)
    return _check(
        "unanimity",
        share >= UNANIMOUS,
        share,
        f"< {UNANIMOUS}",
        Text(
            en="On too many questions everybody says the same.",
            pl="W zbyt wielu pytaniach wszyscy mówią to samo.",
        ),
        language,
    )


def _dice(questions: Sequence[Question], rows: Sequence[Row], language: Language) -> Check:
    found: list[float] = []
    for question in questions:
        if isinstance(question, SingleChoice | Likert | Scale):
            stated = stated_in_order(question, rows)
            share = between_share(stated) if len(stated) >= FEWEST_PEOPLE else None
            found += [share] if share is not None else []
    if not found:
        return _untold("dice", language)
    return _check(
        "dice",
        median(found) < ALIKE,
        median(found),
        f">= {ALIKE}",
        Text(
            en="Respondents state nearly the same probabilities: what spread there is comes from the draw, not from them.",
            pl="Respondenci podają niemal te same prawdopodobieństwa: rozrzut pochodzi z losowania, a nie od nich.",
        ),
        language,
    )


def stated_in_order(question: Question, rows: Sequence[Row]) -> list[list[float]]:
    """The probabilities each respondent stated, options in the questionnaire's order."""
    found: list[list[float]] = []
    for row, _ in answered(rows, question):
        filled = row.filled[question.id]
        given = (filled.given or {}).get("probabilities")
        if given is not None:
            by_option = dict(zip(filled.shown, given, strict=True))
            found.append([by_option[i] for i in range(len(given))])
    return found


_CLEAR = {
    "order": Text(en="The order of options does not decide.", pl="Kolejność opcji nie rozstrzyga."),
    "chance": Text(en="The answers are not mere chance.", pl="Odpowiedzi nie są czystym przypadkiem."),
    "agreement": Text(
        en="People do not agree with just anything.",
        pl="To, czy badani się zgadzają, zależy od treści stwierdzeń.",
    ),
    "copies": Text(en="The answer sheets are not copies.", pl="Arkusze odpowiedzi nie są kopiami."),
    "unanimity": Text(en="People differ on most questions.", pl="W większości pytań zdania są podzielone."),
    "dice": Text(
        en="Respondents differ by what they state, not only by the draw.",
        pl="Respondenci różnią się tym, co podają, a nie tylko wynikiem losowania.",
    ),
}
_TOO_LITTLE = Text(
    en="Too few answers, or no questions of the kind, to tell.",
    pl="Za mało odpowiedzi albo brak takich pytań, by to ocenić.",
)


def _check(name: str, flagged: bool, value: float, limit: str, says: Text, language: Language) -> Check:
    said = says if flagged else _CLEAR[name]
    return Check(name=name, flagged=flagged, value=round(value, 4), limit=limit, says=said.to(language))


def _untold(name: str, language: Language) -> Check:
    return Check(name=name, flagged=None, value=None, limit="", says=_TOO_LITTLE.to(language))
