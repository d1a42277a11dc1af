"""How the limit finds out what a provider bears, against simulated providers."""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sight_domain.llm.pressure.adaptive import AdaptiveLimit, Sending

SERVICE_SECONDS, REFUSAL_SECONDS = 1.5, 0.02


def simulated(
    limit: AdaptiveLimit, refuses: Callable[[int], bool], *, seconds: float, refusal: float = REFUSAL_SECONDS
) -> tuple[int, int]:
    """Requests served and refused while there is always somebody waiting; `refuses` is asked with how many the
    provider serves already."""
    clock, under_way, serving, served, refused, number = 0.0, 0, 0, 0, 0, 0
    ends: list[tuple[float, int, bool, Sending]] = []
    while clock < seconds:
        while under_way < limit.limit:
            under_way += 1
            number += 1
            accepted = not refuses(serving)
            serving += accepted
            ends_at = clock + (SERVICE_SECONDS * (0.8 + 0.4 * (number % 7) / 6) if accepted else refusal)
            heapq.heappush(ends, (ends_at, number, accepted, limit.sent(under_way)))
        clock, _, accepted, sending = heapq.heappop(ends)
        under_way -= 1
        if accepted:
            serving -= 1
            served += 1
            limit.accepted(sending)
        else:
            refused += 1
            limit.refused(sending)
    return served, refused


@pytest.mark.parametrize("bears", [5, 20, 50])
@pytest.mark.parametrize("ceiling", [20, 80, 300])
def test_a_provider_that_bears_so_many_at_once_is_kept_busy_and_seldom_overrun(
    bears: int, ceiling: int
) -> None:
    served, refused = simulated(AdaptiveLimit(ceiling), lambda serving: serving >= bears, seconds=60)
    possible = 60 / SERVICE_SECONDS * min(bears, ceiling)
    assert served >= 0.85 * possible
    assert refused <= 0.1 * served + 3 * ceiling


@pytest.mark.parametrize("refusal", [REFUSAL_SECONDS, SERVICE_SECONDS])
def test_a_provider_that_refuses_one_in_five_at_any_load_is_not_left_idle(refusal: float) -> None:
    chance = random.Random(7)
    limit = AdaptiveLimit(20)
    served, _ = simulated(limit, lambda serving: chance.random() < 0.2, seconds=60, refusal=refusal)
    each = 0.8 * SERVICE_SECONDS + 0.2 * refusal
    assert served >= 0.75 * 0.8 * 60 / each * 20


def test_a_refusal_halves_and_success_grows_it_back() -> None:
    limit = AdaptiveLimit(16)
    assert limit.refused(limit.sent(16)) and limit.limit == 8
    for _ in range(8):
        limit.accepted(limit.sent(8))
    assert limit.limit == 15


def test_refusals_of_what_was_sent_before_a_halving_do_not_halve_again() -> None:
    limit = AdaptiveLimit(16)
    burst = [limit.sent(level) for level in range(1, 17)]
    assert [limit.refused(sending) for sending in burst] == [True] + [False] * 15
    assert limit.limit == 8


def test_a_provider_that_refuses_everything_is_asked_one_at_a_time() -> None:
    limit = AdaptiveLimit(64)
    for _ in range(200):
        limit.refused(limit.sent(1))
    assert limit.limit == 1


@given(st.integers(1, 100), st.lists(st.booleans(), max_size=300), st.integers())
def test_the_limit_stays_between_one_and_its_ceiling(ceiling: int, endings: list[bool], seed: int) -> None:
    limit, chance = AdaptiveLimit(ceiling), random.Random(seed)
    for accepted in endings:
        sending = limit.sent(chance.randint(1, limit.limit))
        if accepted:
            limit.accepted(sending)
        else:
            limit.refused(sending)
        assert 1 <= limit.limit <= ceiling
