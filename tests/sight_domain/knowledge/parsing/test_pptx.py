"""A slide is a page: its title, what stands on it from top to bottom, and what the speaker noted."""

from __future__ import annotations

import io

import pptx
import pytest
from pptx.util import Inches

from sight_domain.errors import ErrorCode, SightError
from sight_domain.knowledge.parsing.parser import parse
from sight_domain.knowledge.parsing.structure import BlockKind


def presentation(*slides: tuple[str, list[str], str]) -> bytes:
    made = pptx.Presentation()
    for title, texts, notes in slides:
        slide = made.slides.add_slide(made.slide_layouts[5])
        if slide.shapes.title is not None:
            slide.shapes.title.text_frame.text = title
        for number, text in reversed(list(enumerate(texts))):
            box = slide.shapes.add_textbox(Inches(1), Inches(2 + number), Inches(5), Inches(1))
            box.text_frame.text = text
        if notes:
            frame = slide.notes_slide.notes_text_frame
            assert frame is not None
            frame.text = notes
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def test_slides_are_pages_read_from_top_to_bottom() -> None:
    content = presentation(
        ("Wyniki badania", ["Kawę pije 68 % badanych.", "Herbatę 41 %."], "Powiedzieć o próbie."),
        ("", [], ""),
        ("Wnioski", ["Cena zniechęca młodszych."], ""),
    )
    parsed = parse(content, "wyniki.pptx")
    shown = [(block.kind, parsed.text[block.start : block.end]) for block in parsed.blocks]
    assert shown == [
        (BlockKind.HEADING, "Wyniki badania"),
        (BlockKind.PARAGRAPH, "Kawę pije 68 % badanych."),
        (BlockKind.PARAGRAPH, "Herbatę 41 %."),
        (BlockKind.PARAGRAPH, "Powiedzieć o próbie."),
        (BlockKind.HEADING, "Wnioski"),
        (BlockKind.PARAGRAPH, "Cena zniechęca młodszych."),
    ]
    assert [parsed.page_at(block.start) for block in parsed.blocks] == [1, 1, 1, 1, 3, 3]


def test_a_table_on_a_slide_keeps_its_heads() -> None:
    made = pptx.Presentation()
    slide = made.slides.add_slide(made.slide_layouts[6])
    table = slide.shapes.add_table(2, 2, Inches(1), Inches(1), Inches(4), Inches(1)).table
    for at, cell in enumerate(["Grupa", "Udział", "Kobiety", "51 %"]):
        table.cell(at // 2, at % 2).text = cell
    file = io.BytesIO()
    made.save(file)
    assert parse(file.getvalue(), "t.pptx").text == "Grupa | Udział\nGrupa: Kobiety | Udział: 51 %"


@pytest.mark.parametrize("content", [presentation(), presentation(("", [], "")), b"PK\x03\x04broken"])
def test_a_presentation_without_text_is_refused(content: bytes) -> None:
    with pytest.raises(SightError) as refused:
        parse(content, "pusta.pptx")
    assert refused.value.code is ErrorCode.UNREADABLE_DOCUMENT
