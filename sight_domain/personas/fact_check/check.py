"""A narrative held against the drawn facts, whoever wrote it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sight_domain.language import Language
from sight_domain.personas.fact_check.known import Known, known_of
from sight_domain.personas.fact_check.morphology import available
from sight_domain.personas.fact_check.verdicts import Finding, contradiction

FIRST_PERSON = ("quote",)


def can_check(language: Language) -> bool:
    """Whether texts of that language can be checked on this machine: Polish needs the dictionary."""
    return language == "en" or available()


def contradictions(
    narrative: Mapping[str, str], respondent: Mapping[str, Any], language: Language
) -> list[Finding]:
    """Every statement of a narrative that disagrees with the respondent's facts, in the order of the text.

    A heuristic reader: it knows the usual ways to say an age, a name, a home, a job, a degree, a family, an income, and
    the grammatical gender of Polish and English; what it does not understand it lets pass.

    Args:
        narrative: the texts by field; ``quote`` is in the first person, the others about the respondent.
        respondent: the stored facts (`populations.schemas.Respondent`).
    """
    known = known_of(respondent)
    country = respondent.get("country") or "PL"
    found: dict[tuple[str, str], Finding] = {}
    for field, text in narrative.items():
        for finding in in_text(text, known, language, country=country, first_person=field in FIRST_PERSON):
            found.setdefault((finding.kind, finding.message.en), finding)
    return list(found.values())


def in_text(
    text: str, known: Known, language: Language, *, country: str = "PL", first_person: bool = False
) -> list[Finding]:
    """The contradictions of one text."""
    if language == "pl":
        from sight_domain.personas.fact_check.polish import claims_in_polish

        claims = claims_in_polish(text, known, first_person=first_person)
    else:
        from sight_domain.personas.fact_check.english import claims_in_english

        claims = claims_in_english(text, known, first_person=first_person)
    return [finding for claim in claims if (finding := contradiction(claim, known, country)) is not None]
