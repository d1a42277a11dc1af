"""The target population: spellings understood, and every bad input named with its field and its remedy."""

import subprocess
import sys

import pytest

from sight_domain.errors import ErrorCode, SightError
from sight_domain.populations.joint import incidence, joint_of
from sight_domain.populations.target import TargetPopulation, parse_target


@pytest.mark.parametrize("spelling", ["mazowieckie", "Mazowieckie", "Masovian", "14", 14, "MAZOWSZE"])
def test_a_region_is_known_by_code_name_number_and_english_form(spelling):
    assert parse_target({"country": "PL", "regions": [spelling]}).regions == ["mazowieckie"]


@pytest.mark.parametrize(
    ("plain", "code"),
    [("slaskie", "śląskie"), ("lodzkie", "łódzkie"), ("warminsko mazurskie", "warmińsko-mazurskie")],
)
def test_diacritics_may_be_left_out(plain, code):
    assert parse_target({"country": "poland", "regions": [plain]}).regions == [code]


def test_spellings_of_every_field_become_codes():
    target = parse_target(
        {
            "country": "Polska",
            "genders": ["kobiety", "F"],
            "settlements": ["wieś", "city_500k+"],
            "education": ["wyższe", "secondary"],
            "income": ["7 500 - 10 000 zł"],
            "quotas": {"age": {"18–24": 0.5, "25-34": 0.5}},
        }
    )
    assert target.genders == ["female"]
    assert target.settlements == ["rural", "city_500k_plus"]
    assert target.education == ["secondary", "tertiary"]
    assert target.income == ["7500_10000"]
    assert target.quotas == {"age_group": {"18-24": 0.5, "25-34": 0.5}}


def test_a_target_survives_storage():
    target = parse_target(
        {"country": "PL", "age_min": 25, "quotas": {"gender": {"female": 0.6, "male": 0.4}}}
    )
    assert TargetPopulation.model_validate(target.model_dump(mode="json", exclude_none=True)) == target


BAD = {
    "an empty target": ({}, "target", "country"),
    "no country": ({"age_min": 20}, "target.country", "PL"),
    "a country without a pack": ({"country": "FR"}, "target.country", "PL"),
    "age_min above age_max": ({"country": "PL", "age_min": 50, "age_max": 30}, "target.age_min", "30"),
    "too young": ({"country": "PL", "age_min": 15}, "target.age_min", "18"),
    "too old": ({"country": "PL", "age_max": 101}, "target.age_max", "100"),
    "an age that is no number": ({"country": "PL", "age_min": "many"}, "target.age_min", "many"),
    "an unknown field": ({"country": "PL", "region": ["śląskie"]}, "target.region", "regions"),
    "an unknown region": ({"country": "PL", "regions": ["mazowiecki"]}, "target.regions", "mazowieckie"),
    "an unknown gender": ({"country": "PL", "genders": ["femal"]}, "target.genders", "female"),
    "an empty list": ({"country": "PL", "education": []}, "target.education", "empty"),
    "quotas above 1": ({"country": "PL", "quotas": {"gender": {"female": 0.6, "male": 0.6}}}, "target.quotas.gender", "1.2"),
    "quotas in per cent": ({"country": "PL", "quotas": {"gender": {"female": 60, "male": 40}}}, "target.quotas.gender", "100"),
    "a negative quota": ({"country": "PL", "quotas": {"gender": {"female": -0.5, "male": 1.5}}}, "target.quotas.gender", "-0.5"),
    "a quota that is no number": ({"country": "PL", "quotas": {"gender": {"female": "half"}}}, "target.quotas.gender", "half"),
    "an unknown dimension": ({"country": "PL", "quotas": {"gendre": {"female": 1}}}, "target.quotas.gendre", "gender"),
    "an unknown category": ({"country": "PL", "quotas": {"gender": {"femail": 1}}}, "target.quotas.gender", "female"),
    "a quota twice": ({"country": "PL", "quotas": {"gender": {"female": 0.5, "kobieta": 0.5}}}, "target.quotas.gender", "twice"),
    "empty quotas": ({"country": "PL", "quotas": {"gender": {}}}, "target.quotas.gender", "No shares"),
    "a quota the filter excludes": (
        {"country": "PL", "genders": ["male"], "quotas": {"gender": {"female": 0.5, "male": 0.5}}},
        "target.quotas.gender",
        "female",
    ),
    "a quota the ages exclude": ({"country": "PL", "age_min": 40, "quotas": {"age_group": {"18-24": 1.0}}}, "target.quotas.age_group", "18-24"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_bad_input_names_its_field_and_the_remedy(case):
    raw, field, mentioned = BAD[case]
    with pytest.raises(SightError) as caught:
        parse_target(raw)
    error = caught.value
    assert error.field == field
    assert mentioned in error.message.en + error.hint.en
    assert error.code is (
        ErrorCode.UNSUPPORTED if case == "a country without a pack" else ErrorCode.INVALID_ARGUMENT
    )
    assert error.message.pl and error.hint.pl and error.message.pl != error.message.en


@pytest.mark.parametrize(
    "raw",
    [
        {"country": "PL", "regions": ["opolskie"], "settlements": ["city_500k_plus"]},
        {"country": "PL", "age_max": 19, "education": ["tertiary"]},
        {"country": "PL", "age_max": 20, "income": ["over_10000"]},
    ],
)
def test_a_filter_that_leaves_nobody_says_so(raw):
    with pytest.raises(SightError) as caught:
        joint_of(parse_target(raw))
    assert caught.value.field == "target"
    assert "nobody" in caught.value.message.en


def test_quotas_that_no_population_has_are_refused():
    raw = {
        "country": "PL", "regions": ["opolskie", "mazowieckie"],
        "quotas": {"region": {"opolskie": 0.9, "mazowieckie": 0.1}, "settlement": {"city_500k_plus": 0.5, "rural": 0.5}},
    }  # fmt: skip
    with pytest.raises(SightError) as caught:
        joint_of(parse_target(raw))
    assert (caught.value.field or "").startswith("target.quotas.")


def test_quotas_replace_the_population_s_own_shares():
    joint = joint_of(parse_target({"country": "PL", "quotas": {"gender": {"female": 0.7, "male": 0.3}}}))
    assert joint.margin("gender") == pytest.approx({"female": 0.7, "male": 0.3})


def test_incidence_of_everybody_is_the_whole_adult_population():
    everybody = incidence(parse_target({"country": "PL"}))
    assert everybody["share_of_adults"] == pytest.approx(1)
    assert 30_500_000 < everybody["persons"] < 31_500_000


def test_incidences_of_parts_add_up():
    young = incidence(parse_target({"country": "PL", "age_max": 39}))["persons"]
    rest = incidence(parse_target({"country": "PL", "age_min": 40}))["persons"]
    assert young + rest == pytest.approx(incidence(parse_target({"country": "PL"}))["persons"], abs=2)


def test_quotas_do_not_change_incidence():
    plain, quoted = (
        {"country": "PL", "age_min": 65},
        {"country": "PL", "age_min": 65, "quotas": {"gender": {"male": 1}}},
    )
    assert incidence(parse_target(plain)) == incidence(parse_target(quoted))


def test_importing_the_target_loads_no_numpy():
    code = "import sys, sight_domain.populations.target, sight_domain.populations.service; print('numpy' in sys.modules)"
    assert (
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        ).stdout.strip()
        == "False"
    )
