"""Polish text survives every encoding it comes in; bytes that are no text are not read as text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sight_domain.knowledge.parsing.encoding import decode
from sight_domain.knowledge.parsing.structure import clean

PANGRAM = "Zażółć gęślą jaźń. ŚĆIEŻKĄ ŹDŹBŁO ŁÓDŹ – „tak” mówią ąęśćńźżół."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1250"])
def test_polish_letters_survive(encoding: str) -> None:
    assert decode(PANGRAM.encode(encoding)) == PANGRAM


def test_iso_8859_2_is_told_from_windows_1250() -> None:
    text = "Książka pod ścianą świeci; źdźbło i ślimak, Ślązak, żółw i Łódź."
    assert decode(text.encode("iso8859_2")) == text
    assert decode(text.encode("cp1250")) == text


@pytest.mark.parametrize(
    "content",
    [
        bytes(range(256)) * 4,
        b"\x00" * 50,
        b"MZ\x90\x00\x03\x00\x00\x00",
        b"\xff\xfe\x00\x01\x02",
        b"ab\x00cd" * 20,
    ],
)
def test_bytes_that_are_no_text_are_refused(content: bytes) -> None:
    assert decode(content) is None


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"])))
def test_utf8_reads_back(text: str) -> None:
    assert decode(text.encode()) == text.removeprefix("\ufeff")


@given(st.binary(max_size=200))
def test_any_bytes_give_text_or_nothing(content: bytes) -> None:
    text = decode(content)
    assert text is None or isinstance(text, str)


@given(st.text())
def test_cleaned_text_can_be_stored_and_is_stable(text: str) -> None:
    cleaned = clean(text)
    assert "\x00" not in cleaned
    cleaned.encode()
    assert clean(cleaned) == cleaned
