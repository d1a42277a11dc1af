"""A whole study, from the first message to the file, as a researcher does it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pypdfium2
from browser.pages import ChatPage
from playwright.sync_api import expect

Opened = Callable[..., ChatPage]


def test_a_study_in_polish_from_brief_to_pdf(chat: Opened, tmp_path: Path) -> None:
    page = chat("pl-PL")
    assert (
        page.page.locator("#chat-input").get_attribute("placeholder") == "Opisz badanie albo zadaj pytanie…"
    )
    page.say(
        "Załóż badanie o dietach pudełkowych wśród kobiet 25-44 z dużych miast i zrekrutuj 20 respondentek"
    )
    table = page.panels.filter(has_text="Respondenci")
    assert "20 osób" in table.inner_text() and "silnik offline" in table.inner_text()
    table.get_by_role("button").click()
    expect(table.locator("tbody tr")).to_have_count(20)
    page.page.locator(".js-plotly-plot").wait_for()
    expect(page.panels.filter(has_text="Próba a populacja docelowa")).to_have_count(1)

    page.say(
        "Przeprowadź grupę fokusową z pytaniami: Jak dziś planujesz posiłki? Co Cię najbardziej denerwuje w gotowaniu?"
    )
    group = page.panels.filter(has_text="Tematy")
    expect(group.locator(".sg-theme").nth(2)).to_be_visible()
    assert re.search(r"\d+ z 20", group.inner_text())
    group.get_by_role("button", name=re.compile("Czytaj zapis")).click()
    expect(group.locator(".sg-turn")).to_have_count(12)
    group.get_by_role("button", name="Następna").click()
    expect(group).to_contain_text("Strona 2/")

    page.say("Jakie są główne potrzeby i bolączki?")
    needs = page.panels.filter(has_text="Pożądane rezultaty")
    assert "Szansa" in needs.inner_text() and "ODI" in needs.inner_text()

    page.say("Porównaj dwie pierwsze respondentki")
    comparison = page.panels.filter(has_text="Porównanie")
    assert "Podobieństwo" in comparison.inner_text()
    expect(comparison.locator("tbody tr").first).to_be_visible()

    page.say("Wyeksportuj badanie do PDF")
    file = page.download(page.page.locator("a[download$='.pdf']"))
    saved = tmp_path / file.suggested_filename
    file.save_as(saved)
    document = pypdfium2.PdfDocument(saved)
    text = "".join(document[number].get_textpage().get_text_range() for number in range(len(document)))
    assert "SILNIK OFFLINE" in text.upper()
    assert page.foreign == []


def test_a_short_study_in_english(chat: Opened) -> None:
    page = chat("en-US")
    page.say("Set up a study on electric scooters for adults 18-34 in Poland and recruit 8 respondents")
    table = page.panels.filter(has_text="Respondents")
    assert "8 people" in table.inner_text() and "offline engine" in table.inner_text()
    page.say('Run a focus group: "What do you think about electric scooters?"')
    expect(page.panels.filter(has_text="Themes")).to_have_count(1)
    expect(page.steps.filter(has_text="Run a focus group")).to_have_count(1)
    assert page.foreign == []


def test_on_a_telephone_people_are_compared_without_scrolling_sideways(chat: Opened) -> None:
    page = chat("pl-PL")
    page.page.set_viewport_size({"width": 390, "height": 800})
    page.say("Załóż badanie o kawie na wynos i zrekrutuj 4 osoby")
    page.say("Porównaj dwie pierwsze osoby")
    table = page.page.locator(".sg-beside")
    expect(table).to_be_visible()
    assert table.evaluate("table => table.scrollWidth - table.parentElement.clientWidth") <= 0


def test_the_answer_speaks_the_language_of_the_message_not_of_the_browser(chat: Opened) -> None:
    page = chat("en-US")
    page.say("Zrekrutuj 3 osoby")
    assert re.search(r"[ąćęłńóśźż]", page.last_answer)


def test_a_bad_request_is_answered_with_a_sentence_and_a_way_out(chat: Opened) -> None:
    page = chat("pl-PL")
    page.say("Załóż badanie o kawie wśród kobiet 25-44 i zrekrutuj 20000 osób")
    shown = page.page.locator("body").inner_text()
    assert "10 000" in shown or "10000" in shown.replace("\u00a0", "")
    assert "Traceback" not in shown and "Error" not in shown


def test_deleting_asks_first_and_a_no_changes_nothing(chat: Opened) -> None:
    page = chat("en-US")
    page.say("Set up a study on tea for adults 18-34 in Poland")
    before = page.answers.count()
    page.send("Delete this project")
    page.page.get_by_role("button", name="Reject").click()
    page.page.get_by_text("Rejected; nothing was done.").wait_for()
    page.wait_for_answer(before)
    page.say("Show me this project")
    assert "tea" in page.last_answer.lower()
