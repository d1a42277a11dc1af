"""Build the tables of the German, British, American and Ukrainian packs from a folder of source CSVs.

    python -m scripts.build_packs_wic SOURCE_FOLDER [PACKS_FOLDER]

People by age, sex and education are the Wittgenstein Centre's of 2020. What has no source for these countries is taken from
the Polish pack and moved to the country's own totals where there are any; each pack.yaml says so. Only aggregated figures
are written.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from scripts.pack_names import (
    american_given_names,
    counted_surnames,
    german_surnames,
    given_by_generation,
    ukrainian_surnames,
)
from scripts.pack_tables import (
    AGE_GROUPS,
    AGE_STARTS,
    SEXES,
    STATUSES,
    band,
    rows,
    single_years,
    whole,
    write,
)
from sight_domain.populations.ipf import fit_margins

SHIPPED = Path(__file__).parents[1] / "sight_domain" / "populations" / "packs"
LEVELS = {
    "No Education": "primary", "Incomplete Primary": "primary", "Primary": "primary", "Lower Secondary": "primary",
    "Upper Secondary": "secondary", "Short Post Secondary": "post_secondary",
    "Bachelor": "tertiary", "Master and higher": "tertiary", "Post Secondary": "tertiary",
}  # fmt: skip
EDUCATION = {
    "DE": ("primary", "secondary", "post_secondary", "tertiary"),
    "GB": ("primary", "secondary", "post_secondary", "tertiary"),
    "US": ("primary", "secondary", "post_secondary", "tertiary"),
    "UA": ("primary", "secondary", "tertiary"),
}
# The Polish levels whose work stands for each level.
POLISH_LEVELS = {
    "primary": ("primary",), "secondary": ("vocational", "secondary"), "post_secondary": ("secondary",),
    "tertiary": ("tertiary",),
}  # fmt: skip
# Assumption: how likely each level is in single years of age, relative to the rest of its five-year band.
EARLIEST = {"secondary": 17, "post_secondary": 19, "tertiary": 22}
FIRST_YEAR = 0.6
# ILO modelled estimates of 2019 (through Gapminder): per cent of women and men of 15 and over in work; per cent of those in
# work who work in agriculture.
IN_WORK = {"DE": (54.191, 64.742), "GB": (56.029, 64.870), "US": (54.816, 66.261), "UA": (45.349, 59.249)}
AGRICULTURE = {"DE": 1.204, "GB": 1.044, "US": 1.680, "UA": 13.908}
# Assumption: retired people of 55-64, relative to Poland, where women retire from 60.
EARLY_RETIRED = {"DE": 0.4, "GB": 0.4, "US": 0.4, "UA": 1.0}
FIFTHS = ("fifth_1", "fifth_2", "fifth_3", "fifth_4", "fifth_5")
HBS = {"DE": "DEU", "GB": "GBR", "US": "USA"}
# Rounded assumptions: shares of people by household, as in households.csv, where young adults leave home early.
HOUSEHOLDS = ("with_parents", "alone", "couple", "couple_with_children", "single_parent", "with_relatives")
LEAVE_EARLY = {
    ("18-24", "female"): (0.60, 0.15, 0.15, 0.04, 0.03, 0.03), ("18-24", "male"): (0.68, 0.15, 0.11, 0.02, 0.00, 0.04),
    ("25-34", "female"): (0.12, 0.19, 0.30, 0.28, 0.08, 0.03), ("25-34", "male"): (0.22, 0.27, 0.28, 0.19, 0.01, 0.03),
    ("35-44", "female"): (0.04, 0.13, 0.15, 0.52, 0.13, 0.03), ("35-44", "male"): (0.07, 0.23, 0.17, 0.48, 0.02, 0.03),
    ("45-54", "female"): (0.03, 0.17, 0.26, 0.40, 0.11, 0.03), ("45-54", "male"): (0.05, 0.23, 0.26, 0.41, 0.03, 0.02),
    ("55-64", "female"): (0.02, 0.24, 0.55, 0.12, 0.03, 0.04), ("55-64", "male"): (0.03, 0.23, 0.56, 0.15, 0.01, 0.02),
    ("65+", "female"): (0.00, 0.41, 0.45, 0.03, 0.00, 0.11), ("65+", "male"): (0.00, 0.22, 0.68, 0.05, 0.00, 0.05),
}  # fmt: skip


def adults(folder: Path, country: str) -> NDArray:
    """Persons by single year 18..100 x sex x education, whole people whose bands have the source's sums.

    Bands of five years become single years by monotone interpolation; within a band a level begins at its earliest age.
    """
    counts: dict[tuple[str, int, str], float] = defaultdict(float)
    bands: dict[str, dict[int, float]] = {sex: defaultdict(float) for sex in SEXES}
    for row in rows(folder, "countries_age_sex_education_wic2020"):
        if row["country"] != country:
            continue
        first = band(row["age_group"])[0]
        bands[row["sex"]][first] += float(row["persons"])
        if row["education"] in LEVELS:
            counts[row["sex"], min(first, 95), LEVELS[row["education"]]] += float(row["persons"])
    levels = EDUCATION[country]
    table = np.zeros((86, 2, len(levels)))
    for s, sex in enumerate(SEXES):
        spans = [
            (first, 104 if first == 100 else first + 4, persons) for first, persons in bands[sex].items()
        ]
        years = single_years(sorted(spans))
        people = years[15:101].copy()
        people[-1] += years[101:].sum()
        for first in range(15, 100, 5):
            last = 100 if first == 95 else first + 4
            ages = np.arange(first, last + 1)
            totals = people[first - 15 : last - 14]
            wanted = np.array([counts[sex, first, level] for level in levels])
            seed = (
                np.array([[_openness(level, age) for level in levels] for age in ages.tolist()])
                * totals[:, None]
            )
            totals = totals * wanted.sum() / totals.sum()
            table[first - 15 : last - 14, s] = fit_margins(
                seed, [((0,), totals), ((1,), wanted)], tolerance=1e-6
            )
    return table


def _openness(level: str, age: int) -> float:
    earliest = EARLIEST.get(level, 0)
    return 0.0 if age < earliest else FIRST_YEAR if age == earliest else 1.0


def work_and_income(folder: Path, country: str, people: NDArray, groups: NDArray) -> NDArray:
    """Adults by age group x sex x education x status x income (fifths of households, or one column without incomes).

    Statuses given age, sex and education are the Polish pack's, raked to the country's people in work by sex and to its
    share of agriculture; incomes given age, education and status are its ranks, raked to the fifths.
    """
    polish, brackets = polish_work()
    levels = EDUCATION[country]
    seed = np.stack(
        [sum(polish[:, :, _polish_level(e)] for e in POLISH_LEVELS[level]) for level in levels], axis=2
    )
    status = seed.sum(-1)
    status[4, ..., STATUSES.index("retired")] *= EARLY_RETIRED[country]
    status *= (groups / status.sum(-1))[..., None]
    of_working_age = people.sum((0, 2))
    work = np.array(IN_WORK[country]) / 100 * of_working_age
    everybody = groups.sum((0, 2))
    farm = work.sum() * AGRICULTURE[country] / 100
    farming = STATUSES.index("farmer")
    kinds = np.array([0, 0, 0, 1, 2, 2, 2, 2, 2])  # work elsewhere, farming, no work
    for _ in range(400):
        now = np.stack([status[..., kinds == k].sum((0, 2, 3)) for k in range(3)], axis=1)
        farmers = now[:, 1] / now[:, 1].sum() * farm
        wanted = np.stack([work - farmers, farmers, everybody - work], axis=1)
        status *= (wanted / now)[:, kinds][None, :, None, :]
        status *= (groups / status.sum(-1))[..., None]
    assert abs(status[..., farming].sum() / farm - 1) < 0.01
    if country not in HBS:
        return status[..., None]
    shares = fifths_given(seed.sum(1, keepdims=True), brackets)
    return raked_to_fifths(status[..., None] * shares, people_by_fifth(folder, country))


def polish_work() -> tuple[NDArray, NDArray]:
    """The Polish pack's people by age group x sex x education x status x bracket, and the share of adults in each bracket."""
    names = [c for c in rows(SHIPPED / "PL", "work_and_income")[0] if c[0].isdigit() or "_" in c]
    names = [c for c in names if c != "age_group"]
    table = np.zeros((6, 2, 4, 9, len(names)))
    for row in rows(SHIPPED / "PL", "work_and_income"):
        cell = (
            AGE_GROUPS.index(row["age_group"]), SEXES.index(row["gender"]), _polish_level(row["education"]),
            STATUSES.index(row["status"]),
        )  # fmt: skip
        table[cell] = [float(row[c]) for c in names]
    return table, table.sum((0, 1, 2, 3)) / table.sum()


def _polish_level(education: str) -> int:
    return ("primary", "vocational", "secondary", "tertiary").index(education)


def fifths_given(counts: NDArray, brackets: NDArray) -> NDArray:
    """Shares of the fifths by rank in each cell of counts by bracket; brackets are even within."""
    edges = np.concatenate([[0.0], np.cumsum(brackets)])
    overlap = np.zeros((len(brackets), 5))
    for b, (low, high) in enumerate(pairwise(edges)):
        for f in range(5):
            overlap[b, f] = max(0.0, min(high, (f + 1) / 5) - max(low, f / 5)) / (high - low)
    cells = counts @ overlap
    overall = cells.sum((0, 1, 2, 3)) / cells.sum()
    return (cells + overall) / (cells.sum(-1, keepdims=True) + 1)


def people_by_fifth(folder: Path, country: str) -> NDArray:
    """Share of all people who live in each fifth of households, from the mean household size of each decile."""
    size = np.zeros(10)
    for row in rows(folder, "countries_income_deciles_hbs"):
        if row["country"] == HBS[country] and row["variable"] == "household_size":
            size[int(row["decile"]) - 1] = float(row["value"])
    return size.reshape(5, 2).sum(1) / size.sum()


def raked_to_fifths(table: NDArray, shares: NDArray) -> NDArray:
    """The table with the fifths' shares, its other sums kept."""
    return fit_margins(
        table, [((0, 1, 2, 3), table.sum(-1)), ((4,), shares * table.sum())], tolerance=1e-7, max_rounds=5000
    )


def relative_income(folder: Path, country: str) -> list[float]:
    """Mean household income of each fifth, relative to the mean of all households."""
    share = np.zeros(10)
    for row in rows(folder, "countries_income_deciles_hbs"):
        if row["country"] == HBS[country] and row["variable"] == "income_decile":
            share[int(row["decile"]) - 1] = float(row["value"])
    return [round(float(x), 2) for x in share.reshape(5, 2).sum(1) / share.sum() * 5]


def occupation_groups(country: str) -> list[tuple[object, ...]]:
    """Shares of ISCO major groups by sex and education: the Polish ones, vocational and secondary mixed by people in work."""
    polish, _ = polish_work()
    shares = {
        (r["gender"], r["education"]): np.array([float(r[str(i)]) for i in range(1, 10)])
        for r in rows(SHIPPED / "PL", "occupation_groups")
    }
    table: list[tuple[object, ...]] = []
    for s, sex in enumerate(SEXES):
        for level in EDUCATION[country]:
            weights = [polish[:, s, _polish_level(e), :4].sum() for e in POLISH_LEVELS[level]]
            mixed = np.average([shares[sex, e] for e in POLISH_LEVELS[level]], axis=0, weights=weights)
            table.append((sex, level, *(round(float(x), 4) for x in mixed)))
    return table


def build(folder: Path, packs: Path, country: str) -> None:
    """Write one country's tables."""
    pack = packs / country
    pack.mkdir(parents=True, exist_ok=True)
    levels = EDUCATION[country]
    people = adults(folder, country)
    single = people[3:].round().astype(int)
    groups = np.stack([single[a - 18 : b - 18].sum(0) for a, b in pairwise(AGE_STARTS)])
    cells = [(a, s) for a in range(6) for s in range(2)]
    write(
        pack / "ages.csv",
        ("age", "gender", *levels),
        ((18 + i, sex, *single[i, s]) for i in range(83) for s, sex in enumerate(SEXES)),
    )
    write(
        pack / "residents.csv",
        ("age_group", "gender", *levels),
        ((AGE_GROUPS[a], SEXES[s], *groups[a, s]) for a, s in cells),
    )
    work = whole(work_and_income(folder, country, people, groups.astype(float)), groups, axes=(3, 4))
    write(
        pack / "work_and_income.csv",
        ("age_group", "gender", "education", "status", *(FIFTHS if country in HBS else ("persons",))),
        (
            (AGE_GROUPS[a], SEXES[s], level, status, *work[a, s, e, k])
            for a, s in cells
            for e, level in enumerate(levels)
            for k, status in enumerate(STATUSES)
            if work[a, s, e, k].any()
        ),
    )
    write(
        pack / "occupation_groups.csv",
        ("gender", "education", *map(str, range(1, 10))),
        occupation_groups(country),
    )
    if country != "UA":
        write(
            pack / "households.csv",
            ("age_group", "gender", *HOUSEHOLDS),
            ((group, sex, *LEAVE_EARLY[group, sex]) for group in AGE_GROUPS for sex in SEXES),
        )
    given = american_given_names() if country == "US" else given_by_generation(country.lower())
    write(pack / "given_names.csv", ("gender", "birth_decade", "name", "share"), given)
    surnames = {
        "DE": german_surnames,
        "UA": ukrainian_surnames,
        "GB": lambda: counted_surnames("en_GB"),
        "US": lambda: counted_surnames("en_US"),
    }
    write(pack / "surnames.csv", ("male", "female", "weight"), surnames[country]())
    total = groups.sum()
    print(
        country,
        f"{total:,} adults",
        dict(zip(levels, (groups.sum((0, 1)) / total).round(3).tolist(), strict=True)),
    )
    print("  ", dict(zip(STATUSES, (work.sum((0, 1, 2, 4)) / total).round(3).tolist(), strict=True)))
    if country in HBS:
        print("  ", (work.sum((0, 1, 2, 3)) / total).round(3).tolist(), relative_income(folder, country))


def main(folder: Path, packs: Path) -> None:
    for country in EDUCATION:
        build(folder, packs, country)


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) == 3 else SHIPPED)
