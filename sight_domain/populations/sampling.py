"""Respondents of a target population: exact margins, a faithful joint, no impossible people, reproducible by seed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sight_domain.errors import invalid_argument
from sight_domain.language import Language, Text
from sight_domain.populations.big_five import TRAITS, draw_traits
from sight_domain.populations.circumstances import draw_facts
from sight_domain.populations.draw import draw_cells
from sight_domain.populations.filters import Filters
from sight_domain.populations.fit import check_count
from sight_domain.populations.interests import draw_interests
from sight_domain.populations.joint import Joint, joint_of
from sight_domain.populations.names import draw_names
from sight_domain.populations.occupations import occupation_of
from sight_domain.populations.pack import Pack
from sight_domain.populations.partitions import partitions_of
from sight_domain.populations.parts import part_of
from sight_domain.populations.quota_shares import quotas_of
from sight_domain.populations.schemas import Respondent
from sight_domain.populations.segments import Segment, segment_of, segments_of
from sight_domain.populations.target import TargetPopulation
from sight_domain.populations.values import MODEL, draw_value_scores, leading_values

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

MOST_RESPONDENTS = 10_000


def draw_respondents(
    target: TargetPopulation,
    n: int,
    *,
    seed: int,
    language: Language,
    have: Sequence[Mapping[str, Any]] = (),
    taken: Collection[str] = (),
) -> list[Respondent]:
    """A sample of the target population, or newcomers to one.

    Together with the earlier people every one-way margin of every sampling dimension of the pack, and every group of a
    crossed quota, is within one person of the target's share. Where the earlier people have broken that already,
    everybody together is as near as can be (`fit.misfits` says how near). The same arguments give the same people.

    Args:
        n: 1 to 10,000.
        seed: any integer >= 0.
        language: of occupations and segment names.
        have: facts of the earlier people who count towards the quotas.
        taken: full names that are borne already.

    Raises:
        SightError: ``invalid_argument``: ``count`` out of range or below the number of groups that the quotas name, a
            negative ``seed``, filters that leave nobody, quotas that cannot be met.
    """
    _check(n, seed)
    check_count(target, len(have) + n)
    joint = joint_of(target)
    facts, structure, minds = _generators(seed, len(have))
    partitions = partitions_of(joint.pack, quotas_of(target.quotas))
    cells = draw_cells(joint, n, structure, have=cells_of(joint.pack, have), partitions=partitions)
    structure.shuffle(cells)
    return _respondents(target, joint, cells, language, taken, facts, minds)


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
    """More respondents of one part of the target, beyond its quotas.

    Together with those who are there, the part's people have the margins that the target has within the part.

    Args:
        part: normalised filters; they narrow the target's own.
        have: facts of the earlier people; those of the part count.

    Raises:
        SightError: ``invalid_argument``: nobody of the target is in the part.
    """
    _check(n, seed)
    within = part_of(target, part)
    inside = [person for person in have if part.holds(person)]
    facts, structure, minds = _generators(seed, len(have))
    cells = draw_cells(within.joint, n, structure, have=cells_of(within.joint.pack, inside))
    structure.shuffle(cells)
    segments = segments_of(joint_of(target), target)
    return _respondents(within.target, within.joint, cells, language, taken, facts, minds, segments)


def draw_facts_of(target: TargetPopulation, n: int, *, seed: int) -> list[dict[str, Any]]:
    """The facts alone of ``n`` people, quotas included: no names, work or minds. For counting."""
    joint = joint_of(target)
    facts, structure, _ = _generators(seed, 0)
    partitions = partitions_of(joint.pack, quotas_of(target.quotas))
    cells = draw_cells(joint, n, structure, partitions=partitions)
    return [draw_facts(target, cell, facts) for cell in cells.tolist()]


def cells_of(pack: Pack, people: Sequence[Mapping[str, Any]]) -> NDArray:
    """The joint's indices of people's labels, in the order of ``pack.sampled``; -1 for labels the pack does not know."""
    import numpy as np

    places = [{code: i for i, code in enumerate(pack.codes(d))} for d in pack.sampled]
    cells = [
        [place.get(str(person.get(d)), -1) for d, place in zip(pack.sampled, places, strict=True)]
        for person in people
    ]
    return np.array(cells, dtype=int).reshape(len(people), len(pack.sampled))


def _generators(seed: int, earlier: int) -> list[Generator]:
    """For facts, structure and minds; newcomers differ from the first sample although the seed is the same."""
    import numpy as np

    joining = [earlier] if earlier else []
    return [np.random.default_rng([seed, stage, *joining]) for stage in (1, 0, 2)]


def _respondents(
    target: TargetPopulation, joint: Joint, cells: NDArray, language: Language, taken: Collection[str],
    facts: Generator, minds: Generator, segments: Sequence[Segment] | None = None,
) -> list[Respondent]:  # fmt: skip
    people = [draw_facts(target, cell, facts) for cell in cells.tolist()]
    names = draw_names(
        joint.pack, [p["gender"] for p in people], [p["age"] for p in people], facts, taken=taken
    )
    for person, (given, surname) in zip(people, names, strict=True):
        person |= {"given_name": given, "full_name": f"{given} {surname}"}
        person["occupation"] = occupation_of(joint.pack, person, language, facts)
    groups = segments_of(joint, target) if segments is None else segments
    for person, cell in zip(people, cells.tolist(), strict=True):
        person |= _segment(segment_of(groups, cell), language)
    for person, mind in zip(people, _minds(joint.pack, people, minds), strict=True):
        person |= mind
    return [Respondent(seq=i, **person) for i, person in enumerate(people, start=1)]


def _segment(segment: Segment, language: Language) -> dict[str, str]:
    return {"segment_id": segment.id, "segment_name": segment.name.to(language)}


def _minds(pack: Pack, people: Sequence[dict], generator: Generator) -> list[dict]:
    ages, genders = [p["age"] for p in people], [p["gender"] for p in people]
    scores, z = draw_traits(pack, genders, ages, generator)
    importances = draw_value_scores(z, ages, genders, generator)
    interests = draw_interests(
        ages=ages,
        genders=genders,
        means=[0.5 if p["income_rank"] is None else p["income_rank"] for p in people],
        education=[p["education"] for p in people],
        settlements=[p["settlement"] for p in people],
        trait_z=z,
        generator=generator,
    )
    hofstede = {k: v / 100 for k, v in pack.settings["hofstede"].items()}
    return [
        {
            "big_five": {t: round(float(x), 4) for t, x in zip(TRAITS, row, strict=True)},
            "hofstede": dict(hofstede),
            "values": v,
            "value_scores": {code: round(float(x), 2) for code, x in zip(MODEL, own, strict=True)},
            "interests": i,
        }
        for row, v, own, i in zip(scores, leading_values(importances), importances, interests, strict=True)
    ]


def _check(n: int, seed: int) -> None:
    if isinstance(n, bool) or not isinstance(n, int) or not 1 <= n <= MOST_RESPONDENTS:
        raise invalid_argument(
            "count",
            Text(en=f"Cannot draw {n!r} respondents.", pl=f"Nie można wylosować {n!r} respondentów."),
            Text(
                en=f"Ask for 1 to {MOST_RESPONDENTS:,}.",
                pl=f"Podaj liczbę od 1 do {MOST_RESPONDENTS:,}.".replace(",", " "),
            ),
        )
    if seed < 0:
        raise invalid_argument(
            "seed",
            Text(en=f"The seed {seed} is negative.", pl=f"Ziarno losowania {seed} jest ujemne."),
            Text(en="Give an integer of 0 or more.", pl="Podaj liczbę całkowitą nie mniejszą niż 0."),
        )
