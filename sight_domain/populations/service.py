"""What the rest of the house uses of populations. Everything heavy is imported when called."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sight_domain.language import Language
from sight_domain.populations.boosts import (
    MOST_BOOSTS,
    Boost,
    boosted_group,
    boosters_wanted,
    too_many_boosts,
)
from sight_domain.populations.description import (
    filters_in_words,
    incidence_in_words,
    misfits_in_words,
    target_in_words,
)
from sight_domain.populations.filters import Filters
from sight_domain.populations.packs import available_packs, label, load_pack
from sight_domain.populations.target import TargetPopulation, parse_target

if TYPE_CHECKING:
    from sight_domain.populations.fit import Misfit
    from sight_domain.populations.fit_schemas import RepresentativenessReport
    from sight_domain.populations.pack_cards import PackCard, PackCheck, PackRow
    from sight_domain.populations.schemas import Respondent, Unexpressed
    from sight_domain.populations.segment_description import DescribedSegment

__all__ = [
    "MOST_BOOSTS",
    "Boost",
    "Filters",
    "TargetPopulation",
    "available_packs",
    "boosted_group",
    "booster_weights",
    "boosters_wanted",
    "check_boost",
    "check_packs",
    "check_target",
    "described_segments",
    "draw_boost",
    "draw_respondents",
    "filters_in_words",
    "incidence",
    "incidence_in_words",
    "label",
    "list_packs",
    "load_pack",
    "misfits",
    "misfits_in_words",
    "parse_target",
    "representativeness",
    "show_pack",
    "target_in_words",
    "too_many_boosts",
    "unexpressed",
]


def draw_respondents(
    target: TargetPopulation,
    n: int,
    *,
    seed: int,
    language: Language,
    have: Sequence[Mapping[str, Any]] = (),
    taken: Collection[str] = (),
) -> list[Respondent]:
    """See ``sampling.draw_respondents``."""
    from sight_domain.populations import sampling

    return sampling.draw_respondents(target, n, seed=seed, language=language, have=have, taken=taken)


def draw_boost(
    target: TargetPopulation,
    part: Filters,
    n: int,
    *,
    seed: int,
    language: Language,
    have: Sequence[Mapping[str, Any]] = (),
    taken: Collection[str] = (),
) -> list[Respondent]:
    """See ``sampling.draw_boost``."""
    from sight_domain.populations import sampling

    return sampling.draw_boost(target, part, n, seed=seed, language=language, have=have, taken=taken)


def booster_weights(
    target: TargetPopulation, boosts: Sequence[Filters], people: Sequence[Mapping[str, Any]]
) -> list[float]:
    """See ``weights.booster_weights``."""
    from sight_domain.populations import weights

    return weights.booster_weights(target, boosts, people)


def check_target(target: TargetPopulation, n: int, *, field: str) -> None:
    """See ``fit.check_target``."""
    from sight_domain.populations import fit

    fit.check_target(target, n, field=field)


def check_boost(target: TargetPopulation, group: Filters) -> None:
    """Refuse a boost of a group that nobody of the target is in; see ``parts.part_of``."""
    from sight_domain.populations import parts

    parts.part_of(target, group)


def misfits(people: Sequence[Mapping[str, Any]], target: TargetPopulation) -> list[Misfit]:
    """See ``fit.misfits``."""
    from sight_domain.populations import fit

    return fit.misfits(people, target)


def unexpressed(target: TargetPopulation, language: Language) -> list[Unexpressed]:
    """See ``unexpressed.unexpressed``."""
    from sight_domain.populations import unexpressed as wishes

    return wishes.unexpressed(target, language)


def representativeness(
    respondents: Sequence[Mapping[str, Any] | Respondent],
    target: TargetPopulation,
    *,
    language: Language = "en",
) -> RepresentativenessReport:
    """See ``representativeness.representativeness``."""
    from sight_domain.populations import representativeness as report

    return report.representativeness(respondents, target, language=language)


def described_segments(target: TargetPopulation) -> list[DescribedSegment]:
    """See ``segment_description.described_segments``."""
    from sight_domain.populations import segment_description

    return segment_description.described_segments(target)


def incidence(target: TargetPopulation) -> dict[str, float]:
    """See ``joint.incidence``."""
    from sight_domain.populations import joint

    return joint.incidence(target)


def list_packs(language: Language) -> list[PackRow]:
    """See ``pack_cards.list_packs``."""
    from sight_domain.populations import pack_cards

    return pack_cards.list_packs(language)


def show_pack(country: str, language: Language) -> PackCard:
    """See ``pack_cards.show_pack``."""
    from sight_domain.populations import pack_cards

    return pack_cards.show_pack(country, language)


def check_packs(where: str | None, language: Language) -> list[PackCheck]:
    """See ``pack_cards.check_packs``."""
    from sight_domain.populations import pack_cards

    return pack_cards.check_packs(where, language)
