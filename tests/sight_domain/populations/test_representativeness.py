"""The report: right about good samples, and not to be fooled by bad ones."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sight_domain.populations.chi_square import chi_square, holm, monte_carlo_p
from sight_domain.populations.representativeness import representativeness
from sight_domain.populations.sampling import draw_respondents
from sight_domain.populations.target import parse_target

POLAND = parse_target({"country": "PL"})


def _stored(n: int = 60, seed: int = 1) -> list[dict]:
    return [p.model_dump(mode="json") for p in draw_respondents(POLAND, n, seed=seed, language="pl")]


def _fit(report, dimension):
    return next(d for d in report.dimensions if d.dimension == dimension)


@pytest.mark.parametrize("n", [1, 20, 100])
def test_a_drawn_sample_keeps_the_guarantee(n):
    report = representativeness(_stored(n), POLAND, language="pl")
    assert report.is_statistically_valid
    assert report.n == n and report.impossible_people == 0
    assert all((d.max_margin_error_persons or 0) < 1 for d in report.dimensions)
    assert "wytwór modelu" in report.verdict


def test_respondents_and_stored_mappings_give_one_report():
    people = draw_respondents(POLAND, 30, seed=2, language="pl")
    assert representativeness(people, POLAND) == representativeness([p.model_dump() for p in people], POLAND)


def test_nobody_is_never_valid():
    report = representativeness([], POLAND)
    assert not report.is_statistically_valid
    assert all(d.p_value is None and d.chi_square is None for d in report.dimensions)
    assert "no respondents" in report.verdict


def test_a_misspelt_label_is_an_error_that_is_shown_never_dropped():
    people = _stored()
    people[0]["gender"] = "femal"
    report = representativeness(people, POLAND)
    assert not report.is_statistically_valid
    assert _fit(report, "gender").unknown_labels == {"femal": 1}
    assert _fit(report, "gender").observed["femal"] == pytest.approx(1 / 60)
    assert any("femal" in note for note in report.notes)


def test_a_missing_fact_is_an_error_too():
    people = _stored()
    del people[3]["education"]
    report = representativeness(people, POLAND)
    assert not report.is_statistically_valid
    assert _fit(report, "education").unknown_labels == {"(missing)": 1}


def test_an_over_educated_sample_is_called_out():
    people = _stored(100)
    for person in [p for p in people if p["education"] == "vocational"]:
        person["education"] = "tertiary"
    report = representativeness(people, POLAND, language="en")
    assert not report.is_statistically_valid
    assert (_fit(report, "education").p_holm or 1) < 0.001
    assert (_fit(report, "gender").p_value or 0) > 0.9
    assert "education" in report.verdict


def test_impossible_people_break_the_guarantee():
    people = _stored()
    retired = next(p for p in people if p["age_group"] == "18-24")
    retired["status"] = "retired"
    report = representativeness(people, POLAND)
    assert report.impossible_people == 1 and not report.is_statistically_valid


def test_ages_outside_the_target_break_the_guarantee():
    people = _stored()
    person = next(p for p in people if p["age_group"] == "35-44")
    person["age"] = 16
    assert not representativeness(people, POLAND).is_statistically_valid


def test_clones_are_counted():
    people = _stored(20)
    assert representativeness([*people, *people], POLAND).duplicate_profiles >= 20


def test_the_report_names_sources_and_what_p_values_do_not_prove():
    report = representativeness(_stored(), POLAND, language="en")
    assert any("GUS" in s and "2024" in s for s in report.sources)
    assert any("no evidence" in d.method for d in report.dimensions)
    assert any("proves nothing" in note for note in report.notes)


def test_quotas_are_the_target_the_report_judges_by():
    target = parse_target({"country": "PL", "quotas": {"gender": {"female": 0.8, "male": 0.2}}})
    people = draw_respondents(target, 40, seed=1, language="pl")
    assert representativeness(people, target).is_statistically_valid
    assert not representativeness(people, POLAND).is_statistically_valid


def test_the_statistic_agrees_with_scipy():
    counts, shares = [18, 30, 52], [0.2, 0.35, 0.45]
    expected = stats.chisquare(counts, [100 * p for p in shares])
    assert chi_square(counts, shares) == pytest.approx(expected.statistic)
    simulated = monte_carlo_p(counts, shares, np.random.default_rng(0))
    assert simulated == pytest.approx(expected.pvalue, abs=0.03)


def test_the_monte_carlo_p_value_is_uniform_under_random_sampling():
    generator = np.random.default_rng(0)
    shares = [0.5, 0.3, 0.2]
    below = sum(
        monte_carlo_p(generator.multinomial(40, shares), shares, generator, samples=499) <= 0.1
        for _ in range(400)
    )
    assert 0.05 < below / 400 < 0.15


def test_people_in_a_category_of_no_share_have_no_statistic():
    with pytest.raises(ValueError, match="positive share"):
        chi_square([1, 2], [1.0, 0.0])


@given(st.lists(st.floats(0, 1), min_size=1, max_size=10))
def test_holm_never_lowers_a_p_value_and_keeps_their_order(p_values):
    adjusted = holm(p_values)
    assert all(a >= p and a <= 1 for a, p in zip(adjusted, p_values, strict=True))
    order = sorted(range(len(p_values)), key=lambda i: p_values[i])
    assert all(adjusted[a] <= adjusted[b] for a, b in pairwise(order))


def test_holm_s_textbook_example():
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])


CROSSED = parse_target(
    {"country": "PL", "quotas": {"gender x age_group": {"female x 25-34": 0.3, "male x 65+": 0.2}}}
)


def test_crossed_quotas_are_part_of_the_guarantee():
    people = [p.model_dump() for p in draw_respondents(CROSSED, 60, seed=1, language="pl")]
    report = representativeness(people, CROSSED, language="en")
    (fit,) = report.crossed_quotas
    assert report.is_statistically_valid and fit.dimension == "gender x age_group"
    assert fit.target == pytest.approx({"female x 25-34": 0.3, "male x 65+": 0.2, "(others)": 0.5})
    # Two women of other ages in place of two young ones, and men the other way: no margin moves.
    young = [p for p in people if (p["gender"], p["age_group"]) == ("female", "25-34")][:2]
    old = [p for p in people if p["gender"] == "male" and p["age_group"] not in ("25-34", "65+")][:2]
    for woman, man in zip(young, old, strict=True):
        woman["gender"], man["gender"] = "male", "female"
    spoilt = representativeness(people, CROSSED, language="en")
    assert all((d.max_margin_error_persons or 0) < 1 for d in spoilt.dimensions)
    assert not spoilt.is_statistically_valid
    assert "gender × age: a category is off by 2.0 persons." in spoilt.why


def test_weighted_shares_are_judged_and_weights_have_their_price():
    people = [{**p, "weight": 1.0} for p in _stored(60)]
    assert representativeness(people, POLAND).weights is None
    men = [{**p, "weight": 2.0} if p["gender"] == "male" else p for p in people]
    report = representativeness(men, POLAND, language="en")
    assert report.weights is not None and report.weights.deff > 1 and report.weights.n_eff < 60
    assert not report.is_statistically_valid and _fit(report, "gender").observed["male"] > 0.6
    assert _fit(report, "gender").counts["male"] == sum(p["gender"] == "male" for p in people)


def test_weights_that_give_the_target_back_keep_the_guarantee():
    """Every man twice, at half the weight."""
    people = _stored(60)
    men = [{**p, "weight": 0.5} for p in people if p["gender"] == "male"]
    twins = [
        {**p, "full_name": p["full_name"] + " II", "big_five": {t: 1 - x for t, x in p["big_five"].items()}}
        for p in men
    ]
    weighted = [*({**p, "weight": 1.0} for p in people if p["gender"] == "female"), *men, *twins]
    report = representativeness(weighted, POLAND)
    assert report.is_statistically_valid and report.weights is not None
    assert _fit(report, "gender").observed["male"] == pytest.approx(
        _fit(report, "gender").target["male"], abs=0.02
    )


def test_a_weight_that_is_no_weight_is_an_error():
    with pytest.raises(ValueError, match="above 0"):
        representativeness([{**p, "weight": 0.0} for p in _stored(5)], POLAND)


def test_the_same_people_give_the_same_report_every_time():
    people = _stored(80)
    assert representativeness(people, POLAND) == representativeness(people, POLAND)


@pytest.mark.parametrize("n", [1, 2, 3, 7])
def test_the_smallest_samples_have_a_report_too(n):
    report = representativeness(_stored(n), POLAND)
    assert report.n == n and (report.joint is None) == (n < 2) and (report.traits is None) == (n < 3)


def test_odd_records_are_reported_and_break_nothing():
    people = _stored(20)
    people[0] |= {"region": None, "big_five": None, "given_name": None, "age": "forty"}
    people[1] |= {"gender": ["female"], "education": 3}
    report = representativeness(people, POLAND)
    assert not report.is_statistically_valid
    assert report.joint is not None and report.joint.left_out == 2
    assert report.traits is not None and report.traits.left_out == 2


def test_provenance_names_every_source_with_year_and_licence():
    report = representativeness(_stored(20), POLAND, language="pl")
    assert report.provenance.country == "PL" and report.provenance.reference_year == 2024
    assert all(s.title and s.publisher and s.year and s.licence for s in report.provenance.sources)
    assert len(report.provenance.sources) == len(report.sources)
