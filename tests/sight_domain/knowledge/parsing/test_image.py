"""An image is its text; one without text says what to do with it instead."""

from __future__ import annotations

import io

import pypdfium2
import pytest
from PIL import Image

from sight_domain.errors import ErrorCode, SightError
from sight_domain.knowledge.parsing import ocr
from sight_domain.knowledge.parsing.image import parse_image
from sight_domain.knowledge.parsing.parser import parse
from sight_domain.knowledge.parsing.structure import DocumentKind

needs_tesseract = pytest.mark.skipif(not ocr.available(), reason="Tesseract with Polish is not installed")


def _written(image: Image.Image, kind: str, **how: object) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **how)
    return file.getvalue()


@pytest.fixture(scope="module")
def page(polish_pdf: bytes) -> Image.Image:
    with pypdfium2.PdfDocument(polish_pdf) as document:
        return document[1].render(scale=3).to_pil()


@needs_tesseract
@pytest.mark.parametrize(
    ("kind", "name"), [("PNG", "strona.png"), ("JPEG", "strona.jpeg"), ("TIFF", "strona")]
)
def test_a_pictured_page_is_read_with_its_diacritics(page: Image.Image, kind: str, name: str) -> None:
    parsed = parse(_written(page, kind), name)
    assert parsed.kind is DocumentKind.IMAGE
    assert "Zażółć gęślą jaźń" in parsed.text and parsed.page_at(0) == 1
    assert parsed.note is not None and "OCR" in parsed.note.en and "bodziec" in parsed.note.pl


@needs_tesseract
def test_type_on_a_transparent_ground_and_a_photo_held_sideways_are_read(page: Image.Image) -> None:
    type_alone = Image.new("RGBA", page.size, (0, 0, 0, 0))
    type_alone.paste((0, 0, 0, 255), mask=page.convert("L").point(lambda grey: 255 - grey))
    assert "Zażółć gęślą" in parse_image(_written(type_alone, "PNG"), "a.png").text
    turned = page.convert("RGB").transpose(Image.Transpose.ROTATE_90)
    orientation = Image.Exif()
    orientation[0x0112] = 6
    assert "Zażółć gęślą" in parse_image(_written(turned, "JPEG", exif=orientation), "a.jpg").text


@needs_tesseract
def test_every_page_of_a_scanned_tiff_is_read(page: Image.Image, polish_pdf: bytes) -> None:
    with pypdfium2.PdfDocument(polish_pdf) as document:
        third = document[2].render(scale=3).to_pil()
    parsed = parse(_written(page, "TIFF", save_all=True, append_images=[third]), "skan.tif")
    assert parsed.page_at(parsed.text.index("Zażółć")) == 1
    assert parsed.page_at(parsed.text.index("paczkomatów")) == 2
    assert parsed.note is not None and "1, 2" in parsed.note.pl


def test_reading_of_pictures_that_is_switched_off_is_named(page: Image.Image) -> None:
    with pytest.raises(SightError) as refused:
        parse(_written(page, "PNG"), "a.png", scans=0)
    assert "SIGHT_OCR_PAGES" in refused.value.hint.en


def test_an_image_without_text_is_offered_to_groups_instead() -> None:
    with pytest.raises(SightError) as refused:
        parse_image(_written(Image.new("RGB", (300, 200), "red"), "PNG"), "logo.png")
    assert refused.value.code is ErrorCode.UNREADABLE_DOCUMENT
    assert "logo.png" in refused.value.message.pl and "run_focus_group" in refused.value.hint.pl


@pytest.mark.parametrize(
    "content", [b"\x89PNG\r\n\x1a\n" + b"\x00" * 64, _written(Image.new("L", (400, 400)), "JPEG")[:300]]
)
def test_a_damaged_image_is_told(content: bytes) -> None:
    with pytest.raises(SightError, match="damaged"):
        parse_image(content, "a.png")


def test_an_image_of_too_many_pixels_is_not_unpacked() -> None:
    wide = _written(Image.new("1", (10_000, 8_500)), "PNG")
    assert len(wide) < 1_000_000
    with pytest.raises(SightError, match="80 million pixels"):
        parse_image(wide, "wide.png")
