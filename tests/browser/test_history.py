"""What was said and shown is there again after a reload and after a restart of the server."""

from __future__ import annotations

import re
from collections.abc import Callable

from browser.pages import ChatPage
from browser.serving import ChatServer
from playwright.sync_api import expect


def test_a_conversation_goes_on_after_reload_and_restart(
    chat: Callable[..., ChatPage], server: ChatServer
) -> None:
    page = chat("pl-PL")
    page.say("Załóż badanie o herbacie wśród kobiet 25-44 z dużych miast i zrekrutuj 6 respondentek")
    page.say("Wyeksportuj badanie do PDF")
    page.page.locator("a[download$='.pdf']").wait_for()
    page.page.locator(".js-plotly-plot").wait_for()
    thread = page.page.url.removeprefix(server.url)
    shown, steps = page.panels.count(), page.steps.count()
    assert thread.startswith("/thread/") and shown >= 2 and steps >= 3

    page.open(thread)
    page.panels.nth(shown - 1).wait_for()
    expect(page.steps).to_have_count(steps)

    assert server.stop() == 0
    server.start()
    again = chat("pl-PL")
    again.open(thread)
    again.panels.nth(shown - 1).wait_for()
    expect(again.panels).to_have_count(shown)
    expect(again.steps).to_have_count(steps)
    again.page.locator(".js-plotly-plot").wait_for()
    file = again.download(again.page.locator("a[download$='.pdf']"))
    assert file.path().read_bytes().startswith(b"%PDF-")

    again.say("Porównaj dwie pierwsze respondentki")
    expect(again.panels.filter(has_text="Podobieństwo")).to_have_count(1)


def test_a_page_loaded_again_sees_the_rest_of_a_turn_and_can_stop_it(chat: Callable[..., ChatPage]) -> None:
    page = chat("en-US")
    page.send("Set up a study on lamps for adults 18-64 in Poland and recruit 400 respondents")
    recruiting = page.steps.filter(has_text="Recruit respondents")
    expect(recruiting).to_be_visible()
    page.page.reload()
    expect(recruiting).to_have_text(re.compile(r"Recruit respondents · \d+/400"))
    # The page of the new thread is built anew, and a click in that moment is lost.
    page.page.wait_for_url("**/thread/**")
    page.page.locator("#stop-button").click()
    page.page.get_by_text("Stopped.", exact=True).wait_for()
    page.page.locator("#stop-button").wait_for(state="detached")
    expect(recruiting).to_contain_text("stopped")


def test_a_question_whose_page_is_gone_is_a_no(chat: Callable[..., ChatPage]) -> None:
    page = chat("en-US")
    page.say("Set up a study on kettles for adults 18-34 in Poland")
    page.send("Delete this project")
    page.page.get_by_role("button", name="Approve").wait_for()
    page.page.reload()
    page.page.get_by_text("The page was loaded again before you had answered").wait_for()
    expect(page.page.get_by_role("button", name="Approve")).to_have_count(0)
    page.say("Show me this project")
    assert "kettles" in page.last_answer.lower()


def test_stop_ends_a_turn_and_the_next_one_works(chat: Callable[..., ChatPage]) -> None:
    page = chat("en-US")
    page.send("Set up a study on bikes for adults 18-64 in Poland and recruit 200 respondents")
    # The page of the new thread is built anew, and a click in that moment is lost.
    page.page.wait_for_url("**/thread/**")
    page.page.locator("#stop-button").click()
    page.page.get_by_text("Stopped.", exact=True).wait_for()
    page.page.locator("#stop-button").wait_for(state="detached")
    page.say("List my projects")
    assert page.last_answer.strip()
