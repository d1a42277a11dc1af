"""What `sight doctor` finds: every part Sight stands on, whether it works, and what to do where it does not."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from sight_domain.clock import now
from sight_domain.errors import SightError
from sight_domain.language import Text

if TYPE_CHECKING:
    from sight_domain.llm.registry import Registry
    from sight_domain.settings import Settings

_NEAR = timedelta(days=90)
_GRAPHS = """
select count(*) as documents, coalesce(sum(g.facts), 0) as facts,
       count(*) filter (where g.document_id is null or g.failure is not null or g.state <> 'ready') as missing
from documents d left join document_graphs g on g.document_id = d.id where d.deleted_at is null
"""
State = Literal["ok", "off", "warning", "broken"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One part. ``off`` is a part that is not configured and not needed; ``broken`` keeps Sight from working."""

    part: str
    state: State
    detail: Text


async def examine(settings: Settings) -> list[Finding]:
    """Look at every part; nothing is raised, what fails is a finding."""
    return [
        _home(settings.home),
        await _database(settings),
        await _redis(settings),
        await _neo4j(settings),
        *await _graph(settings),
        *await asyncio.to_thread(_models, settings),
        *await _providers(settings),
        await asyncio.to_thread(_embedder, settings),
    ]


def _home(home: Path) -> Finding:
    writable = _is_writable(home)
    if writable:
        return Finding(
            "home",
            "ok",
            Text(
                en=f"This installation's files lie under {home}.",
                pl=f"Pliki tej instalacji leżą w {home}.",
            ),
        )
    return Finding(
        "home",
        "broken",
        Text(
            en=f"{home} cannot be written. Set SIGHT_HOME to a folder of yours.",
            pl=f"Nie można zapisywać w {home}. Ustaw SIGHT_HOME na własny folder.",
        ),
    )


def _is_writable(folder: Path) -> bool:
    import os

    existing = next(parent for parent in (folder, *folder.parents) if parent.exists())
    return os.access(existing, os.W_OK | os.X_OK)


async def _database(settings: Settings) -> Finding:
    from sight_domain.storage.database import Database
    from sight_domain.storage.migrate import known_revisions

    database = Database(settings)
    try:
        await database.open()
    except SightError as error:
        return Finding(
            "database",
            "broken",
            Text(en=f"{error.message.en} {error.hint.en}", pl=f"{error.message.pl} {error.hint.pl}"),
        )
    else:
        embedded = database.embedded
        where = (
            Text(
                en=f"Embedded PostgreSQL in {embedded.folder}", pl=f"Wbudowany PostgreSQL w {embedded.folder}"
            )
            if embedded
            else Text(en="PostgreSQL server", pl="Serwer PostgreSQL")
        )
        revision = known_revisions()[-1]
        return Finding(
            "database",
            "ok",
            Text(
                en=f"{where.en}, migrated to revision {revision}.",
                pl=f"{where.pl}, schemat w wersji {revision}.",
            ),
        )
    finally:
        await database.close()


async def _redis(settings: Settings) -> Finding:
    if settings.redis_url is None:
        return Finding(
            "redis",
            "off",
            Text(
                en="Not configured; caches and limits live in this process.",
                pl="Nieskonfigurowany; pamięć podręczna i limity działają w tym procesie.",
            ),
        )
    from sight_domain.storage.redis import probe

    found = await probe(settings.redis_url)
    return Finding("redis", "ok" if found.reachable else "broken", found.detail)


async def _neo4j(settings: Settings) -> Finding:
    if settings.neo4j_uri is None:
        return Finding(
            "neo4j",
            "off",
            Text(
                en="Not configured; PostgreSQL serves in its place.",
                pl="Nieskonfigurowany; zastępuje go PostgreSQL.",
            ),
        )
    from sight_domain.storage.neo4j import probe

    password = settings.neo4j_password.get_secret_value() if settings.neo4j_password else None
    found = await probe(settings.neo4j_uri, user=settings.neo4j_user, password=password)
    return Finding("neo4j", "ok" if found.reachable else "broken", found.detail)


async def _graph(settings: Settings) -> list[Finding]:
    """How many documents the knowledge graph has; nothing where the database does not say."""
    from sqlalchemy import text
    from sqlalchemy.exc import SQLAlchemyError

    from sight_domain.storage.database import Database

    if settings.graph == "off":
        off = Text(
            en="Switched off (SIGHT_GRAPH); documents are searched without it.",
            pl="Wyłączony (SIGHT_GRAPH); dokumenty są przeszukiwane bez niego.",
        )
        return [Finding("graph", "off", off)]
    database = Database(settings)
    try:
        async with database.session() as session:
            row = (await session.execute(text(_GRAPHS))).one()
    except (SightError, SQLAlchemyError, OSError):
        return []
    finally:
        await database.close()
    store = "PostgreSQL" if settings.neo4j_uri is None else "Neo4j"
    if row.missing:
        lacking = Text(
            en=f"Documents not wholly read for the graph: {row.missing} of {row.documents}. Run `sight reindex graph`.",
            pl=f"Dokumenty nie w całości odczytane do grafu: {row.missing} z {row.documents}. Uruchom `sight reindex graph`.",
        )
        return [Finding("graph", "warning", lacking)]
    whole = Text(
        en=f"Kept in {store}; documents: {row.documents}, facts: {row.facts}.",
        pl=f"Przechowywany w {store}; dokumenty: {row.documents}, fakty: {row.facts}.",
    )
    return [Finding("graph", "ok", whole)]


def _models(settings: Settings) -> list[Finding]:
    from sight_domain.llm.registry import Registry

    try:
        registry = Registry(settings)
    except SightError as error:
        return [
            Finding(
                "models",
                "broken",
                Text(en=f"{error.message.en} {error.hint.en}", pl=f"{error.message.pl} {error.hint.pl}"),
            )
        ]
    choices = registry.chain("agent")
    if not choices:
        return [
            Finding(
                "models",
                "broken",
                Text(
                    en="No model is configured. Set GOOGLE_API_KEY, SIGHT_OPENAI_BASE_URL, or SIGHT_PROVIDER=offline.",
                    pl="Nie skonfigurowano modelu. Ustaw GOOGLE_API_KEY, SIGHT_OPENAI_BASE_URL albo SIGHT_PROVIDER=offline.",
                ),
            )
        ]
    today = now().date()
    retiring = _retiring(registry, today)
    asked = [choice for choice in choices if not choice.is_retired(today)]
    names = ", ".join(f"{choice.model} ({choice.provider})" for choice in asked)
    if choices[0].provider == "offline":
        return [
            Finding(
                "models",
                "warning",
                Text(
                    en="Offline engine: what respondents say is made by rules and is no finding. Set GOOGLE_API_KEY for a language model.",
                    pl="Silnik offline: wypowiedzi respondentów powstają z reguł i nie są wynikiem badania. Ustaw GOOGLE_API_KEY, by użyć modelu językowego.",
                ),
            )
        ]
    if not asked:
        detail = Text(
            en="Every model that the assistant may ask was retired. Name others in SIGHT_MODELS_FILE.",
            pl="Wszystkie modele, z których może korzystać asystent, zostały wycofane. Wskaż inne w SIGHT_MODELS_FILE.",
        )
        return [Finding("models", "broken", detail), *retiring]
    asks = Finding(
        "models", "ok", Text(en=f"The assistant asks: {names}.", pl=f"Asystent korzysta z: {names}.")
    )
    return [asks, *retiring]


async def _providers(settings: Settings) -> list[Finding]:
    """Whether the first model of each provider in the assistant's chain is there for this key, where one is asked."""
    from sight_domain.llm.probing import why_not_answering
    from sight_domain.llm.registry import Registry

    if settings.replay == "replay":
        return []
    try:
        chain = (await asyncio.to_thread(Registry, settings)).chain("agent")
    except SightError:
        return []  # said by the models' own finding
    today = now().date()
    first = {choice.provider: choice for choice in reversed(chain) if not choice.is_retired(today)}
    asked = [choice for choice in first.values() if choice.provider not in ("offline", "local")]
    wrongs = await asyncio.gather(*(why_not_answering(choice, settings) for choice in asked))
    state: State = "broken" if all(wrongs) else "warning"
    return [
        Finding("provider", state, wrong)
        if wrong
        else Finding(
            "provider",
            "ok",
            Text(
                en=f"{choice.provider} accepts the key and has {choice.model}.",
                pl=f"{choice.provider} przyjmuje klucz i ma model {choice.model}.",
            ),
        )
        for choice, wrong in zip(asked, wrongs, strict=True)
    ]


def _retiring(registry: Registry, today: date) -> list[Finding]:
    """Models that some task asks and that their provider shuts down within `_NEAR`, or has."""
    findings: list[Finding] = []
    for name, day in registry.retirements():
        if day <= today:
            detail = Text(
                en=f"{name} was retired on {day} and is not asked any more. Name another in SIGHT_MODELS_FILE.",
                pl=f"Model {name} wycofano z dniem {day} i nie jest już używany. Wskaż inny w SIGHT_MODELS_FILE.",
            )
            findings.append(Finding("models", "warning", detail))
        elif day - today <= _NEAR:
            detail = Text(
                en=f"{name} will be retired on {day}. Name another in SIGHT_MODELS_FILE before then.",
                pl=f"Model {name} zostanie wycofany z dniem {day}. Do tego czasu wskaż inny w SIGHT_MODELS_FILE.",
            )
            findings.append(Finding("models", "warning", detail))
    return findings


def _embedder(settings: Settings) -> Finding:
    from sight_domain.llm.embeddings import chosen_embedder
    from sight_domain.llm.registry import Registry, configured_providers

    try:
        choice = chosen_embedder(settings, Registry(settings), configured_providers(settings))
    except SightError as error:
        return Finding(
            "embedder",
            "warning",
            Text(en=f"{error.message.en} {error.hint.en}", pl=f"{error.message.pl} {error.hint.pl}"),
        )
    if choice is None:
        return Finding(
            "embedder",
            "warning",
            Text(
                en="None; documents are searched by keyword only. Run `make install` for the local one.",
                pl="Brak; dokumenty są przeszukiwane tylko po słowach. Uruchom `make install`, by mieć lokalny.",
            ),
        )
    return Finding(
        "embedder",
        "ok",
        Text(en=f"{choice.model} ({choice.provider}).", pl=f"{choice.model} ({choice.provider})."),
    )
