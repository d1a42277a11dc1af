"""Traits beside people of the same sex and age."""

import pytest

from sight_domain.personas.psychographics import PORTRAITS, Level, portrait, trait_z
from sight_domain.populations.big_five import TRAITS, norm
from sight_domain.populations.packs import load_pack


def average(gender: str, age: int) -> dict[str, float]:
    return dict(zip(TRAITS, norm(load_pack("PL"), gender, age)[0], strict=True))


@pytest.mark.parametrize("gender", ["female", "male"])
def test_the_norm_itself_is_average_in_every_trait(gender: str) -> None:
    means = average(gender, 35)
    for trait in TRAITS:
        assert trait_z(trait, means[trait], gender=gender, age=35) == pytest.approx(0)
    told = portrait(means, gender=gender, age=35, language="en")
    assert sorted(told) == sorted(PORTRAITS[trait]["average"].en for trait in TRAITS)


def test_the_same_score_says_another_thing_of_another_sex_and_age() -> None:
    expected: list[tuple[str, int, Level]] = [("male", 70, "high"), ("female", 20, "average")]
    for gender, age, level in expected:
        told = portrait(average(gender, age) | {"neuroticism": 0.5}, gender=gender, age=age, language="en")
        assert PORTRAITS["neuroticism"][level].en in told


def test_a_portrait_begins_with_the_most_unusual_trait():
    means = dict(zip(TRAITS, norm(load_pack("PL"), "female", 40)[0], strict=True))
    lines = portrait(means | {"extraversion": 0.95}, gender="female", age=40, language="pl")
    assert lines[0] == PORTRAITS["extraversion"]["high"].pl
    assert len(lines) == 5


def test_every_trait_has_a_phrase_for_every_level_in_both_languages():
    for trait in TRAITS:
        for phrase in PORTRAITS[trait].values():
            assert phrase.pl and phrase.en and phrase.pl != phrase.en
