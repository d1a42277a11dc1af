"""What was said and shown is there again after a reload and after a restart of the server."""

from __future__ import annotations

from collections.abc import Callable

from browser.pages import ChatPage
from browser.serving import ChatServer


def test_a_conversation_goes_on_after_reload_and_restart(
    chat: Callable[..., ChatPage], server: ChatServer
) -> None:
    page = chat("pl-PL")
    page.say("Załóż badanie o herbacie wśród kobiet 25-44 z dużych miast i zrekrutuj 6 respondentek")
    page.say("Wyeksportuj badanie do PDF")
    thread = page.page.url.removeprefix(server.url)
    shown, steps = page.panels.count(), page.steps.count()
    assert thread.startswith("/thread/") and shown >= 2 and steps >= 3

    page.open(thread)
    page.panels.nth(shown - 1).wait_for()
    assert page.steps.count() == steps

    assert server.stop() == 0
    server.start()
    again = chat("pl-PL")
    again.open(thread)
    again.panels.nth(shown - 1).wait_for()
    assert (again.panels.count(), again.steps.count()) == (shown, steps)
    again.page.locator(".js-plotly-plot").wait_for()
    file = again.download(again.page.locator("a[download$='.pdf']"))
    assert file.path().read_bytes().startswith(b"%PDF-")

    again.say("Porównaj dwie pierwsze respondentki")
    assert again.panels.filter(has_text="Podobieństwo").count() == 1


def test_stop_ends_a_turn_and_the_next_one_works(chat: Callable[..., ChatPage]) -> None:
    page = chat("en-US")
    page.send("Set up a study on bikes for adults 18-64 in Poland and recruit 200 respondents")
    page.page.locator("#stop-button").click()
    page.page.get_by_text("Stopped.", exact=True).wait_for()
    page.page.locator("#stop-button").wait_for(state="detached")
    page.say("List my projects")
    assert page.last_answer.strip()
