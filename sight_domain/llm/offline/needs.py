"""Jobs to be done and desired outcomes, with what each person's words say of pains and of those outcomes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Literal

from sight_domain.language import Language
from sight_domain.llm.offline.coding import code_text
from sight_domain.llm.offline.considerations import fold
from sight_domain.llm.offline.grammar import Grammar, Voice, resource, seeded, tidy
from sight_domain.llm.offline.voiced import AGAINST, Theme, Turn, quotes_of, themes_of, turns_of

Rhythm = Literal["daily", "weekly", "monthly"]

MAX_JOBS, MAX_OUTCOMES, MAX_PAINS_OF_ONE = 5, 6, 3
_RHYTHMS: Mapping[Rhythm, re.Pattern[str]] = {
    "daily": re.compile(
        r"\bcodzien\w*|\bkazdego dnia|\bna co dzien|\bdziennie|\bevery day|\bdaily|\bday to day"
    ),
    "weekly": re.compile(r"\btygod\w*|\btydz\w*|\bniedziel\w*|\bweekend\w*|\bweek\w*|\bsundays?\b"),
    "monthly": re.compile(r"\bmiesi\w*|\bmonth\w*|\bwyplat\w*"),
}


def write_needs(inputs: Mapping[str, Any], *, language: Language, seed: int) -> dict[str, Any]:
    """Jobs and outcomes of one person or of a whole project, from the considerations that were really voiced.

    With R = share of the people who voice a consideration, A = share of its mentions that speak against,
    M = its mentions per person who voices it:

    - job ``priority_score`` = 1 + 9 (0.7 R + 0.3 min(1, (M - 1) / 3)); ``difficulty`` = 1 + 9 A; both rounded, 1-10
    - ``frequency``: the rhythm the voicing answers name most (daily, weekly, monthly); if they name none, weekly when
      a person mentions it twice or more on average, else monthly

    Args:
        inputs: ``answers`` ({turn_id, persona_id, question, text}).

    Returns:
        ``{jobs_to_be_done, desired_outcomes}``, the most voiced first; quotes are exact substrings of their answers.
        Empty lists without answers.
    """
    turns = turns_of(inputs.get("answers"))
    people = len({turn.persona_id for turn in turns})
    themes = [theme for theme in themes_of(turns, language) if quotes_of(theme)]
    return {
        "jobs_to_be_done": [_job(theme, people, language, seed) for theme in themes[:MAX_JOBS]],
        "desired_outcomes": [_outcome(theme, language, seed) for theme in themes[:MAX_OUTCOMES]],
    }


def write_reading(inputs: Mapping[str, Any], *, language: Language, seed: int) -> dict[str, Any]:
    """The pains of each person, and how each rates the given outcomes, from that person's own mentions.

    A person rates an outcome that is about a consideration they voice. With m mentions of it by the person and p their
    mean polarity (-1 to 1): ``importance`` = 10 min(1, 0.4 + 0.15 m + 0.25 |p|), ``satisfaction`` = 5 (1 + p), both
    rounded. A consideration is a person's pain when they speak against it; with a such mentions, ``severity`` =
    1 + 9 min(1, 0.25 + 0.15 a + 0.4 |p of these|), rounded. Like the stance model's, these figures are stated assumptions.

    Args:
        inputs: ``outcomes`` (statements) and ``answers`` ({turn_id, persona_id, question, text}).

    Returns:
        ``{pain_points, ratings}``; every quote is an exact substring of an answer of the person it is about.
    """
    by_person: dict[str, list[Turn]] = {}
    for turn in turns_of(inputs.get("answers")):
        by_person.setdefault(turn.persona_id, []).append(turn)
    about = [_considerations(str(statement), language) for statement in inputs.get("outcomes") or ()]
    pains: list[dict[str, Any]] = []
    ratings: list[dict[str, Any]] = []
    for turns in by_person.values():
        themes = {theme.code: theme for theme in themes_of(turns, language)}
        pained = sorted(
            (theme for theme in themes.values() if _against(theme)), key=lambda theme: -_severity(theme)
        )
        pains += [_pain(theme, language, seed) for theme in pained[:MAX_PAINS_OF_ONE]]
        for number, codes in enumerate(about, 1):
            voiced = next((themes[code] for code in codes if code in themes), None)
            if voiced is not None and (quotes := quotes_of(voiced, 1)):
                ratings.append({"outcome": number, **_rating(voiced), "quotes": quotes})
    return {"pain_points": pains, "ratings": ratings}


def rhythm(theme: Theme) -> Rhythm:
    """How often the matter comes up, from the time words of the answers that voice it (see `write_needs`)."""
    texts = {turn.turn_id: fold(turn.text) for turn, _ in theme.mentions}
    named: dict[Rhythm, int] = {}
    for name, words in _RHYTHMS.items():
        named[name] = sum(bool(words.search(text)) for text in texts.values())
    most = max(named, key=named.__getitem__)
    if named[most]:
        return most
    return "weekly" if _per_person(theme) >= 2 else "monthly"


def _job(theme: Theme, people: int, language: Language, seed: int) -> dict[str, Any]:
    priority = 0.7 * theme.reach / people + 0.3 * min(1.0, (_per_person(theme) - 1) / 3)
    return {
        "job_statement": _worded(theme, "job", _entry(theme, language)["job"], language, seed),
        "priority_score": _one_to_ten(priority),
        "frequency": rhythm(theme),
        "difficulty": _one_to_ten(len(_against(theme)) / len(theme.mentions)),
        "quotes": quotes_of(theme),
    }


def _outcome(theme: Theme, language: Language, seed: int) -> dict[str, Any]:
    outcome = _entry(theme, language)["outcome"]
    return {
        "outcome_statement": _worded(theme, "outcome", outcome["text"], language, seed),
        "is_measurable": bool(outcome["measurable"]),
        "quotes": quotes_of(theme),
    }


def _pain(theme: Theme, language: Language, seed: int) -> dict[str, Any]:
    entry = _entry(theme, language)
    meaning = entry["pain"]["meaning"]
    return {
        "pain_title": _worded(theme, theme.mentions[0][0].persona_id, entry["pain"]["title"], language, seed),
        "pain_description": f"{meaning[:1].upper()}{meaning[1:]}.",
        "severity": _severity(theme),
        "frequency": rhythm(theme),
        "quotes": quotes_of(theme, sign=-1),
        "potential_solutions": list(entry["solutions"]),
    }


def _rating(theme: Theme) -> dict[str, int]:
    lean = sum(mention.polarity for _, mention in theme.mentions) / len(theme.mentions)
    importance = min(1.0, 0.4 + 0.15 * len(theme.mentions) + 0.25 * abs(lean))
    return {"importance": round(10 * importance), "satisfaction": round(5 * (1 + lean))}


def _severity(theme: Theme) -> int:
    against = [mention.polarity for _, mention in theme.mentions if mention.polarity < AGAINST]
    if not against:
        return 1
    strength = abs(sum(against) / len(against))
    return _one_to_ten(min(1.0, 0.25 + 0.15 * len(against) + 0.4 * strength))


def _against(theme: Theme) -> list[Turn]:
    """Turns with a sentence that speaks clearly enough against it to be quoted."""
    return [turn for turn, mention in theme.mentions if mention.polarity < AGAINST]


def _per_person(theme: Theme) -> float:
    return len(theme.mentions) / theme.reach if theme.reach else 0.0


def _entry(theme: Theme, language: Language) -> Mapping[str, Any]:
    return resource(f"needs_{language}")[theme.code]


def _worded(theme: Theme, kind: str, alternants: Sequence[str], language: Language, seed: int) -> str:
    rng = seeded("needs", language, seed, theme.code, kind)
    return tidy(Grammar({kind: alternants}).say(kind, Voice("male", rng)) or "")


def _considerations(statement: str, language: Language) -> tuple[str, ...]:
    """What an outcome is about: by the statement itself where it is one of ours, else by its words."""
    own = _own_outcomes(language).get(statement)
    return (own,) if own else tuple(dict.fromkeys(mention.code for mention in code_text(statement, language)))


@lru_cache
def _own_outcomes(language: Language) -> dict[str, str]:
    entries: Mapping[str, Any] = resource(f"needs_{language}")
    return {text: code for code, entry in entries.items() for text in entry["outcome"]["text"]}


def _one_to_ten(share: float) -> int:
    return max(1, min(10, round(1 + 9 * share)))
