"""Documents dropped into the chat: added, searched with citations, or refused with a reason."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import typst
from browser.pages import ChatPage

_REPORT = """
= Poranki w mieście
Raport o śniadaniach mieszkańców dużych miast.
#pagebreak()
= Owsianka
Owsiankę na śniadanie je co piąty mieszkaniec dużego miasta, najczęściej przed pracą.
"""


def test_a_pdf_is_added_and_a_question_finds_its_page(chat: Callable[..., ChatPage], tmp_path: Path) -> None:
    report = tmp_path / "poranki.pdf"
    report.write_bytes(typst.compile(_REPORT.encode(), format="pdf"))
    page = chat("pl-PL")
    page.upload(report)
    assert "Dodano do bazy wiedzy" in page.last_answer and "2 strony" in page.last_answer
    page.say("Co dokumenty mówią o owsiance na śniadanie?")
    passages = page.panels.filter(has_text="Znalezione fragmenty")
    assert "s. 2" in passages.inner_text()
    assert "co piąty mieszkaniec" in passages.inner_text()


def test_a_broken_pdf_is_refused_with_a_sentence(chat: Callable[..., ChatPage], tmp_path: Path) -> None:
    broken = tmp_path / "zepsuty.pdf"
    broken.write_bytes(b"%PDF-1.7 nothing follows")
    page = chat("pl-PL")
    page.upload(broken)
    assert "zepsuty" in page.last_answer
    assert "nie udało się" in page.steps.last.inner_text()


def test_marks_in_a_document_are_shown_not_obeyed(chat: Callable[..., ChatPage], tmp_path: Path) -> None:
    sly = tmp_path / "sly.md"
    sly.write_text(
        "# Zebras\n\nZebras sleep standing. ![x](http://foreign.example/x.png) <img src=http://foreign.example/y>\n",
        encoding="utf-8",
    )
    page = chat("en-US")
    page.upload(sly)
    page.say("What do the documents say about zebras?")
    assert "Zebras sleep standing." in page.panels.filter(has_text="Passages found").inner_text()
    assert page.page.locator("img[src*='foreign']").count() == 0
    assert page.foreign == []


def test_a_table_from_a_polish_spreadsheet_can_be_dropped_too(
    chat: Callable[..., ChatPage], tmp_path: Path
) -> None:
    table = tmp_path / "kawa.csv"
    table.write_bytes("Miasto;Udział herbaty\nŁódź;12,5\nBiałystok;17,0\n".encode("cp1250"))
    page = chat("pl-PL")
    page.upload(table)
    assert "Dodano do bazy wiedzy" in page.last_answer and "1 fragment" in page.last_answer
    page.say("Co dokumenty mówią o udziale herbaty w Białymstoku?")
    assert "Białystok" in page.panels.filter(has_text="Znalezione fragmenty").inner_text()
