"""What field a topic belongs to, and the concrete words that go with it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sight_domain.language import Language
from sight_domain.llm.offline.considerations import fold, pattern
from sight_domain.llm.offline.grammar import Grammar, Voice, resource

SLOTS = ("quality", "chore", "current", "spare")


@dataclass(frozen=True, slots=True)
class PriceScale:
    """A usual price span in PLN, and its unit in the asked language (``miesięcznie``)."""

    low: float
    high: float
    unit: str


@lru_cache(maxsize=512)
def domain_of(topic: str, stimulus: str = "", question: str = "") -> str:
    """The field of a topic: a code of `resources/domains.yaml`, ``general`` when none is recognised.

    Words of the topic count three times, those of the stimulus and the question once.
    """
    texts = ((3, fold(topic)), (1, fold(stimulus)), (1, fold(question)))
    scores = {
        code: sum(weight * len(words.findall(lookalikes.sub(" ", text))) for weight, text in texts)
        for code, (words, lookalikes) in _recognisers().items()
    }
    best = max(scores, key=lambda code: scores[code])
    return best if scores[best] > 0 else "general"


@lru_cache
def _recognisers() -> dict[str, tuple[re.Pattern[str], re.Pattern[str]]]:
    """Code -> words of the field, and phrases that hold such words and are about something else (``w domu``)."""
    return {
        code: (pattern(entry["words"]), pattern(entry.get("unless", ())))
        for code, entry in resource("domains").items()
        if entry["words"]
    }


def words_for(domain: str, language: Language, voice: Voice) -> dict[str, str]:
    """Grammar variables for one text: ``thing`` with its Polish cases, ``quality``, ``chore``, ``current``, ``spare``."""
    entry: Mapping[str, Any] = resource("domains")[domain][language]
    chosen = {slot: str(voice.rng.choice(entry[slot])) for slot in SLOTS}
    thing = voice.rng.choice(entry["things"])
    if language == "pl":
        chosen.update(zip(("thing", "thing_gen", "thing_ins", "thing_loc"), thing, strict=True))
    else:
        chosen["thing"] = thing
    return chosen


def price_scale(domain: str, language: Language) -> PriceScale:
    """The price span that people of the domain are used to."""
    price = resource("domains")[domain]["price"]
    return PriceScale(float(price["low"]), float(price["high"]), price[language])


def aside(domain: str) -> frozenset[str]:
    """Considerations that do not belong to the field (couriers to a savings account) unless they are asked about."""
    return frozenset(resource("domains")[domain].get("aside", ()))


def comes_in_parcels(domain: str) -> bool:
    """Whether what the field sells is goods, which come wrapped and by courier."""
    return bool(resource("domains")[domain].get("goods"))


@lru_cache
def habits(language: Language) -> Grammar:
    """One rule per domain: what people do today in that field."""
    return Grammar({code: entry[language]["habits"] for code, entry in resource("domains").items()})
