"""Respondents in a report: the table of all of them, their cards, and one profile in full."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sight_domain.language import Language
from sight_domain.personas.service import drawn_given, sources_of
from sight_domain.reports.document import (
    Bar,
    Bars,
    Block,
    Column,
    Fact,
    Heading,
    KeyValues,
    Paragraph,
    PersonaCard,
    Quote,
    Table,
)
from sight_domain.reports.material import Material
from sight_domain.reports.wording import say, word_or_code

_TRAIT_ORDER = ("openness", "conscientiousness", "extraversion", "agreeableness", "neuroticism")
_CARD_DIMENSIONS = ("gender", "region", "settlement", "education", "income_bracket", "status", "household")


def label_of(persona: Mapping[str, Any], dimension: str, material: Material) -> str:
    """The label of a persona's category: its own when it carries one, else the labeller's; ``""`` when unknown."""
    code = persona.get(dimension)
    # The labels of populations are plural ("women"); a card speaks of one person.
    if dimension == "gender" and code in ("female", "male"):
        return say(code, material.language)
    own = persona.get("labels") or {}
    if isinstance(own.get(dimension), str):
        return own[dimension]
    return material.label(dimension, str(code)) if code else ""


def labels_of(persona: Mapping[str, Any], dimension: str, material: Material) -> list[str]:
    """The labels of a list such as `values` or `interests`."""
    own = (persona.get("labels") or {}).get(dimension)
    if isinstance(own, list | tuple):
        return [str(label) for label in own]
    return [material.label(dimension, str(code)) for code in persona.get(dimension) or ()]


def residence(persona: Mapping[str, Any], material: Material) -> str:
    """The city where there is one, else the kind of place."""
    return str(persona.get("city") or label_of(persona, "settlement", material))


def short_facts(persona: Mapping[str, Any], material: Material) -> str:
    """``"28, Warszawa, projektantka"``: what stands beside a name in a transcript."""
    parts = (persona.get("age"), residence(persona, material), persona.get("occupation"))
    return ", ".join(str(part) for part in parts if part)


def facts(persona: Mapping[str, Any], material: Material) -> tuple[Fact, ...]:
    """The demographic facts, those that are known, in the order people read them."""
    language = material.language
    found: list[Fact] = []
    if persona.get("age") is not None:
        found.append(Fact(label=say("age", language), value=str(persona["age"])))
    for dimension in _CARD_DIMENSIONS:
        value = label_of(persona, dimension, material)
        if dimension == "settlement" and persona.get("city"):
            value = str(persona["city"])
        if value:
            found.append(Fact(label=say(dimension, language), value=value))
    for key, words in (("occupation", "occupation"), ("segment_name", "segment"), ("segment", "segment")):
        if persona.get(key) and not (key == "segment" and persona.get("segment_name")):
            found.append(Fact(label=say(words, language), value=str(persona[key])))
    return tuple(found)


def _place(trait: str) -> int:
    """The Big Five in their usual order; anything else after them, as it came."""
    return _TRAIT_ORDER.index(trait) if trait in _TRAIT_ORDER else len(_TRAIT_ORDER)


def trait_bars(persona: Mapping[str, Any], key: str, material: Material) -> Bars | None:
    """`big_five` or `hofstede` as bars on 0-1; None when the persona has none."""
    traits = persona.get(key) or {}
    if not traits:
        return None
    bars = tuple(
        Bar(label=word_or_code(trait, material.language), value=min(1.0, max(0.0, float(score))))
        for trait, score in sorted(traits.items(), key=lambda item: _place(item[0]))
    )
    return Bars(title=say(key, material.language), scale="score", bars=bars)


def _tags(persona: Mapping[str, Any], material: Material) -> tuple[Fact, ...]:
    return tuple(
        Fact(label=say(key, material.language), value=", ".join(labels))
        for key in ("values", "interests")
        if (labels := labels_of(persona, key, material))
    )


def card(persona: Mapping[str, Any], material: Material) -> PersonaCard:
    """One respondent at a glance."""
    return PersonaCard(
        name=str(persona["full_name"]),
        reference=persona.get("id"),
        headline=persona.get("headline") or None,
        facts=facts(persona, material),
        story=persona.get("background_story") or None,
        quote=persona.get("quote") or None,
        traits=trait_bars(persona, "big_five", material),
        tags=_tags(persona, material),
    )


def roster(personas: Iterable[Mapping[str, Any]], material: Material) -> Table:
    """All respondents, one row each."""
    language = material.language
    columns = (
        Column(title=say("number", language), kind="integer"),
        Column(title=say("name", language), weight=1.5),
        Column(title=say("age", language), kind="integer"),
        Column(title=say("settlement", language), weight=1.5),
        Column(title=say("education", language), weight=1.2),
        Column(title=say("occupation", language), weight=1.7),
        Column(title=say("segment", language), weight=1.7),
    )
    rows = tuple(
        (
            number,
            str(persona["full_name"]),
            persona.get("age"),
            residence(persona, material),
            label_of(persona, "education", material),
            str(persona.get("occupation") or ""),
            str(persona.get("segment_name") or persona.get("segment") or ""),
        )
        for number, persona in enumerate(personas, start=1)
    )
    return Table(columns=columns, rows=rows)


def roster_and_cards(personas: Sequence[Mapping[str, Any]], material: Material) -> list[Block]:
    """The table of respondents and then a card for each."""
    if not personas:
        return [Paragraph(text=say("nothing_personas", material.language), style="note")]
    return [roster(personas, material), *(card(persona, material) for persona in personas)]


def overview(persona: Mapping[str, Any], material: Material) -> list[Block]:
    """The headline and the demographic facts."""
    blocks: list[Block] = []
    if persona.get("headline"):
        blocks.append(Paragraph(text=str(persona["headline"]), style="lead"))
    blocks.append(KeyValues(items=facts(persona, material)))
    return blocks


def profile(persona: Mapping[str, Any], material: Material) -> list[Block]:
    """The story, the persona's motto, values and interests, and both trait profiles."""
    language = material.language
    blocks: list[Block] = []
    if persona.get("background_story"):
        blocks += [
            Heading(text=say("story", language)),
            Paragraph(text=str(persona["background_story"])),
        ]
    if persona.get("quote"):
        blocks.append(Quote(text=str(persona["quote"]), speaker=str(persona["full_name"])))
    if tags := _tags(persona, material):
        blocks.append(KeyValues(items=tags))
    blocks += [bars for key in ("big_five", "hofstede") if (bars := trait_bars(persona, key, material))]
    return [*blocks, *origins(persona, material)]


def origins(persona: Mapping[str, Any], material: Material) -> list[Block]:
    """Where each attribute comes from: value, what it was drawn given, and the sources, listed under the table."""
    found = persona.get("reasoning")
    if not found:
        return []
    language = material.language
    numbers = {key: place for place, key in enumerate(found["sources"], start=1)}
    columns = (
        Column(title=say("attribute", language), weight=1.1),
        Column(title=say("drawn_given", language), weight=2.2),
        Column(title=say("drawn_how", language), weight=2),
        Column(title=say("source_numbers", language), weight=0.9),
    )
    rows = tuple(
        (
            str(reason["label"]),
            "; ".join(f"{name}: {value}" for name, value in drawn_given(found, reason, language).items()),
            str(reason["how"]),
            ", ".join(
                [*(str(numbers[key]) for key in sources_of(found, reason)), *_assumed(reason, language)]
            ),
        )
        for reason in found["attributes"]
    )
    listed = "; ".join(f"{numbers[key]}. {title}" for key, title in found["sources"].items())
    return [
        Heading(text=say("origins", language)),
        Table(columns=columns, rows=rows),
        Paragraph(text=f"{say('source_numbers', language)}: {listed}.", style="note"),
    ]


def _assumed(reason: Mapping[str, Any], language: Language) -> list[str]:
    return [say("assumption", language)] if reason.get("assumed") else []
