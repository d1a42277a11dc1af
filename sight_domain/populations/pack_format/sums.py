"""Checks across tables: sums agree, shares add up to 1, nobody is left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from sight_domain.populations.pack_format.description import bounds
from sight_domain.populations.pack_format.findings import Finding, found
from sight_domain.populations.pack_format.layout import (
    ALL_COHORTS,
    EARLIEST_DECADE,
    LATEST_DECADE,
    OLDEST,
    TRAITS,
    YOUNGEST,
)
from sight_domain.populations.pack_format.reading import Row

# Counts are whole people in most packs; where they are not, they agree to half a person.
PEOPLE = 0.5
SHARES = 0.002
FEWEST_GIVEN_NAMES, FEWEST_SURNAMES = 10, 100

Tables = Mapping[str, Sequence[Row]]
Categories = Mapping[str, Sequence[str]]
Cell = tuple[str, ...]


def check_sums(tables: Tables, categories: Categories, reference_year: int) -> list[Finding]:
    """Findings between tables, of which each by itself is in order."""
    return [
        *_people(tables, categories),
        *_shares(tables, categories),
        *_rows_for_all(tables, categories),
        *_categories_without_people(tables, categories),
        *_names(tables, reference_year),
    ]


def compared(tables: Tables, categories: Categories) -> int:
    """How many sums ``check_sums`` compares."""
    groups, education = categories["age_group"], categories["education"]
    cells = len(groups) * 2 * len(education)
    cohorts = len({(r["gender"], r["birth_decade"]) for r in tables.get("given_names", ())})
    rows = sum(len(tables.get(name, ())) for name in ("households", "occupation_groups"))
    return cells * (1 + ("work_and_income" in tables)) + cohorts + rows


def _people(tables: Tables, categories: Categories) -> Iterator[Finding]:
    """Persons by age group, sex and education are the same in every table that counts them."""
    education = categories["education"]
    adults = _by_age_group(tables["ages"], categories)
    counted: dict[str, Counter[Cell]] = {"residents": Counter()}
    for row in tables["residents"]:
        for level in education:
            counted["residents"][row["age_group"], row["gender"], level] += float(row[level])  # type: ignore[assignment]
    if "work_and_income" in tables:
        counted["work_and_income"] = Counter()
        for row in tables["work_and_income"]:
            brackets = categories.get("income_bracket") or ("persons",)
            cell = row["age_group"], row["gender"], row["education"]
            counted["work_and_income"][cell] += sum(float(row[b]) for b in brackets)  # type: ignore[assignment]
    for name, persons in counted.items():
        for cell in sorted(set(adults) | set(persons)):
            there, due = float(persons[cell]), float(adults[cell])
            if abs(there - due) > PEOPLE:
                yield found(
                    f"{name}.csv", ", ".join(cell), f"The rows add up to {there:g} people.",
                    f"Wiersze sumują się do {there:g} osób.",
                    f"{due:g}, as in ages.csv.", f"{due:g}, jak w ages.csv.",
                )  # fmt: skip
    if sum(adults.values()) <= 0:
        yield found(
            "ages.csv", "", "There are no people.", "Nie ma ludzi.", "Counts above 0.", "Liczby większe od 0."
        )


def _by_age_group(ages: Sequence[Row], categories: Categories) -> Counter[Cell]:
    group_of: dict[int, str] = {}
    for group in categories["age_group"]:
        first, last = bounds(group) or (0, -1)
        group_of |= dict.fromkeys(range(first, last + 1), group)
    persons: Counter[Cell] = Counter()
    for row in ages:
        for level in categories["education"]:
            persons[group_of[int(row["age"])], row["gender"], level] += float(row[level])  # type: ignore[assignment]
    return persons


def _shares(tables: Tables, categories: Categories) -> Iterator[Finding]:
    for name, parts in (
        ("households", categories.get("household", ())),
        ("occupation_groups", tuple(map(str, range(1, 10)))),
    ):
        for line, row in enumerate(tables.get(name, ()), start=2):
            total = sum(float(row[p]) for p in parts)
            if abs(total - 1) > SHARES:
                yield _not_one(f"{name}.csv", f"row {line}", total)
    names: Counter[Cell] = Counter()
    for row in tables["given_names"]:
        names[row["gender"], row["birth_decade"]] += float(row["share"])  # type: ignore[assignment]
    for cell, total in sorted(names.items()):
        if abs(total - 1) > SHARES:
            yield _not_one("given_names.csv", ", ".join(cell), float(total))


def _not_one(file: str, where: str, total: float) -> Finding:
    return found(
        file, where, f"The shares add up to {total:.4f}.", f"Udziały sumują się do {total:.4f}.", "1.", "1."
    )


def _rows_for_all(tables: Tables, categories: Categories) -> Iterator[Finding]:
    """Rows without which somebody could not be drawn: ages, households, occupation groups, traits."""
    genders = categories["gender"]
    needed = {
        "ages": (("age", "gender"), [(str(a), g) for a in range(YOUNGEST, OLDEST + 1) for g in genders]),
        "households": (("age_group", "gender"), [(a, g) for a in categories["age_group"] for g in genders]),
        "occupation_groups": (
            ("gender", "education"),
            [(g, e) for g in genders for e in categories["education"]],
        ),
    }
    for name, (keys, cells) in needed.items():
        if name in tables:
            there = {tuple(row[k] for k in keys) for row in tables[name]}
            yield from (_missing(f"{name}.csv", cell) for cell in cells if cell not in there)
    for gender in genders:
        for trait in TRAITS:
            first = [
                int(r["from_age"]) for r in tables["traits"] if (r["gender"], r["trait"]) == (gender, trait)
            ]
            if not first or min(first) > YOUNGEST:
                yield _missing("traits.csv", (gender, f"from_age {YOUNGEST}", trait))


def _categories_without_people(tables: Tables, categories: Categories) -> Iterator[Finding]:
    """Categories that the description names and nobody is in."""
    for name, wide in (("residents", "education"), ("work_and_income", "income_bracket")):
        people: Counter[Cell] = Counter()
        for row in tables.get(name, ()):
            codes = [code for code in categories.get(wide) or ("persons",) if float(row[code]) > 0]
            people.update((wide, code) for code in codes)
            if codes:
                people.update(row.items())
        keys = [key for key in categories if tables.get(name) and (key == wide or key in tables[name][0])]
        for key in keys:
            for code in categories[key]:
                if not people[key, code]:
                    yield found(
                        f"{name}.csv", f"{key} {code}", "Nobody is in this category.", "W tej kategorii nie ma nikogo.",
                        "People, or leave the category out of pack.yaml.", "Ludzie, albo usuń kategorię z pack.yaml.",
                    )  # fmt: skip


def _names(tables: Tables, reference_year: int) -> Iterator[Finding]:
    """Given names for each sex and every cohort of the adults (or one list for all), and surnames enough."""
    counts = Counter((r["gender"], r["birth_decade"]) for r in tables["given_names"])
    oldest = max(EARLIEST_DECADE, (reference_year - OLDEST) // 10 * 10)
    youngest = min(LATEST_DECADE, (reference_year - YOUNGEST) // 10 * 10)
    for gender in ("female", "male"):
        cohorts = (
            [ALL_COHORTS] if counts[gender, ALL_COHORTS] else [*map(str, range(oldest, youngest + 1, 10))]
        )
        for cohort in cohorts:
            if counts[gender, cohort] < FEWEST_GIVEN_NAMES:
                yield found(
                    "given_names.csv", f"{gender}, {cohort}", f"There are {counts[gender, cohort]} names.",
                    f"Imion: {counts[gender, cohort]}.", f"At least {FEWEST_GIVEN_NAMES}.", f"Co najmniej {FEWEST_GIVEN_NAMES}.",
                )  # fmt: skip
    if len(tables["surnames"]) < FEWEST_SURNAMES:
        yield found(
            "surnames.csv", "", f"There are {len(tables['surnames'])} surnames.", f"Nazwisk: {len(tables['surnames'])}.",
            f"At least {FEWEST_SURNAMES}.", f"Co najmniej {FEWEST_SURNAMES}.",
        )  # fmt: skip


def _missing(file: str, cell: Cell) -> Finding:
    return found(
        file,
        ", ".join(cell),
        "The row is missing.",
        "Brakuje wiersza.",
        "One row for each.",
        "Po jednym wierszu.",
    )
