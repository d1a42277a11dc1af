"""Traits beside people of the same sex and age."""

import pytest

from sight_domain.personas.psychographics import PORTRAITS, portrait, trait_level, trait_percentile, trait_z
from sight_domain.populations.big_five import TRAITS, norm
from sight_domain.populations.packs import load_pack


@pytest.mark.parametrize("trait", TRAITS)
@pytest.mark.parametrize("gender", ["female", "male"])
def test_the_norm_itself_is_average_and_in_the_middle(trait, gender):
    mean = norm(load_pack("PL"), gender, 35)[0][TRAITS.index(trait)]
    assert trait_z(trait, mean, gender=gender, age=35) == pytest.approx(0)
    assert trait_percentile(trait, mean, gender=gender, age=35) == pytest.approx(0.5)
    assert trait_level(trait, mean, gender=gender, age=35) == "average"


def test_levels_depend_on_sex_and_age():
    assert trait_level("neuroticism", 0.5, gender="male", age=70) == "high"
    assert trait_level("neuroticism", 0.5, gender="female", age=20) == "average"


def test_percentiles_rise_with_the_score():
    shares = [trait_percentile("openness", x / 10, gender="female", age=50) for x in range(11)]
    assert shares == sorted(shares)
    assert 0 <= shares[0] < shares[-1] <= 1


def test_a_portrait_begins_with_the_most_unusual_trait():
    means = dict(zip(TRAITS, norm(load_pack("PL"), "female", 40)[0], strict=True))
    lines = portrait(means | {"extraversion": 0.95}, gender="female", age=40, language="pl")
    assert lines[0] == PORTRAITS["extraversion"]["high"].pl
    assert len(lines) == 5


def test_every_trait_has_a_phrase_for_every_level_in_both_languages():
    for trait in TRAITS:
        for phrase in PORTRAITS[trait].values():
            assert phrase.pl and phrase.en and phrase.pl != phrase.en
