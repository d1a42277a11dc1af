"""The same study seed gives every part the same seed again, and different parts different ones."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sight_domain.seeds import derive_seed, new_seed

seeds = st.integers(min_value=0, max_value=2**31 - 1)


@given(seeds, st.text(), st.integers())
def test_a_derived_seed_is_stable_and_31_bits(seed: int, part: str, number: int) -> None:
    derived = derive_seed(seed, part, number)
    assert derived == derive_seed(seed, part, number)
    assert 0 <= derived < 2**31


def test_every_answer_of_a_group_has_its_own_seed() -> None:
    assert (
        len({derive_seed(7, "answer", 1, seq, index) for seq in range(100) for index in range(10)}) == 1_000
    )


def test_new_seeds_differ() -> None:
    assert len({new_seed() for _ in range(50)}) > 45
