"""Samples: exact margins, possible people, reproducible; for the nation and for parts of it."""

from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sight_domain.errors import SightError
from sight_domain.populations.joint import joint_of
from sight_domain.populations.pack_format.layout import DIMENSIONS
from sight_domain.populations.packs import load_pack, vocabulary
from sight_domain.populations.sampling import draw_respondents
from sight_domain.populations.schemas import Respondent
from sight_domain.populations.target import TargetPopulation, parse_target

PACK = load_pack("PL")
POLAND = parse_target({"country": "PL"})


def assert_margins_within_one_person(people: list[Respondent], target: TargetPopulation) -> None:
    joint = joint_of(target)
    for dimension in DIMENSIONS:
        counts = Counter(getattr(p, dimension) for p in people)
        shares = joint.margin(dimension)
        assert set(counts) <= {c for c, share in shares.items() if share > 0}
        for category, share in shares.items():
            assert abs(counts[category] - len(people) * share) < 1, (dimension, category)


def assert_possible(p: Respondent) -> None:
    """Written apart from the sampler's own rules."""
    low, _, high = p.age_group.partition("-")
    assert int(low.rstrip("+")) <= p.age <= (int(high) if high else 100)
    assert p.age >= 22 or p.education != "tertiary"
    assert p.status != "retired" or p.age >= 55
    assert p.status != "student" or p.age <= 34
    assert p.status is not None
    assert not (p.status.startswith("employed") and p.age >= 80)
    assert not (p.income_bracket == "over_10000" and p.age < 24)
    assert (p.city is None) == (p.settlement in ("rural", "town_under_100k"))
    if p.city is not None:
        assert any(
            (r["city"], r["region"], r["settlement"]) == (p.city, p.region, p.settlement)
            for r in PACK.table("cities")
        )
    assert not (p.household == "with_parents" and p.age >= 75)
    assert not (p.household in ("couple_with_children", "single_parent") and p.age < 21)


@pytest.mark.parametrize("n", [1, 2, 20, 47, 100, 500])
def test_every_margin_is_within_one_person(n):
    assert_margins_within_one_person(draw_respondents(POLAND, n, seed=n, language="pl"), POLAND)


def _subset(dimension: str) -> st.SearchStrategy[list[str] | None]:
    return st.none() | st.lists(st.sampled_from(PACK.codes(dimension)), min_size=1, unique=True)


@st.composite
def targets(draw: st.DrawFn) -> dict:
    raw: dict = {"country": "PL"}
    if draw(st.booleans()):
        raw["age_min"] = draw(st.integers(18, 90))
        raw["age_max"] = draw(st.integers(raw["age_min"], 100))
    for field, dimension in (
        ("regions", "region"),
        ("settlements", "settlement"),
        ("education", "education"),
        ("income", "income_bracket"),
    ):
        raw[field] = draw(_subset(dimension))
    if draw(st.booleans()):
        women = draw(st.integers(0, 20)) / 20
        raw["quotas"] = {"gender": {"female": women, "male": 1 - women}}
    return raw


@settings(deadline=None, max_examples=40)
@given(targets(), st.integers(1, 60), st.integers(0, 2**31))
def test_filtered_and_quoted_samples_are_exact_or_refused_with_a_field(raw, n, seed):
    target = parse_target(raw)
    try:
        people = draw_respondents(target, n, seed=seed, language="en")
    except SightError as error:
        assert error.field is not None and (error.field.startswith("target") or error.field == "count")
        return
    assert len(people) == n
    assert_margins_within_one_person(people, target)
    for person in people:
        assert_possible(person)
        assert target.youngest <= person.age <= target.oldest


def test_nobody_is_impossible_over_two_hundred_seeds():
    for seed in range(200):
        for person in draw_respondents(POLAND, 12, seed=seed, language="pl"):
            assert_possible(person)


@settings(deadline=None, max_examples=10)
@given(st.integers(0, 2**32))
def test_the_same_seed_gives_the_same_people(seed):
    first = draw_respondents(POLAND, 15, seed=seed, language="pl")
    assert first == draw_respondents(POLAND, 15, seed=seed, language="pl")


def test_another_seed_gives_other_people():
    assert draw_respondents(POLAND, 15, seed=1, language="pl") != draw_respondents(
        POLAND, 15, seed=2, language="pl"
    )


def test_language_changes_words_and_nothing_else():
    words = {"occupation", "segment_name"}
    for pl, en in zip(
        *(draw_respondents(POLAND, 20, seed=5, language=lang) for lang in ("pl", "en")), strict=True
    ):
        assert pl.model_dump(exclude=words) == en.model_dump(exclude=words)


def test_a_quota_is_met_exactly():
    target = parse_target({"country": "PL", "quotas": {"gender": {"female": 0.75, "male": 0.25}}})
    people = draw_respondents(target, 20, seed=3, language="pl")
    assert Counter(p.gender for p in people) == {"female": 15, "male": 5}


def test_a_filter_on_ages_admits_only_these_ages():
    people = draw_respondents(
        parse_target({"country": "PL", "age_min": 29, "age_max": 36}), 200, seed=1, language="pl"
    )
    assert {p.age for p in people} == set(range(29, 37))


def test_a_thousand_people_have_a_thousand_names():
    people = draw_respondents(POLAND, 1000, seed=8, language="pl")
    assert len({p.full_name for p in people}) == 1000
    assert [p.seq for p in people] == list(range(1, 1001))


def test_facts_use_known_codes_and_ranges():
    for p in draw_respondents(POLAND, 100, seed=4, language="pl"):
        assert p.status in PACK.attributes["status"] and p.household in PACK.attributes["household"]
        assert len(p.values) == 3 == len(set(p.values)) and set(p.values) <= set(vocabulary("values"))
        assert 3 <= len(p.interests) <= 5 and set(p.interests) <= set(vocabulary("interests"))
        assert set(p.big_five) == set(vocabulary("big_five")) and all(
            0 <= x <= 1 for x in p.big_five.values()
        )
        assert p.hofstede == {
            "power_distance": 0.68, "individualism": 0.6, "masculinity": 0.64, "uncertainty_avoidance": 0.93,
            "long_term_orientation": 0.38, "indulgence": 0.29,
        }  # fmt: skip


def test_income_rank_lies_within_its_bracket():
    ranks: dict[str, list[float]] = {}
    for p in draw_respondents(POLAND, 500, seed=6, language="pl"):
        assert p.income_bracket is not None
        assert p.income_rank is not None
        ranks.setdefault(p.income_bracket, []).append(p.income_rank)
    ordered = [ranks[b] for b in PACK.codes("income_bracket")]
    assert all(max(lower) <= min(upper) for lower, upper in pairwise(ordered))


@pytest.mark.parametrize("count", [0, -1, 10_001, True])
def test_an_impossible_count_is_refused(count):
    with pytest.raises(SightError) as caught:
        draw_respondents(POLAND, count, seed=1, language="pl")
    assert caught.value.field == "count"
    assert "10,000" in caught.value.hint.en


def test_a_negative_seed_is_refused():
    with pytest.raises(SightError) as caught:
        draw_respondents(POLAND, 5, seed=-1, language="pl")
    assert caught.value.field == "seed"
