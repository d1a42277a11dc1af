"""A document is called what its own properties say, unless a writing program said it."""

from __future__ import annotations

import pytest
import typst

from sight_domain.knowledge.ingestion import ingest
from sight_domain.knowledge.parsing.structure import stated_title


@pytest.mark.parametrize("title", ["Rynek kawy 2026", "Document management in Poland"])
def test_a_title_that_names_the_content_is_kept(title: str) -> None:
    assert stated_title(f"  {title}\n") == title


@pytest.mark.parametrize(
    "title", ["", "  ", "Microsoft Word - raport.docx", "raport_v2.pdf", "Untitled", "Dokument 1"]
)
def test_a_title_that_a_program_made_is_none(title: str) -> None:
    assert stated_title(title) is None


@pytest.mark.parametrize(("sheet", "title"), [("Arkusz1", "ceny chleba"), ("Ceny 2024", "Ceny 2024")])
def test_a_sheet_that_nobody_named_gives_no_title(sheet: str, title: str) -> None:
    import io

    import xlsxwriter

    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        book.add_worksheet(sheet).write_row(0, 0, ["Chleb", "Cena"])
    assert ingest(file.getvalue(), "ceny_chleba.xlsx", None).title == title


def test_a_watermark_is_not_the_title() -> None:
    content = typst.compile(
        '#set document(title: "Rynek kawy 2026")\n#text(40pt)[WERSJA ROBOCZA]\n\n'
        "Kawę na wynos kupuje co trzeci mieszkaniec dużego miasta.".encode(),
        format="pdf",
    )
    assert ingest(content, "plik.pdf", None).title == "Rynek kawy 2026"
    assert ingest(content, "plik.pdf", "Mój tytuł").title == "Mój tytuł"
