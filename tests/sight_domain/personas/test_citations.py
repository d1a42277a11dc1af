"""A portrait cites documents that are there: not deleted ones, and nothing is kept of those that are purged."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import text

from sight_domain.accounts.actor import Actor
from sight_domain.ids import Kind, from_public
from sight_domain.populations.service import TargetPopulation
from sight_domain.settings import Settings
from sight_domain.storage.deletion import DeletionReason
from tools.duties import purge_deleted
from tools.services import Services

EN = Actor("en")
REPORT = "Women of 30 to 40 in large cities drink tea at work. Tea bags are the usual form. Loose tea is for weekends."


@pytest.fixture(scope="module")
async def services(settings: Settings) -> AsyncIterator[Services]:
    async with Services(settings) as services:
        yield services


async def test_passages_go_with_their_document_and_come_back_with_it(services: Services) -> None:
    study = await services.projects.create(
        EN,
        name="Tea",
        description="A new tea",
        language="en",
        target=TargetPopulation(country="PL"),
        sample_size=1,
    )
    report = await services.knowledge.add_document(
        EN, project_id=study.id, content=REPORT.encode(), filename="report.txt"
    )
    other = await services.knowledge.add_document(
        EN,
        project_id=study.id,
        content=b"Tea is sold in markets. Large cities have many.",
        filename="markets.txt",
    )
    made = await services.personas.generate(EN, study.id, count=None, seed=5, wait_seconds=60)

    async def cited() -> set[str]:
        person = await services.personas.get(EN, made.personas[0].id)
        assert person.insights is not None
        return {one["document_id"] for one in person.insights["rag_citations"]}

    async def recorded() -> Any:
        async with services.database.session() as session:
            return await session.scalar(
                text("select grounding::text from personas where id = :id"),
                {"id": from_public(Kind.PERSONA, made.personas[0].id, field="id")},
            )

    assert await cited() == {report.id, other.id}
    await services.knowledge.delete(EN, report.id, DeletionReason.OTHER, None)
    assert await cited() == {other.id}
    await services.knowledge.restore(EN, report.id)
    assert await cited() == {report.id, other.id}

    await services.knowledge.delete(EN, report.id, DeletionReason.OTHER, None)
    await purge_deleted(services)
    assert "Tea bags" in await recorded(), "it can still be restored"
    async with services.database.session() as session:
        await session.execute(
            text("update documents set deleted_at = now() - interval '8 days' where id = :id"),
            {"id": from_public(Kind.DOCUMENT, report.id, field="id")},
        )
    await purge_deleted(services)
    assert "Tea bags" not in await recorded() and "markets" in await recorded()
    assert await cited() == {other.id}
