"""Clusters: found where there are some, admitted to be weak where there are none."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sight_domain.personas.calibration import calibration_of
from sight_domain.personas.cluster_words import cluster_description, cluster_name, features
from sight_domain.personas.clusters import Clustering, adjusted_rand, cluster, mean_silhouette
from sight_domain.personas.similarity import coded
from sight_domain.populations.service import draw_respondents, parse_target

LABELS = st.lists(st.integers(0, 3), min_size=4, max_size=30)


WHAT_THEY_HAVE = {"older", "retired", "village", "lower incomes", "with a partner"}


def _drawn(n: int, seed: int = 1, **target: Any) -> list[dict]:
    return [
        p.model_dump()
        for p in draw_respondents(parse_target({"country": "PL"} | target), n, seed=seed, language="en")
    ]


def _clustered(people: list[dict], k: int | None = None) -> Clustering:
    return cluster(coded(people), calibration_of("PL").spreads, k)


def _two_kinds() -> tuple[list[dict], np.ndarray]:
    """Forty retired villagers and forty graduates of the largest cities, with traits of their own."""
    old = _drawn(40, age_min=65, settlements=["rural"])
    young = _drawn(40, age_max=34, settlements=["city_500k_plus"], education=["tertiary"])
    for people, level in ((old, 0.25), (young, 0.85)):
        for person in people:
            person["big_five"] = {t: level + (x - 0.5) * 0.2 for t, x in person["big_five"].items()}
    return [*old, *young], np.repeat([0, 1], 40)


def test_two_kinds_of_people_are_told_apart_and_their_number_found() -> None:
    people, kinds = _two_kinds()
    found = _clustered(people)
    assert adjusted_rand(found.labels, kinds) == 1
    assert found.silhouette > 0.25 and found.stability > 0.95
    assert max(found.tried, key=lambda k: found.tried[k]) == 2


def test_a_sample_of_the_population_has_no_clear_clusters_and_says_so() -> None:
    found = _clustered(_drawn(150))
    assert found.silhouette < 0.25
    assert set(found.tried) == set(range(2, 9))


def test_clusters_do_not_depend_on_the_order_of_people_or_the_run() -> None:
    people = _drawn(60)
    first, again = _clustered(people), _clustered(people)
    assert (first.labels == again.labels).all() and first.stability == again.stability
    turned = _clustered(people[::-1], k=3)
    assert adjusted_rand(turned.labels[::-1], _clustered(people, k=3).labels) == 1


def test_as_many_clusters_as_asked_the_largest_first() -> None:
    found = _clustered(_drawn(80), k=5)
    sizes = np.bincount(found.labels)
    assert len(sizes) == 5 and (np.diff(sizes) <= 0).all()


def test_large_samples_put_everybody_somewhere() -> None:
    found = _clustered(_drawn(1_100), k=3)
    assert len(found.labels) == 1_100 and set(found.labels.tolist()) == {0, 1, 2}


@given(LABELS)
def test_a_partition_agrees_with_itself_whatever_its_labels_are_called(labels: list[int]) -> None:
    one = np.array(labels)
    assert adjusted_rand(one, one) == pytest.approx(1)
    assert adjusted_rand(one, 3 - one) == pytest.approx(1)


def test_chance_partitions_agree_by_nothing_on_average() -> None:
    generator = np.random.default_rng(0)
    scores = [adjusted_rand(*generator.integers(3, size=(2, 60))) for _ in range(300)]
    assert np.mean(scores) == pytest.approx(0, abs=0.01)


def test_the_silhouette_by_hand() -> None:
    apart = np.abs(np.subtract.outer([0.0, 1.0, 10.0, 11.0], [0.0, 1.0, 10.0, 11.0]))
    widths = [1 - 1 / 10.5, 1 - 1 / 9.5, 1 - 1 / 9.5, 1 - 1 / 10.5]
    assert mean_silhouette(apart, np.array([0, 0, 1, 1])) == pytest.approx(np.mean(widths))


def test_a_cluster_is_named_and_described_by_what_it_has_more_of() -> None:
    people, _ = _two_kinds()
    found = features(people[:40], people, calibration_of("PL").spreads, "PL")
    named = cluster_name(found, 1, "en").casefold()
    assert named in {f"{one}, {two}" for one in WHAT_THEY_HAVE for two in WHAT_THEY_HAVE}
    assert "village 100% / 50%" in cluster_description(found, "en")
    assert "wieś 100% / 50%" in cluster_description(found, "pl")


def test_a_group_like_the_whole_sample_has_a_number_and_no_features() -> None:
    people = _drawn(40)
    assert features(people, people, calibration_of("PL").spreads, "PL") == []
    assert cluster_name([], 2, "pl") == "Grupa 2"
    assert "Nothing sets it apart" in cluster_description([], "en")
