"""Respondents: the table of a sample, the card of one, and two or three side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from agent.chat.elements.labels import (
    TRAITS,
    named,
    number,
    of_people,
    offline_badge,
    percent,
    place,
    polish_plural,
    said,
)
from agent.chat.elements.pieces import Desk, Panel, Showing
from agent.chat.elements.representativeness import fit_pieces
from sight_domain.language import Language, Text
from sight_domain.personas.service import drawn_given, sources_of

_CARDS_SHOWN = 3
_GENDER = {
    "female": Text(en="woman", pl="kobieta"),
    "male": Text(en="man", pl="mężczyzna"),
}
_TABLE = {
    "title": Text(en="Respondents", pl="Respondenci"),
    "name": Text(en="Name", pl="Imię i nazwisko"),
    "age": Text(en="Age", pl="Wiek"),
    "gender": Text(en="Gender", pl="Płeć"),
    "place": Text(en="Place", pl="Miejsce"),
    "education": Text(en="Education", pl="Wykształcenie"),
    "income": Text(en="Net income", pl="Dochód netto"),
    "occupation": Text(en="Occupation", pl="Zawód"),
    "segment": Text(en="Segment", pl="Segment"),
    "more": Text(en="Show all", pl="Pokaż wszystkich"),
    "fewer": Text(en="Show fewer", pl="Pokaż mniej"),
}
_CARD = {
    "traits": Text(en="Big Five", pl="Wielka Piątka"),
    "values": Text(en="Values", pl="Wartości"),
    "interests": Text(en="Interests", pl="Zainteresowania"),
    "story": Text(en="Background", pl="Historia"),
    "family": Text(en="Family", pl="Rodzina"),
    "unwritten": Text(en="No portrait", pl="Brak portretu"),
    "origins": Text(en="Where the facts come from", pl="Skąd pochodzą fakty"),
    "passages": Text(en="Passages the portrait was given", pl="Fragmenty podane przy pisaniu portretu"),
    "ask": Text(en="Show in full", pl="Pokaż w całości"),
}
_COMPARISON = {
    "title": Text(en="Comparison", pl="Porównanie"),
    "similarity": Text(en="Similarity", pl="Podobieństwo"),
    "feature": Text(en="Differs in", pl="Różnica"),
    "none": Text(en="No difference worth naming.", pl="Brak różnic wartych wymienienia."),
}
_SECTIONS = {
    "demographics": Text(en="Demographics", pl="Demografia"),
    "traits": Text(en="Traits", pl="Osobowość"),
    "values": Text(en="Values", pl="Wartości"),
    "interests": Text(en="Interests", pl="Zainteresowania"),
    "needs": Text(en="Needs", pl="Potrzeby"),
    "said": Text(en="What they said", pl="Wypowiedzi"),
}
_STILL_WRITING = Text(
    en="Portraits are still being written; ask for the respondents again in a moment.",
    pl="Portrety są jeszcze pisane; za chwilę poproś o listę respondentów ponownie.",
)


async def recruited(result: dict[str, Any], desk: Desk) -> Showing:
    """`generate_personas`: the sample, its first portraits and how well it fits its target."""
    language = desk.actor.language
    people = result["personas"]
    showing = _sample(people, len(people), result.get("generated_by", ""), language, cards=True)
    showing.pieces.extend(fit_pieces(result.get("representativeness") or {}, language))
    if result["run"]["status"] in ("queued", "running"):
        return Showing(f"{showing.caption}\n\n{_STILL_WRITING.to(language)}", showing.pieces)
    return showing


async def listed(result: dict[str, Any], desk: Desk) -> Showing:
    """`list_personas`: one page of the sample."""
    people = result["personas"]
    return _sample(people, result.get("total", len(people)), "", desk.actor.language, cards=False)


async def one(result: dict[str, Any], desk: Desk) -> Showing:
    """`get_persona`: one card with traits, values, interests and story."""
    language = desk.actor.language
    person = result["persona"]
    props = {
        "people": [_full_card(person, language)],
        "labels": said(_CARD, language),
        "badge": offline_badge(person.get("generated_by", ""), language),
    }
    return Showing("", [Panel("PersonaCard", props)])


async def compared(result: dict[str, Any], desk: Desk) -> Showing:
    """`compare_personas`: what differs, feature by feature."""
    language = desk.actor.language
    people = result["personas"]
    score = float(result["similarity_score"])
    props = {
        "labels": said(_COMPARISON, language),
        "similarity": {"share": round(score, 3), "text": percent(score)},
        "words": result.get("in_words", ""),
        "sections": [
            {"name": _SECTIONS[section].to(language), "share": round(value, 3), "text": percent(value)}
            for section, value in (result.get("similarity_by_section") or {}).items()
        ],
        "notes": list(result.get("notes", [])),
        "people": [
            {"name": person["full_name"], "about": _about(person.get("overview") or {}, language)}
            for person in people
        ],
        "rows": [
            {
                "section": _SECTIONS[difference.get("section", "demographics")].to(language),
                "feature": named(difference["label"]),
                "values": [_value(difference["values"].get(person["id"]), language) for person in people],
            }
            for difference in result["key_differences"]
        ],
        "badge": offline_badge(people[0].get("generated_by", ""), language),
    }
    return Showing("", [Panel("Comparison", props)])


def _sample(
    people: Sequence[Mapping[str, Any]], total: int, generated_by: str, language: Language, *, cards: bool
) -> Showing:
    badge = offline_badge(generated_by, language)
    table = {
        "labels": said(_TABLE, language),
        "count": _count(len(people), total, language),
        "rows": [_row(person, language) for person in people],
        "badge": badge,
    }
    pieces: list[Any] = [Panel("RespondentTable", table)]
    portraits = [person for person in people if person.get("headline")][:_CARDS_SHOWN]
    if cards and portraits:
        shown = [_short_card(person, language) for person in portraits]
        props = {"people": shown, "labels": said(_CARD, language), "badge": badge}
        pieces.append(Panel("PersonaCard", props))
    return Showing("", pieces)


def _count(shown: int, total: int, language: Language) -> str:
    if shown == total:
        return of_people(total, language)
    if language == "pl":
        return f"{shown} z {total} {polish_plural(total, 'osoby', 'osób', 'osób')}"
    return f"{shown} of {of_people(total, language)}"


def _row(person: Mapping[str, Any], language: Language) -> dict[str, Any]:
    labels = person.get("labels", {})
    return {
        "name": person["full_name"],
        "age": person["age"],
        "gender": _gender(person, language),
        "place": place(person),
        "education": labels.get("education", person["education"]),
        "income": labels.get("income_bracket") or person.get("income_bracket") or "",
        "occupation": person.get("occupation") or "",
        "segment": person["segment"],
    }


def _short_card(person: Mapping[str, Any], language: Language) -> dict[str, Any]:
    return {
        "name": person["full_name"],
        "about": _about(person, language),
        "headline": person.get("headline"),
        "segment": person.get("segment"),
    }


def _full_card(person: Mapping[str, Any], language: Language) -> dict[str, Any]:
    overview, profile = person.get("overview") or {}, person.get("profile") or {}
    insights = person.get("insights") or {}
    return {
        "name": person["full_name"],
        "about": _about(overview, language),
        "headline": overview.get("headline"),
        "segment": person["segment_name"],
        "quote": overview.get("quote"),
        "traits": [
            {"label": TRAITS[trait].to(language), "share": score, "text": number(score, language, 2)}
            for trait in TRAITS
            if (score := (profile.get("big_five") or {}).get(trait)) is not None
        ],
        "values": profile.get("values", []),
        "interests": profile.get("interests", []),
        "family": overview.get("family"),
        "story": profile.get("background_story"),
        "unwritten": None if profile.get("background_story") else profile.get("narrative_reason"),
        "origins": _origins(profile.get("reasoning") or {}, language),
        "passages": [
            {"title": passage["title"], "page": passage.get("page"), "text": passage["text"]}
            for passage in insights.get("rag_citations", [])
            if insights.get("rag_context_used")
        ],
    }


def _origins(reasoning: Mapping[str, Any], language: Language) -> list[dict[str, Any]]:
    """Per attribute what it was drawn given, how, and the titles of its sources."""
    titles = reasoning.get("sources", {})
    return [
        {
            "label": reason["label"],
            "given": ", ".join(
                f"{name}: {value}" for name, value in drawn_given(reasoning, reason, language).items()
            ),
            "how": reason["how"],
            "sources": "; ".join(titles[key] for key in sources_of(reasoning, reason)),
        }
        for reason in reasoning.get("attributes", [])
    ]


def _about(person: Mapping[str, Any], language: Language) -> str:
    if not person:
        return ""
    facts = [_age(person["age"], language), place(person), person.get("occupation", "")]
    return " · ".join(fact for fact in facts if fact)


def _age(age: int, language: Language) -> str:
    return f"{age} {polish_plural(age, 'rok', 'lata', 'lat')}" if language == "pl" else f"age {age}"


def _gender(person: Mapping[str, Any], language: Language) -> str:
    known = _GENDER.get(person["gender"])
    return known.to(language) if known else person.get("labels", {}).get("gender", person["gender"])


def _value(value: Any, language: Language) -> str:
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    if isinstance(value, float):
        return number(value, language, 2)
    return "–" if value is None else str(value)
