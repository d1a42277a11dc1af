"""The door to Neo4j, which holds the knowledge graph of a large installation. Optional: PostgreSQL does it otherwise."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from sight_domain.errors import SightError
from sight_domain.storage import probe as probes
from sight_domain.storage.probe import Probe

if TYPE_CHECKING:
    from neo4j import AsyncDriver

_UNHEARD = logging.NullHandler()
SETTING = "SIGHT_NEO4J_URI"
SCHEMES = frozenset({"bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc"})


def connect(uri: str, user: str, password: str | None, *, retry_seconds: float = 30.0) -> AsyncDriver:
    """A driver with a pool of its own, which connects on first use; close it with ``await driver.close()``.

    Args:
        uri: ``neo4j://``, ``bolt://`` or one of their ``+s`` and ``+ssc`` forms.
        user: the name to log in with.
        password: None for a server without authentication.
        retry_seconds: how long a transaction is begun again while the server is away.

    Raises:
        SightError: ``not_configured`` when `uri` is not such an address.
    """
    from neo4j import AsyncGraphDatabase
    from neo4j.exceptions import DriverError

    # What the driver tries again it also writes to standard error when nobody listens; we say what comes of it.
    logging.getLogger("neo4j").addHandler(_UNHEARD)

    try:
        # The driver looks at the port only when it connects, and takes http:// for a protocol in preview.
        if urlsplit(uri).scheme not in SCHEMES or urlsplit(uri).port == 0:
            raise ValueError(uri)
        return AsyncGraphDatabase.driver(
            uri,
            auth=None if password is None else (user, password),
            connection_timeout=probes.TIMEOUT_SECONDS,
            max_transaction_retry_time=retry_seconds,
            user_agent="sight",
        )
    except (ValueError, DriverError) as error:
        raise probes.malformed("Neo4j", SETTING, "neo4j://localhost:7687") from error


async def probe(uri: str, user: str, password: str | None) -> Probe:
    """Run one query, for at most `probe.TIMEOUT_SECONDS`; never raises for what a server may do."""
    from neo4j.exceptions import DriverError, Neo4jError

    try:
        driver = connect(uri, user, password)
    except SightError as error:
        return probes.unusable(error)
    try:
        # An auto-commit query fails at once where a managed one would retry past the time allowed.
        async with asyncio.timeout(probes.TIMEOUT_SECONDS), driver.session() as session:
            answer = await session.run("CALL dbms.components() YIELD versions RETURN versions[0] AS version")
            found = await answer.single(strict=True)
    except Neo4jError as error:
        if (error.code or "").startswith("Neo.ClientError.Security."):
            return probes.refuses("Neo4j", uri, "SIGHT_NEO4J_USER, SIGHT_NEO4J_PASSWORD")
        return probes.silent("Neo4j", uri, SETTING)
    except (DriverError, OSError, TimeoutError):
        return probes.silent("Neo4j", uri, SETTING)
    finally:
        await driver.close()
    return probes.answers("Neo4j", str(found["version"]), uri)
