"""Scanned pages, read by Tesseract where it is installed with its Polish data."""

from __future__ import annotations

import csv
import io
import os
import shutil
import statistics
import subprocess
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TYPE_CHECKING

from sight_domain.knowledge.parsing.pdf_lines import PDFIUM, Line

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

_LANGUAGES = "pol+eng"
_DOTS_PER_INCH = 300
_LONGEST_SIDE = 4_000
"""Pixels: an A4 page at 300 dpi has 3,508; a page said to be of many metres is drawn smaller."""
_SECONDS_A_PAGE = 60
_SUREST, _SURE = 100.0, 30.0
_TYPE_SIZE = 10.0
"""Points. A scan does not say the size of its type, so all of it counts as body text and lengths are scaled to that."""


@cache
def available() -> bool:
    """Whether Tesseract is on the path and has Polish."""
    if shutil.which("tesseract") is None:
        return False
    listed = subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True, check=False)
    return {"pol", "eng"} <= set(listed.stdout.split())


def read_scans(content: bytes, pages: Sequence[int]) -> dict[int, list[Line]]:
    """The lines of the pages with these 0-based numbers; a page in which nothing was recognised has none.

    Takes some seconds a page, on as many processors as there are. The PDF must be one that PDFium opens.
    """
    import pypdfium2

    with PDFIUM:
        document = pypdfium2.PdfDocument(content)
    try:
        with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
            read = pool.map(lambda number: _lines(_drawn(document, number)), pages)
            return dict(zip(pages, read, strict=True))
    finally:
        with PDFIUM:
            document.close()


def _drawn(document: PdfDocument, number: int) -> bytes:
    """A page as a grey PNG."""
    with PDFIUM:
        page = document[number]
        scale = min(_DOTS_PER_INCH / 72, _LONGEST_SIDE / max(page.get_width(), page.get_height(), 1))
        bitmap = page.render(scale=scale, grayscale=True)  # pyright: ignore[reportArgumentType] - any number serves
        image = bitmap.to_pil()
        file = io.BytesIO()
        image.save(file, "PNG", compress_level=1)
        bitmap.close()
        page.close()
    return file.getvalue()


def _lines(image: bytes) -> list[Line]:
    try:
        read = subprocess.run(
            ["tesseract", "-", "-", "-l", _LANGUAGES, "--dpi", str(_DOTS_PER_INCH), "tsv"],
            input=image,
            capture_output=True,
            check=True,
            timeout=_SECONDS_A_PAGE,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError):
        return []
    rows = csv.DictReader(io.StringIO(read.stdout.decode()), delimiter="\t", quoting=csv.QUOTE_NONE)
    return list(_scaled(_grouped(rows)))


def _grouped(rows: csv.DictReader[str]) -> list[list[dict[str, str]]]:
    """Recognised words, line by line in reading order."""
    lines: dict[tuple[str, str, str], list[dict[str, str]]] = {}
    for row in rows:
        if row["text"] and row["text"].strip() and _SURE <= float(row["conf"]) <= _SUREST:
            lines.setdefault((row["block_num"], row["par_num"], row["line_num"]), []).append(row)
    return list(lines.values())


def _scaled(lines: Sequence[Sequence[dict[str, str]]]) -> Iterator[Line]:
    heights = [max(int(word["height"]) for word in line) for line in lines]
    scale = _TYPE_SIZE / statistics.median(heights) if heights else 1.0
    for line in lines:
        top = min(int(word["top"]) for word in line)
        bottom = max(int(word["top"]) + int(word["height"]) for word in line)
        last = line[-1]
        yield Line(
            text=" ".join(word["text"].strip() for word in line),
            left=int(line[0]["left"]) * scale,
            right=(int(last["left"]) + int(last["width"])) * scale,
            top=-top * scale,
            bottom=-bottom * scale,
            size=_TYPE_SIZE,
            bold=False,
        )
