"""A survey in the chat: asked for in plain words, shown question by question, exported."""

from __future__ import annotations

from collections.abc import Callable

from browser.pages import ChatPage
from playwright.sync_api import expect

Opened = Callable[..., ChatPage]


def test_a_survey_in_polish_from_plain_questions_to_results(chat: Opened) -> None:
    page = chat("pl-PL")
    page.say("Załóż badanie o dietach pudełkowych i zrekrutuj 12 respondentów")
    page.say("Przeprowadź ankietę: Czy zamówisz taką dietę? Ile zapłacisz za dzień? Co Cię zniechęca?")
    survey = page.panels.filter(has_text="Kontrola odpowiedzi")
    survey.wait_for()
    shown = survey.inner_text()
    assert "12 osób" in shown and "silnik offline" in shown
    expect(survey.locator(".sg-theme")).to_have_count(3)
    expect(survey.locator(".sg-theme").first.locator(".sg-bar")).to_have_count(3)
    expect(survey.locator(".sg-quote")).to_have_count(5)
    assert "średnia" in shown
    page.page.locator(".js-plotly-plot").last.wait_for()
    page.say("Wyeksportuj ankietę jako CSV")
    assert page.download(page.page.locator("a[download$='.csv']")).suggested_filename.endswith(".csv")
    assert page.foreign == []
