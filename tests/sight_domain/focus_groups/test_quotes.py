"""A quote is an exact substring of the turn it cites, or it is dropped and counted."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sight_domain.focus_groups.quotes import Said, verified_themes
from sight_domain.focus_groups.schemas import DraftQuote, DraftTheme

SAID = {
    "trn_1": Said("per_a", "Anna", "It is too dear for me. I like the recipes."),
    "trn_2": Said("per_b", "Ewa", "Too dear, honestly."),
    "trn_3": Said("per_a", "Anna", "As I said, the price."),
}


def _theme(title: str, *quotes: tuple[str, str]) -> DraftTheme:
    drafts = [DraftQuote(turn_id=turn, text=text) for turn, text in quotes]
    return DraftTheme(title=title, description="What the theme is about.", quotes=drafts)


def test_exact_quotes_stay_with_who_said_them() -> None:
    themes, verified, dropped = verified_themes(
        [_theme("Price", ("trn_1", "It is too dear for me."))], SAID, 2
    )
    assert (verified, dropped) == (1, 0)
    assert themes[0].quotes[0].persona_name == "Anna"
    assert (themes[0].reach, themes[0].reach_share) == (1, 0.5)


def test_invented_altered_misattributed_and_blank_quotes_are_dropped_and_counted() -> None:
    invented = _theme(
        "Price",
        ("trn_1", "It is far too dear."),
        ("trn_2", "I like the recipes."),
        ("trn_9", "Too dear"),
        ("trn_1", " "),
    )
    themes, verified, dropped = verified_themes([invented], SAID, 2)
    assert (themes, verified, dropped) == ([], 0, 4)


def test_reach_counts_persons_not_quotes_and_orders_the_themes() -> None:
    alone = _theme("Recipes", ("trn_1", "I like the recipes."))
    shared = _theme("Price", ("trn_1", "too dear"), ("trn_2", "Too dear"), ("trn_3", "the price"))
    themes, _, _ = verified_themes([alone, shared], SAID, 2)
    assert [(theme.title, theme.reach) for theme in themes] == [("Price", 2), ("Recipes", 1)]


@given(st.lists(st.tuples(st.sampled_from([*SAID, "trn_x"]), st.text(min_size=1, max_size=12)), max_size=20))
def test_no_text_gets_through_that_was_not_said(quotes: list[tuple[str, str]]) -> None:
    themes, verified, dropped = verified_themes([_theme("Anything", *quotes)], SAID, 2)
    kept = [quote for theme in themes for quote in theme.quotes]
    assert verified == len(kept)
    assert verified + dropped == len(quotes)
    assert all(quote.text in SAID[quote.turn_id].text for quote in kept)
