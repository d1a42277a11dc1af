"""The door to Redis, which shares limits, locks and caches between processes. Optional: without it they are local."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from sight_domain.errors import SightError
from sight_domain.storage import probe as probes
from sight_domain.storage.probe import Probe

if TYPE_CHECKING:
    from redis.asyncio import Redis

SETTING = "SIGHT_REDIS_URL"


def connect(url: str) -> Redis:
    """A client with a pool of its own, which connects on first use; close it with ``await client.aclose()``.

    Raises:
        SightError: ``not_configured`` when `url` is not a ``redis://``, ``rediss://`` or ``unix://`` address.
    """
    from redis.asyncio import Redis

    try:
        return Redis.from_url(url, socket_connect_timeout=probes.TIMEOUT_SECONDS, decode_responses=True)
    except ValueError as error:
        raise probes.malformed("Redis", SETTING, "redis://localhost:6379/0") from error


async def probe(url: str) -> Probe:
    """Ask the server for its version, for at most `probe.TIMEOUT_SECONDS`; never raises for what a server may do."""
    from redis.exceptions import AuthenticationError, NoPermissionError, RedisError

    try:
        client = connect(url)
    except SightError as error:
        return probes.unusable(error)
    try:
        async with asyncio.timeout(probes.TIMEOUT_SECONDS):
            facts = await client.info("server")
    except (AuthenticationError, NoPermissionError):
        return probes.refuses("Redis", url, SETTING)
    except (RedisError, OSError, TimeoutError):
        return probes.silent("Redis", url, SETTING)
    finally:
        await client.aclose()
    return probes.answers("Redis", str(facts["redis_version"]), url)
