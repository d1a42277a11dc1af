"""When a question is talked out: new turns bring no new theme, or hardly change what is talked about."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise

from sight_domain.language import Language

CHECK_EVERY = 4
"""Turns between two checks."""
CHECKS = 3
STILL = 0.02
"""Jensen-Shannon divergence, in bits, below which a check has found nothing new."""


def themes_of(text: str, language: Language) -> frozenset[str]:
    """The considerations a turn raises (price, trust, habit, ...), by the words of the coding lexicon."""
    from sight_domain.llm.offline.coding import code_text

    return frozenset(mention.code for mention in code_text(text, language))


def divergence(p: Mapping[str, float], q: Mapping[str, float]) -> float:
    """Jensen-Shannon divergence of two tables of counts, in bits: 0 when alike, 1 when nothing is shared.

    JSD = H((P + Q)/2) - (H(P) + H(Q))/2 (Lin 1991). An empty table is alike only to an empty one.
    """
    total_p, total_q = sum(p.values()), sum(q.values())
    if not total_p or not total_q:
        return float(bool(total_p) != bool(total_q))
    shares = [(p.get(key, 0) / total_p, q.get(key, 0) / total_q) for key in p.keys() | q.keys()]
    middle = [(a + b) / 2 for a, b in shares]
    apart = _entropy(middle) - (_entropy([a for a, _ in shares]) + _entropy([b for _, b in shares])) / 2
    return max(0.0, apart)


def is_saturated(themes: Sequence[frozenset[str]]) -> bool:
    """Whether the turns of one question, each given by its themes, have stopped bringing anything.

    Every four turns the themes so far are compared with those of the check before. Talked out means three checks in a
    row with a divergence below 0.02, or three in which no theme came up for the first time.
    """
    ends = range(CHECK_EVERY, len(themes) + 1, CHECK_EVERY)
    if len(ends) <= CHECKS:
        return False
    counts = [Counter(theme for turn in themes[:end] for theme in turn) for end in ends]
    last = list(pairwise(counts))[-CHECKS:]
    return all(divergence(before, after) < STILL for before, after in last) or all(
        after.keys() == before.keys() for before, after in last
    )


def _entropy(shares: Sequence[float]) -> float:
    return -sum(share * math.log2(share) for share in shares if share > 0)
