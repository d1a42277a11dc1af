"""Respondents of a target population: exact margins, a faithful joint, no impossible people, reproducible by seed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sight_domain.errors import SightError, invalid_argument
from sight_domain.language import Language, Text
from sight_domain.populations.big_five import TRAITS, draw_traits
from sight_domain.populations.circumstances import draw_facts
from sight_domain.populations.interests import draw_interests
from sight_domain.populations.joint import Joint, joint_of
from sight_domain.populations.names import draw_names
from sight_domain.populations.occupations import occupation_of
from sight_domain.populations.packs import Pack
from sight_domain.populations.quotas import largest_remainder
from sight_domain.populations.refinement import refine
from sight_domain.populations.repair import NoRoomError, repair_margins
from sight_domain.populations.schemas import Respondent
from sight_domain.populations.segments import Segment, segment_of, segments_of
from sight_domain.populations.systematic import systematic_draw
from sight_domain.populations.target import TargetPopulation
from sight_domain.populations.values import draw_values

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

MOST_RESPONDENTS = 10_000
# The most dependent attributes first, so that the systematic draw stratifies by them.
DRAW_ORDER = ("age_group", "education", "income_bracket", "gender", "settlement", "region")
DRAWS = 30


def draw_respondents(target: TargetPopulation, n: int, *, seed: int, language: Language) -> list[Respondent]:
    """A sample of the target population.

    Every one-way margin of every sampling dimension (region, settlement, age group, gender, education, income bracket)
    is within one person of the target's share. The same arguments give the same people.

    Args:
        n: 1 to 10,000.
        seed: any integer >= 0.
        language: of occupations and segment names.

    Raises:
        SightError: ``invalid_argument``: ``count`` out of range, a negative ``seed``, filters that leave nobody, quotas
            that cannot be met.
    """
    import numpy as np

    _check(n, seed)
    joint = joint_of(target)
    structure, facts, minds = (np.random.default_rng([seed, stage]) for stage in range(3))
    cells = draw_cells(joint, n, structure)
    structure.shuffle(cells)
    people = [draw_facts(target, cell, facts) for cell in cells.tolist()]
    names = draw_names(joint.pack, [p["gender"] for p in people], [p["age"] for p in people], facts)
    for person, (given, surname) in zip(people, names, strict=True):
        person |= {"given_name": given, "full_name": f"{given} {surname}"}
        person["occupation"] = occupation_of(joint.pack, person, language, facts)
    segments = segments_of(joint, target)
    for person, cell in zip(people, cells.tolist(), strict=True):
        person |= _segment(segment_of(segments, cell), language)
    for person, mind in zip(people, _minds(joint.pack, people, minds), strict=True):
        person |= mind
    return [Respondent(seq=i, **person) for i, person in enumerate(people, start=1)]


def draw_cells(joint: Joint, n: int, generator: Generator) -> NDArray:
    """``n`` cells of the joint, one row of indices each in the order of ``pack.sampled``, with exact integer margins.

    Systematic draw, margin repair, swap refinement. Where structural zeros block the repair, another draw is tried, at
    last with remainders rounded by lot (still within one person).

    Raises:
        SightError: ``invalid_argument``: no sample of this size has these margins.
    """
    shares = [list(joint.margin(d).values()) for d in joint.pack.sampled]
    quotas = [largest_remainder(s, n) for s in shares]
    blocked = 0
    for attempt in range(DRAWS):
        if attempt > DRAWS // 3:
            quotas = [_rounded_by_lot(s, n, generator) for s in shares]
        try:
            return refine(
                repair_margins(_systematic_people(joint, n, generator), joint.table, quotas, generator),
                joint.table,
                generator,
            )
        except NoRoomError as error:
            blocked = error.axis
    raise _no_such_sample(joint.pack.sampled[blocked], n)


def _systematic_people(joint: Joint, n: int, generator: Generator) -> NDArray:
    import numpy as np

    sampled = joint.pack.sampled
    axes = [sampled.index(d) for d in DRAW_ORDER if d in sampled]
    ordered = np.transpose(joint.table, axes)
    drawn = np.array(np.unravel_index(systematic_draw(ordered.ravel(), n, generator), ordered.shape)).T
    people = np.empty_like(drawn)
    people[:, axes] = drawn
    return people


def _rounded_by_lot(shares: Sequence[float], n: int, generator: Generator) -> NDArray:
    """Floor or ceiling of each due, with the ceilings drawn systematically by the remainders (Cox 1987)."""
    import numpy as np

    due = n * np.asarray(shares) / np.sum(shares)
    seats = np.floor(due + 1e-9).astype(int)
    rest = np.maximum(due - seats, 0)
    missing = n - int(seats.sum())
    if missing:
        order = generator.permutation(len(rest))
        seats[order[systematic_draw(rest[order], missing, generator)]] += 1
    return seats


def _segment(segment: Segment, language: Language) -> dict[str, str]:
    return {"segment_id": segment.id, "segment_name": segment.name.to(language)}


def _minds(pack: Pack, people: Sequence[dict], generator: Generator) -> list[dict]:
    ages, genders = [p["age"] for p in people], [p["gender"] for p in people]
    scores, z = draw_traits(pack, genders, ages, generator)
    values = draw_values(z, ages, genders, generator)
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
            "interests": i,
        }
        for row, v, i in zip(scores, values, interests, strict=True)
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


def _no_such_sample(dimension: str, n: int) -> SightError:
    return invalid_argument(
        f"target.quotas.{dimension}",
        Text(
            en=f"No sample of {n} people has these shares of {dimension} together with the other quotas.",
            pl=f"Żadna próba o liczebności {n} nie ma takich udziałów {dimension} razem z pozostałymi kwotami.",
        ),
        Text(
            en="Ask for more respondents, or change the quotas or filters.",
            pl="Zwiększ liczbę respondentów albo zmień kwoty lub filtry.",
        ),
    )
