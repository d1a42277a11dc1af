"""What a file really is, told by its bytes; its name is only a claim to be checked."""

from __future__ import annotations

import io
import zipfile
from pathlib import PurePath

from sight_domain.knowledge.parsing import failures
from sight_domain.knowledge.parsing.encoding import decode
from sight_domain.knowledge.parsing.structure import DocumentKind

READABLE_NAMES = {
    "pdf": DocumentKind.PDF,
    "docx": DocumentKind.DOCX,
    "txt": DocumentKind.TEXT,
    "text": DocumentKind.TEXT,
    "md": DocumentKind.MARKDOWN,
    "markdown": DocumentKind.MARKDOWN,
    "xlsx": DocumentKind.XLSX,
    "pptx": DocumentKind.PPTX,
    "csv": DocumentKind.CSV,
    "tsv": DocumentKind.CSV,
    "html": DocumentKind.HTML,
    "htm": DocumentKind.HTML,
    "png": DocumentKind.IMAGE,
    "jpg": DocumentKind.IMAGE,
    "jpeg": DocumentKind.IMAGE,
    "tif": DocumentKind.IMAGE,
    "tiff": DocumentKind.IMAGE,
    "webp": DocumentKind.IMAGE,
}
"""What the ending of a file's name claims."""
_PLAIN_TEXT = frozenset({DocumentKind.TEXT, DocumentKind.MARKDOWN, DocumentKind.CSV})
_PICTURES = frozenset({"PNG", "JPG", "TIF", "WEBP"})
_OTHER_FORMATS = (
    "doc odt rtf pages xls ods ppt odp key xml json epub zip gz 7z rar tar exe dll gif bmp svg mp3 mp4 wav"
)
_OTHER_NAMES = frozenset(_OTHER_FORMATS.split())
_ARCHIVE_KINDS = (
    ("xl/", DocumentKind.XLSX),
    ("ppt/", DocumentKind.PPTX),
    ("META-INF/container.xml", "EPUB"),
    ("content.xml", "ODF"),
)
_PDF_HEADER_WITHIN = 1024
_OLE_HEADER = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED_OFFICE_STREAM = "EncryptedPackage".encode("utf-16-le")
_HTML_OPENINGS = ("<!doctype html", "<html")


def recognise(content: bytes, filename: str) -> DocumentKind:
    """The kind of document `content` is.

    TXT, MD and CSV are all plain text, and a piece of HTML is too, so between these the name decides.

    Raises:
        SightError: ``unreadable_document`` when the file is empty, encrypted, unknown, or not what its name says;
            ``unsupported`` when it is a format that cannot be read yet.
    """
    if not content:
        raise failures.empty_file(filename)
    ending = PurePath(filename).suffix.lower().lstrip(".")
    if content.startswith(_OLE_HEADER) and _ENCRYPTED_OFFICE_STREAM in content:
        raise failures.encrypted(filename)
    found = _found(content)
    claimed = READABLE_NAMES.get(ending)
    if found in _PICTURES and (
        claimed is DocumentKind.IMAGE or (claimed is None and ending not in _OTHER_NAMES)
    ):
        return DocumentKind.IMAGE
    if isinstance(found, DocumentKind) and found is not DocumentKind.TEXT:
        if claimed is not found and (claimed is not None or ending in _OTHER_NAMES):
            raise failures.not_what_it_says(filename, ending.upper(), found.upper())
        return found
    if found is None:
        if claimed is not None and claimed not in _PLAIN_TEXT:
            raise failures.broken(filename, claimed.upper())
        raise failures.unknown_content(filename)
    if found is not DocumentKind.TEXT:
        if claimed is not None:
            raise failures.not_what_it_says(filename, ending.upper(), found)
        raise failures.not_readable_kind(filename, found)
    if claimed is DocumentKind.HTML:
        return claimed
    if claimed is not None and claimed not in _PLAIN_TEXT:
        raise failures.not_what_it_says(filename, ending.upper(), "TXT")
    if ending in _OTHER_NAMES:
        raise failures.not_readable_kind(filename, ending.upper())
    return claimed or DocumentKind.TEXT


def _found(content: bytes) -> str | None:
    """A readable kind, the name of another format, or ``None`` for bytes that are nothing known."""
    import filetype

    if b"%PDF-" in content[:_PDF_HEADER_WITHIN]:
        return DocumentKind.PDF
    if content.startswith(b"PK\x03\x04"):
        return _archive_kind(content)
    if content.startswith(_OLE_HEADER):
        return "DOC/XLS/PPT"
    if content.startswith(b"{\\rtf"):
        return "RTF"
    guess = filetype.guess(content)
    if guess is not None:
        return guess.extension.upper()
    text = decode(content)
    if text is None:
        return None
    opens_as_page = text.lstrip()[:200].lower().startswith(_HTML_OPENINGS)
    return DocumentKind.HTML if opens_as_page else DocumentKind.TEXT


def _archive_kind(content: bytes) -> str | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError):
        return None
    if "word/document.xml" in names:
        return DocumentKind.DOCX
    for mark, kind in _ARCHIVE_KINDS:
        if any(name.startswith(mark) for name in names):
            return kind
    return "ZIP"
