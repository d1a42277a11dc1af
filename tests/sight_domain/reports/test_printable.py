"""Text as a page can hold it."""

from __future__ import annotations

import pytest

from sight_domain.reports.printable import printable

ID = "trn_01m7zy1rj8e03bjff03x9qpqe3"


@pytest.mark.parametrize("text", [ID, f"[{ID}]", f"({ID})", f"srv_{ID[4:]}/q7", f"{ID},{ID},{ID}"])
def test_an_id_can_be_copied_from_the_page(text: str) -> None:
    assert all(f"{prefix}_{ID[4:]}" in printable(text) for prefix in {text.strip("[(")[:3]})


def test_a_long_word_can_be_broken_anywhere_and_loses_nothing() -> None:
    word = "Donaudampfschifffahrtsgesellschaftskapitän" * 3
    pieces = printable(word).split("\u200b")
    assert "".join(pieces) == word and max(map(len, pieces)) <= 16
    assert printable("posiłki w pudełkach") == "posiłki w pudełkach"
