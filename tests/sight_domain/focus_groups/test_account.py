"""A sentence of a summary cites turns that bear it out, and holds no number or name that they do not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sight_domain.focus_groups.account import Counted, cited_sentences, numbers_in
from sight_domain.focus_groups.findings import CitedSentence, DraftSentence, Theme
from sight_domain.focus_groups.quotes import Said

SAID = {
    "trn_1": Said("per_a", "Anna Nowak", "Thirty złoty, or 35,50 at most."),
    "trn_2": Said("per_b", "Ewa Kos", "No."),
    "trn_3": Said("per_c", "Jan Bąk", "I like the taste, and I trust them."),
}


def counted(title: str, reach: int, in_favour: int, against: int, *turns: str) -> Counted:
    theme = Theme(
        title=title, description="", reach=reach, reach_share=reach / 12, in_favour=in_favour, against=against, quotes=[],
        by_group={"gender": {"Woman": [1, 6]}},
    )  # fmt: skip
    return Counted(theme, set(turns))


PRICE = counted("Price", 7, 2, 4, "trn_1", "trn_2")
TASTE = counted("Taste", 9, 8, 0, "trn_3")
TRUST = counted("Trust", 3, 3, 0, "trn_3")


def sentence(text: str, *turns: str) -> DraftSentence:
    return DraftSentence(text=text, turn_ids=list(turns))


def stands(text: str, *turns: str) -> bool:
    kept, dropped = cited_sentences(
        [sentence(text, *turns)], SAID, [PRICE, TASTE, TRUST], participants=12, answers=48
    )
    assert len(kept) + dropped == 1
    return bool(kept)


def test_a_sentence_keeps_the_turns_that_exist_once_each() -> None:
    drafts = [sentence("Too dear.", "trn_1", "trn_9", "trn_1", "trn_2")]
    kept, dropped = cited_sentences(drafts, SAID, [], participants=12, answers=48)
    assert kept == [CitedSentence(text="Too dear.", turn_ids=["trn_1", "trn_2"])]
    assert dropped == 0


@pytest.mark.parametrize(
    ("text", "turns"),
    [
        ("7 of 12 speak of price: 2 in favour, 4 against.", ["trn_1"]),
        ("On price 1 takes no side, in 48 answers.", ["trn_1"]),
        ("Price: 58% raise it.", ["trn_1"]),
        ("7 of 12 find it too dear.", ["trn_2"]),
        ("Of the 12 people in the room 7 speak of price.", ["trn_2"]),
        ("Price (in favour: 2, against: 4) divides more than taste, with 8 in favour.", ["trn_1", "trn_3"]),
        ("35.50 is the limit.", ["trn_1"]),
        ("„Taste”: za: 8, przeciw: 0.", ["trn_3"]),
        ("Temat „Price”: 4 z 12 osób są przeciw, 2 za.", ["trn_1"]),
        ("Anna Nowak names a limit.", ["trn_1"]),
        ("3 trust it and 9 speak of how it tastes.", ["trn_3"]),
    ],
)
def test_a_sentence_may_state_what_was_counted_on_its_own_theme_and_what_its_turns_say(
    text: str, turns: list[str]
) -> None:
    assert stands(text, *turns)


@pytest.mark.parametrize(
    ("text", "turns"),
    [
        ("Everybody loves it.", []),
        ("Everybody loves it.", ["trn_9"]),
        ("  ", ["trn_1"]),
        ("5 of 12 find it too dear.", ["trn_1"]),
        ("35.50 is the limit.", ["trn_2"]),
    ],
)
def test_a_sentence_without_a_turn_or_with_a_number_of_nothing_is_dropped(
    text: str, turns: list[str]
) -> None:
    assert not stands(text, *turns)


@pytest.mark.parametrize(
    ("text", "turns"),
    [
        ("9 of 12 speak of price.", ["trn_1"]),
        ("8 of 12 are for it.", ["trn_1"]),
        ("On price 8 are in favour.", ["trn_1"]),
        ("6 women speak of price.", ["trn_1"]),
        ("75% speak of price.", ["trn_1"]),
    ],
)
def test_the_figure_of_another_theme_does_not_pass_for_that_of_the_sentence(
    text: str, turns: list[str]
) -> None:
    assert not stands(text, *turns)


@pytest.mark.parametrize(
    "text",
    [
        "Price: 7 of 12 are against.",
        "Price: 12 of 12 people are against.",
        "12 of 12 people raise the price.",
        "All 12 raise the price.",
        "Price porusza 12 z 12 osób.",
        "On price, in favour: 4, against: 2.",
        "„Price”: 4 z 12 osób jest za, 2 przeciw.",
        "Price: za: 7.",
        "7% raise the price.",
        "12% raise the price.",
    ],
)
def test_a_count_does_not_pass_for_the_count_of_another_side_or_for_a_share(text: str) -> None:
    assert not stands(text, "trn_1")


def test_a_named_theme_is_raised_by_a_turn_that_is_cited() -> None:
    assert not stands("Taste wins them over.", "trn_1")
    assert stands("Taste wins them over.", "trn_3", "trn_1")


def test_a_number_in_a_title_is_no_figure() -> None:
    monthly = counted("A box for 30 zł", 2, 1, 1, "trn_1")
    drafts = [sentence(f"2 of 12 speak of “{title}”.", "trn_1") for title in ("a box for 30 zł", "a box for 31 zł")]  # fmt: skip
    kept, dropped = cited_sentences(drafts, SAID, [monthly], participants=12, answers=48)
    assert ([one.text for one in kept], dropped) == (["2 of 12 speak of “a box for 30 zł”."], 1)


def test_whoever_is_named_is_cited() -> None:
    assert not stands("Ewa Kos names a limit.", "trn_1")
    assert not stands("Anna Nowak and Ewa Kos name a limit.", "trn_1")
    assert stands("Ewa Kosińska is nobody here.", "trn_1")


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
    kept, dropped = cited_sentences(drafts, SAID, [PRICE, TASTE], participants=12, answers=48)
    assert len(kept) + dropped == len(drafts)
    assert all(one.turn_ids and set(one.turn_ids) <= SAID.keys() for one in kept)
