"""Boosts: how a researcher asks for more respondents of one group than its share of the sample."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from sight_domain.errors import ErrorCode, SightError, invalid_argument
from sight_domain.language import Text
from sight_domain.populations.filter_reading import read_filters
from sight_domain.populations.filters import Filters
from sight_domain.populations.target import TargetPopulation

# With k boosts there are 2^k groups to weight.
MOST_BOOSTS = 4


class Boost(BaseModel):
    """A group of the target, and how many of it there are to be. Filters are written as in the target."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    to: int | None = Field(default=None, description="How many there are to be in all; or `count`.")
    count: int | None = Field(default=None, description="How many more.")
    age_min: int | None = Field(default=None, description="Youngest age.")
    age_max: int | None = Field(default=None, description="Oldest age.")
    genders: list[str] | None = Field(default=None, description="As in the target.")
    regions: list[str] | None = Field(default=None, description="As in the target.")
    settlements: list[str] | None = Field(default=None, description="As in the target.")
    education: list[str] | None = Field(default=None, description="As in the target.")
    income: list[str] | None = Field(default=None, description="As in the target.")


def boosted_group(target: TargetPopulation, boost: Boost) -> Filters:
    """The group's filters in the pack's codes.

    Raises:
        SightError: ``invalid_argument`` for a boost without filters or a filter the pack does not know, field
            ``boost.<filter>``.
    """
    filters = read_filters(target.pack, boost.model_dump(exclude={"to", "count"}), within="boost")
    if not filters:
        raise invalid_argument(
            "boost",
            Text(en="The boost names no group.", pl="Nie podano, której grupy dotyczy nadreprezentacja."),
            Text(
                en='Give filters as in the target, e.g. {"age_min": 65, "to": 40}.',
                pl='Podaj filtry jak w populacji docelowej, np. {"age_min": 65, "to": 40}.',
            ),
        )
    return Filters.model_construct(**filters)


def boosters_wanted(boost: Boost, group: Filters, people: Sequence[Mapping[str, Any]]) -> int:
    """How many to draw for a boost.

    Args:
        people: facts of everybody in the sample.

    Raises:
        SightError: ``invalid_argument`` unless exactly one of ``to`` and ``count`` is given and at least 1;
            ``conflict`` when the group is that large already or nobody was recruited yet.
    """
    asked = [name for name in ("to", "count") if getattr(boost, name) is not None]
    if len(asked) != 1 or getattr(boost, asked[0]) < 1:
        raise invalid_argument(
            "boost.to",
            Text(
                en="A boost needs either `to` or `count`, at least 1.",
                pl="Nadreprezentacja wymaga albo `to`, albo `count`, co najmniej 1.",
            ),
            Text(
                en="`to` is how many there are to be of the group in all, `count` how many more.",
                pl="`to` to docelowa liczba osób z grupy, `count` to liczba osób do dobrania.",
            ),
        )
    if not people:
        raise SightError(
            ErrorCode.CONFLICT,
            Text(
                en="There is no sample to boost yet.",
                pl="Nie ma jeszcze próby, w której można by dobrać większą grupę.",
            ),
            Text(
                en="Recruit the sample first, then ask for the boost.",
                pl="Najpierw zrekrutuj próbę, potem poproś o dobranie grupy.",
            ),
            field="boost",
        )
    if boost.count is not None:
        return boost.count
    there = sum(group.holds(person) for person in people)
    wanted = (boost.to or 0) - there
    if wanted <= 0:
        raise SightError(
            ErrorCode.CONFLICT,
            Text(
                en=f"The group has {there} respondents already.",
                pl=f"Grupa liczy już tylu respondentów: {there}.",
            ),
            Text(en=f"Ask for more than {there}.", pl=f"Podaj liczbę większą niż {there}."),
            field="boost.to",
        )
    return wanted


def too_many_boosts() -> SightError:
    """The refusal of one boosted group more than weights are computed for."""
    return SightError(
        ErrorCode.CONFLICT,
        Text(
            en=f"The sample has {MOST_BOOSTS} boosted groups already, the most there can be.",
            pl=f"Próba ma już {MOST_BOOSTS} nadreprezentowane grupy; więcej być nie może.",
        ),
        Text(
            en="Boost one of these groups further, or set up another project.",
            pl="Powiększ jedną z tych grup albo utwórz nowy projekt.",
        ),
        field="boost",
    )
