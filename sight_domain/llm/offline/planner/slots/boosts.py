"""A boost: more respondents of one group than the quotas give it, "boost seniors to 40"."""

from __future__ import annotations

import re
from typing import Any

from sight_domain.llm.offline.planner.slots.audience import audience
from sight_domain.llm.offline.planner.slots.numbers import count_of_people, numbers
from sight_domain.llm.offline.planner.text import fold

_BOOST = re.compile(r"\b(?:boost\w*|oversampl\w*|over-sampl\w*|nadreprezent\w*|nadprob\w*)\b")
_BEYOND = re.compile(r"\b(?:(?:beyond|above|outside|on top of) (?:the )?quotas?|(?:ponad|poza) kwot\w*)\b")
_TOTAL = re.compile(r"\b(?:up to|to|do|w sumie|lacznie|in all|in total)\s*$")
_MORE = re.compile(r"^\s*(?:more|extra|additional|wiecej|dodatkow\w*|kolejn\w*)\b")
_BY = re.compile(r"\b(?:by|o|extra|additional|dodatkow\w*|kolejn\w*)\s*$")
_FILTERS = ("age_min", "age_max", "genders", "regions", "settlements", "education", "income")


def boost_said(text: str) -> dict[str, Any] | None:
    """The ``boost`` argument of a sentence that asks for one: the group's filters, and ``to`` or ``count``.

    None where no boost is asked for, or the sentence names no group or no number.
    """
    folded = fold(text)
    if beyond := _BEYOND.search(folded):
        said = text[: beyond.start()] + " " + text[beyond.end() :]
        count, group = count_of_people(said, alone=True), _group(said)
        return {**group, "count": count} if group and count else None
    if not _BOOST.search(folded):
        return None
    # The number that stands after "to" or "by" counts people; any other may be an age.
    for number in reversed(numbers(text)):
        before, after = folded[: number.start], folded[number.end :]
        mark = _TOTAL.search(before) or _BY.search(before)
        more = _BY.search(before) or _MORE.search(after)
        if not (mark or more):
            continue
        start = mark.start() if mark else number.start
        group = _group(text[:start] + " " + text[number.end :])
        return {**group, ("count" if more else "to"): number.value} if group else None
    return None


def _group(text: str) -> dict[str, Any]:
    target = audience(text).target
    return {field: target[field] for field in _FILTERS if field in target}
