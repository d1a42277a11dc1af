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
