"""What a passage says in short, in its own words: a summary and key facts, both exact spans of the stored text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sight_domain.knowledge.analysis import Terms, index_terms, query_terms
from sight_domain.knowledge.sentences import prose_sentences

LONGEST_SUMMARY = 240
"""Characters."""
MOST_FACTS = 3
_FIGURE = 0.5
"""What a number in a sentence is worth, against 1 for a word of the query."""


@dataclass(frozen=True, slots=True)
class Span:
    """Characters ``[start, end)`` of a passage."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Extract:
    """The `summary` tells what the passage is about whatever was asked, the `facts` what it says on the query."""

    summary: Span
    facts: tuple[Span, ...]


def extract(text: str, query: str, headings: Collection[str] = ()) -> Extract:
    """The sentence nearest to the passage as a whole, and up to three that answer the query, in reading order.

    A sentence stands for the passage by ``sum of tf / sqrt(number of its terms)``, tf being the term's frequency in the
    passage. It answers by the weights of the query's terms it holds, plus a half where it states a number; a sentence
    without any term of the query is no key fact, nor is one of the `headings` that the passage stands under.
    Source: the centroid method of Radev, Jing, Styś and Tam, Centroid-based summarization of multiple documents, 2004.
    """
    above = {heading.casefold() for heading in headings}
    prose = [Span(start, end) for start, end in prose_sentences(text)]
    spans = [span for span in prose if text[span.start : span.end].casefold() not in above] or prose
    terms = [index_terms(text[span.start : span.end], None) for span in spans]
    if not spans:
        return Extract(Span(0, 0), ())
    whole = sum((one.frequencies for one in terms), Counter[str]())
    summary = spans[max(range(len(spans)), key=lambda at: _centrality(terms[at], whole))]
    return Extract(_shortened(text, summary), _facts(text, spans, terms, query_terms(query)))


def _centrality(sentence: Terms, passage: Counter[str]) -> float:
    own = sentence.frequencies
    return sum(passage[term] for term in own) / len(own) ** 0.5 if own else 0.0


def _facts(
    text: str, spans: Sequence[Span], terms: Sequence[Terms], asked: Mapping[str, float]
) -> tuple[Span, ...]:
    worth = {
        at: answered + _FIGURE * any(c.isdigit() for c in text[span.start : span.end])
        for at, span in enumerate(spans)
        if (answered := sum(weight for term, weight in asked.items() if term in terms[at].frequencies))
    }
    best = sorted(worth, key=lambda at: (-worth[at], at))[:MOST_FACTS]
    return tuple(spans[at] for at in sorted(best))


def _shortened(text: str, span: Span) -> Span:
    """A sentence too long for a summary ends after its last whole word that fits."""
    if span.end - span.start <= LONGEST_SUMMARY:
        return span
    last_space = text.rfind(" ", span.start + 1, span.start + LONGEST_SUMMARY + 1)
    return Span(span.start, last_space if last_space > 0 else span.start + LONGEST_SUMMARY)
