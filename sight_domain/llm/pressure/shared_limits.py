"""The same limits for all processes of an installation, kept in Redis; without Redis each process keeps its own.

A request under way is a lease that expires, so that a killed process frees its places. Redis's clock is everybody's.
While Redis does not answer, requests are counted in this process and nobody waits for it; it is asked again later.
"""

from __future__ import annotations

import asyncio
import logging
import math
import time
from collections.abc import Collection
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sight_domain.llm.pressure.bucket import Rate
from sight_domain.llm.pressure.limits import Answer, LocalLimits, ModelRates

if TYPE_CHECKING:
    from redis.asyncio import Redis
    from redis.commands.core import AsyncScript

_log = logging.getLogger(__name__)

_ANSWER_SECONDS = 1.0
_RETRY_SECONDS = 5.0
_LOWERED_SECONDS = 5.0

# KEYS: leases, ceiling that somebody lowered, bucket of requests, bucket of tokens.
# ARGV: lease, seconds until it expires, limit; then for each bucket: units, burst, seconds a unit (0: no such limit).
_ADMIT = """
local time = redis.call('TIME')
local now = time[1] + time[2] / 1000000
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
local under_way = redis.call('ZCARD', KEYS[1])
local limit = math.min(tonumber(ARGV[3]), tonumber(redis.call('GET', KEYS[2]) or ARGV[3]))
if under_way >= limit then return {under_way, '-1'} end
local wait, empty_at = 0, {}
for i = 0, 1 do
  local units, burst, interval = tonumber(ARGV[4 + 3 * i]), tonumber(ARGV[5 + 3 * i]), tonumber(ARGV[6 + 3 * i])
  if interval > 0 then
    local from = math.max(tonumber(redis.call('GET', KEYS[3 + i]) or 0), now)
    wait = math.max(wait, from + math.min(units, burst) * interval - burst * interval - now)
    empty_at[i] = from + units * interval
  end
end
if wait > 0 then return {under_way, string.format('%.6f', wait)} end
for i, at in pairs(empty_at) do
  redis.call('SET', KEYS[3 + i], string.format('%.6f', at), 'EX', math.ceil(at - now) + 1)
end
redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[1])
redis.call('EXPIRE', KEYS[1], math.ceil(tonumber(ARGV[2])) + 1)
return {under_way + 1, '0'}
"""

# KEYS: leases, bucket of tokens. ARGV: lease, seconds by which the bucket is empty later.
_RELEASE = """
redis.call('ZREM', KEYS[1], ARGV[1])
if tonumber(ARGV[2]) ~= 0 then
  local at = redis.call('GET', KEYS[2])
  if at then
    redis.call('SET', KEYS[2], string.format('%.6f', at + ARGV[2]), 'KEEPTTL')
  end
end
"""


class SharedLimits:
    """Limits of one provider for all processes that name the same Redis.

    Args:
        lease_seconds: longest time a request is counted although nobody says that it ended.
    """

    def __init__(self, redis: Redis, provider: str, lease_seconds: float) -> None:
        self._redis = redis
        self._provider = provider
        self._lease_seconds = lease_seconds
        # In one slot of a cluster, hence the braces.
        self._prefix = f"sight:{{llm:{provider}}}"
        self._admit: AsyncScript = redis.register_script(_ADMIT)
        self._release: AsyncScript = redis.register_script(_RELEASE)
        self._local = LocalLimits()
        self._leases: set[UUID] = set()
        self._owed: set[UUID] = set()
        self._away_until = 0.0
        self._is_away = False
        self._messages: set[asyncio.Task[Any]] = set()

    @property
    def poll_seconds(self) -> float | None:
        """Other processes end their requests without telling this one."""
        return 0.05

    @property
    def is_shared(self) -> bool:
        """Whether Redis answered when it was last asked."""
        return not self._is_away

    async def admit(self, lease: UUID, rates: ModelRates, tokens: int, limit: int) -> Answer:
        if time.monotonic() >= self._away_until:
            try:
                async with asyncio.timeout(_ANSWER_SECONDS):
                    under_way, wait = await self._admit(
                        keys=self._keys("leases", "lowered", f"requests:{rates.model}", f"tokens:{rates.model}"),
                        args=[
                            str(lease), self._lease_seconds, limit,
                            *_bucket_arguments(rates.requests, 1), *_bucket_arguments(rates.tokens, tokens),
                        ],
                    )  # fmt: skip
            except asyncio.CancelledError:
                self._owed.add(lease)
                self._settle()
                raise
            except Exception as error:  # noqa: BLE001 - whatever ails Redis, calls go on with limits of this process
                # Redis may have counted it before it failed to say so.
                self._owed.add(lease)
                self._went_away(error)
            else:
                self._owed.discard(lease)
                self._came_back()
                seconds = float(wait)
                if seconds == 0:
                    self._leases.add(lease)
                return Answer(int(under_way), math.inf if seconds < 0 else seconds)
        return await self._local.admit(lease, rates, tokens, limit)

    def release(self, lease: UUID, rates: ModelRates, more_tokens: int) -> None:
        if lease not in self._leases:
            self._local.release(lease, rates, more_tokens)
            return
        self._leases.discard(lease)
        later = more_tokens * rates.tokens.interval if rates.tokens is not None else 0.0
        # Owed until Redis has heard of it: a place whose end is lost would stay taken until its lease expires.
        self._owed.add(lease)
        self._send(
            self._release(
                keys=self._keys("leases", f"tokens:{rates.model}"), args=[str(lease), f"{later:.6f}"]
            ),
            settles=[lease],
        )

    def lower(self, limit: int) -> None:
        if not self._is_away:
            self._send(self._redis.set(self._keys("lowered")[0], limit, px=int(_LOWERED_SECONDS * 1000)))

    async def aclose(self) -> None:
        """Give back what is still counted, if Redis answers."""
        self._owed |= self._leases
        if not self._is_away:
            self._settle()
        if self._messages:
            await asyncio.wait(self._messages, timeout=_ANSWER_SECONDS)

    def _keys(self, *names: str) -> list[str]:
        return [f"{self._prefix}:{name}" for name in names]

    def _settle(self) -> None:
        """Give back the places of requests whose end Redis has not heard of."""
        if self._owed:
            owed = set(self._owed)
            self._send(self._redis.zrem(self._keys("leases")[0], *map(str, owed)), settles=owed)

    def _send(self, message: Any, *, settles: Collection[UUID] = ()) -> None:
        """Tell Redis without waiting for it: whoever ends a request may be in the middle of being cancelled."""

        async def sent() -> None:
            try:
                async with asyncio.timeout(_ANSWER_SECONDS):
                    await message
            except Exception as error:  # noqa: BLE001 - as in `admit`; what is owed is given back later
                self._went_away(error)
            else:
                self._owed.difference_update(settles)

        task = asyncio.get_running_loop().create_task(sent())
        self._messages.add(task)
        task.add_done_callback(self._messages.discard)

    def _went_away(self, error: Exception) -> None:
        self._away_until = time.monotonic() + _RETRY_SECONDS
        if not self._is_away:
            self._is_away = True
            _log.warning(
                "Redis does not answer (%s): the limits for %s are this process's own until it does",
                str(error) or type(error).__name__,
                self._provider,
            )

    def _came_back(self) -> None:
        if self._is_away:
            self._is_away = False
            self._settle()
            _log.warning("Redis answers again: the limits for %s are shared", self._provider)


def _bucket_arguments(rate: Rate | None, units: int) -> list[float]:
    return [0, 0, 0] if rate is None else [units, rate.burst, rate.interval]
