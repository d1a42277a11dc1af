"""What the gateway adds to a call: CPU and time per call against calling the LangChain model directly.

The fake server runs in a process of its own and answers at once. Run: ``python tests/bench/bench_gateway.py [calls]``.
"""

from __future__ import annotations

import asyncio
import itertools
import multiprocessing
import os
import statistics
import sys
import tempfile
import time
import warnings
from collections.abc import Awaitable, Callable
from multiprocessing.connection import Connection
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
warnings.filterwarnings("ignore", category=DeprecationWarning)

INPUTS = {"fault": "points: Input should be at most 10"}


def serve_fake(url: Connection) -> None:
    from fakes.gemini import FakeGemini, gemini_app, serve

    with serve(gemini_app(FakeGemini())) as address:
        url.send(address)
        url.recv()


async def measured(n: int, call: Callable[[], Awaitable[object]]) -> tuple[float, float, float]:
    """CPU ms a call, median ms and 99th percentile ms of `n` calls, one after the other."""
    await call()
    times: list[float] = []
    cpu = time.process_time()
    for _ in range(n):
        start = time.perf_counter()
        await call()
        times.append((time.perf_counter() - start) * 1000)
    return (
        (time.process_time() - cpu) * 1000 / n,
        statistics.median(times),
        statistics.quantiles(times, n=100)[98],
    )


async def run(url: str, home: Path, n: int) -> None:
    from sight_domain.llm.gateway import Gateway
    from sight_domain.logs import configure_logging
    from sight_domain.settings import Settings
    from sight_domain.storage.database import Database

    os.environ |= {
        "SIGHT_HOME": str(home), "SIGHT_PROVIDER": "gemini", "GOOGLE_API_KEY": "fake-key", "SIGHT_GEMINI_BASE_URL": url,
    }  # fmt: skip
    settings = Settings()
    configure_logging(settings)
    seeds = itertools.count()
    database = Database(settings)
    await database.open()
    gateway = Gateway(settings, database)

    async def through_gateway() -> None:
        # A seed of its own each time: the same again would be answered from the record.
        outcome = await gateway.generate("personas", "llm.repair", INPUTS, language="en", seed=next(seeds))
        assert outcome.answered and not outcome.replayed, outcome.reason

    await through_gateway()
    model = await gateway._clients.chat(gateway.registry.chain("personas")[0])
    prompt = gateway.prompts.get("llm.repair").render(INPUTS, "en").user

    async def directly() -> None:
        await model.ainvoke(prompt, seed=1)

    async def eighty() -> None:
        await asyncio.gather(*(through_gateway() for _ in range(80)))

    rows = [("direct", await measured(n, directly)), ("gateway", await measured(n, through_gateway))]
    for name, (cpu, median, p99) in rows:
        print(f"{name:8} {cpu:6.2f} ms CPU a call   median {median:6.2f} ms   p99 {p99:6.2f} ms")
    print(f"gateway adds {rows[1][1][0] - rows[0][1][0]:.2f} ms CPU a call (aim: at most 3)")
    cpu, median, _ = await measured(5, eighty)
    print(f"80 at once: {cpu / 80:.2f} ms CPU a call, {median:.0f} ms for all")
    await gateway.aclose()
    await database.close()


def main() -> None:
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=serve_fake, args=(theirs,), daemon=True)
    server.start()
    with tempfile.TemporaryDirectory() as home:
        asyncio.run(run(ours.recv(), Path(home), n))
    ours.send("stop")
    server.join(5)


if __name__ == "__main__":
    main()
