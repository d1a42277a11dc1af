"""Files that are broken, hostile or huge: a typed error or their readable text, in bounded memory."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sight_domain.accounts.actor import Actor
from sight_domain.errors import ErrorCode, SightError
from sight_domain.knowledge.service import KnowledgeService
from sight_domain.settings import Settings

INGESTING = Path(__file__).with_name("ingesting.py")
MOST_MB = 400
SAID = "Loose tea sells best in autumn."
_SHOWN = b"BT /F 12 Tf 72 700 Td (" + SAID.encode() + b") Tj ET\n"


def pdf(*objects: bytes, trailer: bytes = b"") -> bytes:
    """A PDF of these objects, the first its catalogue, with a correct cross-reference table."""
    body = b"%PDF-1.7\n"
    offsets = []
    for number, written in enumerate(objects, start=1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, written)
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    table += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    end = b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1,
        trailer,
        len(body),
    )
    return body + table + end


def page(
    shown: bytes = _SHOWN, *, catalogue: bytes = b"", count: bytes = b"1", filters: bytes = b"/FlateDecode"
) -> bytes:
    """A PDF of one page that shows a content stream."""
    for _ in range(filters.count(b"/FlateDecode")):
        shown = zlib.compress(shown, 9)
    return pdf(
        b"<</Type/Catalog/Pages 2 0 R%s>>" % catalogue,
        b"<</Type/Pages/Kids[3 0 R]/Count %s>>" % count,
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d/Filter%s>>stream\n%s\nendstream" % (len(shown), filters, shown),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )


def office(kind: str, part: str, content: bytes) -> bytes:
    """An Office archive with one large part."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}[kind],
            b"<x/>",
        )
        archive.writestr(part, content)
    return file.getvalue()


def entities() -> bytes:
    """A Word document whose text is an entity of entities: a billion times the same word."""
    names = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    xml = (
        f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY e0 "tea ">{names}]>'
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        "<w:body><w:p><w:r><w:t>&e9;</w:t></w:r></w:p></w:body></w:document>"
    )
    import docx

    plain = io.BytesIO()
    docx.Document().save(plain)
    file = io.BytesIO()
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            new.writestr(name, xml if name == "word/document.xml" else old.read(name))
    return file.getvalue()


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty.pdf": (lambda: b"", "empty"),
    "broken.pdf": (lambda: page()[:300], "damaged"),
    "no_pages.pdf": (
        lambda: pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>"),
        "no pages",
    ),
    "packed.pdf": (lambda: page(b" " * 300_000_000 + _SHOWN), "unpack to more than 100 MB"),
    "packed_twice.pdf": (
        lambda: page(b" " * 1_000_000 + _SHOWN, filters=b"[/FlateDecode /FlateDecode]"),
        "unpack to more than 100 MB",
    ),
    "bomb.docx": (
        lambda: office("docx", "word/media/image1.bin", b"\0" * 210_000_000),
        "unpack to more than 200 MB",
    ),
    "bomb.xlsx": (lambda: office("xlsx", "xl/worksheets/sheet1.xml", b" " * 41_000_000), "unpack to more"),
    "bomb.pptx": (lambda: office("pptx", "ppt/slides/slide1.xml", b" " * 41_000_000), "unpack to more"),
    "program.pdf": (lambda: b"MZ\x90\x00" + b"\x00" * 5_000, "EXE"),
    "program.docx": (lambda: b"MZ\x90\x00" + b"\x00" * 5_000, "EXE"),
    "program": (lambda: b"MZ\x90\x00" + b"\x00" * 5_000, "EXE"),
}


def _ingested(tmp_path: Path, name: str, content: bytes) -> dict[str, Any]:
    """What came of a file in a process of its own."""
    file = tmp_path / name
    file.write_bytes(content)
    told = subprocess.run(
        [sys.executable, str(INGESTING), str(file)], capture_output=True, text=True, check=True, timeout=100
    )
    return json.loads(told.stdout)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_in_bounded_memory(tmp_path: Path, name: str) -> None:
    make, said = HOSTILE[name]
    told = _ingested(tmp_path, name, make())
    assert told.get("code") in (ErrorCode.UNREADABLE_DOCUMENT, ErrorCode.UNSUPPORTED), told
    assert (told["field"], said in told["message"]) == ("filename", True), told
    assert told["peak_mb"] < MOST_MB


def test_half_a_gigabyte_is_refused_before_it_is_read(tmp_path: Path) -> None:
    file = tmp_path / "large.pdf"
    with file.open("wb") as content:
        content.write(b"%PDF-1.7\n")
        content.truncate(500_000_000)
    told = subprocess.run(
        [sys.executable, str(INGESTING), str(file)], capture_output=True, text=True, check=True, timeout=100
    )
    outcome = json.loads(told.stdout)
    assert (outcome["code"], outcome["field"]) == (ErrorCode.INVALID_ARGUMENT, "filename")
    assert outcome["peak_mb"] < 200


def test_of_a_pdf_with_a_script_only_the_text_is_kept(tmp_path: Path) -> None:
    script = b"/OpenAction<</S/JavaScript/JS(app.launchURL\\('delete_item'\\))>>"
    told = _ingested(tmp_path, "script.pdf", page(catalogue=script))
    assert (told["text"], told["chunks"]) == (SAID, 1)


def test_a_page_count_that_lies_costs_nothing(tmp_path: Path) -> None:
    told = _ingested(tmp_path, "count.pdf", page(count=b"2000000000"))
    assert told["text"] == SAID and told["peak_mb"] < MOST_MB


def test_entities_of_entities_are_not_written_out(tmp_path: Path) -> None:
    told = _ingested(tmp_path, "entities.docx", entities())
    assert told.get("code") == ErrorCode.UNREADABLE_DOCUMENT or len(told["text"]) < 1_000, told
    assert told["peak_mb"] < MOST_MB


def test_words_without_end_are_cut_and_the_words_beside_them_found(tmp_path: Path) -> None:
    told = _ingested(tmp_path, "words.txt", (b"x" * 100_000 + b" tea ") * 50)
    assert told["chunks"] > 1_000 and told["peak_mb"] < MOST_MB


async def test_nothing_of_a_refused_file_stays(
    knowledge: KnowledgeService, actor: Actor, settings: Settings
) -> None:
    folder = settings.files / "documents"
    before = {path.name for path in folder.glob("*")}
    for name in ("packed.pdf", "bomb.docx", "no_pages.pdf", "program.docx"):
        with pytest.raises(SightError) as refused:
            await knowledge.add_document(actor, content=HOSTILE[name][0](), filename=name)
        assert refused.value.field == "filename"
    assert (await knowledge.list_documents(actor)).documents == []
    assert {path.name for path in folder.glob("*")} == before
