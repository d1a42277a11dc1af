"""The chat's memory gives back exactly what it was given, in order, to its owner."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any, get_type_hints
from uuid import UUID, uuid4

import pytest

from sight_domain.accounts.service import AccountService
from sight_domain.storage.database import Database


@pytest.fixture
def history(database: Database, accounts: AccountService, tmp_path: Path, chatting: Any) -> Any:
    from agent.chat.attachments import Attachments
    from agent.chat.history import History
    from agent.chat.people import People

    return History(database, Attachments(tmp_path), People(accounts, local=True))


def _step(thread: str, **more: Any) -> dict[str, Any]:
    return {
        "id": str(uuid4()), "threadId": thread, "type": "assistant_message", "name": "Sight", "input": "",
        "output": "tak", "createdAt": "2026-11-21T10:00:00Z", **more,
    }  # fmt: skip


async def _owned(history: Any, name: str = "Rozmowa") -> str:
    thread = str(uuid4())
    await history.update_thread(thread, name=name, user_id="local")
    return thread


async def test_every_key_of_a_step_comes_back(history: Any) -> None:
    from chainlit.step import StepDict

    thread = await _owned(history)
    given = {key: f"value of {key}" for key in get_type_hints(StepDict)}
    given |= {
        "id": str(uuid4()),
        "threadId": thread,
        "showInput": "json",
        "metadata": {"a": 1},
        "feedback": None,
    }
    await history.create_step(dict(given))
    (kept,) = (await history.get_thread(thread))["steps"]
    assert kept == given


async def test_an_update_sent_right_after_its_step_is_what_stays(history: Any) -> None:
    thread = await _owned(history)
    steps = [_step(thread, type="tool", output="") for _ in range(30)]
    writes = []
    for step in steps:
        writes.append(asyncio.create_task(history.create_step(dict(step))))
        writes.append(asyncio.create_task(history.update_step({**step, "output": "gotowe"})))
    await asyncio.gather(*writes)
    assert [kept["output"] for kept in (await history.get_thread(thread))["steps"]] == ["gotowe"] * 30


async def test_elements_come_back_in_order_with_an_address_for_their_bytes(history: Any) -> None:
    from chainlit.element import CustomElement, File

    thread = await _owned(history)
    message = _step(thread)
    await history.create_step(message)
    table = CustomElement(name="RespondentTable", props={"rows": [1]}, thread_id=thread)
    file = File(name="raport.pdf", content=b"%PDF-", mime="application/pdf", thread_id=thread)
    for element in (table, file):
        element.for_id = message["id"]
    await asyncio.gather(*(asyncio.create_task(history.create_element(e)) for e in (table, file)))
    shown = (await history.get_thread(thread))["elements"]
    assert [element["name"] for element in shown] == ["RespondentTable", "raport.pdf"]
    assert shown[0]["props"] == {"rows": [1]}
    assert shown[1]["url"] == f"/chat/elements/{thread}/{file.id}"
    described, path = await history.stored_element(thread, file.id)
    assert (described["mime"], path.read_bytes()) == ("application/pdf", b"%PDF-")
    assert await history.stored_element(await _owned(history), file.id) is None


async def test_a_thread_belongs_to_whoever_began_it(history: Any) -> None:
    thread = await _owned(history)
    await history.update_thread(thread, user_id=str(uuid4()))
    assert (await history.get_thread(thread))["userId"] == "local"
    assert await history.get_thread_author(thread) == "local"
    assert await history.get_thread_author(str(uuid4())) == ""
    assert await history.get_thread_author("no id at all") == ""


async def test_a_step_cannot_be_taken_over_by_another_thread(history: Any) -> None:
    mine, other = await _owned(history), await _owned(history)
    step = _step(mine, output="moje")
    await history.create_step(dict(step))
    await history.create_step({**step, "threadId": other, "output": "cudze"})
    assert [kept["output"] for kept in (await history.get_thread(mine))["steps"]] == ["moje"]
    assert (await history.get_thread(other))["steps"] == []


async def test_threads_are_listed_newest_first_and_page_by_page(history: Any) -> None:
    from chainlit.types import Pagination, ThreadFilter

    mark = uuid4().hex
    threads = [await _owned(history, f"{mark} {number}") for number in range(5)]
    for thread in threads:
        await history.create_step(_step(thread))
    mine = ThreadFilter(userId="local", search=mark)
    first = await history.list_threads(Pagination(first=3), mine)
    rest = await history.list_threads(Pagination(first=3, cursor=first.pageInfo.endCursor), mine)
    assert [t["id"] for t in (*first.data, *rest.data)] == threads[::-1]
    assert (first.pageInfo.hasNextPage, rest.pageInfo.hasNextPage) == (True, False)
    nobody = await history.list_threads(Pagination(first=3), ThreadFilter(userId=str(uuid4())))
    assert nobody.data == []


async def test_what_was_said_is_found_and_signs_of_patterns_are_only_letters(history: Any) -> None:
    from chainlit.types import Pagination, ThreadFilter

    thread, mark = await _owned(history), uuid4().hex
    await history.create_step(_step(thread, output=f"100% {mark}"))
    page = Pagination(first=10)
    found = await history.list_threads(page, ThreadFilter(userId="local", search=f"100% {mark}"))
    missed = await history.list_threads(page, ThreadFilter(userId="local", search=f"1%0 {mark}"))
    assert ([t["id"] for t in found.data], missed.data) == ([thread], [])


async def test_feedback_is_kept_with_its_step_and_can_be_taken_back(history: Any) -> None:
    from chainlit.types import Feedback

    thread = await _owned(history)
    step = _step(thread)
    await history.create_step(step)
    key = await history.upsert_feedback(Feedback(forId=step["id"], value=1, comment="dobre"))
    (kept,) = (await history.get_thread(thread))["steps"]
    assert (kept["feedback"]["value"], kept["feedback"]["comment"]) == (1, "dobre")
    assert await history.delete_feedback(key)
    assert not await history.delete_feedback(key)


async def test_a_deleted_thread_takes_its_files_along(history: Any, tmp_path: Path) -> None:
    from chainlit.element import File

    thread = await _owned(history)
    file = File(name="a.txt", content=b"a", mime="text/plain", thread_id=thread, for_id=str(uuid4()))
    await history.create_element(file)
    assert (tmp_path / thread / file.id).exists()
    await history.delete_thread(thread)
    assert await history.get_thread(thread) is None
    assert not (tmp_path / thread).exists()


async def test_closing_finishes_what_was_begun_and_begins_nothing(history: Any) -> None:
    thread = await _owned(history)
    begun = asyncio.create_task(history.create_step(_step(thread)))
    await asyncio.sleep(0)
    await history.close()
    await begun
    with pytest.raises(asyncio.CancelledError):
        await history.get_thread(thread)


async def test_only_the_local_user_exists_without_logins(history: Any) -> None:
    assert (await history.get_user("local")).id == "local"
    assert await history.get_user("ktos@example.com") is None


async def test_with_logins_only_active_accounts_exist(accounts: AccountService) -> None:
    from chainlit.user import User

    from agent.chat.people import People
    from sight_domain.errors import SightError

    account = await accounts.add(f"{uuid4().hex}@example.com", "rower lampa jezioro")
    people = People(accounts, local=False)
    assert (await people.actor(User(identifier=account.email), "pl")).user_id == UUID(str(account.key))
    for stranger in (User(identifier="local"), User(identifier="nikt@example.com"), None):
        with pytest.raises(SightError):
            await people.actor(stranger, "pl")
