"""Everything an English text says of the respondent that can be held against the facts."""

from __future__ import annotations

from collections.abc import Iterator

from sight_domain.personas.fact_check import english_life as life
from sight_domain.personas.fact_check import english_person as person
from sight_domain.personas.fact_check.claims import Claim
from sight_domain.personas.fact_check.english_clauses import clauses_of, subjects
from sight_domain.personas.fact_check.english_family import family
from sight_domain.personas.fact_check.known import Known


def claims_in_english(text: str, known: Known, *, first_person: bool) -> Iterator[Claim]:
    """The claims of one text.

    Args:
        first_person: the respondent speaks (a quote); otherwise the text is about the respondent.
    """
    clauses = list(clauses_of(text))
    subject = subjects(known, first_person=first_person)
    for clause in clauses:
        for reader in (person.ages, life.places, life.occupations, life.education, family):
            yield from reader(clause, subject)
    sentences = list(dict.fromkeys(clause.sentence for clause in clauses))
    for sentence in sentences:
        yield from life.income(sentence)
    if not first_person:
        yield from person.names(clauses, known)
        yield from person.genders(sentences, known)
