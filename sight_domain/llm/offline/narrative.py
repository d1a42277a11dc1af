"""A respondent's title, headline, story, quote, values and interests in words, from the given facts only."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sight_domain.language import Language
from sight_domain.llm.offline.facts import TRAITS, Facts, facts_of
from sight_domain.llm.offline.grammar import Grammar, Voice, grammar, seeded, sentence, tidy
from sight_domain.llm.offline.portrait import phrases

MIN_WORDS, MAX_WORDS = 124, 178
# Orders in which a portrait may go through its subjects; each begins with who the person is.
_PLANS = (
    ("who", "work", "family", "means", "trait", "trait", "value", "interests", "consumer"),
    ("who", "trait", "work", "value", "family", "trait", "means", "consumer", "interests"),
    ("who", "interests", "work", "trait", "consumer", "value", "means", "family", "trait"),
    ("who", "family", "work", "place", "trait", "interests", "means", "trait", "value"),
    ("who", "age", "work", "trait", "family", "value", "means", "trait", "interests"),
    ("who", "value", "trait", "family", "work", "means", "interests", "trait", "consumer"),
)
_MORE = (
    "edu",
    "place",
    "age",
    "trait",
    "value",
    "consumer",
    "closing",
    "trait",
    "consumer",
    "trait",
    "closing",
)


def write_narrative(inputs: Mapping[str, Any], *, language: Language, seed: int) -> dict[str, Any]:
    """The prose of one respondent: ``persona_title``, ``headline``, ``background_story`` (120-180 words), ``quote``,
    ``values_in_words`` and ``interests_in_words``.

    Args:
        inputs: ``respondent``, ``study`` (name, description) and for a second version ``revision``; everything said comes
            from the respondent's facts. A ``brief`` of documents is left aside.

    Raises:
        SightError: invalid_argument, when the respondent lacks gender or age.
    """
    facts = facts_of(inputs.get("respondent"))
    told = {key: given for key, given in inputs.items() if key != "brief"}
    rng = seeded("narrative", told, language, seed)
    lines = grammar(f"narrative_{language}")
    variables, tags = phrases(facts, language)
    voice = Voice(facts.gender, rng, facts.tags() | tags, variables)
    return {
        "persona_title": _title(lines, voice, language),
        "headline": _headline(lines, voice, facts, language),
        "background_story": _story(lines, voice, facts),
        "quote": sentence(lines.say("quote", voice) or ""),
        "values_in_words": sentence(lines.say("values_words", voice) or "") if "has_values" in tags else "",
        "interests_in_words": sentence(lines.say("interests_words", voice) or "")
        if "has_interests" in tags
        else "",
    }


def _title(lines: Grammar, voice: Voice, language: Language) -> str:
    adjective, noun = lines.say("adjective", voice) or "", lines.say("noun", voice) or ""
    title = tidy(f"{adjective} {noun}")
    return title[:1].upper() + title[1:] if language == "pl" else title.capitalize()


def _headline(lines: Grammar, voice: Voice, facts: Facts, language: Language) -> str:
    who = voice.variables.get("job") or voice.variables.get("study")
    place = voice.variables.get("from_place", "")
    tail = lines.say("headline_tail", voice) or ""
    if language == "pl":
        female = facts.gender == "female"
        aged = f"{facts.age}-letnia" if female else f"{facts.age}-letni"
        who = who or _IDENTITIES_PL.get(facts.status or "", ("mieszkanka", "mieszkaniec"))[0 if female else 1]
        if who.startswith("mieszka"):
            place = place.removeprefix("z ").removeprefix("ze ") if place else ""
        which = "która" if female else "który"
        return tidy(f"{aged} {who} {place}, {which} {tail}")
    who = (who or _IDENTITIES_EN.get(facts.status or "", "a resident")).removeprefix("a ").removeprefix("an ")
    article = "An" if str(facts.age).startswith(("8", "11", "18")) else "A"
    return tidy(f"{article} {facts.age}-year-old {who} {place} who {tail}")


_IDENTITIES_PL = {
    "farmer": ("rolniczka", "rolnik"),
    "student": ("studentka", "student"),
    "retired": ("emerytka", "emeryt"),
    "disability_pension": ("rencistka", "rencista"),
    "unemployed": ("kandydatka do pracy", "kandydat do pracy"),
}
_IDENTITIES_EN = {
    "farmer": "a farmer",
    "student": "a student",
    "retired": "a pensioner",
    "disability_pension": "a disability pensioner",
    "unemployed": "a job seeker",
}


def _story(lines: Grammar, voice: Voice, facts: Facts) -> str:
    plan = voice.rng.choice(_PLANS)
    say = _subjects(lines, voice, facts)
    sentences = [text for subject in plan if (text := say(subject))]
    words = _count(sentences)
    enough = voice.rng.randint(MIN_WORDS, MIN_WORDS + 30)
    for subject in [*voice.rng.sample(_MORE, len(_MORE)), *_MORE]:
        if words >= enough:
            break
        if not (text := say(subject)) or words + len(text.split()) > MAX_WORDS:
            continue
        # A closing remark stays last; anything else may stand anywhere after the introduction.
        where = len(sentences) if subject == "closing" else voice.rng.randint(2, len(sentences))
        sentences.insert(where, text)
        words = _count(sentences)
    return " ".join(sentences)


def _count(sentences: list[str]) -> int:
    return sum(len(text.split()) for text in sentences)


def _subjects(lines: Grammar, voice: Voice, facts: Facts) -> Callable[[str], str | None]:
    """A function that says something new on a subject, or None when nothing is left to say."""
    traits = _traits_by_salience(facts)
    values = iter([*facts.values, *facts.values])

    def say(subject: str) -> str | None:
        if subject == "who" and "in_place" not in voice.variables:
            return None
        if subject == "interests" and "interests" not in voice.variables:
            return None
        if subject == "trait":
            subject = next(traits)
        elif subject == "value":
            subject = f"value.{next(values, '')}"
        line = lines.say_new(subject, voice)
        return sentence(line) if line else None

    return say


def _traits_by_salience(facts: Facts) -> Iterator[str]:
    """Trait rules, the most pronounced trait first, round and round; an average trait is told as average."""
    ranked = sorted(TRAITS, key=lambda trait: -abs(facts.standing(trait)))
    while True:
        for trait in ranked:
            yield f"trait.{trait}.{facts.level(trait)}"
