"""Gower's distance of respondents."""

from __future__ import annotations

from typing import Any

import pytest

from sight_domain.personas.similarity import gower_distance, similarity

ANNA: dict[str, Any] = {
    "age": 30,
    "income_rank": 0.4,
    "gender": "female",
    "region": "mazowieckie",
    "settlement": "city_500k_plus",
    "education": "tertiary",
    "status": "employed_private",
    "segment_id": "young-professionals",
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
    "segment_id": "rural-pensioners",
    "values": ["tradition", "security", "conformity"],
    "interests": ["fishing", "gardening", "history"],
    "big_five": dict.fromkeys(ANNA["big_five"], 0.9),
}


def test_a_person_is_no_distance_from_themselves() -> None:
    assert gower_distance(ANNA, ANNA) == 0
    assert similarity([ANNA, ANNA]) == 1


def test_distance_is_symmetric_and_the_mean_over_attributes() -> None:
    assert gower_distance(ANNA, JAN) == gower_distance(JAN, ANNA)
    assert gower_distance(ANNA, JAN) == pytest.approx((41 / 82 + 0.5 + 5 * 0.4 + 6 + 2) / 15)


def test_of_three_the_mean_pair_counts() -> None:
    pair = gower_distance(ANNA, JAN)
    assert similarity([ANNA, ANNA, JAN]) == pytest.approx(1 - 2 * pair / 3)
