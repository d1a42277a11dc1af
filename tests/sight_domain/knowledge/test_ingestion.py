"""What is stored about a file follows from the file alone."""

from __future__ import annotations

import pytest

from sight_domain.errors import ErrorCode, SightError
from sight_domain.knowledge import ingestion
from sight_domain.knowledge.ingestion import ingest


def test_titles_are_the_given_one_or_the_first_heading_or_the_name() -> None:
    assert ingest(b"# Heading\n\nwords", "a.md", "Given").title == "Given"
    assert ingest(b"# Heading\n\nwords", "a.md", None).title == "Heading"
    assert ingest(b"only words", "raport_roczny 2025.txt", None).title == "raport roczny 2025"


def test_the_title_is_indexed_with_every_chunk() -> None:
    body = " ".join(f"Respondent {number} likes tea." for number in range(200))
    ingested = ingest(body.encode(), "a.txt", "Hot beverages")
    assert len(ingested.chunks) > 1
    assert all("beverag" in one.terms.frequencies for one in ingested.chunks)
    assert ingested.term_count == sum(one.terms.length for one in ingested.chunks)


def test_text_beyond_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingestion, "LONGEST_TEXT", 100)
    with pytest.raises(SightError, match="101 characters of text") as raised:
        ingest(b"x" * 101, "long.txt", None)
    assert raised.value.code is ErrorCode.UNREADABLE_DOCUMENT
    assert ingest(b"x" * 100, "long.txt", None).chunks


@pytest.mark.parametrize(
    "content",
    [
        b"[](" * 50_000,
        b"<!--" * 50_000,
        b"." * 200_000 + b"x",
        b"*a " * 50_000,
        b"# " + b"#" * 200_000 + b"x",
    ],
)
def test_odd_markdown_is_read_in_linear_time(content: bytes) -> None:
    """Patterns that take quadratic time would run into the test's time limit here."""
    assert ingest(content, "odd.md", None).chunks
