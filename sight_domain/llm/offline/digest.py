"""The minutes of a closed section of a talk, counted from its coded turns."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from sight_domain.language import Language, Text
from sight_domain.llm.offline.coding import code_text, sentence_spans
from sight_domain.llm.offline.considerations import label

_MOST_POINTS = 3
_MOST_CITED = 6
_SIDE = 0.25
_DIVIDED = (
    Text(en="On “{theme}” people were divided: {n} spoke of it, {good} in favour and {bad} against.",
         pl="Temat „{theme}” podzielił grupę; mówiących: {n}, za: {good}, przeciw: {bad}."),
    Text(en="“{theme}” stayed open: voices in favour {good}, against {bad}.",
         pl="Temat „{theme}” został otwarty: głosów za {good}, przeciw {bad}."),
)  # fmt: skip
_ONE_SIDED = (
    Text(en="“{theme}” came up with {n}: in favour {good}, against {bad}.",
         pl="Padł temat „{theme}”; mówiących: {n}, za: {good}, przeciw: {bad}."),
    Text(en="People named “{theme}” ({n} of them; in favour {good}, against {bad}).",
         pl="Wymieniono „{theme}”; osób: {n} (za: {good}, przeciw: {bad})."),
)  # fmt: skip
_SAID = Text(en="{name} said: “{sentence}”", pl="{name}, słowo w słowo: „{sentence}”")


def write_digest(inputs: Mapping[str, Any], *, language: Language, seed: int) -> dict[str, Any]:
    """Up to three points on what most people spoke of, each with the turns it is counted from.

    Args:
        inputs: ``turns`` with ``turn_id``, ``persona_name`` and ``text``; the rest is not read.
    """
    chance = random.Random(seed)
    turns = list(inputs["turns"])
    tones: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    cited: dict[str, list[str]] = defaultdict(list)
    for turn in turns:
        for mention in code_text(str(turn["text"]), language):
            tones[mention.code][turn["persona_name"]].append(mention.polarity)
            if turn["turn_id"] not in cited[mention.code]:
                cited[mention.code].append(turn["turn_id"])
    raised = sorted(tones, key=lambda code: (-len(tones[code]), code))[:_MOST_POINTS]
    points = [_point(code, tones[code], cited[code], language, chance) for code in raised]
    return {"points": points if points or not turns else [_verbatim(turns, language)]}


def _point(
    code: str,
    tones: Mapping[str, list[float]],
    cited: list[str],
    language: Language,
    chance: random.Random,
) -> dict[str, Any]:
    means = [sum(said) / len(said) for said in tones.values()]
    good, bad = sum(mean > _SIDE for mean in means), sum(mean < -_SIDE for mean in means)
    wording = chance.choice(_DIVIDED if good and bad else _ONE_SIDED).to(language)
    text = wording.format(theme=label(code, language), n=len(tones), good=good, bad=bad)
    return {"text": text, "turn_ids": cited[:_MOST_CITED]}


def _verbatim(turns: list[Mapping[str, Any]], language: Language) -> dict[str, Any]:
    """Where nothing is recognised: the first sentence of the longest turn, as it was said."""
    longest = max(turns, key=lambda turn: len(str(turn["text"])))
    text = str(longest["text"])
    start, end = sentence_spans(text)[0]
    sentence = text[start : min(end, start + 250)]
    said = _SAID.to(language).format(name=longest["persona_name"], sentence=sentence)
    return {"text": said, "turn_ids": [longest["turn_id"]]}
