"""What was found in documents is told with what the search says of itself."""

from __future__ import annotations

from sight_domain.llm.offline.planner.told.sources import found

HIT = {"title": "Raport", "page": 3, "text": "Herbatę pije 58% osób.", "key_facts": []}


def test_a_search_that_found_only_what_is_nearest_says_so() -> None:
    note = "None of these passages is likely to answer the question."
    first, hit = found({"hits": [HIT], "note": note}, "en")
    assert first.startswith("Passages found: 1.") and first.endswith(note)
    assert "**Raport**, p. 3" in hit


def test_nothing_found_is_explained_where_there_is_a_reason() -> None:
    """A note may as well be that only words were searched, which alone would not say that nothing was found."""
    (told,) = found({"hits": [], "note": "Nie ma tu jeszcze dokumentów."}, "pl")
    assert told.endswith("Nie ma tu jeszcze dokumentów.")
    assert found({"hits": [], "note": None}, "pl") == ["W dokumentach nic na ten temat nie znaleziono."]
