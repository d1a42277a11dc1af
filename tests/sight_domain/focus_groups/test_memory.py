"""What comes to mind: a few events, the most relevant, recent and important ones, whatever else is in the list."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sight_domain.focus_groups.memory import (
    DECAY,
    LONGEST_EVENT,
    Event,
    EventKind,
    basis,
    beginning,
    by_words,
    importance,
    recalled,
    score,
)

WORDS = st.sampled_from(["price", "box", "children", "Sunday", "deliver", "waste", "shop", "cook", "garden"])
TEXTS = st.lists(WORDS, min_size=1, max_size=8).map(" ".join)
EVENTS = st.lists(
    st.builds(
        Event,
        kind=st.sampled_from(EventKind),
        text=TEXTS,
        addressed=st.booleans(),
        moved=st.one_of(st.none(), st.just((2.0, 3.0))),
    ),
    max_size=40,
)
UNIT = st.floats(0, 1)


def heard(text: str, **more: object) -> Event:
    return Event(EventKind.HEARD, text, **more)  # type: ignore[arg-type]


@given(EVENTS, TEXTS, st.integers(1, 10))
def test_never_more_than_asked_for_and_in_the_order_in_which_they_happened(
    events: list[Event], cue: str, most: int
) -> None:
    found = recalled(events, cue, most=most)
    assert len(found) <= most
    places = [next(i for i, one in enumerate(events) if one is event) for event in found]
    assert places == sorted(places)
    assert len(found) >= min(most, len({event.text for event in events}))


@given(st.lists(st.tuples(UNIT, UNIT), min_size=1, max_size=30))
def test_a_score_is_the_sum_of_three_parts_between_0_and_1(pairs: list[tuple[float, float]]) -> None:
    scores = score([a for a, _ in pairs], [b for _, b in pairs])
    assert len(scores) == len(pairs)
    assert all(0 <= one <= 3 + 1e-9 for one in scores)


@given(
    st.lists(st.floats(0, 1, width=16), min_size=2, max_size=20, unique=True),
    st.floats(0.1, 9),
    st.floats(-5, 5),
)
def test_the_scale_on_which_relevance_comes_does_not_matter(
    relevance: list[float], factor: float, shift: float
) -> None:
    weight = [0.5] * len(relevance)
    other = score([factor * one + shift for one in relevance], weight)
    assert other == pytest.approx(score(relevance, weight), abs=1e-6)


@given(st.lists(UNIT, min_size=2, max_size=20), st.data())
def test_more_importance_never_lowers_an_event_among_the_others(
    weights: list[float], data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(weights) - 1))
    relevance = [0.3] * len(weights)

    def rank(given: list[float]) -> int:
        scores = score(relevance, given)
        return sum(one > scores[place] + 1e-9 for one in scores)

    raised = [*weights[:place], 1.0, *weights[place + 1 :]]
    assert rank(raised) <= rank(weights)


def test_of_events_alike_the_later_counts_more_by_the_decay() -> None:
    early, middle, late = score([0.5] * 3, [0.5] * 3)
    assert (early, late) == (0.0, 1.0)
    assert middle == pytest.approx((DECAY - DECAY**2) / (1 - DECAY**2))


@given(TEXTS, st.lists(TEXTS, min_size=1, max_size=12))
def test_likeness_of_words_lies_between_0_and_1_and_is_1_for_the_same_words(
    cue: str, texts: list[str]
) -> None:
    likeness = by_words(cue, [*texts, cue])
    assert all(-1e-9 <= one <= 1 + 1e-9 for one in likeness)
    assert likeness[-1] == pytest.approx(1.0)


def test_polish_words_are_found_in_other_forms() -> None:
    texts = ["Gotuję dla dwójki dzieci.", "Cena zestawu to za dużo.", "Mieszkam na wsi."]
    likeness = by_words("Co sądzisz o cenie zestawów?", texts)
    assert max(range(3), key=likeness.__getitem__) == 1
    assert likeness[2] == 0


def test_what_moved_somebody_and_their_own_words_weigh_more_than_what_was_merely_heard() -> None:
    plain, to_me, moved = heard("x"), heard("x", addressed=True), heard("x", moved=(2.0, 2.5))
    said, voted = Event(EventKind.SAID, "x"), Event(EventKind.VOTED, "x")
    assert importance(plain) < importance(to_me) < importance(said) < importance(voted) <= importance(moved)
    assert importance(Event(EventKind.VOTED, "x", addressed=True, moved=(1.0, 5.0))) == 1.0


def test_an_old_relevant_word_comes_back_over_recent_chatter() -> None:
    events = [heard("Delivery comes too late for me."), *(heard(f"Chatter number {n}.") for n in range(30))]
    assert events[0] in recalled(events, "What about the late delivery?", most=4)


def test_meaning_is_used_only_when_every_event_has_a_vector() -> None:
    keys = [UUID(int=n) for n in range(5)]
    events = [heard(f"Words {n}.", source=key) for n, key in enumerate(keys)]
    vectors = {key: [1.0, 0.0] if n == 2 else [-1.0, 0.0] for n, key in enumerate(keys)}
    cue = [1.0, 0.0]
    assert basis(events, vectors, cue) == "meaning"
    assert basis(events, {key: vectors[key] for key in keys[1:]}, cue) == "words"
    assert basis(events, vectors, None) == "words"
    assert recalled(events, "none of them", most=1, vectors=vectors, cue_vector=cue) == [events[2]]
    assert recalled(events, "none of them", most=1) == [events[4]]


@given(st.text(max_size=1500))
def test_a_long_event_is_given_by_its_exact_beginning(text: str) -> None:
    kept = beginning(text)
    assert len(kept) <= LONGEST_EVENT
    assert text.strip().startswith(kept)
