"""The one door to PostgreSQL: an engine, sessions, and the embedded server behind them when none is given."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from sight_domain.errors import ErrorCode, SightError
from sight_domain.language import Text
from sight_domain.storage.embedded import EmbeddedPostgres

if TYPE_CHECKING:
    import asyncpg
    from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker

    from sight_domain.settings import Settings

# Our statements are short: compiling one takes longer than running it.
_SERVER_SETTINGS = {"jit": "off"}
_RESTART_SECONDS = 1.0


class Database:
    """Opened on first use and migrated then; ``async with database.session() as session: …`` is one transaction."""

    def __init__(self, settings: Settings) -> None:
        self._embedded = None if settings.database_url else EmbeddedPostgres(settings.home)
        self._configured = settings.database_url
        self._opening = asyncio.Lock()
        self._engine: AsyncEngine | None = None
        self._sessions: async_sessionmaker[AsyncSession] | None = None
        self._closing_first: list[Callable[[], Awaitable[None]]] = []

    @property
    def embedded(self) -> EmbeddedPostgres | None:
        return self._embedded

    @property
    def url(self) -> str:
        """libpq URL (``postgresql://…``) for drivers other than the engine's."""
        return libpq_url(self._configured) if self._configured else self._require_embedded().url

    async def open(self) -> AsyncEngine:
        """Start what must be started, migrate, and return the engine.

        Raises:
            SightError: ``unavailable`` when the server cannot be reached, ``not_configured`` for a bad URL.
        """
        async with self._opening:
            if self._engine is None:
                self._engine = await asyncio.to_thread(self._connect)
            return self._engine

    @contextlib.asynccontextmanager
    async def session(self) -> AsyncIterator[AsyncSession]:
        """One transaction: committed at the end of the block, rolled back when it raises."""
        await self.open()
        assert self._sessions is not None
        async with self._sessions.begin() as session:
            yield session

    async def connect(self) -> asyncpg.Connection:
        """A connection outside the pool, for whoever keeps one; theirs to close."""
        await self.open()
        return await self._raw()

    def before_closing(self, finish: Callable[[], Awaitable[None]]) -> None:
        """Have `close` await ``finish()`` while statements can still be executed."""
        self._closing_first.append(finish)

    async def close(self) -> None:
        """Return all connections and, as the last process of a home, stop the embedded server."""
        for finish in self._closing_first:
            await finish()
        async with self._opening:
            if self._engine is not None:
                await self._engine.dispose()
                self._engine = self._sessions = None
            if self._embedded is not None:
                await asyncio.to_thread(self._embedded.leave)

    def _require_embedded(self) -> EmbeddedPostgres:
        assert self._embedded is not None
        return self._embedded

    async def _raw(self) -> asyncpg.Connection:
        import asyncpg

        with contextlib.suppress(OSError, asyncpg.CannotConnectNowError):
            return await asyncpg.connect(self.url, server_settings=_SERVER_SETTINGS)
        if self._embedded is not None:
            # Whoever restarts the shared server would find ours in its place and fail: let them go first.
            await asyncio.sleep(_RESTART_SECONDS)
            with contextlib.suppress(OSError, asyncpg.CannotConnectNowError):
                return await asyncpg.connect(self.url, server_settings=_SERVER_SETTINGS)
            # It was killed under us: bring it back, as a restart of Sight would.
            await asyncio.to_thread(self._embedded.start)
        return await asyncpg.connect(self.url, server_settings=_SERVER_SETTINGS)

    def _connect(self) -> AsyncEngine:
        with ThreadPoolExecutor(1) as beside:
            server = beside.submit(self._embedded.start) if self._embedded is not None else None
            # The server takes as long to start as all this to import.
            from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine

            from sight_domain.storage.base import load_every_table
            from sight_domain.storage.migrate import migrate

            load_every_table()
            if server is not None:
                server.result()
        migrate(self.url)
        engine = create_async_engine(
            "postgresql+asyncpg://",
            async_creator=self._raw,
            pool_size=10,
            max_overflow=20,
            pool_pre_ping=True,
        )
        self._sessions = async_sessionmaker(engine, expire_on_commit=False)
        return engine


def libpq_url(configured: str) -> str:
    """``SIGHT_DATABASE_URL`` with any SQLAlchemy driver suffix taken off.

    Raises:
        SightError: ``not_configured`` when it is not a PostgreSQL URL.
    """
    scheme, separator, rest = configured.partition("://")
    if not separator or scheme.split("+")[0] not in ("postgresql", "postgres"):
        raise SightError(
            ErrorCode.NOT_CONFIGURED,
            Text(
                en="SIGHT_DATABASE_URL is not a PostgreSQL address.",
                pl="SIGHT_DATABASE_URL nie jest adresem PostgreSQL.",
            ),
            Text(
                en="Use postgresql://user:password@host:5432/name, or unset it to use the embedded server.",
                pl="Użyj postgresql://użytkownik:hasło@host:5432/nazwa albo usuń tę zmienną, by użyć wbudowanego serwera.",
            ),
            field="SIGHT_DATABASE_URL",
        )
    return f"postgresql://{rest}"
