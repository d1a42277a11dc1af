"""kill -9 while documents are added: after the next start each is whole or not there at all.

How often is read from ``KILLS``.
"""

from __future__ import annotations

import asyncio
import os
import random
import subprocess
import sys
import time
from pathlib import Path
from uuid import UUID

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from scripts.services.pytest_plugin import Neo4jServer
from sight_domain.accounts.actor import Actor
from sight_domain.knowledge.analysis import index_terms
from sight_domain.knowledge.embedding import indexed_text
from sight_domain.settings import Settings
from sight_domain.storage.database import Database
from tools.services import Services

KILLS = int(os.environ.get("KILLS", "10"))
DOCUMENTS = 3
ADDING = Path(__file__).with_name("adding_documents.py")
TOPICS = ("herbata", "rower", "biblioteka", "kuchnia", "podróż", "zakupy", "sąsiad", "praca")


def _report(chance: random.Random, number: int) -> str:
    """Some 60 chunks under headings, unlike any other report."""
    sections = []
    for section in range(20):
        told = " ".join(
            f"Respondent {chance.randrange(10**6)} powiedział, że {chance.choice(TOPICS)} i {chance.choice(TOPICS)} "
            f"to dla niego sprawy ważne, a mówi tak {chance.randrange(100)} procent badanych."
            for _ in range(40)
        )
        sections.append(f"## Rozdział {section}\n\n{told}\n")
    return f"# Raport {number}\n\n" + "\n".join(sections)


async def _settled(services: Services, seconds: float) -> None:
    """Wait until no run of a document goes on."""
    until = time.monotonic() + seconds
    while True:
        async with services.database.session() as session:
            going_on = await session.scalar(
                text("select count(*) from runs where kind = 'knowledge.add_document'"
                     " and status in ('queued', 'running')")
            )  # fmt: skip
        if not going_on:
            return
        assert time.monotonic() < until, "the runs of a killed process were not taken over"
        await asyncio.sleep(0.1)


async def _require_whole(database: Database, key: UUID, content: bytes) -> None:
    """The document has every chunk, exactly, every chunk all its postings, and its graph is read to the end."""
    async with database.session() as session:
        document = (
            await session.execute(text("select * from documents where id = :key"), {"key": key})
        ).one()
        chunks = (
            await session.execute(
                text("select * from document_chunks where document_id = :key order by seq"), {"key": key}
            )
        ).all()
        postings = await session.execute(
            text("select chunk_number, term, tf from postings where document_number = :number"),
            {"number": document.number},
        )
        of_chunk: dict[int, dict[str, int]] = {}
        for row in postings:
            of_chunk.setdefault(row.chunk_number, {})[row.term] = row.tf
        graph = (
            await session.execute(
                text("select * from document_graphs where document_id = :key"), {"key": key}
            )
        ).one()
    assert (graph.state, graph.passages, graph.failure) == ("ready", len(chunks), None)
    assert graph.facts > 0
    assert document.size_bytes == len(content)
    assert [one.seq for one in chunks] == list(range(document.chunk_count))
    assert len(chunks) > 20
    for one in chunks:
        assert one.text == document.text[one.char_start : one.char_end]
        terms = index_terms(indexed_text(one.context, one.text), document.language)
        assert of_chunk[one.number] == terms.frequencies


@pytest.fixture(params=["postgres", pytest.param("neo4j", marks=pytest.mark.neo4j)])
def graph_in(request: pytest.FixtureRequest) -> dict[str, str]:
    """Where the graph is, as environment."""
    if request.param == "postgres":
        return {}
    server: Neo4jServer = request.getfixturevalue("neo4j_server")
    return {
        "SIGHT_NEO4J_URI": server.uri,
        "SIGHT_NEO4J_USER": server.user,
        "SIGHT_NEO4J_PASSWORD": server.password,
    }


@pytest.mark.slow
@pytest.mark.timeout(300 + 40 * KILLS)
async def test_a_killed_addition_leaves_a_whole_document_or_nothing(
    settings: Settings, tmp_path: Path, graph_in: dict[str, str]
) -> None:
    chance = random.Random(8)
    home = tmp_path / "home"
    given = settings.model_copy(
        update={
            "home": home,
            "embedder": "off",
            "neo4j_uri": graph_in.get("SIGHT_NEO4J_URI"),
            "neo4j_user": graph_in.get("SIGHT_NEO4J_USER", "neo4j"),
            "neo4j_password": SecretStr(graph_in.get("SIGHT_NEO4J_PASSWORD", "")),
        }
    )
    stored_by = {
        **{name: value for name, value in os.environ.items() if not name.startswith("SIGHT_")},
        "SIGHT_HOME": str(home), "SIGHT_PROVIDER": "offline", "SIGHT_EMBEDDER": "off", **graph_in,
    }  # fmt: skip
    originals = home / "files" / "documents"
    whole = absent = 0
    async with Services(given) as services:
        await services.database.open()
        services.runs.on_duty()
        seconds_a_document = 1.0
        for kill in range(KILLS):
            folder = tmp_path / f"round-{kill}"
            folder.mkdir()
            for number in range(DOCUMENTS):
                (folder / f"{number}.md").write_text(_report(chance, number), encoding="utf-8")
            with subprocess.Popen(
                [sys.executable, str(ADDING), str(folder)], env=stored_by, stdout=subprocess.PIPE
            ) as adding:
                assert adding.stdout is not None
                assert await asyncio.to_thread(adding.stdout.readline) == b"begins\n"
                begun = time.monotonic()
                await asyncio.sleep(chance.uniform(0, DOCUMENTS * seconds_a_document))
                adding.kill()
                said = (await asyncio.to_thread(adding.stdout.read)).decode().split()
            if said:
                seconds_a_document = (time.monotonic() - begun) / (len(said) + 0.5)

            await _settled(services, 60)
            services.knowledge.start_background_embedding()
            await services.knowledge.purge_deleted()
            async with services.database.session() as session:
                keys = set((await session.scalars(text("select id from documents"))).all())
            assert {path.name for path in originals.glob("*")} == {str(key) for key in keys}
            # A Neo4j may hold graphs of other tests' documents.
            assert keys <= await services.graph.building.held()
            listed = await services.knowledge.list_documents(Actor("pl"), limit=200)
            assert len(listed.documents) == len(keys)
            stored = {originals.joinpath(str(key)).read_bytes(): key for key in keys}
            assert len(stored) == len(keys)
            for file in sorted(folder.iterdir()):
                key = stored.get(file.read_bytes())
                if key is None:
                    absent += 1
                    assert file.name not in said, "what was reported as added is there"
                else:
                    whole += 1
                    await _require_whole(services.database, key, file.read_bytes())
    print(f"{KILLS} kills while {whole + absent} documents were to be added: {whole} whole, {absent} absent")
    assert whole and absent
