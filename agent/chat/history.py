"""The chat's memory: Chainlit's data layer over our tables."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4
from weakref import WeakValueDictionary

from chainlit.data.base import BaseDataLayer
from chainlit.data.utils import queue_until_user_message
from chainlit.types import (
    Feedback,
    PageInfo,
    PaginatedResponse,
    Pagination,
    ThreadDict,
    ThreadFilter,
)
from chainlit.user import PersistedUser, User
from sqlalchemy import delete, literal, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert

from agent.chat.attachments import Attachments
from agent.chat.models import ChatElement, ChatStep, ChatThread
from agent.chat.people import People
from sight_domain.clock import now

if TYPE_CHECKING:
    from chainlit.element import Element, ElementDict
    from chainlit.step import StepDict
    from sqlalchemy.ext.asyncio import AsyncSession

    from sight_domain.storage.database import Database

ELEMENT_URL = "/chat/elements/{thread}/{element}"
_LONGEST_NAME = 120
_CLOSING_S = 5


class History(BaseDataLayer):
    """Chainlit writes from tasks that nobody awaits; here the writes of one step happen in the order they were asked for."""

    def __init__(self, database: Database, attachments: Attachments, people: People) -> None:
        self._database = database
        self._attachments = attachments
        self._people = people
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._closing = False
        self._at_work: set[asyncio.Future[None]] = set()

    async def get_user(self, identifier: str) -> PersistedUser | None:
        return await self._people.known_as(identifier)

    async def create_user(self, user: User) -> PersistedUser | None:
        """Logging in makes nobody: who is not known already stays unknown."""
        return await self._people.known_as(user.identifier)

    @queue_until_user_message()
    async def create_step(self, step_dict: StepDict) -> None:
        thread, step = _key(step_dict.get("threadId")), _key(step_dict.get("id"))
        if thread is None or step is None:
            return
        async with self._in_turn(str(step)), self._session() as session:
            await session.execute(insert(ChatThread).values(id=thread).on_conflict_do_nothing())
            statement = insert(ChatStep).values(id=step, thread_id=thread, body=dict(step_dict))
            await session.execute(
                statement.on_conflict_do_update(
                    index_elements=[ChatStep.id],
                    set_={"body": statement.excluded.body},
                    where=ChatStep.thread_id == thread,
                )
            )
            await session.execute(update(ChatThread).where(ChatThread.id == thread).values(updated_at=now()))

    @queue_until_user_message()
    async def update_step(self, step_dict: StepDict) -> None:
        await self.create_step(step_dict)

    @queue_until_user_message()
    async def delete_step(self, step_id: str) -> None:
        async with self._in_turn(step_id), self._session() as session:
            await session.execute(delete(ChatStep).where(ChatStep.id == _key(step_id)))

    @queue_until_user_message()
    async def create_element(self, element: Element) -> None:
        thread, key = _key(element.thread_id), _key(element.id)
        if thread is None or key is None or not element.for_id:
            return
        # In turn by message: what was shown first is also first when the thread is read again.
        async with self._in_turn(element.for_id):
            content = await _content(element)
            if content is not None:
                await self._attachments.keep(thread, key, content)
            values = {"thread_id": thread, "body": dict(element.to_dict()), "stored": content is not None}
            async with self._session() as session:
                await session.execute(insert(ChatThread).values(id=thread).on_conflict_do_nothing())
                await session.execute(
                    insert(ChatElement)
                    .values(id=key, **values)
                    .on_conflict_do_update(
                        index_elements=[ChatElement.id], set_=values, where=ChatElement.thread_id == thread
                    )
                )

    async def get_element(self, thread_id: str, element_id: str) -> ElementDict | None:
        row = await self._element_row(element_id)
        return _element(row) if row is not None and row.thread_id == _key(thread_id) else None

    @queue_until_user_message()
    async def delete_element(self, element_id: str, thread_id: str | None = None) -> None:
        async with self._in_turn(element_id), self._session() as session:
            found = delete(ChatElement).where(ChatElement.id == _key(element_id))
            if thread_id is not None:
                found = found.where(ChatElement.thread_id == _key(thread_id))
            gone = (await session.execute(found.returning(ChatElement.thread_id, ChatElement.id))).first()
        if gone is not None:
            await self._attachments.forget(gone.thread_id, gone.id)

    async def stored_element(self, thread_id: str, element_id: str) -> tuple[ElementDict, Path] | None:
        """An element and the file with its bytes, when it has some."""
        found, thread, key = await self.get_element(thread_id, element_id), _key(thread_id), _key(element_id)
        if found is None or thread is None or key is None:
            return None
        path = self._attachments.path(thread, key)
        return (found, path) if path.is_file() else None

    async def upsert_feedback(self, feedback: Feedback) -> str:
        given = {
            "id": feedback.id or str(uuid4()),
            "forId": feedback.forId,
            "value": feedback.value,
            "comment": feedback.comment,
        }
        async with self._session() as session:
            await session.execute(
                update(ChatStep).where(ChatStep.id == _key(feedback.forId)).values(feedback=given)
            )
        return given["id"]

    async def delete_feedback(self, feedback_id: str) -> bool:
        async with self._session() as session:
            cleared = await session.execute(
                update(ChatStep)
                .where(ChatStep.feedback["id"].astext == feedback_id)
                .values(feedback=None)
                .returning(ChatStep.id)
            )
        return cleared.first() is not None

    async def get_thread_author(self, thread_id: str) -> str:
        async with self._session() as session:
            author = await session.scalar(select(ChatThread.author).where(ChatThread.id == _key(thread_id)))
        return author or ""

    async def get_thread(self, thread_id: str) -> ThreadDict | None:
        key = _key(thread_id)
        async with self._session() as session:
            thread = await session.get(ChatThread, key) if key else None
            if thread is None:
                return None
            steps = await session.scalars(
                select(ChatStep).where(ChatStep.thread_id == key).order_by(ChatStep.seq)
            )
            elements = await session.scalars(
                select(ChatElement).where(ChatElement.thread_id == key).order_by(ChatElement.seq)
            )
            shown = sorted((_step(row) for row in steps), key=lambda step: step.get("createdAt") or "")
            return _thread(thread, shown, [_element(row) for row in elements])

    async def list_threads(
        self, pagination: Pagination, filters: ThreadFilter
    ) -> PaginatedResponse[ThreadDict]:
        """Somebody's threads, newest first, without their steps; `search` looks in names and in what was said."""
        if not filters.userId:
            raise ValueError("userId is required")
        wanted = select(ChatThread).where(ChatThread.owner == filters.userId)
        if filters.search:
            said = select(ChatStep.thread_id).where(
                ChatStep.body["output"].astext.icontains(filters.search, autoescape=True)
            )
            named = ChatThread.name.icontains(filters.search, autoescape=True)
            wanted = wanted.where(named | ChatThread.id.in_(said))
        if filters.feedback is not None:
            rated = ChatStep.feedback["value"].astext == str(filters.feedback)
            wanted = wanted.where(ChatThread.id.in_(select(ChatStep.thread_id).where(rated)))
        async with self._session() as session:
            cursor = _key(pagination.cursor)
            after = await session.get(ChatThread, cursor) if cursor else None
            if after is not None:
                last = tuple_(literal(after.updated_at), literal(after.id))
                wanted = wanted.where(tuple_(ChatThread.updated_at, ChatThread.id) < last)
            newest = wanted.order_by(ChatThread.updated_at.desc(), ChatThread.id.desc())
            rows = list(await session.scalars(newest.limit(pagination.first + 1)))
        page = [_thread(row, [], []) for row in rows[: pagination.first]]
        return PaginatedResponse(
            pageInfo=PageInfo(
                hasNextPage=len(rows) > pagination.first,
                startCursor=page[0]["id"] if page else None,
                endCursor=page[-1]["id"] if page else None,
            ),
            data=page,
        )

    async def update_thread(
        self,
        thread_id: str,
        name: str | None = None,
        user_id: str | None = None,
        metadata: dict[str, Any] | None = None,
        tags: list[str] | None = None,
    ) -> None:
        """Set what is given, leave the rest; a metadata value of ``None`` removes its key."""
        key = _key(thread_id)
        if key is None:
            return
        async with self._in_turn(thread_id), self._session() as session:
            await session.execute(insert(ChatThread).values(id=key).on_conflict_do_nothing())
            thread = await session.get_one(ChatThread, key, with_for_update=True)
            if name is not None:
                thread.name = " ".join(name.split())[:_LONGEST_NAME]
            if user_id is not None and thread.owner is None:
                thread.owner = user_id
                thread.author = await self._people.identifier_of(user_id)
            if tags is not None:
                thread.tags = tags
            if metadata is not None:
                merged = {**thread.details, **metadata}
                thread.details = {k: value for k, value in merged.items() if value is not None}

    async def delete_thread(self, thread_id: str) -> None:
        key = _key(thread_id)
        if key is None:
            return
        async with self._session() as session:
            await session.execute(delete(ChatThread).where(ChatThread.id == key))
        await self._attachments.forget(key)

    async def get_favorite_steps(self, user_id: str) -> list[StepDict]:
        async with self._session() as session:
            rows = await session.scalars(
                select(ChatStep)
                .join(ChatThread, ChatThread.id == ChatStep.thread_id)
                .where(ChatThread.owner == user_id, ChatStep.body["metadata"]["favorite"].as_boolean())
                .order_by(ChatStep.seq)
            )
            return [_step(row) for row in rows]

    async def build_debug_url(self) -> str:
        return ""

    async def close(self) -> None:
        """Finish what is being written and begin nothing more. The database is closed with the services."""
        self._closing = True
        if self._at_work:
            await asyncio.wait(set(self._at_work), timeout=_CLOSING_S)

    @contextlib.asynccontextmanager
    async def _session(self) -> AsyncIterator[AsyncSession]:
        # Chainlit still writes when its browsers have gone; that must not open the database again.
        if self._closing:
            raise asyncio.CancelledError
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._at_work.add(done)
        try:
            async with self._database.session() as session:
                yield session
        finally:
            self._at_work.discard(done)
            done.set_result(None)

    async def _element_row(self, element_id: str) -> ChatElement | None:
        async with self._session() as session:
            return await session.scalar(select(ChatElement).where(ChatElement.id == _key(element_id)))

    def _in_turn(self, key: str) -> asyncio.Lock:
        # asyncio.Lock lets waiters in by arrival, and tasks arrive in the order they were made.
        return self._turns.setdefault(key, asyncio.Lock())


def _key(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


async def _content(element: Element) -> bytes | None:
    # A custom element's content is its props, and those are in its dictionary.
    if element.type == "custom":
        return None
    if element.path:
        return await asyncio.to_thread(Path(element.path).read_bytes)
    return element.content.encode() if isinstance(element.content, str) else element.content


def _step(row: ChatStep) -> StepDict:
    step: StepDict = {**row.body, "feedback": row.feedback}  # pyright: ignore[reportAssignmentType]
    if step.get("showInput") in (None, False, "false"):
        step["input"] = ""
    return step


def _element(row: ChatElement) -> ElementDict:
    url = ELEMENT_URL.format(thread=row.thread_id, element=row.id) if row.stored else row.body.get("url")
    # The key of a file in a session that is gone: the address stands in for it.
    return {**row.body, "url": url, "chainlitKey": None}  # pyright: ignore[reportReturnType]


def _thread(row: ChatThread, steps: list[StepDict], elements: list[ElementDict]) -> ThreadDict:
    return ThreadDict(
        id=str(row.id),
        createdAt=row.updated_at.isoformat(),
        name=row.name,
        userId=row.owner,
        userIdentifier=row.author,
        tags=row.tags,
        metadata=row.details,
        steps=steps,
        elements=elements,
    )
