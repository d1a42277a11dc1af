"""The approximate index finds what the exact scan finds, filters included, and is built once for a model."""

from __future__ import annotations

from uuid import UUID

import numpy as np
import pytest
from sqlalchemy import text

from sight_domain.accounts.actor import Actor
from sight_domain.errors import ErrorCode, SightError
from sight_domain.ids import Kind, from_public
from sight_domain.knowledge.scope import Scope
from sight_domain.knowledge.service import KnowledgeService
from sight_domain.knowledge.vector import as_literal, vector_ranking
from sight_domain.knowledge.vector_index import build_missing, index_name, literal
from sight_domain.storage.database import Database

MODEL = "it's:a 'model'"
CHUNKS, DOCUMENTS, DIMENSIONS = 3_000, 30, 32


@pytest.fixture
async def documents(database: Database, actor: Actor, knowledge: KnowledgeService) -> list[UUID]:
    """Thirty documents of a hundred chunks; their vectors lie in clusters, as those of texts do."""
    chance = np.random.default_rng(4)
    centres = chance.normal(size=(40, DIMENSIONS))
    keys = []
    for number in range(DOCUMENTS):
        added = await knowledge.add_document(
            actor, content=f"Document {number} of this collection.".encode(), filename=f"{number}.txt"
        )
        keys.append(from_public(Kind.DOCUMENT, added.id, field="id"))
    per_document = CHUNKS // DOCUMENTS
    async with database.session() as session:
        for key in keys:
            vectors = centres[chance.integers(0, 40, per_document)] + 0.5 * chance.normal(
                size=(per_document, DIMENSIONS)
            )
            await session.execute(
                text(
                    "insert into document_chunks (id, document_id, seq, context, text, char_start, char_end)"
                    " select gen_random_uuid(), :key, n, '', 'x', 0, 1 from generate_series(1, :count) n"
                ),
                {"key": key, "count": per_document},
            )
            await session.execute(
                text(
                    "insert into chunk_vectors (chunk_id, model, document_id, embedding)"
                    " select c.id, :model, c.document_id, cast(t.embedding as halfvec)"
                    " from unnest(cast(:vectors as text[])) with ordinality t(embedding, seq)"
                    " join document_chunks c on c.document_id = :key and c.seq = t.seq"
                ),
                {"model": MODEL, "key": key, "vectors": [as_literal(vector) for vector in vectors]},
            )
            await session.execute(
                text("insert into document_vectors values (:key, :model, :count)"),
                {"key": key, "model": MODEL, "count": per_document},
            )
    return keys


async def test_the_index_finds_what_the_exact_scan_finds(
    database: Database, actor: Actor, documents: list[UUID]
) -> None:
    assert await build_missing(database, enough=CHUNKS) == [MODEL]
    assert await build_missing(database, enough=CHUNKS) == []
    chance = np.random.default_rng(8)
    for scope in (
        Scope(actor.user_id),
        Scope(actor.user_id, document_ids=tuple(documents[:6])),
        Scope(actor.user_id, document_ids=(documents[0],)),
    ):
        shares = []
        for _ in range(20):
            query = [float(value) for value in chance.normal(size=DIMENSIONS)]
            async with database.session() as session:
                exact = await vector_ranking(session, query, MODEL, scope, 100)
                quick = await vector_ranking(session, query, MODEL, scope, 100, among=CHUNKS, exact_below=0)
            assert [similarity for _, similarity in quick] == sorted(
                (similarity for _, similarity in quick), reverse=True
            )
            shares.append(len(dict(exact[:10]).keys() & dict(quick[:10]).keys()) / 10)
        assert np.mean(shares) >= 0.98, scope


async def test_many_vectors_are_searched_through_the_index(
    database: Database, actor: Actor, documents: list[UUID]
) -> None:
    await build_missing(database, enough=CHUNKS)
    async with database.session() as session:
        # Three thousand vectors are few enough for the planner to sort them all, were it free to.
        await session.execute(text("set local enable_sort = off"))
        before = await _scans(database)
        await vector_ranking(
            session, [1.0] * DIMENSIONS, MODEL, Scope(actor.user_id), 10, among=CHUNKS, exact_below=0
        )
        await session.execute(text("select pg_stat_force_next_flush()"))
    assert len(documents) == DOCUMENTS
    assert await _scans(database) > before


async def test_a_knowledge_base_moves_to_another_embedder(
    database: Database, knowledge: KnowledgeService, documents: list[UUID]
) -> None:
    """The old vectors serve until the new ones are complete, and go only then."""
    await build_missing(database, enough=CHUNKS)
    with pytest.raises(SightError) as refused:
        await knowledge.drop_other_vectors()
    assert refused.value.code is ErrorCode.CONFLICT
    async with database.session() as session:
        await session.execute(
            text("delete from document_chunks where text = 'x' and (document_id = any(:keys) or seq > 5)"),
            {"keys": documents[:-1]},
        )
        kept = await session.scalar(
            text("select count(*) from chunk_vectors where model = :model"), {"model": MODEL}
        )
        await session.execute(text("update document_chunks set text = 'herbata' where text = 'x'"))
    await knowledge.embed_pending()
    assert await knowledge.drop_other_vectors() >= int(kept or 0) > 0
    async with database.session() as session:
        left = list(await session.scalars(text("select distinct model from chunk_vectors")))
        index = await session.scalar(text("select to_regclass(:name)"), {"name": index_name(MODEL)})
    assert len(left) == 1
    assert MODEL not in left
    assert index is None


def test_a_model_is_named_in_the_text_of_a_query_without_escaping_it() -> None:
    assert literal("a'; drop table x --") == "'a''; drop table x --'"
    assert index_name("a") != index_name("b")
    assert index_name("x" * 300).isidentifier()


async def _scans(database: Database) -> int:
    async with database.session() as session:
        found = await session.scalar(
            text("select idx_scan from pg_stat_user_indexes where indexrelname = :name"),
            {"name": index_name(MODEL)},
        )
    return int(found or 0)
