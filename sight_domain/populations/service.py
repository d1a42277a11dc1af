"""What the rest of the house uses of populations. Everything heavy is imported when called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sight_domain.language import Language
from sight_domain.populations.packs import available_packs, label, load_pack
from sight_domain.populations.target import TargetPopulation, parse_target

if TYPE_CHECKING:
    from sight_domain.populations.pack_cards import PackCard, PackCheck, PackRow
    from sight_domain.populations.fit_schemas import RepresentativenessReport
    from sight_domain.populations.schemas import Respondent

__all__ = [
    "TargetPopulation",
    "available_packs",
    "draw_respondents",
    "check_packs",
    "incidence",
    "label",
    "list_packs",
    "load_pack",
    "parse_target",
    "representativeness",
    "show_pack",
]


def draw_respondents(target: TargetPopulation, n: int, *, seed: int, language: Language) -> list[Respondent]:
    """See ``sampling.draw_respondents``."""
    from sight_domain.populations import sampling

    return sampling.draw_respondents(target, n, seed=seed, language=language)


def representativeness(
    respondents: Sequence[Mapping[str, Any] | Respondent],
    target: TargetPopulation,
    *,
    language: Language = "en",
) -> RepresentativenessReport:
    """See ``representativeness.representativeness``."""
    from sight_domain.populations import representativeness as report

    return report.representativeness(respondents, target, language=language)


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
