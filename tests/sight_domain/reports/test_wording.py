from __future__ import annotations

import re

import pytest

from sight_domain.reports.wording import STATUSES, WORDS


@pytest.mark.parametrize("key", [*WORDS, *STATUSES])
def test_every_text_exists_in_both_languages_and_avoids_slashed_gender(key: str) -> None:
    text = WORDS.get(key) or STATUSES[key]
    assert text.en.strip() and text.pl.strip()
    assert not re.search(r"\w\(\w{1,3}\)|ł/ła", text.pl)
