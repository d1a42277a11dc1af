"""Pictures of text, such as a photographed page or a screenshot: read like a scanned page."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import PurePath

from sight_domain.errors import SightError
from sight_domain.knowledge.parsing import ocr
from sight_domain.knowledge.parsing.failures import broken, picture_too_large, picture_without_text
from sight_domain.knowledge.parsing.pdf import parse_pdf
from sight_domain.knowledge.parsing.structure import DocumentKind, ParsedDocument
from sight_domain.language import Text

MOST_PIXELS = 80_000_000
_DOTS_PER_INCH = 150.0
_NOTE = Text(
    en="Read from the image (OCR; check quotes against it). To show the image itself to a group, give it to the group as a"
    " stimulus.",
    pl="Odczytano z obrazu (OCR; sprawdź cytaty na obrazie). Aby pokazać sam obraz grupie, podaj go jako bodziec grupy.",
)


def parse_image(content: bytes, filename: str) -> ParsedDocument:
    """The text of a PNG, JPEG, TIFF or WebP as a document of one page.

    Raises:
        SightError: ``unreadable_document`` when it is damaged, larger than `MOST_PIXELS`, or has no text that could be
            recognised; the hint says whether Tesseract is missing.
    """
    page = _as_pdf(content, filename)
    try:
        parsed = parse_pdf(page, filename, scans=1)
    except SightError as error:
        raise picture_without_text(filename, can_read=ocr.available()) from error
    return replace(parsed, kind=DocumentKind.IMAGE, note=_NOTE, stated_title=None)


def _as_pdf(content: bytes, filename: str) -> bytes:
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(content)) as image:
            if image.width * image.height > MOST_PIXELS:
                raise picture_too_large(filename, MOST_PIXELS // 1_000_000)
            page = io.BytesIO()
            # Without its transparency: black type on nothing would be black on black.
            seen = ImageOps.exif_transpose(image).convert("RGBA")
            paper = Image.new("RGBA", seen.size, "white")
            Image.alpha_composite(paper, seen).convert("L").save(page, "PDF", resolution=_DOTS_PER_INCH)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError) as error:
        raise broken(filename, PurePath(filename).suffix.lstrip(".").upper() or "PNG") from error
    return page.getvalue()
