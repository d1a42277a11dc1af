"""Jobs to be done, desired outcomes and pains, with scores computed from coded answers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from sight_domain.language import Language
from sight_domain.llm.offline.considerations import fold
from sight_domain.llm.offline.grammar import Grammar, Voice, resource, seeded, tidy
from sight_domain.llm.offline.polish import counted, of_people
from sight_domain.llm.offline.voiced import AGAINST, FOR, Theme, Turn, quotes_of, themes_of, turns_of

Rhythm = Literal["daily", "weekly", "monthly"]

MAX_JOBS, MAX_OUTCOMES, MAX_PAINS = 5, 6, 5
_RHYTHMS: Mapping[Rhythm, re.Pattern[str]] = {
    "daily": re.compile(
        r"\bcodzien\w*|\bkazdego dnia|\bna co dzien|\bdziennie|\bevery day|\bdaily|\bday to day"
    ),
    "weekly": re.compile(r"\btygod\w*|\btydz\w*|\bniedziel\w*|\bweekend\w*|\bweek\w*|\bsundays?\b"),
    "monthly": re.compile(r"\bmiesi\w*|\bmonth\w*|\bwyplat\w*"),
}


def write_needs(inputs: Mapping[str, Any], *, language: Language, seed: int) -> dict[str, Any]:
    """Needs of one person or of a whole project, from what was really said.

    With R = share of the people who voice a consideration, A = share of its mentions that speak against,
    M = its mentions per person who voices it:

    - job ``priority_score`` = 1 + 9 (0.7 R + 0.3 min(1, (M - 1) / 3)); ``difficulty`` = 1 + 9 A; both rounded, 1-10
    - outcome ``importance`` = 10 (0.75 R + 0.25 min(1, M / 4)), 0-10; ``satisfaction`` = 10 (F + N / 2) /
      (F + N + A) with F, N, A the mentions for, neutral and against, 0-10; one decimal
    - pain ``severity`` = 1 + 9 (0.6 A + 0.4 R), rounded, 1-10; only considerations that somebody speaks against
    - ``frequency``: the rhythm the voicing answers name most (daily, weekly, monthly); if they name none, weekly when
      a person mentions it twice or more on average, else monthly

    Args:
        inputs: ``scope``, ``topic``, ``respondents`` and ``answers`` ({turn_id, persona_id, question, text}).

    Returns:
        ``{jobs_to_be_done, desired_outcomes, pain_points}``, the most important first; quotes are exact substrings of
        their answers. Empty lists without answers.
    """
    turns = turns_of(inputs.get("answers"))
    people = len({turn.persona_id for turn in turns})
    themes = [theme for theme in themes_of(turns, language) if quotes_of(theme)]
    analyst = _Analyst(people, language, seed)
    pained = sorted((t for t in themes if _against(t)), key=lambda t: (-analyst.severity(t), t.code))
    return {
        "jobs_to_be_done": [analyst.job(theme) for theme in themes[:MAX_JOBS]],
        "desired_outcomes": [analyst.outcome(theme) for theme in themes[:MAX_OUTCOMES]],
        "pain_points": [analyst.pain(theme) for theme in pained[:MAX_PAINS]],
    }


class _Analyst:
    def __init__(self, people: int, language: Language, seed: int) -> None:
        self.people = people
        self.language: Language = language
        self.seed = seed
        self.statements: Mapping[str, Any] = resource(f"needs_{language}")

    def job(self, theme: Theme) -> dict[str, Any]:
        priority = 0.7 * self._reach(theme) + 0.3 * min(1.0, (_per_person(theme) - 1) / 3)
        return {
            "job_statement": self._worded(theme.code, "job", self.statements[theme.code]["job"]),
            "priority_score": _one_to_ten(priority),
            "frequency": rhythm(theme),
            "difficulty": _one_to_ten(_share_against(theme)),
            "quotes": quotes_of(theme, 3),
        }

    def outcome(self, theme: Theme) -> dict[str, Any]:
        outcome = self.statements[theme.code]["outcome"]
        importance = 10 * (0.75 * self._reach(theme) + 0.25 * min(1.0, _per_person(theme) / 4))
        return {
            "outcome_statement": self._worded(theme.code, "outcome", outcome["text"]),
            "importance": round(importance, 1),
            "satisfaction": round(10 * _share_content(theme), 1),
            "is_measurable": bool(outcome["measurable"]),
            "quotes": quotes_of(theme, 3),
        }

    def pain(self, theme: Theme) -> dict[str, Any]:
        entry = self.statements[theme.code]
        against = _against(theme)
        return {
            "pain_title": self._worded(theme.code, "pain", entry["pain"]["title"]),
            "pain_description": self._pain_description(entry["pain"]["meaning"], against),
            "severity": self.severity(theme),
            "frequency": rhythm(theme),
            "quotes": quotes_of(theme, sign=-1),
            "potential_solutions": list(entry["solutions"]),
        }

    def severity(self, theme: Theme) -> int:
        return _one_to_ten(0.6 * _share_against(theme) + 0.4 * self._reach(theme))

    def _reach(self, theme: Theme) -> float:
        return theme.reach / self.people if self.people else 0.0

    def _pain_description(self, meaning: str, against: Sequence[Turn]) -> str:
        persons = len({turn.persona_id for turn in against})
        answers = len({turn.turn_id for turn in against})
        stated = meaning[:1].upper() + meaning[1:]
        if self.language == "pl":
            verb = counted(persons, "Mówi", "Mówią", "Mówi")
            where = "wypowiedzi" if answers == 1 else "wypowiedziach"
            return f"{stated}. {verb} o tym {of_people(persons, self.people)}, w {answers} {where}."
        verb = "says" if persons == 1 else "say"
        return (
            f"{stated}. {persons} of {self.people} respondents {verb} so, "
            f"in {answers} answer{'' if answers == 1 else 's'}."
        )

    def _worded(self, code: str, kind: str, alternants: Sequence[str]) -> str:
        rng = seeded("needs", self.language, self.seed, code, kind)
        return tidy(Grammar({kind: alternants}).say(kind, Voice("male", rng)) or "")


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


def _against(theme: Theme) -> list[Turn]:
    return [turn for turn, mention in theme.mentions if mention.polarity < AGAINST]


def _share_against(theme: Theme) -> float:
    return len(_against(theme)) / len(theme.mentions) if theme.mentions else 0.0


def _share_content(theme: Theme) -> float:
    """Mentions that speak for, neutral ones counted half: 0 when all speak against, 1 when all speak for."""
    n = len(theme.mentions)
    content = sum(mention.polarity > FOR for _, mention in theme.mentions)
    neutral = n - content - len(_against(theme))
    return (content + neutral / 2) / n if n else 0.0


def _per_person(theme: Theme) -> float:
    return len(theme.mentions) / theme.reach if theme.reach else 0.0


def _one_to_ten(share: float) -> int:
    return max(1, min(10, round(1 + 9 * share)))
