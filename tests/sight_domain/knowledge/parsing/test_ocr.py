"""A scan is read from its picture where Tesseract is installed, and named where it is not."""

from __future__ import annotations

import io

import pypdfium2
import pytest

from sight_domain.errors import ErrorCode, SightError
from sight_domain.knowledge.parsing import ocr, pdf
from sight_domain.knowledge.parsing.pdf import parse_pdf

needs_tesseract = pytest.mark.skipif(not ocr.available(), reason="Tesseract with Polish is not installed")


def scanned(content: bytes) -> bytes:
    """The same pages as pictures, without any text."""
    with pypdfium2.PdfDocument(content) as document:
        pages = [document[number].render(scale=2).to_pil().convert("L") for number in range(len(document))]
    file = io.BytesIO()
    pages[0].save(file, "PDF", resolution=144, save_all=True, append_images=pages[1:])
    return file.getvalue()


def half_scanned(content: bytes) -> bytes:
    """The first page as it is, the others as pictures."""
    with pypdfium2.PdfDocument(content) as whole, pypdfium2.PdfDocument(scanned(content)) as pictures:
        made = pypdfium2.PdfDocument.new()
        made.import_pages(whole, [0])
        made.import_pages(pictures, [1, 2])
        file = io.BytesIO()
        made.save(file)
        made.close()
    return file.getvalue()


@needs_tesseract
def test_a_scan_is_read_with_its_diacritics_and_pages(polish_pdf: bytes) -> None:
    parsed = parse_pdf(scanned(polish_pdf), "skan.pdf")
    for phrase, page in (
        ("województwa świętokrzyskiego", 1),
        ("Zażółć gęślą jaźń", 2),
        ("darmową dostawą do paczkomatów", 3),
    ):
        assert parsed.page_at(parsed.text.index(phrase)) == page
    assert parsed.note is not None
    assert "1, 2, 3" in parsed.note.pl
    assert "OCR" in parsed.note.en


@needs_tesseract
def test_only_pages_without_text_are_read_from_their_picture(polish_pdf: bytes) -> None:
    parsed = parse_pdf(half_scanned(polish_pdf), "pol-na-pol.pdf")
    assert "reprezentatywnej próbie" in parsed.text
    assert parsed.page_at(parsed.text.index("Księgarnie internetowe")) == 3
    assert parsed.note is not None
    assert "2, 3" in parsed.note.en
    assert "1" not in parsed.note.en


@needs_tesseract
def test_what_is_over_the_limit_is_named(polish_pdf: bytes) -> None:
    parsed = parse_pdf(scanned(polish_pdf), "skan.pdf", scans=1)
    assert parsed.note is not None
    assert "Skipped" in parsed.note.en
    assert parsed.note.en.endswith("pages 2, 3.")


def test_without_tesseract_scanned_pages_are_skipped_and_named(
    polish_pdf: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "available", lambda: False)
    parsed = parse_pdf(half_scanned(polish_pdf), "pol-na-pol.pdf")
    assert parsed.note is not None
    assert "Tesseract" in parsed.note.pl
    assert "2, 3" in parsed.note.pl
    with pytest.raises(SightError) as refused:
        parse_pdf(scanned(polish_pdf), "skan.pdf")
    assert refused.value.code is ErrorCode.UNREADABLE_DOCUMENT
    assert "Tesseract" in refused.value.hint.en
