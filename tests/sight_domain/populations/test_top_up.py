"""Samples of filtered targets and of batches: what is exact once stays exact for everybody together."""

from __future__ import annotations

import random
from collections import Counter
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sight_domain.errors import SightError
from sight_domain.populations.draw import draw_cells
from sight_domain.populations.fit import misfits
from sight_domain.populations.joint import Joint, joint_of
from sight_domain.populations.packs import load_pack
from sight_domain.populations.possibility import contradictions
from sight_domain.populations.quota_shares import JOIN
from sight_domain.populations.sampling import draw_respondents
from sight_domain.populations.target import TargetPopulation, parse_target

PACK = load_pack("PL")
NATION = parse_target({"country": "PL"})
CROSSED = parse_target(
    {
        "country": "PL",
        "quotas": {
            "gender x age_group": {"female x 25-34": 0.3, "male x 65+": 0.2},
            "age_group x settlement": {"25-34 x city_500k_plus": 0.2},
            "education": {"tertiary": 0.5},
        },
    }
)


def _random_targets(how_many: int) -> list[TargetPopulation]:
    """Targets with people, filtered at random along one to three fields."""
    chance, found = random.Random(2024), []
    fields = {
        "regions": "region", "settlements": "settlement", "education": "education", "income": "income_bracket",
        "genders": "gender",
    }  # fmt: skip
    while len(found) < how_many:
        raw: dict[str, Any] = {"country": "PL"}
        for field in chance.sample(sorted(fields), chance.randint(0, 3)):
            codes = PACK.codes(fields[field])
            raw[field] = chance.sample(codes, chance.randint(1, len(codes) - 1))
        if chance.random() < 0.6 or len(raw) == 1:
            raw["age_min"] = chance.randint(18, 70)
            raw["age_max"] = chance.randint(raw["age_min"] + 3, 100)
        try:
            joint_of(parse_target(raw))
        except SightError:
            continue
        found.append(parse_target(raw))
    return found


def assert_exact(people: list[dict[str, Any]], target: TargetPopulation) -> None:
    joint, n = joint_of(target), len(people)
    for dimension in joint.pack.sampled:
        counts = Counter(p[dimension] for p in people)
        shares = joint.margin(dimension)
        assert set(counts) <= {c for c, share in shares.items() if share > 0}
        for category, share in shares.items():
            assert abs(counts[category] - n * share) < 1, (dimension, category, counts[category], n * share)
    for key, cells in (target.quotas or {}).items():
        crossed = Counter(JOIN.join(p[d] for d in key.split(JOIN)) for p in people)
        for cell, share in cells.items():
            assert abs(crossed[cell] - n * share) < 1, (key, cell, crossed[cell], n * share)


@pytest.mark.parametrize(
    "target", [NATION, *_random_targets(20)], ids=lambda t: ",".join(t.given) or "nation"
)
def test_every_margin_of_filtered_targets_is_within_one_person_and_nobody_is_impossible(target):
    for n in (20, 47, 100, 500):
        people = [p.model_dump() for p in draw_respondents(target, n, seed=n, language="pl")]
        assert_exact(people, target)
        assert [p for p in people if contradictions(p, PACK)] == []
        assert all(target.holds(p) for p in people)


def _in_batches(target: TargetPopulation, batches: list[int], seed: int) -> list[dict[str, Any]]:
    people: list[dict[str, Any]] = []
    for n in batches:
        taken = [p["full_name"] for p in people]
        drawn = draw_respondents(target, n, seed=seed, language="en", have=people, taken=taken)
        people += [p.model_dump() for p in drawn]
        assert_exact(people, target)
    return people


@settings(deadline=None, max_examples=12)
@given(st.lists(st.integers(1, 40), min_size=2, max_size=5), st.integers(0, 10_000))
def test_any_split_into_batches_keeps_every_margin_of_everybody_within_one_person(batches, seed):
    people = _in_batches(NATION, batches, seed)
    assert len({p["full_name"] for p in people}) == len(people)


@st.composite
def crossed_targets(draw: st.DrawFn) -> TargetPopulation:
    dimensions = draw(st.permutations(["gender", "age_group", "education", "settlement"]))[:2]
    cells = [JOIN.join((a, b)) for a in PACK.codes(dimensions[0]) for b in PACK.codes(dimensions[1])]
    named = draw(st.lists(st.sampled_from(cells), min_size=1, max_size=4, unique=True))
    shares = {cell: draw(st.integers(1, 18)) / 100 for cell in named}
    return parse_target({"country": "PL", "quotas": {JOIN.join(dimensions): shares}})


@settings(deadline=None, max_examples=12)
@given(crossed_targets(), st.integers(6, 90), st.integers(0, 10_000))
def test_a_first_sample_keeps_any_crossed_quota(target, n, seed):
    people = [p.model_dump() for p in draw_respondents(target, n, seed=seed, language="en")]
    assert_exact(people, target)


@pytest.mark.parametrize("batches", [[20, 20, 20], [7, 30, 11], [50, 5, 5], [4, 13, 29, 8]])
def test_crossed_quotas_hold_in_every_batch(batches):
    _in_batches(CROSSED, batches, seed=6)


@settings(deadline=None, max_examples=6)
@given(st.integers(4, 40), st.lists(st.integers(1, 4), min_size=1, max_size=3), st.integers(0, 10_000))
def test_newcomers_so_few_that_three_crossed_quotas_cannot_all_be_kept_leave_none_two_people_off(
    first, batches, seed
):
    people: list[dict[str, Any]] = []
    for n in [first, *batches]:
        drawn = draw_respondents(CROSSED, n, seed=seed, language="en", have=people)
        people += [p.model_dump() for p in drawn]
        assert all(abs(m.observed - m.due) < 2 for m in misfits(people, CROSSED))


def test_newcomers_whom_no_moving_about_can_place_are_chosen_for_all_margins_at_once():
    people = _in_batches(CROSSED, [7], 0)
    newcomers = draw_respondents(CROSSED, 2, seed=0, language="en", have=people)
    assert len(newcomers) == 2
    everybody = [*people, *(p.model_dump() for p in newcomers)]
    assert all(abs(m.observed - m.due) < 2 for m in misfits(everybody, CROSSED))


def test_the_same_seed_joins_the_same_newcomers_who_are_not_the_first_ones_again():
    first = _in_batches(NATION, [15], 3)
    second, again = (
        draw_respondents(NATION, 15, seed=3, language="en", have=first, taken=()) for _ in range(2)
    )
    assert second == again
    assert [p.model_dump() for p in second] != first


def test_a_sample_that_lost_people_is_mended_by_those_who_replace_them():
    people = _in_batches(CROSSED, [40], 8)
    left = [p for i, p in enumerate(people) if i % 5]
    newcomers = draw_respondents(CROSSED, 8, seed=8, language="en", have=left)
    assert_exact([*left, *(p.model_dump() for p in newcomers)], CROSSED)


def test_what_earlier_people_broke_is_brought_as_near_as_can_be_and_named():
    people = _in_batches(NATION, [60], 5)
    men = [p for p in people if p["gender"] == "male"]
    newcomers = draw_respondents(NATION, 5, seed=5, language="en", have=men)
    assert {p.gender for p in newcomers} == {"female"}
    found = misfits([*men, *(p.model_dump() for p in newcomers)], NATION)
    worst = found[0]
    assert worst.dimension == "gender" and worst.observed in (5, len(men))
    assert found == sorted(found, key=lambda m: -abs(m.observed - m.due))


def test_a_label_the_pack_does_not_know_stops_nobody_from_joining():
    people = _in_batches(NATION, [20], 1)
    people[0]["region"] = "atlantis"
    newcomers = draw_respondents(NATION, 20, seed=1, language="en", have=people)
    assert len(newcomers) == 20
    due = 40 * joint_of(NATION).margin("gender")["female"]
    assert (
        abs(sum(p["gender"] == "female" for p in people) + sum(p.gender == "female" for p in newcomers) - due)
        < 1
    )


@settings(deadline=None, max_examples=10)
@given(st.integers(0, 10_000), st.integers(10, 120))
def test_the_order_of_categories_does_not_matter_to_the_guarantee(seed, n):
    joint, generator = joint_of(NATION), np.random.default_rng(seed)
    table, orders = joint.table, []
    for axis, size in enumerate(table.shape):
        order = generator.permutation(size)
        orders.append(order)
        table = np.take(table, order, axis=axis)
    people = draw_cells(Joint(joint.pack, table, 1.0, joint.persons), n, np.random.default_rng(seed))
    for axis, dimension in enumerate(joint.pack.sampled):
        counts = np.bincount(people[:, axis], minlength=table.shape[axis])
        back = np.empty_like(counts)
        back[orders[axis]] = counts
        due = n * np.array(list(joint.margin(dimension).values()))
        assert (np.abs(back - due) < 1).all()


def _two_way_tvd(people: np.ndarray, table: np.ndarray) -> float:
    distances = []
    for a, b in combinations(range(table.ndim), 2):
        due = table.sum(axis=tuple(x for x in range(table.ndim) if x not in (a, b)))
        counts = np.zeros_like(due)
        np.add.at(counts, (people[:, a], people[:, b]), 1)
        distances.append(float(np.abs(counts / len(people) - due).sum() / 2))
    return float(np.mean(distances))


def test_a_hundred_people_hang_together_at_least_twice_as_well_as_a_multinomial_draw():
    table = joint_of(NATION).table
    ours, plain = [], []
    for seed in range(12):
        generator = np.random.default_rng(seed)
        flat = generator.choice(table.size, size=100, p=table.ravel() / table.sum())
        plain.append(_two_way_tvd(np.array(np.unravel_index(flat, table.shape)).T, table))
        ours.append(_two_way_tvd(draw_cells(joint_of(NATION), 100, generator), table))
    assert np.mean(ours) <= np.mean(plain) / 2


def test_batches_hang_together_like_one_sample():
    joint = joint_of(NATION)
    generator = np.random.default_rng(4)
    people = draw_cells(joint, 50, generator)
    for _ in range(2):
        people = np.concatenate([people, draw_cells(joint, 25, generator, have=people)])
    once = draw_cells(joint, 100, np.random.default_rng(4))
    assert _two_way_tvd(people, joint.table) < 1.5 * _two_way_tvd(once, joint.table)


def test_fewer_people_than_groups_are_refused_with_the_number_that_fills_them():
    with pytest.raises(SightError) as caught:
        draw_respondents(CROSSED, 2, seed=1, language="pl")
    assert caught.value.field == "count"
    assert "at least 3" in caught.value.hint.en
