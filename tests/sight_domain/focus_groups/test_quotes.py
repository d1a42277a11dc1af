"""A quote is an exact substring of the turn it cites, or it is dropped and counted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sight_domain.focus_groups.findings import DraftSegment
from sight_domain.focus_groups.quotes import Said, Segment, stands_in, verified_segments

SAID = {
    "trn_1": Said("per_a", "Anna", "It is too dear for me. I like the recipes."),
    "trn_2": Said("per_b", "Ewa", "Too dear, honestly."),
}


def drafts(*quotes: tuple[str, str, str]) -> list[DraftSegment]:
    return [
        DraftSegment(turn_id=turn, code=code, quote=text, stance="against") for turn, code, text in quotes
    ]


def test_an_exact_quote_stays_with_its_turn_and_code() -> None:
    kept, verified, dropped = verified_segments(
        drafts(("trn_1", "T1", "It is too dear for me.")), SAID, {"T1"}
    )
    assert (verified, dropped) == (1, 0)
    assert kept == [Segment("trn_1", "T1", "It is too dear for me.", "against")]


def test_invented_altered_misattributed_and_blank_quotes_are_dropped_and_counted() -> None:
    bad = drafts(
        ("trn_1", "T1", "It is far too dear."),
        ("trn_1", "T1", "it is too dear for me."),
        ("trn_2", "T1", "I like the recipes."),
        ("trn_9", "T1", "Too dear"),
        ("trn_1", "T1", " "),
        ("trn_1", "T1", ""),
        ("trn_1", "T7", "I like the recipes."),
        ("trn_1", "T1", "dear for m"),
        ("trn_1", "T1", "ecipes."),
        ("trn_1", "T1", " . "),
    )
    assert verified_segments(bad, SAID, {"T1"}) == ([], 0, 10)


@pytest.mark.parametrize(
    ("quote", "stands"),
    [
        ("Too dear", True),
        (", honestly.", True),
        ("ear, honest", False),
        ("dear,", True),
        (",", False),
        ("T", False),
    ],
)
def test_a_quote_is_of_whole_words(quote: str, stands: bool) -> None:
    assert stands_in(quote, "Too dear, honestly.") is stands


def test_of_two_quotes_for_the_same_turn_and_code_the_first_stands() -> None:
    twice = drafts(("trn_1", "T1", "too dear"), ("trn_1", "T1", "dear for me"), ("trn_1", "T2", "recipes"))
    kept, verified, dropped = verified_segments(twice, SAID, {"T1", "T2"})
    assert [(one.code, one.quote) for one in kept] == [("T1", "too dear"), ("T2", "recipes")]
    assert (verified, dropped) == (3, 0)


@given(
    st.lists(
        st.tuples(
            st.sampled_from([*SAID, "trn_x", ""]), st.sampled_from(["T1", "T2", "?"]), st.text(max_size=12)
        ),
        max_size=20,
    )
)
def test_no_text_gets_through_that_was_not_said(quotes: list[tuple[str, str, str]]) -> None:
    kept, verified, dropped = verified_segments(drafts(*quotes), SAID, {"T1", "T2"})
    assert verified + dropped == len(quotes)
    assert len(kept) <= verified
    assert all(one.quote in SAID[one.turn_id].text and one.code != "?" for one in kept)
