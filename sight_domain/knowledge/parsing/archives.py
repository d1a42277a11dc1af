"""Office files are ZIP archives: what they unpack to is bounded before anything is unpacked."""

from __future__ import annotations

import io
import zipfile

from sight_domain.knowledge.parsing.failures import broken, swells

UNPACKED_LIMIT_MB = 200
"""Everything in the archive together; the libraries that read it hold it in memory."""
XML_LIMIT_MB = 40
"""The XML parts together; the parsed tree takes about ten times their size."""


def require_bounded(content: bytes, filename: str, kind: str) -> None:
    """Refuse a damaged archive, and one that would unpack to more than the limits.

    Raises:
        SightError: ``unreadable_document``.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise broken(filename, kind) from error
    # zipfile never unpacks more of a part than its declared size, so the declared sizes are a true bound.
    if sum(part.file_size for part in parts) > UNPACKED_LIMIT_MB * 1_000_000:
        raise swells(filename, UNPACKED_LIMIT_MB)
    if (
        sum(part.file_size for part in parts if part.filename.endswith((".xml", ".rels")))
        > XML_LIMIT_MB * 1_000_000
    ):
        raise swells(filename, XML_LIMIT_MB)
