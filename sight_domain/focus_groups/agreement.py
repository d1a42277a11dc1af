"""Do two readers of one transcript see the same in it? Krippendorff's alpha, and what it allows one to conclude."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Mapping, Sequence

from sight_domain.focus_groups.findings import Agreement
from sight_domain.focus_groups.quotes import Segment
from sight_domain.language import Language, Text

RELIABLE, TENTATIVE = 0.8, 0.667
"""The customary limits (Krippendorff 2004, Content Analysis, 2nd ed., p. 241): from 0.8 data are reliable, from 0.667
they allow tentative conclusions, below they allow none."""

_UNDEFINED = Text(
    en="The readers' agreement cannot be told: there is nothing they could have read differently.",
    pl="Zgodności odczytań nie da się określić: nie ma niczego, co można było odczytać różnie.",
)
_UNRELIABLE = Text(
    en="The two readings often differ on who raised what. Take the themes as leads, not as findings.",
    pl="Dwa odczytania często różnią się co do tego, kto co poruszył. Traktuj tematy jako tropy, a nie wnioski.",
)
_TENTATIVE = Text(
    en="The two readings agree only moderately. Draw tentative conclusions at most.",
    pl="Dwa odczytania są zgodne tylko umiarkowanie. Wyciągaj co najwyżej ostrożne wnioski.",
)
_SIDES = Text(
    en="The readings often hear different sides: sentiment and tension are leads only.",
    pl="Odczytania często słyszą różne strony: wydźwięk i napięcie to tylko tropy.",
)


def krippendorff_alpha(units: Sequence[Sequence[Hashable | None]]) -> float | None:
    """Krippendorff's alpha for nominal values: 1 for full agreement, 0 for what chance gives, below 0 for worse.

    alpha = 1 - D_o / D_e, with n_uc how often unit u got the value c, m_u how many values it got, n_c and n their sums
    over the units with at least two values::

        D_o = 1/n sum_u sum_c n_uc (m_u - n_uc) / (m_u - 1)
        D_e = 1/(n (n - 1)) sum_c n_c (n - n_c)

    Krippendorff (2011), Computing Krippendorff's Alpha-Reliability.

    Args:
        units: for each unit the values that the readers gave it, ``None`` where a reader gave none.

    Returns:
        ``None`` where alpha is undefined: no unit with two values, or one value everywhere.
    """
    pairable = [
        values for unit in units if len(values := [value for value in unit if value is not None]) >= 2
    ]
    totals = Counter(value for values in pairable for value in values)
    n = sum(totals.values())
    expected = sum(count * (n - count) for count in totals.values())
    if not expected:
        return None
    observed = sum(
        sum(count * (len(values) - count) for count in Counter(values).values()) / (len(values) - 1)
        for values in pairable
    )
    return 1 - (n - 1) * observed / expected


def agreement_of(
    first: Sequence[Segment],
    second: Sequence[Segment],
    turns: Collection[str],
    codes: Collection[str],
    language: Language,
) -> Agreement:
    """How far two readings agree, on every pair of an answered turn and a code: whether the turn raises it; and on the
    pairs that both found raised: which side the turn takes."""
    readings = (_stances(first), _stances(second))
    pairs = [(turn, code) for turn in turns for code in codes]
    raised = [tuple(pair in reading for reading in readings) for pair in pairs]
    sides = [
        tuple(reading[pair] for reading in readings)
        for pair, both in zip(pairs, raised, strict=True)
        if all(both)
    ]
    alpha, alpha_stance = krippendorff_alpha(raised), krippendorff_alpha(sides)
    return Agreement(
        alpha=None if alpha is None else round(alpha, 4),
        alpha_stance=None if alpha_stance is None else round(alpha_stance, 4),
        units=len(pairs),
        raised_by_both=len(sides),
        raised_by_one=sum(any(both) for both in raised) - len(sides),
        warning=_warning(alpha, alpha_stance, language),
    )


def _stances(segments: Sequence[Segment]) -> Mapping[tuple[str, str], str]:
    return {(segment.turn_id, segment.code): segment.stance for segment in segments}


def _warning(alpha: float | None, alpha_stance: float | None, language: Language) -> str:
    warnings: list[Text] = []
    if alpha is None:
        warnings.append(_UNDEFINED)
    elif alpha < RELIABLE:
        warnings.append(_TENTATIVE if alpha >= TENTATIVE else _UNRELIABLE)
    if alpha_stance is not None and alpha_stance < TENTATIVE:
        warnings.append(_SIDES)
    return " ".join(warning.to(language) for warning in warnings)
