from __future__ import annotations

import re
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from sight_domain.reports.filenames import filename, slug

AT = datetime(2026, 11, 4, tzinfo=UTC)


def test_polish_letters_are_transliterated() -> None:
    assert slug("Zażółć gęślą jaźń: ŁÓDŹ!") == "zazolc-gesla-jazn-lodz"


def test_the_name_tells_title_kind_and_date() -> None:
    assert filename("project", "Pudełka", "pdf", AT, language="pl") == "pudelka_badanie_2026-11-04.pdf"
    assert filename("focus_group", "Meal kits", "csv", AT) == "meal-kits_focus-group_2026-11-04.csv"


def test_a_title_without_latin_letters_leaves_kind_and_date() -> None:
    assert filename("persona", "漢字", "json", AT) == "persona_2026-11-04.json"


@given(st.text())
def test_every_title_gives_a_safe_name(title: str) -> None:
    name = filename("project", title, "pdf", AT)
    assert re.fullmatch(r"[a-z0-9_-]+\.pdf", name)
    assert len(name) < 100
