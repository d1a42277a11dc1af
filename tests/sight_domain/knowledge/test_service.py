"""Documents are added whole or not at all, found in both languages, and seen by their owner only."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from fakes.gemini import FakeGemini, asked_of
from sqlalchemy import text

from sight_domain.accounts.actor import Actor
from sight_domain.errors import ErrorCode, SightError
from sight_domain.ids import Kind, from_public, new_uuid, to_public
from sight_domain.knowledge.embedding import BATCH
from sight_domain.knowledge.schemas import DocumentStatus, SearchMode
from sight_domain.knowledge.service import KnowledgeService
from sight_domain.llm.gateway import Gateway
from sight_domain.runs.service import RunService
from sight_domain.settings import Settings
from sight_domain.storage.database import Database
from sight_domain.storage.deletion import DeletionReason


async def test_a_polish_pdf_is_found_by_inflected_words_on_the_right_page(
    knowledge: KnowledgeService, actor: Actor, polish_pdf: bytes
) -> None:
    document = await knowledge.add_document(actor, content=polish_pdf, filename="raport.pdf")
    assert (document.kind, document.pages, document.language) == ("pdf", 3, "pl")
    assert document.title == "Czytelnictwo w Polsce"
    assert document.status is DocumentStatus.EMBEDDING
    for query, page in [
        ("jakie powieści wypożycza czytelniczka w bibliotece gminnej", 2),
        ("drogie ksiazki zniechecaja studenta", 3),
        ("kogo odwiedzał ankieter w gospodarstwie domowym", 1),
    ]:
        results = await knowledge.search(actor, query, mode="keyword", top_k=1)
        assert results.mode_used is SearchMode.KEYWORD
        assert [hit.page for hit in results.hits] == [page], query


async def test_every_citation_is_exactly_the_stored_text(
    knowledge: KnowledgeService, actor: Actor, polish_pdf: bytes
) -> None:
    document = await knowledge.add_document(actor, content=polish_pdf, filename="raport.pdf")
    stored = await knowledge.read_text(actor, document.id)
    hits = (await knowledge.search(actor, "książki kobiety respondenci", mode="keyword")).hits
    assert hits
    for hit in hits:
        assert hit.text == stored[hit.char_start : hit.char_end]
        assert hit.context.startswith(document.title)
        assert hit.ranks["keyword"] >= 1


async def test_hybrid_says_that_vectors_are_not_ready_and_uses_them_once_they_are(
    knowledge: KnowledgeService, actor: Actor, polish_pdf: bytes
) -> None:
    document = await knowledge.add_document(actor, content=polish_pdf, filename="raport.pdf")
    early = await knowledge.search(actor, "wypożyczanie powieści")
    assert early.mode_used is SearchMode.KEYWORD
    assert early.note is not None and "not ready" in early.note
    with pytest.raises(SightError) as raised:
        await knowledge.search(actor, "wypożyczanie powieści", mode="vector")
    assert (raised.value.code, raised.value.field) == (ErrorCode.CONFLICT, "mode")

    progress = await knowledge.embed_pending()
    assert (progress.remaining, progress.model is None) == (0, False)
    ready = await knowledge.get_document(actor, document.id)
    assert (ready.status, ready.vectors_ready, ready.vectors_done) == (
        DocumentStatus.INDEXED,
        True,
        ready.chunks,
    )

    late = await knowledge.search(actor, "wypożyczanie powieści")
    assert (late.mode_used, late.note) == (SearchMode.HYBRID, None)
    assert set(late.hits[0].ranks) == {"vector", "keyword"}
    assert [hit.score for hit in late.hits] == sorted((hit.score for hit in late.hits), reverse=True)
    by_meaning = await knowledge.search(actor, "young people cannot afford books", mode="vector", top_k=1)
    assert by_meaning.hits[0].page == 3


async def test_vectors_of_some_passages_are_used_and_the_gap_is_told(
    knowledge: KnowledgeService, actor: Actor
) -> None:
    await knowledge.embed_pending()
    await knowledge.add_document(actor, content=b"Coffee is drunk in the morning.", filename="a.txt")
    await knowledge.embed_pending()
    await knowledge.add_document(actor, content=b"Tea is drunk in the afternoon.", filename="b.txt")
    results = await knowledge.search(actor, "when do people drink tea?")
    assert results.mode_used is SearchMode.HYBRID
    assert results.note is not None and "1 of 2" in results.note
    assert results.hits[0].title == "b"


async def test_without_an_embedder_search_works_and_says_so(
    database: Database, settings: Settings, actor: Actor, runs: RunService
) -> None:
    off = settings.model_copy(update={"embedder": "off"})
    gateway = Gateway(off, database)
    knowledge = KnowledgeService(database, gateway, off, runs)
    document = await knowledge.add_document(
        actor, content=b"Prices rise faster than wages.", filename="notes.txt"
    )
    assert (document.status, document.vectors_ready) == (DocumentStatus.INDEXED, False)
    results = await knowledge.search(Actor("pl", actor.user_id), "wages")
    assert results.mode_used is SearchMode.KEYWORD
    assert results.note is not None and "tylko według słów kluczowych" in results.note
    assert len(results.hits) == 1
    with pytest.raises(SightError) as raised:
        await knowledge.search(actor, "wages", mode="vector")
    assert raised.value.code is ErrorCode.NOT_CONFIGURED
    assert (await knowledge.embed_pending()).model is None
    await gateway.aclose()


async def test_background_embedding_follows_what_is_added(knowledge: KnowledgeService, actor: Actor) -> None:
    knowledge.start_background_embedding()
    knowledge.start_background_embedding()
    document = await knowledge.add_document(actor, content=b"Herbata stygnie powoli.", filename="h.txt")
    async with asyncio.timeout(60):
        while not (await knowledge.get_document(actor, document.id)).vectors_ready:  # noqa: ASYNC110
            await asyncio.sleep(0.1)


async def test_two_workers_share_the_chunks_and_none_is_embedded_twice(
    database: Database, gateway: Gateway, settings: Settings, actor: Actor, runs: RunService
) -> None:
    one, two = (KnowledgeService(database, gateway, settings, runs) for _ in range(2))
    await one.embed_pending()
    chunks = 0
    for number in range(BATCH + 3):
        added = await one.add_document(
            actor, content=f"Note {number} about coffee.".encode(), filename=f"{number}.txt"
        )
        chunks += added.chunks
    first, second = await asyncio.gather(one.embed_pending(), two.embed_pending())
    assert first.embedded + second.embedded == chunks
    assert min(first.embedded, second.embedded) > 0
    assert (await one.embed_pending()).remaining == 0


async def test_embedding_goes_on_where_a_limit_stopped_it(knowledge: KnowledgeService, actor: Actor) -> None:
    await knowledge.embed_pending()
    for number in range(3):
        await knowledge.add_document(
            actor, content=f"Short note {number}.".encode(), filename=f"{number}.txt"
        )
    part = await knowledge.embed_pending(limit=2)
    assert (part.embedded, part.remaining) == (2, 1)
    rest = await knowledge.embed_pending()
    assert (rest.embedded, rest.remaining) == (1, 0)


async def test_a_project_over_its_budget_waits_and_the_others_get_their_vectors(
    database: Database, settings: Settings, gemini_server: FakeGemini, actor: Actor,
    make_project: Callable[[], Awaitable[str]], runs: RunService,
) -> None:  # fmt: skip
    changed = settings.model_copy(update=asked_of(gemini_server, embedder="gemini"))
    gateway = Gateway(changed, database)
    knowledge = KnowledgeService(database, gateway, changed, runs)
    await knowledge.embed_pending()
    poor, rich = await make_project(), await make_project()
    added = [
        await knowledge.add_document(actor, content=content, filename="a.txt", project_id=project)
        for project, content in ((poor, b"Tea is dear."), (rich, b"Tea is cheap."), (None, b"Tea is hot."))
    ]
    budget = "update projects set budget_usd = :usd where id = :id"
    key = from_public(Kind.PROJECT, poor, field="id")
    async with database.session() as session:
        await session.execute(text(budget), {"usd": 0, "id": key})
    with pytest.raises(SightError) as raised:
        await knowledge.embed_pending()
    assert (raised.value.code, raised.value.field) == (ErrorCode.OVER_BUDGET, "budget_usd")
    views = [await knowledge.get_document(actor, document.id) for document in added]
    assert [view.vectors_ready for view in views] == [False, True, True]
    assert views[0].note is not None and "budget" in views[0].note and views[1].note is None
    async with database.session() as session:
        await session.execute(text(budget), {"usd": 1, "id": key})
    assert (await knowledge.embed_pending()).embedded == 1
    assert (await knowledge.get_document(actor, added[0].id)).note is None
    await knowledge.aclose()
    await gateway.aclose()


async def test_the_same_file_is_recognised_in_its_place_and_only_there(
    knowledge: KnowledgeService, make_project: Callable[[], Awaitable[str]], actor: Actor, english_docx: bytes
) -> None:
    project = await make_project()
    first = await knowledge.add_document(actor, content=english_docx, filename="kits.docx")
    again = await knowledge.add_document(actor, content=english_docx, filename="other name.docx")
    elsewhere = await knowledge.add_document(
        actor, content=english_docx, filename="kits.docx", project_id=project
    )
    assert (first.already_present, again.already_present, elsewhere.already_present) == (False, True, False)
    assert again.id == first.id != elsewhere.id
    assert elsewhere.project_id == project


async def test_the_same_file_added_at_the_same_time_is_stored_once(
    knowledge: KnowledgeService, actor: Actor, english_docx: bytes, settings: Settings
) -> None:
    added = await asyncio.gather(
        *(knowledge.add_document(actor, content=english_docx, filename="kits.docx") for _ in range(4))
    )
    assert len({view.id for view in added}) == 1
    assert sorted(view.already_present for view in added) == [False, True, True, True]
    kept = from_public(Kind.DOCUMENT, added[0].id, field="id")
    assert (settings.files / "documents" / str(kept)).read_bytes() == english_docx


async def test_a_project_sees_its_own_documents_and_the_library(
    knowledge: KnowledgeService, make_project: Callable[[], Awaitable[str]], database: Database, actor: Actor
) -> None:
    mine, other = await make_project(), await make_project()
    await knowledge.add_document(actor, content=b"apples in the library", filename="library.txt")
    await knowledge.add_document(actor, content=b"apples of mine", filename="mine.txt", project_id=mine)
    await knowledge.add_document(actor, content=b"apples of another", filename="other.txt", project_id=other)
    found = await knowledge.search(actor, "apples", project_id=mine, mode="keyword")
    assert {hit.title for hit in found.hits} == {"library", "mine"}
    assert len((await knowledge.search(actor, "apples", mode="keyword")).hits) == 3
    listed = await knowledge.list_documents(actor, project_id=mine)
    assert [view.title for view in listed.documents] == ["mine", "library"]
    async with database.session() as session:
        await session.execute(
            text("update projects set deleted_at = now() where id = :id"),
            {"id": from_public(Kind.PROJECT, mine, field="id")},
        )
    assert len((await knowledge.search(actor, "apples", mode="keyword")).hits) == 2


async def test_documents_of_another_user_do_not_exist(
    knowledge: KnowledgeService, make_project: Callable[[], Awaitable[str]], actor: Actor
) -> None:
    project = await make_project()
    document = await knowledge.add_document(
        actor, content=b"secret figures", filename="s.txt", project_id=project
    )
    stranger = Actor(language="en", user_id=None)
    found = (await knowledge.search(stranger, "secret figures", mode="keyword")).hits
    assert document.id not in {hit.document_id for hit in found}
    for request, field in [
        (knowledge.get_document(stranger, document.id), "document_id"),
        (knowledge.delete(stranger, document.id, DeletionReason.OTHER, None), "id"),
        (knowledge.search(stranger, "secret", document_ids=[document.id]), "document_ids"),
        (knowledge.search(stranger, "secret", project_id=project), "project_id"),
        (
            knowledge.add_document(stranger, content=b"x y", filename="x.txt", project_id=project),
            "project_id",
        ),
    ]:
        with pytest.raises(SightError) as raised:
            await request
        assert (raised.value.code, raised.value.field) == (ErrorCode.NOT_FOUND, field)


async def test_search_can_be_narrowed_to_documents(knowledge: KnowledgeService, actor: Actor) -> None:
    first = await knowledge.add_document(actor, content=b"bread and butter", filename="first.txt")
    await knowledge.add_document(actor, content=b"bread and jam", filename="second.txt")
    found = await knowledge.search(actor, "bread", mode="keyword", document_ids=[first.id])
    assert [hit.document_id for hit in found.hits] == [first.id]


async def test_lists_page_from_newest_to_oldest(knowledge: KnowledgeService, actor: Actor) -> None:
    for number in range(5):
        await knowledge.add_document(actor, content=f"paper {number}".encode(), filename=f"{number}.txt")
    seen: list[str] = []
    cursor = None
    while True:
        page = await knowledge.list_documents(actor, limit=2, cursor=cursor)
        seen += [view.filename for view in page.documents]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert seen == ["4.txt", "3.txt", "2.txt", "1.txt", "0.txt"]


async def test_a_deleted_document_is_found_again_when_restored(
    knowledge: KnowledgeService, actor: Actor
) -> None:
    document = await knowledge.add_document(actor, content=b"kettles and toasters", filename="k.txt")
    await knowledge.delete(actor, document.id, DeletionReason.OTHER, None)
    assert (await knowledge.search(actor, "kettles", mode="keyword")).hits == []
    assert (await knowledge.list_documents(actor)).documents == []
    assert (await knowledge.restore(actor, document.id)).id == document.id
    assert len((await knowledge.search(actor, "kettles", mode="keyword")).hits) == 1

    await knowledge.delete(actor, document.id, DeletionReason.OTHER, None)
    newer = await knowledge.add_document(actor, content=b"kettles and toasters", filename="k.txt")
    assert not newer.already_present
    with pytest.raises(SightError) as raised:
        await knowledge.restore(actor, document.id)
    assert raised.value.code is ErrorCode.CONFLICT


async def test_a_purge_leaves_nothing_of_a_document_deleted_a_week_ago(
    knowledge: KnowledgeService, database: Database, settings: Settings, actor: Actor
) -> None:
    document = await knowledge.add_document(actor, content=b"old minutes of a meeting", filename="m.txt")
    fresh = await knowledge.add_document(actor, content=b"new minutes of a meeting", filename="n.txt")
    await knowledge.embed_pending()
    key, fresh_key = (from_public(Kind.DOCUMENT, one.id, field="id") for one in (document, fresh))
    await knowledge.delete(actor, document.id, DeletionReason.OTHER, None)
    await knowledge.delete(actor, fresh.id, DeletionReason.OTHER, None)
    file = settings.files / "documents" / str(key)
    os.utime(file, (0, 0))
    async with database.session() as session:
        await session.execute(
            text("update documents set deleted_at = now() - interval '8 days' where id = :id"), {"id": key}
        )
        number = await session.scalar(text("select number from documents where id = :id"), {"id": key})
    assert (await _rows_of(database, key, number))["postings"] > 0
    assert await knowledge.purge_deleted() == 1
    assert await _rows_of(database, key, number) == {
        "documents": 0,
        "document_chunks": 0,
        "postings": 0,
        "chunk_vectors": 0,
        "document_vectors": 0,
    }
    assert not file.exists()
    assert (await _rows_of(database, fresh_key, None))["documents"] == 1
    assert (settings.files / "documents" / str(fresh_key)).exists()


@pytest.mark.parametrize(
    ("content", "filename", "code"),
    [
        (b"", "empty.pdf", ErrorCode.UNREADABLE_DOCUMENT),
        (b"%PDF-1.7 and nothing else", "broken.pdf", ErrorCode.UNREADABLE_DOCUMENT),
        (b"MZ\x90\x00" + b"\x00" * 200, "program.txt", ErrorCode.UNREADABLE_DOCUMENT),
        (b"just text", "report.pdf", ErrorCode.UNREADABLE_DOCUMENT),
        (b"GIF89a" + b"\x00" * 64, "picture.gif", ErrorCode.UNSUPPORTED),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 64, "picture.png", ErrorCode.UNREADABLE_DOCUMENT),
        (b"x" * 50_000_001, "large.txt", ErrorCode.INVALID_ARGUMENT),
    ],
)
async def test_a_file_that_cannot_be_read_leaves_no_trace(
    knowledge: KnowledgeService,
    actor: Actor,
    settings: Settings,
    content: bytes,
    filename: str,
    code: ErrorCode,
) -> None:
    folder = settings.files / "documents"
    before = set(folder.iterdir()) if folder.exists() else set()
    with pytest.raises(SightError) as raised:
        await knowledge.add_document(actor, content=content, filename=filename)
    assert (raised.value.code, raised.value.field) == (code, "filename")
    assert filename in raised.value.message.en and filename in raised.value.message.pl
    assert (await knowledge.list_documents(actor)).documents == []
    assert (set(folder.iterdir()) if folder.exists() else set()) == before


async def test_a_document_that_cannot_be_stored_leaves_no_file(
    knowledge: KnowledgeService, actor: Actor, settings: Settings
) -> None:
    nobody = Actor(language="en", user_id=new_uuid())
    folder = settings.files / "documents"
    await knowledge.add_document(actor, content=b"one that is kept", filename="kept.txt")
    before = set(folder.iterdir())
    with pytest.raises(SightError) as raised:
        await knowledge.add_document(nobody, content=b"the owner does not exist", filename="x.txt")
    assert raised.value.code is ErrorCode.INTERNAL
    assert set(folder.iterdir()) == before


async def test_a_path_is_read_and_a_wrong_one_named(
    knowledge: KnowledgeService, actor: Actor, tmp_path: Path
) -> None:
    file = tmp_path / "notatki_z_badania.md"
    file.write_text("# Notatki\n\nRespondentki wolą herbatę.", encoding="utf-8")
    document = await knowledge.add_document(actor, path=file)
    assert (document.filename, document.title, document.kind) == ("notatki_z_badania.md", "Notatki", "md")
    for path in (tmp_path, tmp_path / "missing.pdf"):
        with pytest.raises(SightError) as raised:
            await knowledge.add_document(actor, path=path)
        assert (raised.value.code, raised.value.field) == (ErrorCode.NOT_FOUND, "path")
    for arguments, field in [
        ({}, "path"),
        ({"content": b"x"}, "filename"),
        ({"path": file, "content": b"x"}, "path"),
    ]:
        with pytest.raises(SightError) as raised:
            await knowledge.add_document(actor, **arguments)
        assert raised.value.field == field


@pytest.mark.parametrize(
    ("arguments", "code", "field"),
    [
        ({"query": "  ?! "}, ErrorCode.INVALID_ARGUMENT, "query"),
        ({"query": "a" * 2001}, ErrorCode.INVALID_ARGUMENT, "query"),
        ({"query": "x", "top_k": 0}, ErrorCode.INVALID_ARGUMENT, "top_k"),
        ({"query": "x", "top_k": 51}, ErrorCode.INVALID_ARGUMENT, "top_k"),
        ({"query": "x", "mode": "graph"}, ErrorCode.NOT_CONFIGURED, "mode"),
        ({"query": "x", "mode": "magic"}, ErrorCode.INVALID_ARGUMENT, "mode"),
        ({"query": "x", "document_ids": ["prj_01"]}, ErrorCode.INVALID_ID, "document_ids"),
        (
            {"query": "x", "document_ids": [to_public(Kind.DOCUMENT, new_uuid())]},
            ErrorCode.NOT_FOUND,
            "document_ids",
        ),
        (
            {"query": "x", "project_id": to_public(Kind.PROJECT, new_uuid())},
            ErrorCode.NOT_FOUND,
            "project_id",
        ),
    ],
)
async def test_a_request_that_makes_no_sense_names_its_field(
    knowledge: KnowledgeService, actor: Actor, arguments: dict, code: ErrorCode, field: str
) -> None:
    with pytest.raises(SightError) as raised:
        await knowledge.search(actor, **arguments)
    assert (raised.value.code, raised.value.field) == (code, field)


async def test_an_empty_knowledge_base_says_how_to_fill_it(knowledge: KnowledgeService, actor: Actor) -> None:
    results = await knowledge.search(actor, "anything")
    assert results.hits == []
    assert results.note is not None and "add_document" in results.note


def test_the_service_imports_nothing_heavy() -> None:
    heavy = ["numpy", "scipy", "pypdfium2", "docx", "lxml", "sqlalchemy", "Stemmer"]
    code = f"import sys, sight_domain.knowledge.service; print([m for m in {heavy} if m in sys.modules])"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said.strip() == "[]"


async def _rows_of(database: Database, key: object, number: int | None) -> dict[str, int]:
    columns = {
        "documents": ("id", key),
        "document_chunks": ("document_id", key),
        "postings": ("document_number", number),
        "chunk_vectors": ("document_id", key),
        "document_vectors": ("document_id", key),
    }
    async with database.session() as session:
        return {
            table: await session.scalar(
                text(f"select count(*) from {table} where {column} = :value"), {"value": value}
            )
            or 0
            for table, (column, value) in columns.items()
        }
