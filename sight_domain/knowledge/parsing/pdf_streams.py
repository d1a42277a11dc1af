"""A PDF's compressed streams are measured before anything is read: PDFium unpacks them whole, however large."""

from __future__ import annotations

import re
import zlib

from sight_domain.knowledge.parsing.failures import swells

UNPACKED_LIMIT_MB = 100
"""Pages, fonts and objects together. PDFium takes three times that for a page."""
PICTURE_LIMIT_MB = 400
"""One picture: some 130 million points in colour."""
_STREAM = re.compile(rb"stream\r?\n")
_DICTIONARY_WITHIN = 2_000
_PICTURE = re.compile(rb"/Subtype\s*/Image\b")
_PACKED_TWICE = re.compile(rb"/Filter\s*\[[^\]]*?/(?:FlateDecode|Fl)\b[^\]]*?/(?:FlateDecode|Fl)\b")
_PIECE = 1_000_000


def require_bounded_streams(content: bytes, filename: str) -> None:
    """Refuse a file whose streams would unpack to more than the limits; a stream packed in another way is passed over.

    Raises:
        SightError: ``unreadable_document``.
    """
    total = 0
    for match in _STREAM.finditer(content):
        if content[match.start() - 3 : match.start()] == b"end":
            continue
        before = content[max(0, match.start() - _DICTIONARY_WITHIN) : match.start()]
        dictionary = before[before.rfind(b"obj") + 1 :]
        if _PACKED_TWICE.search(dictionary):
            raise swells(filename, UNPACKED_LIMIT_MB)
        is_picture = _PICTURE.search(dictionary) is not None
        limit_mb = PICTURE_LIMIT_MB if is_picture else UNPACKED_LIMIT_MB
        left = limit_mb * 1_000_000 - (0 if is_picture else total)
        size = _unpacked(memoryview(content)[match.end() :], left)
        if size > left:
            raise swells(filename, limit_mb)
        total += 0 if is_picture else size


def _unpacked(packed: memoryview, most: int) -> int:
    """Bytes that a deflated stream unpacks to, counted until they are over `most`; 0 for what is not deflated."""
    unpacking = zlib.decompressobj()
    size = at = 0
    waiting: bytes | memoryview = b""
    try:
        while size <= most and not unpacking.eof:
            if not waiting:
                waiting, at = packed[at : at + _PIECE], at + _PIECE
                if not waiting:
                    break
            size += len(unpacking.decompress(waiting, _PIECE))
            waiting = unpacking.unconsumed_tail
    except zlib.error:
        return size
    return size
