"""Typed survey questions out of plain ones."""

from __future__ import annotations

import re
from typing import Any

from sight_domain.language import Language
from sight_domain.llm.offline.planner.lexicon import resource
from sight_domain.llm.offline.planner.text import fold

_HIGHEST_PRICE = 1_000
_PRICE = re.compile(
    r"\b(?:ile \w*\s?(?:zaplac\w*|kosztowa\w*|dasz|dal\w*by\w*)|jaka cena|how much|what price)\b"
)
_LIKELY = re.compile(r"\b(?:jak (?:bardzo )?prawdopodobn\w*|how likely|how probable)\b")
_IMPORTANT = re.compile(r"\b(?:jak (?:bardzo )?(?:wazn\w*|istotn\w*)|how important)\b")
_SATISFIED = re.compile(r"\b(?:jak (?:bardzo )?(?:zadowolon\w*|oceniasz)|how satisfied|how would you rate)\b")
_OFTEN = re.compile(r"\b(?:jak czesto|how often)\b")
_YES_NO = re.compile(
    r"^(?:czy\b|(?:would|do|does|did|is|are|was|were|have|has|can|could|will|should)\b)", re.IGNORECASE
)
_STEM_OPTIONS = re.compile(r"\((?P<options>[^()]+)\)")
_BETWEEN = re.compile(r"\s*(?:,|/|;|\s\bor\b\s|\s\blub\b\s|\s\balbo\b\s)\s*", re.IGNORECASE)


def typed_question(text: str, language: Language) -> dict[str, Any]:
    """The type of question that fits a plain one: options in brackets, amounts, likelihoods, yes or no, statements.

    What fits none of them is asked openly, so that nothing is put into anybody's mouth.
    """
    words = resource("surveys.yaml")
    folded = fold(text)
    options = _STEM_OPTIONS.search(text)
    if options:
        listed = [part.strip() for part in _BETWEEN.split(options["options"]) if part.strip()]
        if len(set(listed)) >= 2:
            stem = text[: options.start()].rstrip() + text[options.end() :]
            return {"type": "single_choice", "text": stem, "options": list(dict.fromkeys(listed))}
    if _PRICE.search(folded):
        return {"type": "numeric", "text": text, "min": 0, "max": _HIGHEST_PRICE}
    for pattern, name in ((_LIKELY, "likely"), (_IMPORTANT, "important"), (_SATISFIED, "satisfied")):
        if pattern.search(folded):
            return {"type": "scale", "text": text, "labels": words[name][language], **words["bounds"][name]}
    if _OFTEN.search(folded):
        return {"type": "single_choice", "text": text, "options": words["often"][language], "shuffle": False}
    if _YES_NO.search(folded):
        yes_no = words["yes_no"][language]
        return {"type": "single_choice", "text": text, "options": yes_no, "exclusive": yes_no[-1:]}
    if not text.rstrip().endswith("?"):
        return {"type": "likert", "text": text}
    return {"type": "open_text", "text": text}
