"""What a bucket promises: never more than its rate in any minute, and no waiting for nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sight_domain.llm.pressure.bucket import Bucket, Rate

rates = st.integers(1, 100_000).map(lambda per_minute: Rate(per_minute))


@given(rates, st.lists(st.tuples(st.floats(0, 1), st.floats(0, 30)), min_size=1, max_size=60))
def test_no_minute_has_more_than_the_rate(rate: Rate, wishes: list[tuple[float, float]]) -> None:
    bucket, clock, taken = Bucket(rate), 1000.0, []
    for share_of_burst, pause in wishes:
        clock += pause
        units = max(share_of_burst * rate.burst, 1e-6)
        clock += bucket.wait(units, clock)
        bucket.take(units, clock)
        taken.append((clock, units))
    for start, _ in taken:
        in_a_minute = sum(units for at, units in taken if start <= at < start + 60)
        assert in_a_minute <= max(rate.per_minute, 1.5) * (1 + 1e-6)


@given(rates, st.floats(0.1, 50))
def test_after_the_wait_it_fits(rate: Rate, bursts: float) -> None:
    bucket, units = Bucket(rate), bursts * rate.burst
    bucket.take(rate.burst, 0.0)
    wait = bucket.wait(units, 0.0)
    assert wait > 0 and bucket.wait(units, wait + 1e-6) == pytest.approx(0.0, abs=1e-6)


@given(rates)
def test_nine_tenths_of_the_rate_are_used_in_the_long_run(rate: Rate) -> None:
    bucket, clock, taken = Bucket(rate), 0.0, 0.0
    while clock < 3600:
        clock += bucket.wait(rate.burst, clock)
        bucket.take(rate.burst, clock)
        taken += rate.burst
    assert taken >= 0.9 * rate.per_minute * 60 or rate.per_minute < 12


def test_what_is_larger_than_a_burst_passes_a_full_bucket_and_is_paid_back() -> None:
    bucket = Bucket(Rate(1200))
    assert bucket.wait(400, 0.0) == 0.0
    bucket.take(400, 0.0)
    assert bucket.wait(1, 0.0) > 15


def test_what_was_not_used_is_given_back() -> None:
    bucket = Bucket(Rate(1200))
    bucket.take(100, 0.0)
    bucket.correct(-90)
    assert bucket.wait(90, 0.0) == 0.0 and bucket.wait(100, 0.0) > 0
