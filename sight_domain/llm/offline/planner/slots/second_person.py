"""A reported question put to the person it is about: "what annoys her" -> "what annoys you".

Only what can be told without a parser is changed; other words stay as they were said.
"""

from __future__ import annotations

import re

from sight_domain.language import Language

_AUXILIARY = re.compile(
    r"^(?P<asks>.*?)\b(?:she|he)\s+(?P<verb>is|was|has|had|can|could|will|would|should|does|did|might|must)\b\s*(?P<rest>.*)$",
    re.IGNORECASE,
)
_PLAIN = re.compile(
    r"^(?P<asks>.*?)\b(?:she|he)\s+(?P<how>(?:\w+ly|often|never|always|still|ever)\s+)?(?P<verb>[a-z]+s)\b(?P<rest>.*)$",
    re.IGNORECASE,
)
_WHETHER = re.compile(r"^(?:if|whether)\s+(?=\w+ you\b)", re.IGNORECASE)
_AGREES = {"is": "are", "was": "were", "has": "have", "does": "do"}
_WHAT_ACTS = re.compile(r"^(?:what|who|which)\b", re.IGNORECASE)
_HERSELF = re.compile(r"\b(?:her|him)(?:self)?\b")
# "Co" and "kto" do something to the person; in "czy by go kupił" the person is somebody else.
_CO_ACTS = re.compile(r"^(?:co|kto)\b", re.IGNORECASE)
_IS = re.compile(r"\bjest(?=\s+(?:przeciw|sceptyczn|(?:nie)?zadowolon|(?:nie)?chętn))")


def to_their_face(question: str, language: Language) -> str:
    """The question in the second person."""
    if language == "pl":
        if _CO_ACTS.match(question):
            question = re.sub(r"\b(?:ją|go)\b", "Cię", question, count=1)
        return _IS.sub("jesteś", question)
    if said := _AUXILIARY.match(question):
        verb = said["verb"].lower()
        asked = f"{said['asks']}{_AGREES.get(verb, verb)} you {said['rest']}".strip()
    elif said := _PLAIN.match(question):
        asked = f"{said['asks']}do you {said['how'] or ''}{_base(said['verb'])}{said['rest']}"
    elif _WHAT_ACTS.match(question):
        return _HERSELF.sub(lambda word: "yourself" if "self" in word.group() else "you", question, count=1)
    else:
        return question
    return _WHETHER.sub("", asked)


def _base(verb: str) -> str:
    """The infinitive of a verb in the third person: buys, tries, watches, goes."""
    if verb.endswith("ies") and len(verb) > 4:
        return verb[:-3] + "y"
    if verb.endswith(("ches", "shes", "sses", "xes", "zzes", "goes")):
        return verb[:-2]
    return verb[:-1]
