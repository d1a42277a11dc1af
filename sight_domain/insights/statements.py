"""Everything respondents of a study have said, wherever they said it: in groups, in surveys, to an interviewer.

What is deleted is not among it: neither a deleted group, survey or interview, nor the words of a deleted respondent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sight_domain.ids import Kind
from sight_domain.insights.schemas import StatementKind
from sight_domain.storage.vectors import WithEmbedding

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession


class _Turns:
    __tablename__: str = "turns"


class _Answers:
    __tablename__: str = "survey_answers"


class _Exchanges:
    __tablename__: str = "interview_exchanges"


TABLES: Mapping[StatementKind, type[WithEmbedding]] = {
    StatementKind.FOCUS_GROUP: _Turns,
    StatementKind.SURVEY: _Answers,
    StatementKind.INTERVIEW: _Exchanges,
}
"""Where the embeddings of each kind are kept."""
ID_KINDS: Mapping[StatementKind, tuple[Kind, Kind]] = {
    StatementKind.FOCUS_GROUP: (Kind.TURN, Kind.FOCUS_GROUP),
    StatementKind.SURVEY: (Kind.ANSWER, Kind.SURVEY),
    StatementKind.INTERVIEW: (Kind.EXCHANGE, Kind.INTERVIEW),
}
"""What the id of a statement and that of its place name."""

# What a respondent wrote is in `given`, also where a rating was made of it.
_SAID = """
with said as (
    select t.id, 'focus_group' as kind, t.focus_group_id as place_id, g.name as place, t.persona_id,
           t.speaker_name as speaker, g.questions ->> t.question_index as question, t.text,
           t.embedding, t.embedding_model
    from turns t join focus_groups g on g.id = t.focus_group_id join personas p on p.id = t.persona_id
    where g.project_id = :project_id and g.deleted_at is null and p.deleted_at is null
      and t.speaker_kind = 'persona' and t.outcome = 'answered'
    union all
    select a.id, 'survey', s.id, s.title, a.persona_id, p.full_name,
           (select q ->> 'text' from jsonb_array_elements(s.questions) q where q ->> 'id' = a.question_id),
           a.given ->> 'text', a.embedding, a.embedding_model
    from survey_answers a join surveys s on s.id = a.survey_id join personas p on p.id = a.persona_id
    where s.project_id = :project_id and s.deleted_at is null and p.deleted_at is null and a.outcome = 'answered'
      and a.given ->> 'text' is not null
    union all
    select e.id, 'interview', i.id, p.full_name, i.persona_id, p.full_name, e.message, e.text,
           e.embedding, e.embedding_model
    from interview_exchanges e join interviews i on i.id = e.interview_id join personas p on p.id = i.persona_id
    where i.project_id = :project_id and i.deleted_at is null and p.deleted_at is null and e.outcome = 'answered'
)
"""
_VERSION = f"{_SAID} select count(*) || ':' || coalesce(bit_xor(uuid_hash_extended(id, 0)), 0) from said"
_ALL = f"{_SAID} select id, kind, place_id, place, persona_id, speaker, question, text from said order by id"
_EMBEDDED = f"{_SAID} select id from said where embedding_model = :model and embedding is not null"
_NEAREST = f"""
{_SAID}
select id, 1 - (embedding <=> cast(cast(:vector as text) as halfvec)) as similarity from said
where embedding_model = :model and embedding is not null
  and (cast(:kind as text) is null or kind = cast(:kind as text))
order by similarity desc, id
limit :depth
"""


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing a respondent said, word for word; in a survey or an interview in answer to `question`.

    `place` is the name of the group or survey, of an interview whom it was with.
    """

    id: UUID
    kind: StatementKind
    place_id: UUID
    place: str
    persona_id: UUID
    speaker: str
    question: str
    text: str


async def version_of(session: AsyncSession, project_id: UUID) -> str:
    """Changes with what was said: nothing that was said is ever edited, so the set of statements tells all."""
    from sqlalchemy import text

    return str(await session.scalar(text(_VERSION), {"project_id": project_id}))


async def statements_of(session: AsyncSession, project_id: UUID) -> list[Statement]:
    """All statements of a project, oldest first."""
    from sqlalchemy import text

    rows = await session.execute(text(_ALL), {"project_id": project_id})
    return [_statement(row) for row in rows]


async def embedded(session: AsyncSession, project_id: UUID, model: str) -> set[UUID]:
    """The statements with an embedding of `model`."""
    from sqlalchemy import text

    found = await session.scalars(text(_EMBEDDED), {"project_id": project_id, "model": model})
    return set(found.all())


async def nearest(
    session: AsyncSession,
    project_id: UUID,
    vector: Sequence[float],
    model: str,
    kind: StatementKind | None,
    depth: int,
) -> list[UUID]:
    """The `depth` statements of a project nearest in meaning to a query's embedding, best first."""
    from sqlalchemy import text

    given = {
        "project_id": project_id,
        "vector": "[" + ",".join(f"{value:.6g}" for value in vector) + "]",
        "model": model,
        "kind": kind.value if kind else None,
        "depth": depth,
    }
    return [row.id for row in await session.execute(text(_NEAREST), given)]


def _statement(row: Any) -> Statement:
    return Statement(
        row.id,
        StatementKind(row.kind),
        row.place_id,
        row.place,
        row.persona_id,
        row.speaker,
        row.question or "",
        row.text,
    )
