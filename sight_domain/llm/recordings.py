"""The store of answers and vectors that were paid for once.

Look-ups and additions that come at about the same time share a statement. What cannot be stored is only logged, since
whoever asked has the answer.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from sight_domain.clock import now
from sight_domain.ids import new_uuid
from sight_domain.storage.group_commit import GroupCommit
from sight_domain.storage.line import Line

if TYPE_CHECKING:
    import asyncpg

    from sight_domain.storage.database import Database

_FIND = """
select distinct on (key) key, project_id, task, provider, model, answer, vector from llm_recordings r
where key = any($1::bytea[])
and not exists (select 1 from projects p where p.id = r.project_id and p.deleted_at is not null)
order by key, created_at desc
"""
_ADD = """
insert into llm_recordings (id, created_at, key, project_id, task, provider, model, answer, vector)
select $1::uuid, $2::timestamptz, $3::bytea, $4::uuid, $5::text, $6::text, $7::text, $8::text, $9::bytea
where $4::uuid is null or exists (select 1 from projects where id = $4::uuid and deleted_at is null)
on conflict (key, project_id) do """
_PURGE = """
with gone as (delete from llm_recordings where created_at < now() - make_interval(days => $1::int) returning 1)
select count(*) from gone
"""
_KEEP = "nothing"
_REPLACE = """update set created_at = excluded.created_at, task = excluded.task, provider = excluded.provider,
model = excluded.model, answer = excluded.answer, vector = excluded.vector"""


@dataclass(frozen=True, slots=True)
class Recorded:
    """An answer (text with hidden ids) or a vector (little-endian 32-bit floats), and who gave it in which project."""

    key: bytes
    project_id: UUID | None
    task: str
    provider: str
    model: str
    answer: str | None = None
    vector: bytes | None = None


@dataclass(frozen=True, slots=True)
class _Addition:
    recorded: Sequence[Recorded]
    replace: bool


class Recordings:
    """One per gateway. Nothing is served from a deleted project; what belongs to none is kept `days` days."""

    def __init__(self, database: Database, line: Line, days: int) -> None:
        self._line = line
        self._days = days
        self._additions = GroupCommit(database, _store, line=line)
        self._asked: list[tuple[set[bytes], asyncio.Future[dict[bytes, Recorded]]]] = []
        self._reader: asyncio.Task[None] | None = None
        self._aged_out = False

    async def find(self, keys: Iterable[bytes]) -> dict[bytes, Recorded]:
        """The newest recording of each key that has one."""
        found: asyncio.Future[dict[bytes, Recorded]] = asyncio.get_running_loop().create_future()
        self._asked.append((set(keys), found))
        if self._reader is None or self._reader.done():
            self._reader = asyncio.create_task(self._read(), name="sight-recordings-read")
        return await found

    async def add(self, recorded: Sequence[Recorded], *, replace: bool = False) -> None:
        """Store them, in place of what their project has under the same keys if `replace`; returns when it is done."""
        try:
            if not self._aged_out:
                self._aged_out = True
                await self.purge()
            await self._additions.add(_Addition(recorded, replace))
        except Exception as error:  # noqa: BLE001 - a lost recording costs a call later, not this one
            import structlog

            structlog.get_logger("sight.llm").warning(
                "answers were not recorded", count=len(recorded), cause=str(error)[:300]
            )

    async def flush(self) -> None:
        """Return when everything added so far is stored or refused."""
        await self._additions.flush()

    async def purge(self) -> int:
        """Remove what is older than `days`; how many there were."""
        return (await self._line.fetch(_PURGE, self._days))[0][0]

    async def _read(self) -> None:
        while self._asked:
            batch, self._asked = self._asked, []
            try:
                found = await self._found(set().union(*(keys for keys, _ in batch)))
            except Exception as error:  # noqa: BLE001 - every call that waits must learn of it, whatever it is
                for _, answer in batch:
                    if not answer.done():
                        answer.set_exception(error)
            else:
                for keys, answer in batch:
                    if not answer.done():
                        answer.set_result({key: found[key] for key in keys & found.keys()})

    async def _found(self, keys: set[bytes]) -> dict[bytes, Recorded]:
        return {row["key"]: Recorded(*row) for row in await self._line.fetch(_FIND, list(keys))}


async def _store(connection: asyncpg.Connection, additions: Sequence[_Addition]) -> None:
    for replace, otherwise in ((False, _KEEP), (True, _REPLACE)):
        rows = [row for addition in additions if addition.replace == replace for row in addition.recorded]
        if rows:
            await connection.executemany(
                _ADD + otherwise,
                [(new_uuid(), now(), row.key, row.project_id, row.task, row.provider, row.model, row.answer, row.vector)
                 for row in rows],
            )  # fmt: skip
