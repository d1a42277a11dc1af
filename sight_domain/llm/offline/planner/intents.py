"""Which tool a request means: cues by rule, likeness to examples, or no tool at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from sight_domain.llm.offline.planner.exchange import PlannerTool
from sight_domain.llm.offline.planner.lexicon import Lexicon, resource
from sight_domain.llm.offline.planner.similarity import concepts_lexicon, likeness
from sight_domain.llm.offline.planner.text import words

Flag = Literal[
    "count", "person", "people", "questions", "path", "audience", "named", "several_named", "placed"
]

# A rule met is worth its score; likeness adds up to this much and by itself has to reach the threshold.
_LIKENESS_WEIGHT = 0.5
_ENOUGH_BY_RULE = 0.55
_ENOUGH_BY_LIKENESS = 0.52
_MARGIN = 0.03


@dataclass(frozen=True)
class Intent:
    """A tool and how sure the choice is (about 0 to 2); ``by_rule`` is the part that cues speak for."""

    tool: str
    score: float
    by_rule: float


def choose(text: str, tools: Sequence[PlannerTool], flags: frozenset[Flag]) -> Intent | None:
    """The tool a clause asks for among those bound, or None when nothing points to one clearly enough.

    Args:
        flags: what was found in the clause: a count, a person, several people, questions, a file path, a target population,
            somebody called by name, several so, a study by its place in a list.
    """
    ranked = rank(text, tools, flags)
    if not ranked:
        return None
    best = ranked[0]
    if best.by_rule >= _ENOUGH_BY_RULE:
        return best
    runner_up = ranked[1].score if len(ranked) > 1 else 0.0
    like = best.score - best.by_rule
    sure = like >= _ENOUGH_BY_LIKENESS * _LIKENESS_WEIGHT and best.score - runner_up >= _MARGIN
    return best if sure else None


def rank(text: str, tools: Sequence[PlannerTool], flags: frozenset[Flag]) -> list[Intent]:
    """Every bound tool with a score, the best first."""
    cues = by_rule(text, flags)
    bound = {tool.name for tool in tools}
    for missing, others in resource("intents.yaml")["instead"].items():
        if missing in cues and missing not in bound:
            for other in others:
                cues[other] = max(cues.get(other, 0.0), cues[missing])
    alike = likeness(text, tools)
    strongest = max(cues.values(), default=0.0)
    # Where cues speak, likeness only decides between equals.
    weight = _LIKENESS_WEIGHT if strongest < _ENOUGH_BY_RULE else _LIKENESS_WEIGHT / 4
    scored = [Intent(name, cues.get(name, 0.0) + weight * alike[name], cues.get(name, 0.0)) for name in alike]
    # What is meant but not bound must not be taken for something else that only looks like it.
    if strongest >= 1.0 and all(intent.by_rule < strongest - 0.35 for intent in scored):
        return []
    return sorted(scored, key=lambda intent: (-intent.score, intent.tool))


def by_rule(text: str, flags: frozenset[Flag]) -> dict[str, float]:
    """Scores that the cue rules give, for tools bound or not. A longer rule counts more, and so does a cue that
    stands early, since the verb a sentence opens with is what it wants."""
    hits = concepts_lexicon().hits(text)
    first: dict[str, int] = {}
    for hit in hits:
        first.setdefault(hit.concept, hit.first_word)
    size = max(1, len(words(text)))
    scores: dict[str, float] = {}
    for tool, rules in resource("intents.yaml")["rules"].items():
        for rule in rules:
            if not _met(rule, first, flags):
                continue
            early = 1 - first[rule["all"][0]] / size if rule["all"] else 0.0
            evidence = len(rule["all"]) - 1 + 1.5 * ("needs" in rule)
            score = rule["score"] + 0.1 * evidence + 0.08 * early
            scores[tool] = max(scores.get(tool, 0.0), score)
    return scores


def _met(rule: Mapping[str, Any], present: Mapping[str, int], flags: frozenset[Flag]) -> bool:
    return (
        all(concept in present for concept in rule["all"])
        and not any(concept in present for concept in rule.get("not", ()))
        and ("needs" not in rule or rule["needs"] in flags)
        and ("lacks" not in rule or rule["lacks"] not in flags)
    )


Talk = Literal["greeting", "thanks", "help", "yes", "no", "go_on"]


def small_talk(text: str) -> Talk | None:
    """Whether a message is only a greeting, thanks, a question for help, a yes or no, or a word to go on."""
    table = resource("small_talk.yaml")
    lexicon = _talk_lexicon()
    hits = lexicon.hits(text, forgiving=False)
    if not hits:
        return None
    covered = {place for hit in hits for place in range(hit.first_word, hit.last_word + 1)}
    fillers = set(table["fillers"])
    left = [
        word
        for place, word in enumerate(words(text))
        if place not in covered and word.folded not in fillers and len(word.folded) > 1
    ]
    kinds = [hit.concept for hit in hits]
    if "help" in kinds and len(left) <= 2:
        return "help"
    if left:
        return None
    for kind in ("thanks", "go_on", "yes", "no", "greeting"):
        if kind in kinds:
            return kind
    return None


@cache
def _talk_lexicon() -> Lexicon:
    table = resource("small_talk.yaml")
    return Lexicon({kind: table[kind] for kind in ("greeting", "thanks", "help", "yes", "no", "go_on")})
