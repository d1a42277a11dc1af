"""Everything a Polish text says of the respondent that can be held against the facts."""

from __future__ import annotations

from collections.abc import Iterator

from sight_domain.personas.fact_check.claims import Claim
from sight_domain.personas.fact_check.known import Known
from sight_domain.personas.fact_check.polish_age import ages
from sight_domain.personas.fact_check.polish_clauses import clauses_of, respondent_lemmas
from sight_domain.personas.fact_check.polish_family import family
from sight_domain.personas.fact_check.polish_grammar import (
    genders_in_first_person,
    genders_in_third_person,
    names,
)
from sight_domain.personas.fact_check.polish_means import education, income
from sight_domain.personas.fact_check.polish_place import places
from sight_domain.personas.fact_check.polish_work import occupations


def claims_in_polish(text: str, known: Known, *, first_person: bool) -> Iterator[Claim]:
    """The claims of one text.

    Args:
        first_person: the respondent speaks (a quote); otherwise the text is about the respondent.

    Raises:
        ImportError: where the dictionary is not installed.
    """
    clauses = list(clauses_of(text))
    own = respondent_lemmas(known)
    for clause in clauses:
        for reader in (ages, places, occupations, education, income, family):
            yield from reader(clause, own)
    if first_person:
        yield from genders_in_first_person(clauses)
    else:
        yield from names(clauses, known)
        yield from genders_in_third_person(clauses, own)
