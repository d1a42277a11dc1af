"""How like an utterance is to the example utterances of a tool.

Utterances are bags of stems (Snowball, Polish and English), concepts and letter trigrams of folded words, weighted by
inverse document frequency over all examples of the bound tools: ``idf(f) = ln(1 + (N - n_f + 0.5) / (n_f + 0.5))``
(Robertson & Spärck Jones' form as used in BM25). Likeness is the cosine of the weighted bags, 0 to 1; a tool's is
that of its likest example.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache

from sight_domain.llm.offline.planner.exchange import PlannerTool
from sight_domain.llm.offline.planner.lexicon import Lexicon, resource
from sight_domain.llm.offline.planner.slots.people import is_first_name
from sight_domain.llm.offline.planner.text import fold, words

_STEM, _CONCEPT, _GENERIC, _TRIGRAM = 1.0, 1.2, 0.3, 0.25


@cache
def concepts_lexicon() -> Lexicon:
    """The concepts that requests are made of."""
    return Lexicon(resource("intents.yaml")["concepts"])


@lru_cache(maxsize=4096)
def _stems(word: str) -> tuple[str, ...]:
    import Stemmer

    return tuple({fold(Stemmer.Stemmer(language).stemWord(word)) for language in ("polish", "english")})


@lru_cache(maxsize=2048)
def _bag(text: str) -> Mapping[str, float]:
    bag: dict[str, float] = {}
    generic = frozenset(resource("intents.yaml")["generic"])
    covered: set[int] = set()
    for hit in concepts_lexicon().hits(text):
        weight = _GENERIC if hit.concept in generic else _CONCEPT
        bag[f"c:{hit.concept}"] = weight if hit.exact else weight / 2
        if hit.concept in generic:
            covered.update(range(hit.first_word, hit.last_word + 1))
    for place, word in enumerate(words(text)):
        # Who is meant and how politely says nothing about what is wished.
        if place in covered or word.folded in _empty_words() or is_first_name(word):
            continue
        for stem in _stems(word.text.lower()):
            bag[f"s:{stem}"] = _STEM
        padded = f" {word.folded} "
        for start in range(len(padded) - 2):
            bag[f"t:{padded[start : start + 3]}"] = _TRIGRAM
    return bag


@cache
def _empty_words() -> frozenset[str]:
    return frozenset(resource("intents.yaml")["empty"])


@lru_cache(maxsize=8)
def _index(
    tools: tuple[tuple[str, tuple[str, ...]], ...],
) -> tuple[dict[str, float], dict[str, list[tuple[Mapping[str, float], float]]]]:
    bags = {name: [_bag(example) for example in examples] for name, examples in tools}
    everything = [bag for group in bags.values() for bag in group]
    counts: Counter[str] = Counter(feature for bag in everything for feature in bag)
    total = len(everything)
    idf = {feature: math.log(1 + (total - n + 0.5) / (n + 0.5)) for feature, n in counts.items()}
    return idf, {name: [(bag, _norm(bag, idf)) for bag in group] for name, group in bags.items()}


def _norm(bag: Mapping[str, float], idf: Mapping[str, float]) -> float:
    return math.sqrt(sum((weight * idf.get(feature, 1.0)) ** 2 for feature, weight in bag.items())) or 1.0


def likeness(text: str, tools: Sequence[PlannerTool]) -> dict[str, float]:
    """``{tool: 0-1}``; a tool without examples is compared with its name and description."""
    key = tuple(
        (tool.name, tool.examples or (tool.name.replace("_", " "), tool.description)) for tool in tools
    )
    idf, examples = _index(key)
    bag = _bag(text)
    norm = _norm(bag, idf)
    scores: dict[str, float] = {}
    for name, group in examples.items():
        best = 0.0
        for example, example_norm in group:
            shared = bag.keys() & example.keys()
            dot = sum(bag[feature] * example[feature] * idf[feature] ** 2 for feature in shared)
            best = max(best, dot / (norm * example_norm))
        scores[name] = best
    return scores
