"""Passages of documents that portraits cite: shown while their documents are there, erased when those are purged."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from sight_domain.accounts.actor import Actor
from sight_domain.personas.schemas import PersonaDetail

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from sight_domain.knowledge.service import KnowledgeService

_CITED = """
select distinct cited ->> 'document_id' from personas, jsonb_array_elements(grounding -> 'citations') as cited
where grounding is not null
"""
_ERASE = """
update personas set grounding = jsonb_set(grounding, '{citations}', coalesce(
    (select jsonb_agg(cited order by place)
     from jsonb_array_elements(grounding -> 'citations') with ordinality as kept(cited, place)
     where not (cited ->> 'document_id' = any(cast(:gone as text[])))), '[]'))
where exists (select 1 from jsonb_array_elements(grounding -> 'citations') as cited
              where cited ->> 'document_id' = any(cast(:gone as text[])))
"""


async def without_deleted(detail: PersonaDetail, actor: Actor, knowledge: KnowledgeService) -> PersonaDetail:
    """A portrait without the passages of documents that were deleted; restored ones are cited again."""
    insights = detail.insights
    if not insights or not insights["rag_citations"]:
        return detail
    citations = insights["rag_citations"]
    there = await knowledge.still_there(actor, {one["document_id"] for one in citations})
    shown = [one for one in citations if one["document_id"] in there]
    return detail.model_copy(update={"insights": {**insights, "rag_citations": shown}})


async def cited_documents(session: AsyncSession) -> set[str]:
    """Public ids of every document that a portrait cites."""
    from sqlalchemy import text

    return set((await session.scalars(text(_CITED))).all())


async def erase(session: AsyncSession, gone: Collection[str]) -> None:
    """Take the passages of these documents out of every portrait's record."""
    from sqlalchemy import text

    await session.execute(text(_ERASE), {"gone": list(gone)})
