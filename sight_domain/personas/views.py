"""A stored respondent as tables, cards and prompts show it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sight_domain.ids import Kind, to_public
from sight_domain.language import Language, Text
from sight_domain.personas.family_words import family_in_words
from sight_domain.personas.provenance import reasoning
from sight_domain.personas.psychographics import portrait, standings_of
from sight_domain.personas.schemas import PersonaDetail, PersonaRow, Section
from sight_domain.populations.service import label, load_pack

if TYPE_CHECKING:
    from sight_domain.personas.models import Persona

LABELLED = (
    "gender", "region", "settlement", "education", "income_bracket", "status", "household", "life_stage",
)  # fmt: skip


def respondent_inputs(row: Persona, language: Language) -> dict[str, Any]:
    """A stored respondent as prompts get it; see `inputs_from`."""
    return inputs_from(row.respondent, row.narrative, language)


def inputs_from(
    facts: Mapping[str, Any], narrative: Mapping[str, Any] | None, language: Language
) -> dict[str, Any]:
    """The sampled facts, their labels in `language`, where the traits stand among people alike, and the prose so far.

    No id is among them, so that the same study, made again from the same seed, asks the same again.
    """
    pack = load_pack(facts.get("country") or "PL")
    labels: dict[str, Any] = labels_of(facts, language)
    labels |= {"country": pack.name.to(language), "income": pack.income.to(language)}
    labels |= {
        field: [label(field, code, language) for code in facts[field]] for field in ("values", "interests")
    }
    alike = {"gender": facts["gender"], "age": facts["age"], "country": pack.country}
    labels["temperament"] = portrait(facts["big_five"], language=language, **alike)
    if (family := family_in_words(facts, language)) is not None:
        labels["family"] = family
    prose = {key: narrative[key] for key in ("headline", "background_story")} if narrative else {}
    return {**facts, "labels": labels, "trait_z": standings_of(facts["big_five"], **alike), **prose}


def labels_of(facts: Mapping[str, Any], language: Language) -> dict[str, str]:
    """The words for a respondent's codes, by the pack of their country; fields that are unknown have none."""
    country = facts.get("country") or "PL"
    known = {field: facts.get(field) for field in LABELLED}
    return {
        field: label(field, code, language, country=country)
        for field, code in known.items()
        if code is not None
    }


def table_row(row: Persona, language: Language) -> PersonaRow:
    facts = row.respondent
    return PersonaRow(
        id=to_public(Kind.PERSONA, row.id),
        full_name=row.full_name,
        age=facts["age"],
        gender=facts["gender"],
        region=facts["region"],
        settlement=facts["settlement"],
        city=facts["city"],
        education=facts["education"],
        income_bracket=facts["income_bracket"],
        occupation=facts["occupation"],
        segment=facts["segment_name"],
        headline=row.narrative["headline"] if row.narrative else None,
        narrative_outcome=row.narrative_outcome,
        generated_by=row.written_by,
        weight=row.weight,
        boosted=row.boost is not None,
        labels=labels_of(facts, language),
    )


def detail(
    row: Persona,
    language: Language,
    sections: Sequence[Section],
    answers: list[dict[str, Any]],
    *,
    reasons: bool = False,
) -> PersonaDetail:
    """One respondent; `reasons` adds to the profile where each attribute comes from."""
    facts, prose = row.respondent, row.narrative or {}
    overview = {
        **table_row(row, language).model_dump(exclude={"id", "full_name"}),
        "persona_title": prose.get("persona_title"),
        "age_group": facts["age_group"],
        "status": facts["status"],
        "household": facts["household"],
        "life_stage": facts.get("life_stage"),
        "family": family_in_words(facts, language),
        "quote": prose.get("quote"),
    }
    profile = {
        "big_five": facts["big_five"],
        "hofstede": facts["hofstede"],
        "hofstede_note": Text(
            en="Scores of the country, the same for all its people; context, not a trait of this person.",
            pl="Wyniki kraju, takie same dla wszystkich jego mieszkańców; kontekst, a nie cecha tej osoby.",
        ).to(language),
        "values": [label("values", code, language) for code in facts["values"]],
        "value_scores": facts.get("value_scores") or {},
        "interests": [label("interests", code, language) for code in facts["interests"]],
        "values_in_words": prose.get("values_in_words"),
        "interests_in_words": prose.get("interests_in_words"),
        "background_story": prose.get("background_story"),
        "narrative_outcome": row.narrative_outcome,
        "narrative_reason": row.narrative_reason,
        "narrative_check": row.narrative_check,
        "temperament": portrait(
            facts["big_five"],
            gender=facts["gender"],
            age=facts["age"],
            language=language,
            country=facts.get("country") or "PL",
        ),
        **({"reasoning": reasoning(facts, language).model_dump(exclude_defaults=True)} if reasons else {}),
    }
    return PersonaDetail(
        id=to_public(Kind.PERSONA, row.id),
        project_id=to_public(Kind.PROJECT, row.project_id),
        full_name=row.full_name,
        segment_id=facts["segment_id"],
        segment_name=facts["segment_name"],
        generated_by=row.written_by or "",
        overview=overview if "overview" in sections else None,
        profile=profile if "profile" in sections else None,
        insights={"last_answers": answers, **_grounding(row)} if "insights" in sections else None,
        updated_at=row.updated_at,
    )


def _grounding(row: Persona) -> dict[str, Any]:
    """What of the study's documents the portrait's writer was given; the offline engine reads none of it."""
    grounding = row.grounding
    if grounding is None:
        return {"rag_context_used": False, "rag_citations": []}
    return {
        "rag_context_used": grounding["used"],
        "rag_citations": grounding["citations"],
        "rag_context_details": {key: grounding[key] for key in ("segment_id", "segment_name")},
    }
