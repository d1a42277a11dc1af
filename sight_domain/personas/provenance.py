"""Where each attribute of a respondent comes from: table of the pack, the cell it was drawn in, and the sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, Field

from sight_domain.language import Language, Text
from sight_domain.personas.family_words import family_in_words
from sight_domain.populations.big_five import TRAITS
from sight_domain.populations.pack import Pack
from sight_domain.populations.service import label, load_pack


class Reason(BaseModel):
    """Why an attribute has its value. `cell` names the attributes whose values make up the cell it was drawn in."""

    attribute: str
    label: str
    value: str
    tables: list[str] = Field([], description="Keys of `Reasoning.tables`; empty for a model of ours.")
    cell: list[str] = []
    how: str
    assumed: bool = Field(False, description="Rests on stated assumptions, in part or entirely.")


class Reasoning(BaseModel):
    """Where a respondent comes from. Everything is said once: an attribute names tables of the country's pack, a table
    its sources by key, and `sources` gives title and year by key."""

    attributes: list[Reason]
    tables: dict[str, list[str]]
    sources: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Origin:
    attribute: str
    label: Text
    tables: tuple[str, ...]
    given: tuple[str, ...]
    how: Text
    assumed: bool = False


_DRAWN_TOGETHER = Text(
    en="drawn from the joint distribution, with exact quotas",
    pl="losowanie z rozkładu łącznego, z dokładnymi kwotami",
)
_ORIGINS = (
    _Origin("region", Text(en="region", pl="region"), ("residents",), ("settlement", "age_group", "gender", "education"), _DRAWN_TOGETHER),
    _Origin("settlement", Text(en="size of place", pl="wielkość miejscowości"), ("residents",), ("region", "age_group", "gender", "education"), _DRAWN_TOGETHER),
    _Origin("gender", Text(en="gender", pl="płeć"), ("residents",), ("region", "settlement", "age_group"), _DRAWN_TOGETHER),
    _Origin("education", Text(en="education", pl="wykształcenie"), ("residents",), ("region", "settlement", "age_group", "gender"), _DRAWN_TOGETHER),
    _Origin("age_group", Text(en="age group", pl="grupa wieku"), ("residents",), ("region", "settlement", "gender", "education"), _DRAWN_TOGETHER),
    _Origin("age", Text(en="age", pl="wiek"), ("residents", "ages"), ("age_group", "gender", "education"),
            Text(en="single year by its frequency in the age group", pl="rok życia według liczebności w grupie wieku")),
    _Origin("income_bracket", Text(en="income", pl="dochód"), ("work_and_income",), ("age_group", "gender", "education"), _DRAWN_TOGETHER),
    _Origin("income_rank", Text(en="place among incomes", pl="miejsce wśród dochodów"), ("work_and_income",), ("income_bracket",),
            Text(en="even within the bracket", pl="równomiernie w obrębie przedziału"), assumed=True),
    _Origin("status", Text(en="occupational status", pl="status zawodowy"), ("work_and_income",), ("age_group", "gender", "education", "income_bracket"),
            Text(en="by its frequency in the cell, leaning with the single year of age", pl="według częstości w komórce, z poprawką na rok życia"), assumed=True),
    _Origin("city", Text(en="city", pl="miasto"), ("cities",), ("region", "settlement"), Text(en="by population", pl="według liczby mieszkańców")),
    _Origin("household", Text(en="household", pl="gospodarstwo domowe"), ("households",), ("age_group", "gender", "status"),
            Text(en="by its frequency in the cell", pl="według częstości w komórce")),
    _Origin("family", Text(en="family", pl="rodzina"), ("families",), ("household", "age", "gender"),
            Text(en="partner, children and their ages by stated assumptions", pl="partner, dzieci i ich wiek według podanych założeń")),
    _Origin("occupation", Text(en="occupation", pl="zawód"), ("occupation_groups", "occupations"), ("gender", "education", "status", "income_bracket"),
            Text(en="group by sex and education, title by sector, age and pay", pl="grupa według płci i wykształcenia, zawód według sektora, wieku i płacy"), assumed=True),
    _Origin("given_name", Text(en="given name", pl="imię"), ("given_names",), ("gender", "age"),
            Text(en="by sex and decade of birth", pl="według płci i dekady urodzenia")),
    _Origin("surname", Text(en="surname", pl="nazwisko"), ("surnames",), ("gender",), Text(en="by frequency", pl="według częstości")),
    _Origin("big_five", Text(en="personality", pl="osobowość"), ("traits", "trait_correlations"), ("gender", "age"),
            Text(en="correlated normal draw with the mean and SD of sex and age, clipped to 0–1",
                 pl="skorelowane losowanie normalne ze średnią i odchyleniem dla płci i wieku, obcięte do 0–1")),
    _Origin("hofstede", Text(en="national culture", pl="kultura kraju"), ("hofstede",), (),
            Text(en="scores of the country, the same for everybody", pl="wyniki kraju, takie same dla wszystkich")),
    _Origin("values", Text(en="values", pl="wartości"), (), ("big_five", "age", "gender"),
            Text(en="model of ours: loadings on traits after Parks-Leduc, Feldman and Bardi (2015), age, sex and chance",
                 pl="własny model: związki z cechami za Parks-Leduc, Feldman i Bardi (2015), wiek, płeć i los"), assumed=True),
    _Origin("interests", Text(en="interests", pl="zainteresowania"), (), ("age", "gender", "income_rank", "education", "settlement", "big_five"),
            Text(en="model of ours: a random-utility draw from age, sex, means, education, place and traits",
                 pl="własny model: losowanie z użytecznością zależną od wieku, płci, dochodu, wykształcenia, miejsca i cech"), assumed=True),
)  # fmt: skip
_FIVE_SCORES = Text(en="the five scores", pl="pięć wyników")


def reasoning(respondent: Mapping[str, Any], language: Language) -> Reasoning:
    """For every attribute on record: tables, cell and sources, by the pack of the respondent's country.

    Args:
        respondent: the stored facts (`populations.schemas.Respondent`).
    """
    pack = load_pack(respondent.get("country") or "PL")
    found = [_reason(_for_students(origin, respondent), respondent, pack, language) for origin in _ORIGINS]
    reasons = [reason for reason in found if reason is not None]
    known = {reason.attribute for reason in reasons}
    for reason in reasons:
        reason.cell = [attribute for attribute in reason.cell if attribute in known]
    tables = {
        table: [source.id for source in pack.provenance[table.partition("/")[2]].sources]
        for table in dict.fromkeys(table for reason in reasons for table in reason.tables)
    }
    used = {key for keys in tables.values() for key in keys}
    return Reasoning(
        attributes=reasons,
        tables=tables,
        sources={
            source.id: f"{source.title.to(language)} ({source.year})"
            for table in pack.provenance.values()
            for source in table.sources
            if source.id in used
        },
    )


def _for_students(origin: _Origin, respondent: Mapping[str, Any]) -> _Origin:
    if origin.attribute != "occupation" or respondent.get("status") != "student":
        return origin
    how = Text(en="field of study by sex", pl="kierunek według płci")
    return _Origin(
        "occupation", origin.label, ("studies",), ("age", "gender", "education", "status"), how, True
    )


def _reason(origin: _Origin, respondent: Mapping[str, Any], pack: Pack, language: Language) -> Reason | None:
    value = _in_words(origin.attribute, respondent, pack, language)
    known = [table for table in origin.tables if table in pack.provenance]
    if value is None or (origin.tables and not known):
        return None
    found = [pack.provenance[table] for table in known]
    sourced = any(table.sources for table in found)
    return Reason(
        attribute=origin.attribute,
        label=origin.label.to(language),
        value=value,
        tables=[f"{pack.country}/{table}" for table in known],
        cell=list(origin.given),
        how=origin.how.to(language),
        assumed=origin.assumed or not sourced or any(table.assumed for table in found),
    )


def drawn_given(
    reasoning: Mapping[str, Any], reason: Mapping[str, Any], language: Language
) -> dict[str, str]:
    """The cell of one attribute as ``{label: value}``, for somebody to read.

    Args:
        reasoning: a dumped `Reasoning`.
        reason: one of its attributes.
    """
    by_name = {one["attribute"]: one for one in reasoning["attributes"]}
    return {
        by_name[name]["label"]: _FIVE_SCORES.to(language) if name == "big_five" else by_name[name]["value"]
        for name in reason.get("cell", ())
    }


def sources_of(reasoning: Mapping[str, Any], reason: Mapping[str, Any]) -> list[str]:
    """Keys of the sources that one attribute of a dumped `Reasoning` rests on; empty for a model of ours."""
    tables = reason.get("tables", ())
    return list(dict.fromkeys(key for table in tables for key in reasoning["tables"][table]))


def _in_words(field: str, respondent: Mapping[str, Any], pack: Pack, language: Language) -> str | None:
    match field:
        case "family":
            return family_in_words(respondent, language)
        case "surname":
            full = str(respondent["full_name"])
            return full.removeprefix(str(respondent["given_name"])).strip() or None
        case "big_five":
            return "; ".join(
                f"{label(field, t, language)} {_score(respondent[field][t], language)}" for t in TRAITS
            )
        case "hofstede":
            scores = respondent[field]
            return "; ".join(f"{label(field, k, language)} {_score(v, language)}" for k, v in scores.items())
        case "values" | "interests":
            return ", ".join(label(field, code, language) for code in respondent[field])
        case "age":
            return str(respondent["age"])
        case "income_rank":
            rank = respondent.get("income_rank")
            return None if rank is None else _score(rank, language)
        case "age_group":
            return label(field, respondent[field], language, country=pack.country)
        case _:
            code = respondent.get(field)
            return None if code is None else label(field, str(code), language, country=pack.country)


def _score(value: float, language: Language) -> str:
    return f"{value:.2f}".replace(".", "," if language == "pl" else ".")
