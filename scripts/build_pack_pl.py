"""Build the Polish country pack's tables from a folder of source CSVs.

    python -m scripts.build_pack_pl SOURCE_FOLDER [PACK_FOLDER]

Only aggregated figures are written. The labels, the sources and the assumptions are in the pack's ``pack.yaml``,
which is written by hand; every constant below that is not read from a file is named there.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from scripts.pack_names import rare_polish_surnames
from scripts.pack_tables import (
    AGE_GROUPS,
    AGE_STARTS,
    SEXES,
    STATUSES,
    band,
    rows,
    single_years,
    whole,
    words,
    write,
)
from sight_domain.populations.ipf import fit_margins
from sight_domain.populations.names import feminine_surname

EDUCATION = ("primary", "vocational", "secondary", "tertiary")
SETTLEMENTS = ("rural", "town_under_100k", "city_100k_499k", "city_500k_plus")
SETTLEMENT_CODES: dict[str, str] = dict(
    zip(("rural", "town_under_100k", "city_100-499k", "city_500k+"), SETTLEMENTS, strict=True)
)
SURVEY_STATUS = {
    "employee_private": "employed_private", "employee_public": "employed_public", "entrepreneur": "self_employed",
    "farmer": "farmer", "student": "student", "retired": "retired", "disability_pension": "disability_pension",
    "unemployed": "unemployed", "other_inactive": "inactive",
}  # fmt: skip
WORKING = STATUSES[:4]
BRACKETS = ("under_3000", "3000_4500", "4500_6000", "6000_7500", "7500_10000", "over_10000")
BRACKET_EDGES = (3000, 4500, 6000, 7500, 10000)

# Census 2021, people of 13 and over, per cent of each sex; 8 % undetermined.
CENSUS_EDUCATION = {
    "female": {"tertiary": 26.9, "secondary": 33.4, "vocational": 14.9},
    "male": {"tertiary": 19.0, "secondary": 31.2, "vocational": 24.6},
}
CENSUS_UNDETERMINED = 8.0
# Census 2011, people of 13 and over: per cent in the countryside and in the country.
RURAL_2011 = {"tertiary": 9.9, "secondary": 25.5, "primary": 31.9}
COUNTRY_2011 = {"tertiary": 17.1, "secondary": 31.4, "primary": 25.2}
# Assumption: graduates by size of town, relative to the urban average.
URBAN_TERTIARY = {"town_under_100k": 0.8, "city_100k_499k": 1.15, "city_500k_plus": 1.6}
SMOOTHING = 0.1
# Thousands of people, 2024.
STATUS_2024 = {"working": 17200.0, "unemployed": 600.0, "retired": 7390.0, "disability_pension": 710.0}
# Net monthly PLN of 2013 -> 2024: minimum wage, median pay, and above it the growth of average gross pay.
PAY_CURVE = ((1181.38, 3221.98), (1900.0, 4760.0), (5000.0, 5000.0 * 8181.72 / 3650.06))
BENEFIT_GROWTH = {"retired": 3290 / 1576.1, "disability_pension": 2820 / 1144.4}
OTHER_GROWTH = 8181.72 / 3650.06
INCOME_SPREAD = 0.08
PRIOR_PEOPLE = 30.0
RANK_OFFSET = 30
TERTIARY_FROM_AGE = 22
SECONDARY_FROM_AGE = 18


def age_group_index(age: int) -> int:
    return sum(age >= start for start in AGE_STARTS[1:-1])


def ages_2024(folder: Path) -> dict[str, NDArray]:
    """Persons by sex and single year 0..110 in 2024.

    The Wittgenstein figures of 2020 are moved four years up; from 50 on with the Gompertz mortality that turns GUS
    2014 into Wittgenstein 2020. Within each GUS 2024 age group the sum is then the GUS figure.
    """
    bands: dict[tuple[str, str], list[tuple[int, int, float]]] = defaultdict(list)
    for row in rows(folder, "poland_age_sex"):
        if row["region"] == "poland":
            bands[row["source"] + row["year"], row["sex"]].append(
                (*band(row["age_group"]), float(row["population"]))
            )
    result = {}
    for sex in SEXES:
        gus2014, wic2020 = (single_years(sorted(bands[k, sex])) for k in ("GUS_BDL2014", "WIC2020"))
        ages = np.arange(55, 79)
        hazard = -np.log(np.minimum(wic2020[ages + 6] / gus2014[ages], 0.999)) / 6
        slope, level = np.polyfit(ages + 3, np.log(hazard), 1)
        moved = np.zeros(111)
        for age in range(4, 111):
            start = age - 4
            years = np.arange(start, age) if start >= 50 else np.array([])
            moved[age] = wic2020[start] * np.exp(-np.exp(level + slope * (years + 0.5)).sum())
        for first, last, persons in bands["GUS_BDL2024", sex]:
            if first < 13:
                continue
            inside = slice(first, last + 7 if last == 104 else last + 1)
            moved[inside] *= persons / moved[inside].sum()
        result[sex] = moved
    return result


def survey_people(folder: Path) -> list[dict[str, object]]:
    """Adults of Diagnoza Społeczna 2013 with four education levels.

    Years of schooling part what the file merges: up to 9 years is lower secondary (``primary``), more is basic
    vocational; up to 14 years is post-secondary (``secondary``), more is a degree.
    """
    people = []
    for row in rows(folder, "poland_microdata_diagnoza2013_demographics"):
        if not row["education4"] or int(row["age"]) < 18 or float(row["weight"]) <= 0:
            continue
        years = float(row["years_education"] or 12)
        education = {
            "primary_or_less": "primary",
            "basic_vocational_or_gimnazjum": "primary" if years <= 9 else "vocational",
            "secondary": "secondary",
            "tertiary_or_postsecondary": "secondary" if years <= 14 else "tertiary",
        }[row["education4"]]
        people.append(
            {
                "weight": float(row["weight"]),
                "age": int(row["age"]),
                "sex": row["sex"],
                "teryt": row["teryt"],
                "education": education,
                "status": SURVEY_STATUS.get(row["status9"]),
                "income": float(row["income_net_pln_month"]) if row["income_net_pln_month"] else None,
            }
        )
    return people


def education_by_age(folder: Path, people: list[dict[str, object]], ages: dict[str, NDArray]) -> NDArray:
    """Persons by single year 18..100 x sex x education (83 x 2 x 4).

    Shape: Wittgenstein 2020 by five-year band (over 30 moved four years up, since schooling is finished); its "upper
    secondary" is parted into vocational and secondary by the survey, by birth cohort. Margins: GUS ages, census 2021.
    """
    wic: dict[tuple[str, int], dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for row in rows(folder, "poland_education_by_age_sex"):
        first = band(row["age_group"])[0]
        wic[row["sex"], first][row["education"]] += float(row["persons"])
    split: dict[tuple[str, int], list[float]] = defaultdict(lambda: [0.0, 0.0])
    for p in people:
        if p["education"] in ("vocational", "secondary"):
            decade = (2013 - int(p["age"])) // 10  # type: ignore[call-overload]
            split[str(p["sex"]), decade][p["education"] == "secondary"] += float(p["weight"])  # type: ignore[arg-type]
    seed = np.zeros((83, 2, 4))
    adults = np.zeros((83, 2))
    for s, sex in enumerate(SEXES):
        adults[:, s] = ages[sex][18:101]
        adults[-1, s] += ages[sex][101:].sum()
        for i in range(83):
            age = 18 + i
            levels = wic[sex, min((age - 4 if age >= 34 else age) // 5 * 5, 95)]
            vocational, secondary = split[sex, min(max((2024 - age) // 10, 192), 198)]
            share = vocational / (vocational + secondary)
            upper = levels["Upper Secondary"]
            shape = np.array(
                [
                    sum(
                        levels[k]
                        for k in ("No Education", "Incomplete Primary", "Primary", "Lower Secondary")
                    ),
                    upper * share,
                    upper * (1 - share) + levels["Short Post Secondary"],
                    levels["Bachelor"] + levels["Master and higher"],
                ]
            )
            if age < TERTIARY_FROM_AGE:
                shape[3] = 0
            if age == SECONDARY_FROM_AGE:
                shape[1:3] *= 0.25
            seed[i, s] = shape / shape.sum() * adults[i, s]
    margin = np.zeros((2, 4))
    for s, sex in enumerate(SEXES):
        young = ages[sex][13:18].sum() / ages[sex][13:].sum() * 100
        known = 100 - CENSUS_UNDETERMINED - young
        margin[s, 1:] = [CENSUS_EDUCATION[sex][e] / known for e in EDUCATION[1:]]
        margin[s, 0] = 1 - margin[s, 1:].sum()
        margin[s] *= adults[:, s].sum()
    return fit_margins(seed, [((0, 1), adults), ((1, 2), margin)], tolerance=1e-8)


def residents(folder: Path, people: list[dict[str, object]], by_age: NDArray) -> tuple[list[str], NDArray]:
    """Adults by region x settlement x age group x sex x education (16 x 4 x 6 x 2 x 4)."""
    source = [r for r in rows(folder, "poland_region_settlement_age_sex_2023_2024") if r["year"] == "2024"]
    teryt = {r["teryt"]: r["region"] for r in source}
    codes = sorted(teryt)
    persons = np.zeros((16, 2, 6, 2))
    share_of_teens = {
        s: by_age[:2, s].sum() / sum(
            float(r["population"]) for r in source if r["age_group"] == "16-19" and r["sex"] == sex
        )
        for s, sex in enumerate(SEXES)
    }  # fmt: skip
    for r in source:
        s = SEXES.index(r["sex"])
        where = codes.index(r["teryt"]), int(r["settlement"] == "urban")
        first = band(r["age_group"])[0]
        if first >= 16:
            weight = share_of_teens[s] if first == 16 else 1.0
            persons[(*where, age_group_index(max(first, 18)), s)] += float(r["population"]) * weight
    size = np.zeros((16, 4))
    for r in rows(folder, "poland_region_settlement"):
        size[codes.index(r["teryt"]), SETTLEMENTS.index(SETTLEMENT_CODES[r["settlement_class"]])] = float(
            r["population"]
        )
    urban = size[:, 1:] / size[:, 1:].sum(axis=1, keepdims=True)
    exact = np.concatenate([persons[:, :1], persons[:, 1:] * urban[:, :, None, None]], axis=1)

    survey = np.zeros((16, 6, 2, 4))
    for p in people:
        survey[
            codes.index(str(p["teryt"])), age_group_index(int(p["age"])),  # type: ignore[call-overload]
            SEXES.index(str(p["sex"])), EDUCATION.index(str(p["education"])),
        ] += float(p["weight"])  # type: ignore[arg-type]  # fmt: skip
    independent = np.einsum("r,ase->rase", survey.sum((1, 2, 3)), survey.sum(0)) / survey.sum()
    smooth = (1 - SMOOTHING) * survey + SMOOTHING * independent
    seed = (
        smooth[:, None]
        * settlement_gradient()[None, :, None, None, :]
        * exact.sum((2, 3))[:, :, None, None, None]
    )
    education = np.stack([by_age[a - 18 : b - 18].sum(0) for a, b in pairwise(AGE_STARTS)])
    education *= (exact.sum((0, 1)) / education.sum(2))[:, :, None]
    seed[:, :, education == 0] = 0
    return [teryt[c] for c in codes], fit_margins(seed, [((0, 1, 2, 3), exact), ((2, 3, 4), education)])


def settlement_gradient() -> NDArray:
    """How much likelier each education is in each settlement class than in the country (4 x 4), census 2011."""
    country = np.array([COUNTRY_2011["primary"], 0, COUNTRY_2011["secondary"], COUNTRY_2011["tertiary"]])
    rural = np.array([RURAL_2011["primary"], 0, RURAL_2011["secondary"], RURAL_2011["tertiary"]])
    country[1], rural[1] = 100 - country.sum(), 100 - rural.sum()
    urban = (country - 0.4 * rural) / 0.6
    gradient = np.stack([rural, urban, urban, urban]) / country
    gradient[1:, 3] *= [URBAN_TERTIARY[s] for s in SETTLEMENTS[1:]]
    return gradient


def net_income_2024(status: str, income: float) -> float:
    """Net monthly PLN of 2024 for a net monthly income of 2013, by the growth of pay, pensions and benefits."""
    if status not in (*WORKING[:3],):
        return income * BENEFIT_GROWTH.get(status, OTHER_GROWTH)
    x, y = (np.log([point[i] for point in PAY_CURVE]) for i in (0, 1))
    position = np.log(income)
    if position <= x[0]:
        return float(income * np.exp(y[0] - x[0]))
    if position >= x[-1]:
        return float(income * np.exp(y[-1] - x[-1]))
    return float(np.exp(np.interp(position, x, y)))


def work_and_income(people: list[dict[str, object]], education: NDArray) -> NDArray:
    """Adults by age group x sex x education x status x income bracket (6 x 2 x 4 x 9 x 6), 2024."""
    status = np.zeros((6, 2, 4, 9))
    income = np.zeros((6, 2, 4, 9, 6))
    for p in people:
        if p["status"] is None:
            continue
        a, s = age_group_index(int(p["age"])), SEXES.index(str(p["sex"]))  # type: ignore[call-overload]
        e, k = EDUCATION.index(str(p["education"])), STATUSES.index(str(p["status"]))
        weight = float(p["weight"])  # type: ignore[arg-type]
        status[a, s, e, k] += weight
        if p["income"] is not None:
            level = np.log(net_income_2024(str(p["status"]), float(p["income"])))  # type: ignore[arg-type]
            below = norm.cdf((np.log(BRACKET_EDGES) - level) / INCOME_SPREAD)
            income[a, s, e, k] += weight * np.diff(np.concatenate([[0.0], below, [1.0]]))
        elif p["status"] in ("student", "unemployed", "inactive"):
            income[a, s, e, k, 0] += weight
    forbid_impossible_statuses(status)
    by_age = status.sum(2, keepdims=True) / status.sum((2, 3), keepdims=True)
    seed = status + 5 * by_age
    forbid_impossible_statuses(seed)
    seed *= np.divide(education, seed.sum(3), out=np.zeros_like(education), where=education > 0)[..., None]
    groups = np.array([0, 0, 0, 0, 4, 2, 3, 1, 4])  # working, unemployed, retired, disability, all others
    total = education.sum()
    known = np.array(
        [STATUS_2024[k] * 1000 for k in ("working", "unemployed", "retired", "disability_pension")]
    )
    wanted = np.append(known, total - known.sum())
    for _ in range(500):
        now = np.bincount(groups, weights=seed.sum((0, 1, 2)), minlength=5)
        seed *= (wanted / now)[groups]
        seed *= np.divide(education, seed.sum(3), out=np.zeros_like(education), where=education > 0)[
            ..., None
        ]
    return seed[..., None] * shrunk(income)


def forbid_impossible_statuses(table: NDArray) -> None:
    """Zero, in place, statuses that an age group cannot have (axes 0 and 3: age group, status)."""
    retired, student, disability, unemployed = (
        STATUSES.index(s) for s in ("retired", "student", "disability_pension", "unemployed")
    )
    table[:4, ..., retired] = 0
    table[2:, ..., student] = 0
    table[5, ..., retired] += table[5, ..., disability]
    table[5, ..., [disability, unemployed]] = 0


def shrunk(income: NDArray) -> NDArray:
    """Bracket shares of every cell, drawn towards all ages', and those towards the status's, by 30 people each."""
    overall = income.sum((0, 1, 2))
    overall = overall / overall.sum(-1, keepdims=True)
    middle = income.sum(0) + PRIOR_PEOPLE * overall
    middle = middle / middle.sum(-1, keepdims=True)
    cell = income + PRIOR_PEOPLE * middle[None]
    return cell / cell.sum(-1, keepdims=True)


def given_names(folder: Path) -> list[tuple[str, int, str, float]]:
    """Share of each name among the sex's births of a decade; names met fewer than five times are left out.

    Decades to 1990 from the survey; 2000 from Warsaw births of 2004-2009 and the survey, half each. Both carry slips of
    the pen, so a name must be borne by more people of that sex than of the other in the PESEL register.
    """
    bearers: dict[tuple[str, str], int] = defaultdict(int)
    for r in rows(folder, "given_names_pl"):
        bearers[r["sex"], r["name"]] += int(r["count"])
    counts: dict[tuple[str, int], dict[str, float]] = defaultdict(lambda: defaultdict(float))
    by_source: dict[tuple[str, str], dict[str, float]] = defaultdict(dict)
    for r in rows(folder, "given_names_pl_by_birth_decade"):
        decade = int(r["birth_decade"])
        if float(r["n"]) < 5 or not 1920 <= decade <= 2000:
            continue
        other = SEXES[1 - SEXES.index(r["sex"])]
        if bearers[r["sex"], r["name"]] <= bearers[other, r["name"]]:
            continue
        if decade < 2000:
            counts[r["sex"], decade][r["name"]] += float(r["weighted"])
        else:
            by_source[r["sex"], r["source"]][r["name"]] = float(r["weighted"])
    for (sex, _), names in by_source.items():
        for name, weight in names.items():
            counts[sex, 2000][name] += weight / sum(names.values())
    table = []
    for (sex, decade), names in sorted(counts.items()):
        total = sum(names.values())
        for name, weight in sorted(names.items(), key=lambda item: -item[1]):
            table.append((sex, decade, name, round(weight / total, 5)))
    return table


def surnames(frequent: Sequence[str], rarer: Sequence[str]) -> list[tuple[str, str, float]]:
    """Masculine form, feminine form and weight of each surname.

    The frequent ones fall with their rank r as 1 / (r + 30); the rarer ones share a third of all the weight evenly.
    """
    weights = [1 / (rank + RANK_OFFSET) for rank in range(len(frequent))]
    rest = sum(weights) / 2 / max(len(rarer), 1)
    table = [(s, feminine_surname(s), round(w, 6)) for s, w in zip(frequent, weights, strict=True)]
    return table + [(s, feminine_surname(s), round(rest, 6)) for s in rarer]


def occupation_groups(folder: Path) -> list[tuple[object, ...]]:
    """Shares of ISCO-88 major groups 1-9 by sex and education; post-secondary counted with secondary by weight."""
    weights: dict[tuple[str, str], NDArray] = defaultdict(lambda: np.zeros(9))
    names = {"primary_or_less": "primary", "basic_vocational": "vocational", "postsecondary": "secondary"}
    for r in rows(folder, "occupations_isco_by_education_sex_pl"):
        education = names.get(r["education"], r["education"])
        weights[r["sex"], education][int(r["isco"][0]) - 1] += float(r["weighted"])
    return [
        (sex, e, *(round(float(x), 4) for x in weights[sex, e] / weights[sex, e].sum()))
        for sex in SEXES
        for e in EDUCATION
    ]


def trait_norms(folder: Path) -> list[tuple[object, ...]]:
    first = {"<21": 18, "21-40": 21, "41-60": 41, "61+": 61}
    return [
        (r["sex"], first[r["age_group"]], r["trait"], r["mean01"], r["sd01"])
        for r in rows(folder, "big5_norms_by_age_sex")
    ]


def main(folder: Path, pack: Path) -> None:
    pack.mkdir(parents=True, exist_ok=True)
    people = survey_people(folder)
    by_age = education_by_age(folder, people, ages_2024(folder))
    single = by_age.round().astype(int)
    write(
        pack / "ages.csv",
        ("age", "gender", *EDUCATION),
        ((18 + i, sex, *single[i, s]) for i in range(83) for s, sex in enumerate(SEXES)),
    )
    groups = np.stack([single[a - 18 : b - 18].sum(0) for a, b in pairwise(AGE_STARTS)])
    regions, adults = residents(folder, people, by_age)
    adults = whole(adults, groups, axes=(0, 1))
    write(
        pack / "residents.csv",
        ("region", "settlement", "age_group", "gender", *EDUCATION),
        (
            (region, settlement, group, sex, *adults[r, t, a, s])
            for r, region in enumerate(regions)
            for t, settlement in enumerate(SETTLEMENTS)
            for a, group in enumerate(AGE_GROUPS)
            for s, sex in enumerate(SEXES)
            if adults[r, t].sum() > 0
        ),
    )
    work = whole(work_and_income(people, groups.astype(float)), groups, axes=(3, 4))
    write(
        pack / "work_and_income.csv",
        ("age_group", "gender", "education", "status", *BRACKETS),
        (
            (group, sex, e, k, *work[a, s, i, j])
            for a, group in enumerate(AGE_GROUPS)
            for s, sex in enumerate(SEXES)
            for i, e in enumerate(EDUCATION)
            for j, k in enumerate(STATUSES)
            if work[a, s, i, j].any()
        ),
    )
    cities = rows(folder, "poland_cities_100k_geonames")
    write(
        pack / "cities.csv",
        ("city", "region", "settlement", "population"),
        ((r["name"], r["region"], SETTLEMENT_CODES[r["class"]], r["population"]) for r in cities),
    )
    write(
        pack / "surnames.csv",
        ("male", "female", "weight"),
        surnames(words("surnames_pl"), rare_polish_surnames(words("surnames_pl"))),
    )
    write(pack / "given_names.csv", ("gender", "birth_decade", "name", "share"), given_names(folder))
    write(
        pack / "occupation_groups.csv",
        ("gender", "education", *map(str, range(1, 10))),
        occupation_groups(folder),
    )
    write(pack / "traits.csv", ("gender", "from_age", "trait", "mean", "sd"), trait_norms(folder))
    for codes, persons in (
        (SETTLEMENTS, adults.sum((0, 2, 3, 4))),
        (AGE_GROUPS, adults.sum((0, 1, 3, 4))),
        (EDUCATION, adults.sum((0, 1, 2, 3))),
        (STATUSES, work.sum((0, 1, 2, 4))),
        (BRACKETS, work.sum((0, 1, 2, 3))),
    ):
        print(
            {code: round(float(share), 4) for code, share in zip(codes, persons / persons.sum(), strict=True)}
        )


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    default = Path(__file__).parents[1] / "sight_domain" / "populations" / "packs" / "PL"
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) == 3 else default)
