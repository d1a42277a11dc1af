"""How long to wait before trying again."""

from __future__ import annotations

import random

from sight_domain.llm.registry import Policy


def pause_before(retry: int, policy: Policy, retry_after: float | None, chance: random.Random) -> float:
    """Seconds to wait before the `retry`-th retry (from 1).

    Full jitter: ``uniform(0, min(cap, base * 2^(retry-1)))`` (Brooker, "Exponential Backoff And Jitter", AWS
    Architecture Blog, 2015). A delay the provider asked for is waited out first, and then at most half of it again, so
    that many callers told the same delay don't come back together.
    """
    ceiling = min(policy.backoff_cap_seconds, policy.backoff_seconds * 2 ** (retry - 1))
    if retry_after:
        return retry_after + chance.uniform(0.0, min(ceiling, retry_after / 2))
    return chance.uniform(0.0, ceiling)
