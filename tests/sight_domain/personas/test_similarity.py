"""Distances of respondents, and what a similarity of 0.5 means."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sight_domain.personas.calibration import calibration_of, fields_of, likeness
from sight_domain.personas.similarity import (
    ATTRIBUTE_SECTIONS,
    NUMBERS,
    SECTION_OF,
    attribute_distances,
    coded,
    distance,
    distance_matrix,
)
from sight_domain.populations.service import draw_respondents, parse_target

ANNA: dict[str, Any] = {
    "age": 30,
    "income_rank": 0.4,
    "gender": "female",
    "region": "mazowieckie",
    "settlement": "city_500k_plus",
    "education": "tertiary",
    "status": "employed_private",
    "household": "alone",
    "values": ["self_direction", "hedonism", "achievement"],
    "interests": ["travel", "cooking", "film"],
    "big_five": dict.fromkeys(
        ("openness", "conscientiousness", "extraversion", "agreeableness", "neuroticism"), 0.5
    ),
}
JAN = ANNA | {
    "age": 71,
    "income_rank": 0.9,
    "gender": "male",
    "region": "podlaskie",
    "settlement": "rural",
    "education": "primary",
    "status": "retired",
    "household": "couple",
    "values": ["tradition", "security", "conformity"],
    "interests": ["fishing", "gardening", "history"],
    "big_five": dict.fromkeys(ANNA["big_five"], 0.9),
}
SPREADS = dict.fromkeys(NUMBERS, 0.5) | {"age": 20.0}


def _apart(one: dict, two: dict) -> float:
    people = coded([one, two])
    return float(distance(attribute_distances(people.rows([0]), people.rows([1]), SPREADS))[0])


def _drawn(n: int, seed: int, **target: Any) -> list[dict]:
    target = {"country": "PL"} | target
    return [p.model_dump() for p in draw_respondents(parse_target(target), n, seed=seed, language="en")]


def test_a_person_is_no_distance_from_themselves() -> None:
    assert _apart(ANNA, ANNA) == 0
    assert likeness([ANNA, ANNA], "PL").whole == 1


def test_distance_is_symmetric_and_the_mean_over_attributes() -> None:
    assert _apart(ANNA, JAN) == _apart(JAN, ANNA)
    numbers = 41 / 20 + 0.5 / 0.5 + 5 * 0.4 / 0.5
    assert _apart(ANNA, JAN) == pytest.approx((numbers + 6 + 2) / 15)


def test_what_one_of_them_lacks_does_not_count() -> None:
    nowhere = JAN | {"region": None, "settlement": None, "income_rank": None}
    numbers = 41 / 20 + 5 * 0.4 / 0.5
    assert _apart(ANNA, nowhere) == pytest.approx((numbers + 4 + 2) / 12)


def test_every_attribute_has_its_section() -> None:
    assert {field for section in ATTRIBUTE_SECTIONS for field in fields_of(section)} == set(SECTION_OF)


def test_the_median_random_pair_of_the_country_has_one_half() -> None:
    calibration = calibration_of("PL")
    people = coded([person for seed in range(3) for person in _drawn(400, 900 + seed)])
    pairs = distance_matrix(people, calibration.spreads)[np.triu_indices(len(people), 1)]
    assert calibration.similarity(float(np.median(pairs))) == pytest.approx(0.5, abs=0.02)


def test_the_calibration_is_the_same_every_time() -> None:
    first = calibration_of("PL")
    calibration_of.cache_clear()
    again = calibration_of("PL")
    assert first.spreads == again.spreads
    assert all((first.distances[s] == again.distances[s]).all() for s in first.distances)


@given(st.floats(0, 5), st.floats(0, 5), st.sampled_from([*ATTRIBUTE_SECTIONS, "whole"]))
def test_similarity_falls_as_distance_grows(one: float, other: float, section: str) -> None:
    calibration = calibration_of("PL")
    near, far = sorted((one, other))
    closer, further = calibration.similarity(near, section), calibration.similarity(far, section)
    assert 0 <= further <= closer <= 1


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000))
def test_people_of_one_segment_are_more_alike_than_random_pairs(seed: int) -> None:
    narrow = _drawn(30, seed, genders=["female"], age_min=25, age_max=34, settlements=["city_500k_plus"], education=["tertiary"])  # fmt: skip
    assert likeness(narrow[:3], "PL").pairs.keys() == {(0, 1), (0, 2), (1, 2)}
    assert np.mean([likeness(narrow[i : i + 2], "PL").whole for i in range(0, 30, 2)]) > 0.55


def test_of_three_the_mean_of_the_pairs_counts() -> None:
    three = likeness([ANNA, ANNA, JAN], "PL")
    assert three.pairs[0, 1] == 1 and three.pairs[0, 2] == three.pairs[1, 2] < 0.05
    assert three.whole == pytest.approx(sum(three.pairs.values()) / 3)
