"""Answers to the same question side by side: exact parts of what was said."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sight_domain.personas.said import excerpt, shared_question


@given(st.text(max_size=600), st.integers(20, 240))
def test_an_excerpt_is_an_exact_part_and_fits(text: str, longest: int) -> None:
    part = excerpt(text, longest)
    assert part in text and len(part) <= longest + 1


def test_a_long_answer_ends_with_its_last_whole_sentence() -> None:
    text = "Kupuję raz w tygodniu. Zawsze w sobotę rano! " + "Potem długo nic " * 20
    assert excerpt(text, 60) == "Kupuję raz w tygodniu. Zawsze w sobotę rano!"


def test_a_long_sentence_ends_with_a_whole_word() -> None:
    assert excerpt("bardzo " * 30, 24) == "bardzo bardzo bardzo"


def test_equal_answers_overlap_wholly_and_different_ones_not_at_all() -> None:
    same = shared_question(
        "?", [{"answer": "Ceny rosną", "turn_id": "t1"}, {"answer": "ceny ROSNĄ", "turn_id": "t2"}]
    )
    other = shared_question(
        "?", [{"answer": "Ceny rosną", "turn_id": "t1"}, {"answer": "Brak czasu", "turn_id": "t2"}]
    )
    assert same.overlap == 1 and other.overlap == 0
    assert [answer.turn_id for answer in other.answers] == ["t1", "t2"]
