"""A file is what its bytes say; a name that says otherwise is an error that names both."""

from __future__ import annotations

import io
import zipfile

import pytest

from sight_domain.errors import ErrorCode, SightError
from sight_domain.knowledge.parsing.content import recognise
from sight_domain.knowledge.parsing.structure import DocumentKind

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 64
OLD_WORD = bytes.fromhex("d0cf11e0a1b11ae1") + b"\x00" * 600


def _archive(*names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "filename", "kind"),
    [
        (b"%PDF-1.7\n", "a.pdf", DocumentKind.PDF),
        (b"%PDF-1.7\n", "no ending", DocumentKind.PDF),
        (b"\n\n%PDF-1.7\n", "A.PDF", DocumentKind.PDF),
        (_archive("word/document.xml"), "a.docx", DocumentKind.DOCX),
        (b"plain words", "a.txt", DocumentKind.TEXT),
        (b"plain words", "README", DocumentKind.TEXT),
        (b"plain words", "app.log", DocumentKind.TEXT),
        (b"# Heading", "a.md", DocumentKind.MARKDOWN),
        (_archive("xl/workbook.xml"), "a.xlsx", DocumentKind.XLSX),
        (_archive("ppt/presentation.xml"), "a.pptx", DocumentKind.PPTX),
        (b"a;b\n1;2", "a.csv", DocumentKind.CSV),
        (b"a\tb\n1\t2", "a.tsv", DocumentKind.CSV),
        (b"<!DOCTYPE html><p>x", "a.html", DocumentKind.HTML),
        (b"<html><p>x", "page", DocumentKind.HTML),
        (b"<p>x</p>", "piece.htm", DocumentKind.HTML),
        ("Zażółć".encode("cp1250"), "a.txt", DocumentKind.TEXT),
        ("Zażółć".encode("utf-16"), "a.txt", DocumentKind.TEXT),
    ],
)
def test_content_decides(content: bytes, filename: str, kind: DocumentKind) -> None:
    assert recognise(content, filename) is kind


@pytest.mark.parametrize(
    ("content", "filename", "found"),
    [
        (b"%PDF-1.7\n", "a.docx", "PDF"),
        (b"%PDF-1.7\n", "a.txt", "PDF"),
        (b"%PDF-1.7\n", "a.xlsx", "PDF"),
        (_archive("word/document.xml"), "a.pdf", "DOCX"),
        (_archive("xl/workbook.xml"), "a.docx", "XLSX"),
        (_archive("anything"), "a.docx", "ZIP"),
        (PNG, "a.pdf", "PNG"),
        (PNG, "a.txt", "PNG"),
        (b"MZ\x90\x00" + b"\x00" * 100, "a.txt", "EXE"),
        (b"\x7fELF\x02\x01\x01" + b"\x00" * 100, "a.md", "ELF"),
        (OLD_WORD, "a.docx", "DOC"),
        (b"plain words", "a.pdf", "TXT"),
        (b"plain words", "a.docx", "TXT"),
    ],
)
def test_a_name_that_lies_is_told_with_what_was_found(content: bytes, filename: str, found: str) -> None:
    with pytest.raises(SightError) as raised:
        recognise(content, filename)
    assert raised.value.code is ErrorCode.UNREADABLE_DOCUMENT
    for message in (raised.value.message.en, raised.value.message.pl):
        assert filename in message
        assert filename.rpartition(".")[2].upper() in message
        assert found in message


@pytest.mark.parametrize(
    ("content", "filename"),
    [
        (b"GIF89a" + b"\x00" * 64, "a.gif"),
        (b"{\\rtf1 x}", "a.rtf"),
        (OLD_WORD, "a.doc"),
    ],
)
def test_other_formats_are_unsupported_and_the_readable_ones_named(content: bytes, filename: str) -> None:
    with pytest.raises(SightError) as raised:
        recognise(content, filename)
    assert (raised.value.code, raised.value.field) == (ErrorCode.UNSUPPORTED, "filename")
    assert "PDF, DOCX, PPTX, XLSX, CSV, HTML, TXT, MD" in raised.value.message.pl


def test_an_encrypted_word_document_is_told_from_an_old_one() -> None:
    encrypted = OLD_WORD + "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(SightError, match="password"):
        recognise(encrypted, "a.docx")


@pytest.mark.parametrize("filename", ["a.txt", "a.bin", "a.pdf", "a.docx"])
def test_bytes_that_are_nothing_are_unreadable(filename: str) -> None:
    with pytest.raises(SightError) as raised:
        recognise(bytes(range(256)) * 20, filename)
    assert raised.value.code is ErrorCode.UNREADABLE_DOCUMENT
