"""Pictures of text, such as a photographed page or a screenshot: read like a scanned page."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING

from sight_domain.errors import SightError
from sight_domain.knowledge.parsing import ocr
from sight_domain.knowledge.parsing.failures import broken, picture_too_large, picture_without_text
from sight_domain.knowledge.parsing.pdf import MOST_SCANS, parse_pdf
from sight_domain.knowledge.parsing.structure import DocumentKind, ParsedDocument
from sight_domain.language import Text

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

MOST_PIXELS = 80_000_000
_DOTS_PER_INCH = 150.0
_NOTE = Text(
    en="Read from the image (OCR; check quotes against it). To show the image itself to a group, give it to the group as a"
    " stimulus.",
    pl="Odczytano z obrazu (OCR; sprawdź cytaty na obrazie). Aby pokazać sam obraz grupie, podaj go jako bodziec grupy.",
)


def parse_image(content: bytes, filename: str, *, scans: int = MOST_SCANS) -> ParsedDocument:
    """The text of a PNG, JPEG or WebP as a document of one page, of a TIFF with all its pages.

    `scans` bounds the pages that are read, as in a PDF.

    Raises:
        SightError: ``unreadable_document`` when it is damaged, has more than `MOST_PIXELS`, or has no text that could be
            recognised.
    """
    pages = _as_pdf(content, filename)
    try:
        parsed = parse_pdf(pages, filename, scans=scans)
    except SightError as error:
        raise picture_without_text(filename, can_read=scans > 0 and ocr.available()) from error
    note = _NOTE if len(parsed.page_starts) == 1 else parsed.note
    return replace(parsed, kind=DocumentKind.IMAGE, note=note, stated_title=None)


def _as_pdf(content: bytes, filename: str) -> bytes:
    from PIL import Image, ImageSequence, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(content)) as image:
            # The pictures of other formats are of an animation.
            frames = ImageSequence.Iterator(image) if image.format == "TIFF" else [image]
            pages: list[Picture] = []
            pixels = 0
            for frame in frames:
                pixels += frame.width * frame.height
                if pixels > MOST_PIXELS:
                    raise picture_too_large(filename, MOST_PIXELS // 1_000_000)
                pages.append(_on_paper(frame))
            written = io.BytesIO()
            pages[0].save(written, "PDF", resolution=_DOTS_PER_INCH, save_all=True, append_images=pages[1:])
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError) as error:
        raise broken(filename, PurePath(filename).suffix.lstrip(".").upper() or "PNG") from error
    return written.getvalue()


def _on_paper(image: Picture) -> Picture:
    """Upright, in greys, without its transparency: black type on nothing would be black on black."""
    from PIL import Image, ImageOps

    seen = ImageOps.exif_transpose(image).convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", seen.size, "white"), seen).convert("L")
