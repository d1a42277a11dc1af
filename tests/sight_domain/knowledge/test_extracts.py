"""What is said of a passage in short is word for word in it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sight_domain.knowledge.extracts import LONGEST_SUMMARY, MOST_FACTS, extract

PASSAGE = (
    "Badanie trwało trzy tygodnie. Zestawy posiłkowe kupuje 34 procent kobiet w dużych miastach. Najważniejszą "
    "przeszkodą jest cena zestawów posiłkowych. Opakowania przeszkadzają co piątej ankietowanej. Zestawy zamawia się "
    "głównie we wtorki."
)


def _said(query: str, text: str = PASSAGE) -> list[str]:
    return [text[fact.start : fact.end] for fact in extract(text, query).facts]


def test_key_facts_are_the_sentences_on_the_query_whatever_the_inflection() -> None:
    assert _said("jaka jest przeszkoda") == [
        "Najważniejszą przeszkodą jest cena zestawów posiłkowych.",
    ]
    assert "Zestawy posiłkowe kupuje 34 procent kobiet w dużych miastach." in _said(
        "kto kupował zestaw posiłkowy"
    )


def test_a_figure_decides_between_sentences_that_answer_alike() -> None:
    text = "Koty lubią mleko. Psy lubią mleko. Dzieci lubią mleko. Mleko lubi 12 osób."
    assert "Mleko lubi 12 osób." in _said("mleko", text)


def test_a_heading_is_neither_summary_nor_fact_even_one_that_ends_like_a_sentence() -> None:
    text = "Wywiad z Ewą K.\n\nEwa prowadzi piekarnię. Wywiad trwał godzinę."
    short = extract(text, "wywiad z Ewą", headings=("Wywiady 2025", "Wywiad z Ewą K."))
    said = [text[span.start : span.end] for span in (short.summary, *short.facts)]
    assert said and "Wywiad z Ewą K." not in said
    only = extract("Wywiad z Ewą K.", "Ewa", headings=("Wywiad z Ewą K.",))
    assert only.summary.end > 0, "a passage of nothing else is told by it"


def test_a_query_in_other_words_has_no_key_facts() -> None:
    assert _said("weather in the mountains") == []


def test_the_summary_does_not_depend_on_the_query() -> None:
    spans = {extract(PASSAGE, query).summary for query in ("cena", "wtorek", "zestawy posiłkowe")}
    assert len(spans) == 1
    span = spans.pop()
    assert "posiłkow" in PASSAGE[span.start : span.end]


@given(st.text(alphabet="abcż .!?1\n", max_size=600), st.text(alphabet="abcż 1", max_size=20))
def test_spans_lie_within_the_passage_in_order_and_within_their_length(text: str, query: str) -> None:
    short = extract(text, query)
    assert 0 <= short.summary.start <= short.summary.end <= len(text)
    assert short.summary.end - short.summary.start <= LONGEST_SUMMARY
    assert len(short.facts) <= MOST_FACTS
    reached = 0
    for fact in short.facts:
        assert reached <= fact.start < fact.end <= len(text)
        reached = fact.end


def test_a_long_sentence_is_cut_after_a_word() -> None:
    text = "słowo " * 100
    span = extract(text, "słowo").summary
    assert text[span.start : span.end].endswith("słowo")
    assert LONGEST_SUMMARY - 6 <= span.end - span.start <= LONGEST_SUMMARY
