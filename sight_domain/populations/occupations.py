"""What somebody does for a living, or did, in the right gender, fitting education, age, sector and income."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sight_domain.language import Language, Text
from sight_domain.populations.chance import choose
from sight_domain.populations.pack import Pack

if TYPE_CHECKING:
    from numpy.random import Generator

EDUCATION_LETTERS = {
    "primary": "P",
    "vocational": "V",
    "secondary": "S",
    "post_secondary": "S",
    "tertiary": "T",
}
SECTORS = {"employed_private": "p", "employed_public": "b", "self_employed": "s", "farmer": "f"}
FARM = "f"
# Share given to a group of occupations that the survey did not meet for a sex and education.
RARE = 0.003
# Spread of log pay within an occupation: an assumption; own firms vary more.
PAY_SPREAD = {"self_employed": 0.5}
USUAL_SPREAD = 0.3
FIRST_PAST_JOB = 23
AGE_AT_PAST_JOB = 55
CAREERS_BEFORE_THE_1990S = 68

NOT_WORKING: Mapping[str, Mapping[str, Text]] = {
    "retired": {
        "female": Text(en="retired, formerly {job}", pl="emerytka, dawniej {job}"),
        "male": Text(en="retired, formerly {job}", pl="emeryt, dawniej {job}"),
    },
    "disability_pension": {
        "female": Text(en="on a disability pension, formerly {job}", pl="rencistka, dawniej {job}"),
        "male": Text(en="on a disability pension, formerly {job}", pl="rencista, dawniej {job}"),
    },
    "unemployed": {
        "female": Text(en="unemployed, last worked as: {job}", pl="bezrobotna, ostatnio {job}"),
        "male": Text(en="unemployed, last worked as: {job}", pl="bezrobotny, ostatnio {job}"),
    },
}
NEVER_WORKED: Mapping[str, Mapping[str, Text]] = {
    "disability_pension": {
        "female": Text(en="on a disability pension", pl="rencistka"),
        "male": Text(en="on a disability pension", pl="rencista"),
    },
    "unemployed": {
        "female": Text(en="unemployed, looking for a first job", pl="bezrobotna, szuka pierwszej pracy"),
        "male": Text(en="unemployed, looking for a first job", pl="bezrobotny, szuka pierwszej pracy"),
    },
}
OF_AGE = 18
INACTIVE = {
    "family": Text(en="looks after home and family", pl="zajmuje się domem i rodziną"),
    "alone": Text(en="not in paid work", pl="nie pracuje zawodowo"),
    "survivor": Text(en="on a survivor's pension", pl="na rencie rodzinnej"),
}
PUPIL = {
    "female": Text(en="secondary-school pupil", pl="uczennica szkoły średniej"),
    "male": Text(en="secondary-school pupil", pl="uczeń szkoły średniej"),
}
ADULT_LEARNER = {
    "female": Text(en="adult-school learner", pl="słuchaczka szkoły dla dorosłych"),
    "male": Text(en="adult-school learner", pl="słuchacz szkoły dla dorosłych"),
}
STUDENT = {
    "female": Text(en="student of {field}", pl="studentka {field}"),
    "male": Text(en="student of {field}", pl="student {field}"),
}
GRADUATE_STUDENT = {
    "female": Text(en="master's student of {field}", pl="studentka studiów magisterskich z {field}"),
    "male": Text(en="master's student of {field}", pl="student studiów magisterskich z {field}"),
}


@dataclass(frozen=True, slots=True)
class Job:
    """One occupation: ISCO-88 major group, titles, who has it, and its pay relative to the mean (1.0).

    ``modern`` marks jobs that hardly anybody had before the 1990s.
    """

    isco: int
    pl: Mapping[str, str]
    en: str
    education: str
    ages: tuple[int, int]
    sectors: str
    women: float
    pay: float
    modern: bool

    def title(self, gender: str, language: Language) -> str:
        return self.pl[gender] if language == "pl" else self.en

    def share_of(self, gender: str) -> float:
        return self.women if gender == "female" else 1 - self.women


def occupation_of(
    pack: Pack, person: Mapping[str, Any], language: Language, generator: Generator
) -> str | None:
    """A title that fits a person's facts, see ``draw_occupation``; None where the pack knows no statuses."""
    if person["status"] is None:
        return None
    known = ("age", "gender", "education", "status", "income_bracket", "settlement")
    return draw_occupation(
        pack,
        family=person.get("family"),
        language=language,
        generator=generator,
        **{k: person[k] for k in known},
    )


def draw_occupation(
    pack: Pack, *, age: int, gender: str, education: str, status: str, income_bracket: str | None, settlement: str | None,
    language: Language, generator: Generator, family: Mapping[str, Any] | None = None,
) -> str:  # fmt: skip
    """A title in ``language`` that fits the facts given.

    Those at work get a job of their sector: P(ISCO group | sex, education) x the sex's share in the job x how near
    the job's pay is to the income. The others get what they are, with a former job where there was time for one.
    """
    if status == "student":
        return _study(pack, age, gender, education, language, generator)
    if status == "inactive":
        return INACTIVE[_without_work(age, family or {})].to(language)
    if status in SECTORS:
        pay = (
            None if income_bracket is None else pack.dimensions["income_bracket"][income_bracket].relative_pay
        )
        spread = max(PAY_SPREAD.get(status, USUAL_SPREAD), pack.settings["pay_spread"] or 0.0)
        job = _draw_job(pack, age, gender, education, SECTORS[status], generator, pay=pay, spread=spread)
        return job.title(gender, language)
    if age < FIRST_PAST_JOB:
        return NEVER_WORKED[status][gender].to(language)
    sectors = "pbs" + (FARM if settlement == "rural" else "")
    era = age < CAREERS_BEFORE_THE_1990S
    job = _draw_job(pack, min(age, AGE_AT_PAST_JOB), gender, education, sectors, generator, modern=era)
    return NOT_WORKING[status][gender].to(language).format(job=job.title(gender, language))


def _without_work(age: int, family: Mapping[str, Any]) -> str:
    """Key of `INACTIVE`: a survivor's pension needs a late spouse, looking after the family a child at home."""
    if age >= 65:
        return "survivor" if family.get("marital") == "widowed" else "alone"
    return "family" if any(child < OF_AGE for child in family.get("children_at_home", ())) else "alone"


def _draw_job(
    pack: Pack, age: int, gender: str, education: str, sectors: str, generator: Generator,
    *, pay: float | None = None, spread: float = USUAL_SPREAD, modern: bool = True,
) -> Job:  # fmt: skip
    letters = education_letters(pack, education)
    jobs = [
        j
        for j in _jobs(pack)
        if letters & set(j.education)
        and set(sectors) & set(j.sectors)
        and j.share_of(gender) > 0
        and (modern or not j.modern)
    ]
    fitting = [j for j in jobs if j.ages[0] <= age <= j.ages[1]] or _nearest_in_age(jobs, age)
    groups = _groups(pack)[gender, education]
    in_group = {i: sum(j.share_of(gender) for j in fitting if j.isco == i) for i in range(1, 10)}
    weights = []
    for job in fitting:
        weight = (groups[job.isco - 1] + RARE) * job.share_of(gender) / in_group[job.isco]
        if pay is not None:
            weight *= math.exp(-(max(math.log(job.pay / pay), -2.5) ** 2) / (2 * spread**2)) + 1e-9
        weights.append(weight)
    return choose(fitting, weights, generator)


def education_letters(pack: Pack, education: str) -> set[str]:
    """The letters of the jobs open to an education; where the pack does not part vocational from secondary, both."""
    letters = {EDUCATION_LETTERS[education]}
    if education == "secondary" and "vocational" not in pack.codes("education"):
        letters.add("V")
    return letters


def _nearest_in_age(jobs: list[Job], age: int) -> list[Job]:
    def distance(job: Job) -> int:
        return max(job.ages[0] - age, age - job.ages[1], 0)

    nearest = min(distance(j) for j in jobs)
    return [j for j in jobs if distance(j) == nearest]


def _study(
    pack: Pack, age: int, gender: str, education: str, language: Language, generator: Generator
) -> str:
    if education in ("primary", "vocational"):
        return (PUPIL if age < 20 else ADULT_LEARNER)[gender].to(language)
    graduate = education == "tertiary"
    rows = [r for r in pack.table("studies") if not graduate or r["second_cycle"] == "yes"]
    women = [float(r["women"]) for r in rows]
    row = choose(rows, women if gender == "female" else [1 - w for w in women], generator)
    frame = GRADUATE_STUDENT if graduate else STUDENT
    return frame[gender].to(language).format(field=row[language])


@lru_cache(maxsize=8)
def _jobs(pack: Pack) -> tuple[Job, ...]:
    return tuple(
        Job(
            isco=int(r["isco"]),
            pl={"male": r["pl_male"], "female": r["pl_female"]},
            en=r["en"],
            education=r["levels"],
            ages=(int(r["min_age"]), int(r["max_age"])),
            sectors=r["sectors"],
            women=float(r["women"]),
            pay=float(r["pay"]),
            modern=r["modern"] == "yes",
        )
        for r in pack.table("occupations")
    )


@lru_cache(maxsize=8)
def _groups(pack: Pack) -> dict[tuple[str, str], list[float]]:
    return {
        (r["gender"], r["education"]): [float(r[str(i)]) for i in range(1, 10)]
        for r in pack.table("occupation_groups")
    }
