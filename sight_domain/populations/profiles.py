"""People of a sample who repeat one another."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

# What tells apart two records of one person: everything else is drawn for each.
NAMES_AND_PLACES_IN_LINE = frozenset(
    {"id", "seq", "batch", "full_name", "given_name", "weight", "segment_id", "segment_name"}
)


def repeated_profiles(people: Sequence[Mapping[str, Any]], attributes: Sequence[str]) -> int:
    """People who share all these attributes with an earlier one."""
    return len(people) - len({tuple(str(p.get(a)) for a in attributes) for p in people})


def clones(people: Sequence[Mapping[str, Any]]) -> int:
    """People who repeat an earlier one in every drawn fact, scores included, whatever they are called.

    Two strangers agree in their demographics now and then, but not in five trait scores as well. People of whom nothing
    but demographics is known are not judged.
    """
    judged = [p for p in people if p.get("big_five")]
    seen = {
        json.dumps(
            {k: v for k, v in p.items() if k not in NAMES_AND_PLACES_IN_LINE}, sort_keys=True, default=str
        )
        for p in judged
    }
    return len(judged) - len(seen)
