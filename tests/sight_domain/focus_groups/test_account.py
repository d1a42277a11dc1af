"""A sentence of a summary cites turns that exist and holds no number that nobody said or counted."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sight_domain.focus_groups.account import cited_sentences, counted_numbers, numbers_in
from sight_domain.focus_groups.findings import CitedSentence, DraftSentence, Theme
from sight_domain.focus_groups.quotes import Said

SAID = {
    "trn_1": Said("per_a", "Anna", "Thirty złoty, or 35,50 at most."),
    "trn_2": Said("per_b", "Ewa", "No."),
}


def sentence(text: str, *turns: str) -> DraftSentence:
    return DraftSentence(text=text, turn_ids=list(turns))


def test_a_sentence_keeps_the_turns_that_exist_once_each() -> None:
    kept, dropped = cited_sentences([sentence("Too dear.", "trn_1", "trn_9", "trn_1", "trn_2")], SAID, ())
    assert kept == [CitedSentence(text="Too dear.", turn_ids=["trn_1", "trn_2"])]
    assert dropped == 0


def test_sentences_without_a_turn_or_with_an_uncounted_number_are_dropped_and_counted() -> None:
    drafts = [
        sentence("Everybody loves it."),
        sentence("Everybody loves it.", "trn_9"),
        sentence("9 of 12 find it too dear.", "trn_1"),
        sentence("7 of 12 find it too dear.", "trn_1"),
        sentence("35.50 is the limit.", "trn_1"),
        sentence("35.50 is the limit.", "trn_2"),
        sentence("  ", "trn_1"),
    ]
    kept, dropped = cited_sentences(drafts, SAID, {"7", "12"})
    assert [one.text for one in kept] == ["7 of 12 find it too dear.", "35.50 is the limit."]
    assert dropped == 5


def test_counted_are_reach_sides_sub_groups_and_whole_percentages() -> None:
    theme = Theme(
        title="Price", description="", reach=7, reach_share=7 / 12, in_favour=2, against=4, quotes=[],
        by_group={"gender": {"Woman": [3, 6]}},
    )  # fmt: skip
    assert counted_numbers([theme], 12, 48) == {"12", "48", "7", "2", "4", "58", "3", "6"}


def test_numbers_are_read_with_point_and_comma() -> None:
    assert numbers_in("Od 3 do 35,50 zł, czyli 12%.") == {"3", "35.50", "12"}


@given(
    st.lists(
        st.builds(
            DraftSentence,
            text=st.text(min_size=2, max_size=30),
            turn_ids=st.lists(st.sampled_from(["trn_1", "trn_2", "trn_x"]), max_size=3),
        ),
        max_size=10,
    )
)
def test_nothing_uncited_gets_through(drafts: list[DraftSentence]) -> None:
    kept, dropped = cited_sentences(drafts, SAID, {"7"})
    assert len(kept) + dropped == len(drafts)
    assert all(one.turn_ids and set(one.turn_ids) <= SAID.keys() for one in kept)
