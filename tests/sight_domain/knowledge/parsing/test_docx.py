"""Word documents keep the order of headings, paragraphs and tables; bombs and broken ones are refused."""

from __future__ import annotations

import io
import zipfile

import pytest

from sight_domain.errors import ErrorCode, SightError
from sight_domain.knowledge.parsing import archives
from sight_domain.knowledge.parsing.docx import parse_docx
from sight_domain.knowledge.parsing.structure import BlockKind


def _with_part(content: bytes, name: str, part: bytes) -> bytes:
    """`content` with one of its parts replaced or added."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for one in old.namelist():
            if one != name:
                new.writestr(one, old.read(one))
        new.writestr(name, part)
    return file.getvalue()


def test_headings_paragraphs_and_tables_come_in_order(english_docx: bytes) -> None:
    document = parse_docx(english_docx, "kits.docx")
    assert [
        (block.kind.value, block.level, document.text[block.start : block.end][:9])
        for block in document.blocks
    ] == [
        ("heading", 1, "Meal kits"),
        ("heading", 1, "Method"),
        ("paragraph", 0, "We interv"),
        ("table", 0, "Age | Sha"),
        ("paragraph", 0, "The table"),
        ("heading", 1, "Barriers"),
        ("paragraph", 0, "Packaging"),
    ]
    table = next(block for block in document.blocks if block.kind is BlockKind.TABLE)
    assert document.text[table.start : table.end] == "Age | Share\n25-34 | 58%"
    assert document.page_starts == () and document.page_at(0) is None


def test_a_bomb_is_refused_before_it_is_unpacked(
    english_docx: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "UNPACKED_LIMIT_MB", 5)
    bomb = _with_part(english_docx, "word/media/image1.bin", b"\x00" * 6_000_000)
    assert len(bomb) < 100_000
    with pytest.raises(SightError, match="unpack to more than 5 MB") as raised:
        parse_docx(bomb, "bomb.docx")
    assert raised.value.code is ErrorCode.UNREADABLE_DOCUMENT


def test_a_huge_body_is_refused_before_it_is_parsed(english_docx: bytes) -> None:
    bomb = _with_part(english_docx, "word/document.xml", b"<x>" + b" " * 41_000_000 + b"</x>")
    assert len(bomb) < 200_000
    with pytest.raises(SightError, match="unpack to more than 40 MB"):
        parse_docx(bomb, "bomb.docx")


@pytest.mark.parametrize("body", [b"<not xml", b"", b"<x/>", b"<?xml version='1.0'?><w:document/>"])
def test_a_broken_body_is_told(english_docx: bytes, body: bytes) -> None:
    with pytest.raises(SightError, match=r"damaged DOCX|no text"):
        parse_docx(_with_part(english_docx, "word/document.xml", body), "broken.docx")


def test_missing_parts_and_cut_files_are_told(english_docx: bytes) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    for content in (file.getvalue(), english_docx[:-200], english_docx[:100]):
        with pytest.raises(SightError, match="damaged DOCX"):
            parse_docx(content, "broken.docx")


def test_a_document_without_text_is_told() -> None:
    import docx

    file = io.BytesIO()
    docx.Document().save(file)
    with pytest.raises(SightError, match="holds no text"):
        parse_docx(file.getvalue(), "empty.docx")
