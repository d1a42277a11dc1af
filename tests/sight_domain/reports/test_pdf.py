from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

import pypdfium2
import pytest

from sight_domain.reports.formats import format_named
from sight_domain.reports.material import Material

HOSTILE = (
    '#let x = 1 #panic("x") #import "@preview/cetz" *bold* _it_ $a^2$ @ref <lbl> \\ `raw` // /* = H\n- [x] {y} '
    "😀 👩‍🍳 漢字 Україна \u202eodwrócone\x00\x07\ud800 " + "x" * 1500
)


def _pages(content: bytes) -> list[str]:
    with pypdfium2.PdfDocument(content) as document:
        return [page.get_textpage().get_text_bounded() for page in document]


def _one_line(pages: list[str]) -> str:
    return " ".join(" ".join(pages).split())


def _pdf(material: Material) -> bytes:
    return format_named("pdf").render(material)


@pytest.fixture(scope="module")
def study_pages(studies: ModuleType, export: Callable[..., Material]) -> list[str]:
    return _pages(_pdf(export("project", studies.project(20))))


def test_polish_text_can_be_read_out_of_the_file(study_pages: list[str]) -> None:
    text = _one_line(study_pages)
    assert "Zażółć gęślą jaźń" in text
    assert "Pudełka z posiłkami w dużych miastach" in text
    assert "19 z 20 osób" in text


def test_every_page_carries_the_offline_note(study_pages: list[str]) -> None:
    assert len(study_pages) > 10
    for page in study_pages:
        assert "silnik offline – wypowiedzi nie są wynikiem badania ludzi" in page


def test_pages_are_numbered_out_of_all(study_pages: list[str]) -> None:
    for number, page in enumerate(study_pages, start=1):
        assert f"strona {number} z {len(study_pages)}" in page


def test_a_long_report_opens_with_its_contents(study_pages: list[str]) -> None:
    assert "Spis treści" in study_pages[0]
    assert "Transkrypcje" in study_pages[0]


def test_every_answer_of_the_transcript_is_there(
    studies: ModuleType, export: Callable[..., Material], study_pages: list[str]
) -> None:
    text = _one_line(study_pages)
    for turn in studies.project(20)["focus_groups"][0]["turns"]:
        if turn["speaker"]["kind"] == "persona":
            assert turn["id"] in text


def test_a_table_repeats_its_head_on_each_page(studies: ModuleType, export: Callable[..., Material]) -> None:
    group = studies.group_alone(100, questions=())
    pages = _pages(_pdf(export("focus_group", group, sections=["participants"])))
    with_rows = [page for page in pages if "inżynier" in page]
    assert len(with_rows) >= 2
    assert all("Wykształcenie" in page for page in with_rows)


def test_the_english_report_is_english(studies: ModuleType, export: Callable[..., Material]) -> None:
    pages = _pages(_pdf(export("project", studies.project(2), language="en")))
    assert "Study report".upper() in pages[0].upper()
    assert f"page 1 of {len(pages)}" in pages[0]
    assert "offline engine – these statements are not findings" in pages[-1]
    assert "strona" not in _one_line(pages)


def test_a_model_written_report_has_no_offline_mark(
    studies: ModuleType, export: Callable[..., Material]
) -> None:
    pages = _pages(_pdf(export("project", studies.project(2), generated_by="some-model")))
    text = _one_line(pages).lower()
    assert "offline" not in text
    assert "osoby z tego raportu nie istnieją" in text


def test_the_file_has_a_title_and_is_tagged(studies: ModuleType, export: Callable[..., Material]) -> None:
    content = _pdf(export("project", studies.project(1)))
    with pypdfium2.PdfDocument(content) as document:
        assert document.get_metadata_dict()["Title"] == "Pudełka z posiłkami w dużych miastach"
        assert document.is_tagged()


def test_the_same_report_gives_the_same_bytes(studies: ModuleType, export: Callable[..., Material]) -> None:
    assert _pdf(export("persona", studies.persona_alone())) == _pdf(
        export("persona", studies.persona_alone())
    )


def test_hostile_text_is_shown_and_never_run(studies: ModuleType, export: Callable[..., Material]) -> None:
    group: dict[str, Any] = studies.group_alone(2)
    group["focus_group"] |= {"name": HOSTILE, "questions": [HOSTILE] * 4, "stimulus": HOSTILE}
    for turn in group["turns"]:
        turn["text"] = HOSTILE
    group["summary"]["themes"][0] |= {"title": HOSTILE, "description": HOSTILE}
    group["summary"]["themes"][0]["quotes"][0]["text"] = HOSTILE * 4
    for person in group["personas"]:
        person["occupation"] = "Konstantynopolitańczykowianeczka" * 8
    text = _one_line(_pages(_pdf(export("focus_group", group, mask_pii=False, exported_by=HOSTILE))))
    assert '#panic("x")' in text
    assert "*bold* _it_ $a^2$ @ref <lbl> \\ `raw`" in text
    assert "Україна" in text


def test_no_text_runs_off_the_page(studies: ModuleType, export: Callable[..., Material]) -> None:
    group = studies.group_alone(2)
    for person in group["personas"]:
        person["occupation"] = "Konstantynopolitańczykowianeczka" * 8
        person["segment_name"] = "https://example.com/" + "bardzo-dlugi-adres" * 10
    group["turns"][1]["text"] = "W" * 4000
    with pypdfium2.PdfDocument(_pdf(export("focus_group", group))) as document:
        for page in document:
            text = page.get_textpage()
            boxes = [text.get_charbox(i) for i in range(text.count_chars())]
            assert all(left >= 0 and right <= page.get_width() for left, _, right, _ in boxes)


def test_an_empty_study_still_makes_a_report(export: Callable[..., Material]) -> None:
    pages = _pages(_pdf(export("project", {"project": {"name": "Puste"}}, generated_by="offline")))
    text = _one_line(pages)
    assert "Nie zrekrutowano jeszcze respondentów." in text
    assert "Nie przeprowadzono jeszcze grupy fokusowej." in text


def test_a_hundred_people_and_four_hundred_answers_fit(
    studies: ModuleType, export: Callable[..., Material]
) -> None:
    pages = _pages(_pdf(export("project", studies.project(100))))
    assert f"strona {len(pages)} z {len(pages)}" in pages[-1]
    assert "trn_" + f"{403:026d}" in _one_line(pages)
