"""Quotas as people write them: crossed dimensions, a rest left to the others, and every mistake with its remedy."""

import pytest

from sight_domain.errors import ErrorCode, SightError
from sight_domain.populations.joint import joint_of
from sight_domain.populations.quota_shares import quotas_of
from sight_domain.populations.target import TargetPopulation, parse_target


def _quotas(quotas: dict, **more: object) -> TargetPopulation:
    return parse_target({"country": "PL", "quotas": quotas, **more})


@pytest.mark.parametrize(
    "spelling",
    [
        {"gender x age_group": {"female x 25-34": 0.3, "male x 65+": 0.2}},
        {"Płeć × wiek": {"kobiety × 25–34": 0.3, "mężczyźni×65+": 0.2}},
        {"sex * age": {"women * 25-34": 0.3, "men*65+": 0.2}},
    ],
)
def test_crossed_quotas_are_understood_however_the_cross_is_written(spelling):
    assert _quotas(spelling).quotas == {"gender x age_group": {"female x 25-34": 0.3, "male x 65+": 0.2}}


def test_a_crossed_target_survives_storage():
    target = _quotas({"gender x age_group": {"female x 25-34": 0.3}}, not_expressed=["half with children"])
    assert TargetPopulation.model_validate(target.model_dump(mode="json", exclude_none=True)) == target


def test_what_is_not_named_shares_the_rest():
    (quota,) = quotas_of(_quotas({"education": {"tertiary": 0.5}}).quotas)
    assert quota.rest == pytest.approx(0.5) and quota.cells == 2
    (whole,) = quotas_of(_quotas({"gender": {"female": 0.5, "male": 0.5}}).quotas)
    assert whole.rest == 0 and whole.cells == 2


BAD = {
    "a sum below 1 with nobody left": ({"gender": {"female": 0.5, "male": 0.3}}, "gender", "0.625"),
    "per cent": ({"gender": {"female": 60, "male": 40}}, "gender", "0.6"),
    "a cross with itself": ({"gender x sex": {"female x male": 0.5}}, "gender x sex", "itself"),
    "too few categories": ({"gender x age_group": {"female": 0.5}}, "gender x age_group", "female x 18-24"),
    "an unknown category": ({"gender x age_group": {"female x 25-43": 0.5}}, "gender x age_group", "25-34"),
    "the same cross twice": (
        {"gender x education": {"female x tertiary": 0.5}, "education x gender": {"tertiary x female": 0.5}},
        "education x gender",
        "twice",
    ),
    "too many cells": ({"region x settlement x age_group x gender": {}}, "region x settlement x age_group x gender", "768"),
    "a chain of crosses": (
        {"region x settlement": {"śląskie x rural": 0.1}, "settlement x age_group": {"rural x 65+": 0.1}, "age_group x education": {"25-34 x tertiary": 0.1}},
        "age_group x education",
        "1536",
    ),
    "family": ({"children": {"yes": 0.5}}, "children", "not_expressed"),
    "household": ({"household": {"single": 0.5}}, "household", "not_expressed"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_a_bad_quota_names_its_field_and_the_remedy(case):
    quotas, field, mentioned = BAD[case]
    with pytest.raises(SightError) as caught:
        _quotas(quotas)
    error = caught.value
    assert error.field == f"target.quotas.{field}"
    assert mentioned in error.message.en + error.hint.en
    assert error.message.pl != error.message.en and error.hint.pl != error.hint.en


def test_a_dimension_that_the_country_lacks_is_refused():
    with pytest.raises(SightError) as caught:
        parse_target({"country": "DE", "quotas": {"region": {"Bayern": 0.5}}})
    assert caught.value.code is ErrorCode.UNSUPPORTED
    assert caught.value.field == "target.quotas.region"


IMPOSSIBLE = {
    "two quotas that exclude each other": (
        {"gender x age_group": {"female x 25-34": 0.3}, "education": {"tertiary": 0.4}, "gender": {"female": 0.2}},
        {},
        ["gender x age_group", "gender"],
    ),
    "a region without such cities": (
        {"region": {"opolskie": 0.9, "mazowieckie": 0.1}, "settlement": {"city_500k_plus": 0.5, "rural": 0.5}},
        {"regions": ["opolskie", "mazowieckie"]},
        ["region", "settlement"],
    ),
    "a cell with nobody": (
        {"region x settlement": {"opolskie x city_500k_plus": 0.2}}, {}, ["opolskie x city_500k_plus"],
    ),
    "nobody left for the rest": (
        {"region x settlement": {"opolskie x rural": 0.6}}, {"regions": ["opolskie"], "settlements": ["rural"]}, ["0.6"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", IMPOSSIBLE)
def test_quotas_in_conflict_are_named_and_the_nearest_choice_works(case):
    quotas, filters, named = IMPOSSIBLE[case]
    with pytest.raises(SightError) as caught:
        joint_of(_quotas(quotas, **filters))
    error = caught.value
    said = error.message.en + error.hint.en
    assert (error.field or "").startswith("target.quotas")
    assert all(name in said for name in named), said
    assert "education" not in said
    if "Nearest possible" not in error.hint.en:
        return
    nearest = _first_suggestion(error.hint.en)
    joint_of(_quotas({**quotas, **nearest}, **filters))


def _first_suggestion(hint: str) -> dict[str, dict[str, float]]:
    """The first "<key> {category: share, ...}" of a hint."""
    key, shares = hint.split(": ", 1)[1].split(" {", 1)
    pairs = [pair.rsplit(": ", 1) for pair in shares.split("}")[0].split(", ")]
    return {key: {name: float(share) for name, share in pairs}}


def test_quotas_on_the_edge_of_the_possible_are_met():
    target = _quotas(
        {"gender x age_group": {"female x 25-34": 0.3, "male x 65+": 0.2}, "gender": {"female": 0.3}}
    )
    assert joint_of(target).margin("gender")["female"] == pytest.approx(0.3, abs=1e-6)


@pytest.mark.parametrize(
    ("raw", "excluding", "instead"),
    [
        ({"regions": ["opolskie"], "settlements": ["city_500k_plus"], "age_min": 30}, "regions, settlements", "mazowieckie"),
        ({"age_max": 19, "education": ["tertiary"], "genders": ["male"]}, "education, age_max", "age_max 22"),
        ({"age_max": 20, "income": ["over_10000"]}, "income, age_max", "4500_6000"),
    ],
)  # fmt: skip
def test_filters_that_leave_nobody_say_which_and_what_is_nearest(raw, excluding, instead):
    with pytest.raises(SightError) as caught:
        joint_of(parse_target({"country": "PL", **raw}))
    assert excluding in caught.value.message.en
    assert instead in caught.value.hint.en and instead in caught.value.hint.pl
