"""A discussion guide from a goal, and simple changes to one: questions taken out by number, others put in."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from typing import Any

from sight_domain.language import Language
from sight_domain.llm.offline.considerations import fold
from sight_domain.llm.offline.domains import domain_of, words_for
from sight_domain.llm.offline.grammar import Voice, resource
from sight_domain.llm.offline.questions import question_kind

_OPENINGS = {
    "en": re.compile(
        r"^(?:please\s+)?(?:(?:i|we)\s+(?:want|need|would like)\s+to\s+)?"
        r"(?:find out|learn|understand|see|explore|know|examine|check)\s+(?:about\s+)?",
        re.IGNORECASE,
    ),
    "pl": re.compile(
        r"^(?:prosz[ęe]\s+)?(?:chc[ęe](?:my)?\s+|trzeba\s+)?"
        r"(?:dowiedz(?:ie[ćc])?\s+si[ęe]|zrozumie[ćc]|zrozum|sprawd[źz](?:i[ćc])?|zbada[ćc]|zbadaj|pozna[ćc]|poznaj|ustali[ćc]|ustal)\s*,?\s*",
        re.IGNORECASE,
    ),
}
_CLAUSE = {
    "en": re.compile(r"^(?:why|what|how|when|whether|if|which|who|where)\b", re.IGNORECASE),
    "pl": re.compile(
        r"^(?:dlaczego|czemu|co|jak|kiedy|czy|kt[óo]r\w*|kto|gdzie|ile|jaki\w*|z jak\w+|po co)\b",
        re.IGNORECASE,
    ),
}
_AFTER_GOAL = {"price": "price", "likes": "likes"}
_OUT = re.compile(
    r"\b(?:remove|drop|delete|skip|leave out|without|usun\w*|wyrzuc\w*|pomin\w*|skresl\w*|bez)\b([^.?!;]*)"
)
_NUMBER = re.compile(r"\d+")
_ASKED = re.compile(
    r"[„“\"]([^„”“\"]+\?)[”\"“]|(?:^|[.:;,!]\s+|\badd\s+|\bdodaj\s+)([A-ZĄĆĘŁŃÓŚŹŻ][^.?!:]*\?)"
)


def write_guide(inputs: Mapping[str, Any], *, language: Language, seed: int) -> dict[str, Any]:
    """Sections from everyday habits over the goal to what would have to change; or the present guide, changed.

    Args:
        inputs: ``topic``, ``goal``, ``together`` (people discuss), and optionally ``shown``, ``present`` with ``changes``.
    """
    talk = bool(inputs["together"])
    if inputs.get("present"):
        return {"sections": _changed(inputs["present"], str(inputs.get("changes") or ""))}
    voice = Voice("female", random.Random(seed))
    topic, goal = str(inputs["topic"]), str(inputs["goal"]).strip().rstrip(".?! ")
    words = words_for(domain_of(topic, str(inputs.get("shown") or ""), goal), language, voice)
    said = _OPENINGS[language].sub("", goal, count=1).strip()
    is_clause = _CLAUSE[language].search(said) is not None
    slots = {
        "chore": words["chore"],
        "quality": words["quality"],
        "clause": said[:1].lower() + said[1:],
        "goal": said or goal,
    }
    follow = _AFTER_GOAL.get(question_kind(goal), "barriers")
    parts = [("begin",), ("clause" if is_clause else "goal", follow)]
    if inputs.get("shown"):
        parts.append(("shown",))
    parts.append(("end",))
    return {"sections": [_section(part, talk, slots, language, voice.rng) for part in parts]}


def _section(
    kinds: Sequence[str], talk: bool, slots: Mapping[str, str], language: Language, chance: random.Random
) -> dict[str, Any]:
    table = resource("guides")[language]
    questions = []
    for kind in kinds:
        chosen = chance.choice(table[kind]["talk" if talk else "alone"])
        questions.append(
            {
                "text": chosen["text"].format_map(slots),
                "probes": list(chosen.get("probes", ())) if talk else [],
            }
        )
    minutes = float(table[kinds[0]]["minutes"]) if talk else None
    return {"title": table[kinds[0]]["title"], "questions": questions, "minutes": minutes}


def _changed(present: Sequence[Mapping[str, Any]], changes: str) -> list[dict[str, Any]]:
    """Questions named by number are taken out, those asked in the wish come at the end of the last section but one."""
    out = {
        int(number) for match in _OUT.finditer(fold(changes)) for number in _NUMBER.findall(match.group(1))
    }
    new = [(quoted or plain).strip() for quoted, plain in _ASKED.findall(changes)]
    place, sections = 0, []
    for section in present:
        kept = []
        for question in section["questions"]:
            place += 1
            if place not in out:
                kept.append({"text": question["text"], "probes": list(question["probes"])})
        sections.append({"title": section["title"], "questions": kept, "minutes": section.get("minutes")})
    sections[max(0, len(sections) - 2)]["questions"] += [{"text": text, "probes": []} for text in new]
    left = [section for section in sections if section["questions"]]
    return left or [dict(section) for section in present]
