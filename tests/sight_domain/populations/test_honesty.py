"""The report's own honesty: what is wrong is called out, what is right is not, over 100 seeds, with rates printed."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from sight_domain.populations.fit_schemas import RepresentativenessReport
from sight_domain.populations.representativeness import representativeness
from sight_domain.populations.sampling import draw_respondents
from sight_domain.populations.target import parse_target

POLAND = parse_target({"country": "PL"})
GRADUATES = parse_target(
    {
        "country": "PL",
        "quotas": {"education": {"primary": 0.05, "vocational": 0.15, "secondary": 0.4, "tertiary": 0.4}},
    }
)
SEEDS = range(100)
N = 100
# Enough for these verdicts, none of which rests on a p-value.
SAMPLES = 199
People = list[dict]


@pytest.fixture(scope="module")
def proper() -> list[People]:
    return [_drawn(seed) for seed in SEEDS]


def _drawn(seed: int, target=POLAND, n: int = N) -> People:
    return [p.model_dump(mode="json") for p in draw_respondents(target, n, seed=seed, language="en")]


def _report(people: People) -> RepresentativenessReport:
    return representativeness(people, POLAND, samples=SAMPLES)


def _rate(
    samples: list[People], spoil: Callable[[People, np.random.Generator], People], said: Callable[[RepresentativenessReport], bool], what: str,
) -> float:  # fmt: skip
    return _share(
        [
            _report(spoil(people, np.random.default_rng(seed)))
            for seed, people in zip(SEEDS, samples, strict=False)
        ],
        said,
        what,
    )


def _share(
    reports: list[RepresentativenessReport], said: Callable[[RepresentativenessReport], bool], what: str
) -> float:
    found = [said(report) for report in reports]
    print(f"{what}: called out in {np.mean(found):.0%} of {len(found)} samples")
    return float(np.mean(found))


def _untouched(people: People, generator: np.random.Generator) -> People:
    return people


def _independent(people: People, generator: np.random.Generator) -> People:
    """Exact margins, attributes put together at random."""
    mixed = [dict(p) for p in people]
    for together in (("region",), ("settlement",), ("age", "age_group", "status"), ("gender",), ("education",), ("income_bracket",)):  # fmt: skip
        for person, other in zip(mixed, generator.permutation(len(people)), strict=True):
            person.update({key: people[other][key] for key in together})
    return mixed


def _misspelt(people: People, generator: np.random.Generator) -> People:
    odd = int(generator.integers(len(people)))
    return [{**p, "education": "terciary"} if i == odd else p for i, p in enumerate(people)]


def _cloned(people: People, generator: np.random.Generator) -> People:
    """Half the sample copied over the other half, under other names."""
    half = people[: len(people) // 2]
    return [
        *half,
        *(
            {**p, "full_name": q["full_name"], "seq": q["seq"]}
            for p, q in zip(half, people[len(half) :], strict=True)
        ),
    ]


def _near_cloned(people: People, generator: np.random.Generator) -> People:
    """The same, with trait scores shaken so that no two records are equal."""
    return [
        {**p, "big_five": {t: x + float(generator.normal(0, 0.01)) for t, x in p["big_five"].items()}}
        for p in _cloned(people, generator)
    ]


def _stereotyped(people: People, generator: np.random.Generator) -> People:
    """Exact margins, but the better educated somebody is, the more they earn."""
    order = ("primary", "vocational", "secondary", "tertiary")
    earning = sorted(people, key=lambda p: p["income_rank"])
    levels = sorted((p["education"] for p in people), key=order.index)
    return [{**p, "education": level} for p, level in zip(earning, levels, strict=True)]


def _too_alike(people: People, generator: np.random.Generator) -> People:
    return [{**p, "big_five": {t: 0.5 + (x - 0.5) * 0.5 for t, x in p["big_five"].items()}} for p in people]


def _all_eleanor(people: People, generator: np.random.Generator) -> People:
    return [
        {**p, "given_name": "Eleonora", "full_name": f"Eleonora {p['full_name'].split()[-1]}"}
        if i % 10 == 0
        else p
        for i, p in enumerate(people)
    ]


def _names_of_other_generations(people: People, generator: np.random.Generator) -> People:
    by_gender = {
        g: sorted((p for p in people if p["gender"] == g), key=lambda p: p["age"]) for g in ("female", "male")
    }
    return [
        {**young, "given_name": old["given_name"], "full_name": old["full_name"]}
        for group in by_gender.values()
        for young, old in zip(group, reversed(group), strict=True)
    ]


def test_proper_samples_raise_no_alarm(proper):
    reports = [_report(people) for people in proper]
    assert _share(reports, lambda r: not r.is_statistically_valid, "proper sample, invalid") == 0
    assert _share(reports, lambda r: "Mode collapse" in " ".join(r.notes), "proper sample, collapse") <= 0.03
    names = lambda r: r.names is not None and (r.names.wrong_cohorts or r.names.too_common)  # noqa: E731
    assert _share(reports, names, "proper sample, names") <= 0.03


def test_an_independent_margins_sample_is_called_out_by_its_association(proper):
    def kept_margins_lost_joint(report: RepresentativenessReport) -> bool:
        margins = max(d.max_margin_error_persons or 0 for d in report.dimensions)
        return (
            margins < 1
            and report.joint is not None
            and report.joint.association == "lost"
            and not report.is_statistically_valid
        )

    assert _rate(proper, _independent, kept_margins_lost_joint, "independent margins, n = 100") == 1


def test_an_independent_margins_sample_is_called_out_at_twenty_too():
    small = [_drawn(seed, n=20) for seed in SEEDS]
    lost = lambda r: r.joint is not None and r.joint.association == "lost"  # noqa: E731
    assert _rate(small, _independent, lost, "independent margins, n = 20") >= 0.5
    assert (
        _rate(small, _untouched, lambda r: not r.is_statistically_valid, "proper sample of 20, invalid") == 0
    )


def test_an_over_educated_sample_is_called_out_by_its_margin():
    def by_education(report: RepresentativenessReport) -> bool:
        fit = next(d for d in report.dimensions if d.dimension == "education")
        return not report.is_statistically_valid and (fit.max_margin_error_persons or 0) >= 1

    over = [_drawn(seed, GRADUATES) for seed in SEEDS]
    assert _rate(over, _untouched, by_education, "over-educated") == 1


def test_a_misspelt_category_is_called_out_by_name(proper):
    named = lambda r: not r.is_statistically_valid and any("terciary (1)" in w for w in r.why)  # noqa: E731
    assert _rate(proper, _misspelt, named, "misspelt category") == 1


def test_an_empty_sample_is_called_out():
    report = _report([])
    assert not report.is_statistically_valid and report.joint is None and report.traits is None
    assert "no respondents" in report.why[0]


def test_a_cloned_sample_is_called_out_by_its_copies(proper):
    copies = lambda r: not r.is_statistically_valid and r.cloned_people == N // 2  # noqa: E731
    assert _rate(proper, _cloned, copies, "cloned") == 1
    repeats = lambda r: r.cloned_people == 0 and r.joint is not None and r.joint.too_many_repeats  # noqa: E731
    assert _rate(proper, _near_cloned, repeats, "cloned with shaken scores") == 1


def test_a_stereotyped_sample_is_called_out_by_the_pair(proper):
    def by_pair(report: RepresentativenessReport) -> bool:
        margins = max(d.max_margin_error_persons or 0 for d in report.dimensions)
        off = [set(p.dimensions) for p in report.joint.pairs if p.out_of_line] if report.joint else []
        return margins < 1 and {"education", "income_bracket"} in off and not report.is_statistically_valid

    assert _rate(proper[:40], _stereotyped, by_pair, "stereotyped") == 1


def test_traits_too_alike_are_called_mode_collapse(proper):
    collapsed = lambda r: r.traits is not None and all(t.mode_collapse for t in r.traits.traits)  # noqa: E731
    assert _rate(proper[:40], _too_alike, collapsed, "traits of half the spread") == 1


def test_a_name_everybody_bears_and_names_of_other_generations_are_called_out(proper):
    common = lambda r: r.names is not None and r.names.too_common  # noqa: E731
    assert _rate(proper[:40], _all_eleanor, common, "one name in ten people") == 1
    wrong = lambda r: r.names is not None and r.names.wrong_cohorts  # noqa: E731
    assert _rate(proper[:40], _names_of_other_generations, wrong, "names of other generations") >= 0.95
