"""Fusion follows its formula, in an order that never changes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sight_domain.knowledge.fusion import RRF_K, reciprocal_rank_fusion

_rankings = st.fixed_dictionaries(
    {leg: st.lists(st.integers(0, 30), unique=True, max_size=20) for leg in ("vector", "keyword")}
)


def test_scores_are_sums_of_weighted_reciprocal_ranks() -> None:
    fused = reciprocal_rank_fusion(
        {"vector": ["a", "b"], "keyword": ["b", "c"]}, k=60, weights={"vector": 0.5, "keyword": 1.0}
    )
    assert [(one.item, one.ranks) for one in fused] == [
        ("b", {"keyword": 1, "vector": 2}),
        ("c", {"keyword": 2}),
        ("a", {"vector": 1}),
    ]
    assert [one.score for one in fused] == pytest.approx([1 / 61 + 0.5 / 62, 1 / 62, 0.5 / 61])


def test_an_item_that_no_word_could_find_counts_as_if_words_ranked_it_like_the_other_leg() -> None:
    fused = reciprocal_rank_fusion(
        {"vector": ["foreign", "native"], "keyword": ["native", "other"]},
        weights={"vector": 0.5, "keyword": 1.0},
        beyond_words={"foreign"},
    )
    assert [one.item for one in fused] == ["foreign", "native", "other"]
    assert fused[0].score == pytest.approx(1.5 / 61)
    assert fused[0].ranks == {"vector": 1}, "it was not found by words, and nobody says so"


@given(_rankings)
def test_every_found_item_comes_once_and_best_first(rankings: dict) -> None:
    fused = reciprocal_rank_fusion(rankings)
    items = [one.item for one in fused]
    assert sorted(items) == sorted({item for ranking in rankings.values() for item in ranking})
    assert [one.score for one in fused] == sorted((one.score for one in fused), reverse=True)
    for one in fused:
        assert one.ranks == {
            leg: ranking.index(one.item) + 1 for leg, ranking in rankings.items() if one.item in ranking
        }


@given(_rankings)
def test_the_order_of_the_legs_does_not_matter(rankings: dict) -> None:
    assert reciprocal_rank_fusion(rankings) == reciprocal_rank_fusion(dict(reversed(rankings.items())))


@given(st.lists(st.integers(), unique=True, max_size=30))
def test_one_leg_alone_keeps_its_order(ranking: list[int]) -> None:
    fused = reciprocal_rank_fusion({"keyword": ranking, "vector": []})
    assert [one.item for one in fused] == ranking
    assert [one.score for one in fused] == pytest.approx(
        [1 / (RRF_K + rank) for rank in range(1, len(ranking) + 1)]
    )
