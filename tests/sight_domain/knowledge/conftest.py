"""Documents made for the tests, and a knowledge base on the real database with the real local embedder."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator, Awaitable, Callable

import docx
import pytest
import typst
from sqlalchemy import text

from sight_domain.accounts.actor import Actor
from sight_domain.ids import Kind, new_uuid, to_public
from sight_domain.knowledge.service import KnowledgeService
from sight_domain.llm.gateway import Gateway
from sight_domain.runs.service import RunService
from sight_domain.settings import Settings
from sight_domain.storage.database import Database

POLISH_REPORT = """
#set page(width: 12cm, height: 11cm, header: [Raport o czytelnictwie #h(1fr) Warszawa 2025],
  footer: context align(center)[strona #counter(page).display() z 3])
#set text(lang: "pl", hyphenate: true, size: 11pt)
#set par(justify: true)
= Czytelnictwo w Polsce
Badanie przeprowadzono na reprezentatywnej próbie mieszkańców województwa świętokrzyskiego. Ankieterzy odwiedzili
gospodarstwa domowe w małych miastach i na wsiach. Respondenci odpowiadali na pytania kwestionariusza
przygotowanego przez socjologów. Najważniejsze rozporządzenia konstytucjonalizujące odpowiedzialność wydawców
niejednokrotnie uniemożliwiały przeprowadzenie charakterystycznych pomiarów.
#pagebreak()
== Biblioteki publiczne
Czytelniczki najczęściej wypożyczają powieści kryminalne z bibliotek gminnych. Mężczyźni sięgają po reportaże
i literaturę faktu. Zażółć gęślą jaźń to zdanie próbne z wszystkimi polskimi znakami, które musi przetrwać.
#table(columns: 3, [Grupa], [2023], [2024], [Kobiety], [48,5], [51,2], [Mężczyźni], [32,1], [33,8])
#pagebreak()
== Ceny książek
Wysokie ceny zniechęcają studentów do kupowania nowych podręczników. Większość ankietowanych wskazała, że woli
pożyczać egzemplarze od znajomych. Księgarnie internetowe kuszą rabatami i darmową dostawą do paczkomatów.
"""


@pytest.fixture(scope="session")
def polish_pdf() -> bytes:
    """Three pages: headings, a hyphenated paragraph, a table, running header and footer."""
    return made_pdf(POLISH_REPORT)


def made_pdf(source: str) -> bytes:
    made = typst.compile(source.encode())
    assert isinstance(made, bytes)
    return made


@pytest.fixture(scope="session")
def english_docx() -> bytes:
    """A title, two sections and a table between two paragraphs."""
    document = docx.Document()
    document.add_heading("Meal kits in large cities", level=0)
    document.add_heading("Method", level=1)
    document.add_paragraph("We interviewed forty women who cook at home on weekdays.")
    table = document.add_table(rows=2, cols=2)
    for cell, shown in zip(
        [*table.rows[0].cells, *table.rows[1].cells], ["Age", "Share", "25-34", "58%"], strict=True
    ):
        cell.text = shown
    document.add_paragraph("The table shows the age of those who answered.")
    document.add_heading("Barriers", level=1)
    document.add_paragraph("Packaging waste and delivery windows were the strongest objections.")
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


@pytest.fixture(scope="session")
async def gateway(database: Database, settings: Settings) -> AsyncIterator[Gateway]:
    """The real gateway; offline, its embedder is the local one."""
    gateway = Gateway(settings, database)
    yield gateway
    await gateway.aclose()


@pytest.fixture
async def actor(database: Database) -> Actor:
    """A new user, so that tests share the database and not their documents."""
    user_id = new_uuid()
    async with database.session() as session:
        await session.execute(
            text(
                "insert into users (id, email, password_hash, full_name, active, created_at)"
                " values (:id, :email, '', '', true, now())"
            ),
            {"id": user_id, "email": f"{user_id}@example.org"},
        )
    return Actor(language="en", user_id=user_id)


@pytest.fixture
async def runs(database: Database) -> AsyncIterator[RunService]:
    service = RunService(database, configuration="documents")
    yield service
    await service.aclose()


@pytest.fixture
async def knowledge(
    database: Database, gateway: Gateway, settings: Settings, runs: RunService
) -> AsyncIterator[KnowledgeService]:
    service = KnowledgeService(database, gateway, settings, runs)
    yield service
    await service.aclose()


@pytest.fixture
def make_project(database: Database, actor: Actor) -> Callable[[], Awaitable[str]]:
    """Makes a project of the actor's and returns its public id."""

    async def make() -> str:
        project_id = new_uuid()
        async with database.session() as session:
            await session.execute(
                text(
                    "insert into projects (id, owner_id, name, description, language, target, sample_size,"
                    " created_at, updated_at) values (:id, :owner, 'Study', '', 'pl', '{}', 10, now(), now())"
                ),
                {"id": project_id, "owner": actor.user_id},
            )
        return to_public(Kind.PROJECT, project_id)

    return make
