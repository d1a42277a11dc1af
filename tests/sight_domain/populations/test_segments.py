"""Segments: few, named, and the same for every sample of a target."""

import pytest

from sight_domain.populations.joint import joint_of
from sight_domain.populations.sampling import draw_respondents
from sight_domain.populations.segments import segments_of
from sight_domain.populations.target import parse_target

TARGETS = [
    {"country": "PL"},
    {
        "country": "PL",
        "genders": ["female"],
        "age_min": 25,
        "age_max": 44,
        "settlements": ["city_100k_499k", "city_500k_plus"],
    },
    {"country": "PL", "age_min": 65},
    {"country": "PL", "regions": ["podlaskie"], "education": ["tertiary"]},
    {"country": "PL", "age_max": 24},
]


@pytest.mark.parametrize("raw", TARGETS)
def test_segments_part_the_target_among_four_to_eight_distinct_names(raw):
    target = parse_target(raw)
    segments = segments_of(joint_of(target), target)
    assert 4 <= len(segments) <= 8
    assert sum(s.share for s in segments) == pytest.approx(1)
    assert len({s.id for s in segments}) == len({s.name.pl for s in segments}) == len(segments)
    assert all(s.id.replace("-", "").isalnum() and s.id.isascii() for s in segments)


@pytest.mark.parametrize("raw", TARGETS)
def test_a_sample_of_twenty_five_has_people_in_four_to_eight_of_them(raw):
    for seed in range(10):
        people = draw_respondents(parse_target(raw), 25, seed=seed, language="pl")
        assert 4 <= len({p.segment_id for p in people}) <= 8


def test_a_segment_keeps_its_people_in_its_name():
    for p in draw_respondents(parse_target({"country": "PL"}), 300, seed=2, language="en"):
        if "65+" in p.segment_name:
            assert p.age >= 65
        if "in villages" in p.segment_name and "towns" not in p.segment_name:
            assert p.settlement == "rural"


def test_a_top_up_meets_the_same_segments():
    target = parse_target({"country": "PL"})
    first, second = (
        {p.segment_id for p in draw_respondents(target, 200, seed=s, language="pl")} for s in (1, 2)
    )
    assert first == second


def test_women_are_named_as_women():
    target = parse_target({"country": "PL", "genders": ["female"]})
    names = " ".join(s.name.pl for s in segments_of(joint_of(target), target))
    assert "obiety" in names or "Seniorki" in names
    assert "Młodzi" not in names and "Seniorzy" not in names
