"""Answers go into prompts whole and under short names; only what stands in them can be quoted."""

from __future__ import annotations

from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from sight_domain.ids import Kind, to_public
from sight_domain.insights.drafts import DraftQuote, DraftRating, ReadingDraft
from sight_domain.insights.evidence import Cited, Said, batches, by_person
from sight_domain.insights.verified import ratings_of

PEOPLE = [uuid4() for _ in range(6)]


def said(person: UUID, text: str) -> Said:
    key = uuid4()
    return Said(key, PEOPLE[0], person, "Anna", "Why?", text, to_public(Kind.TURN, key))


answers = st.lists(st.builds(said, st.sampled_from(PEOPLE), st.text(min_size=1, max_size=400)), max_size=40)


@given(answers, st.integers(min_value=50, max_value=2000), st.integers(min_value=1, max_value=4))
def test_every_answer_is_in_one_batch_and_batches_keep_their_limits(
    given_answers: list[Said], characters: int, people: int
) -> None:
    found = batches(given_answers, characters=characters, people=people)
    assert sorted(one.key for batch in found for one in batch) == sorted(one.key for one in given_answers)
    for batch in found:
        assert batch
        assert len(by_person(batch)) <= people
        assert len(batch) == 1 or sum(len(one.text) + len(one.question) for one in batch) <= characters


@given(answers)
def test_a_person_s_answers_stay_together_where_they_fit(given_answers: list[Said]) -> None:
    found = batches(given_answers, characters=1_000_000, people=2)
    for person in PEOPLE:
        assert sum(any(one.persona_id == person for one in batch) for batch in found) <= 1


def test_only_exact_words_of_the_answer_that_is_named_are_quotes() -> None:
    first, second = said(PEOPLE[0], "It is far too dear, honestly."), said(PEOPLE[1], "I like it.")
    cited = Cited([first, second])
    drafts = [
        DraftQuote(turn_id="a1", text="far too dear"),
        DraftQuote(turn_id="a1", text="far too dear"),
        DraftQuote(turn_id="a1", text="far too expensive"),
        DraftQuote(turn_id="a1", text="I like it."),
        DraftQuote(turn_id="a9", text="far too dear"),
        DraftQuote(turn_id="a2", text=" … "),
        DraftQuote(turn_id="[a2]", text=" I like it. "),
    ]
    found = cited.quotes(drafts)
    assert [(quote.turn_id, quote.text) for quote in found] == [
        (first.turn_id, "far too dear"),
        (second.turn_id, "I like it."),
    ]
    assert cited.dropped == 4
    assert cited.quotes([]) == []
    assert cited.dropped == 5
    assert cited.quotes([DraftQuote(turn_id="a1", text="onest")]) == []


def test_ratings_of_an_outcome_nobody_asked_about_are_dropped_and_counted() -> None:
    cited = Cited([said(PEOPLE[0], "It is far too dear, honestly.")])
    quotes = [DraftQuote(turn_id="a1", text="far too dear")]
    given = [DraftRating(outcome=number, importance=8, satisfaction=2, quotes=quotes) for number in (1, 2)]
    found = ratings_of(ReadingDraft(pain_points=[], ratings=given), cited, 1, {})
    assert [(place, rating.importance) for place, rating, _ in found] == [(0, 8)]
    assert cited.dropped == 1


def test_prompts_name_no_stored_id() -> None:
    one = said(PEOPLE[0], "Too dear.")
    (shown,) = Cited([one]).inputs({PEOPLE[0]: "r1"})
    assert shown == {"turn_id": "a1", "persona_id": "r1", "question": "Why?", "text": "Too dear."}
