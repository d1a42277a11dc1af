"""How the gateway does under pressure, against what the server would allow at best.

The fake server runs in a process of its own. Run: ``python tests/bench/bench_pressure.py [scenario ...]``; without
names all of them run, which takes about two minutes.

- ``limit``: 80 calls of 1.5 s to a server that answers 429 beyond 20 at once (aim: at most 1.2 times the ideal 6 s).
- ``faults``: 400 calls of 0.5 s under 20 % 429, 10 % 503, 5 % cut answers, 5 % malformed ones and 2 % hangs (aim: 1.5).
- ``outage``: 80 answers of one run, the server down for 30 s in the middle.
- ``waiting``: memory of 1,000 calls that wait (aim: below 150 MB more than idle).
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))
warnings.filterwarnings("ignore")

import psutil  # noqa: E402
import yaml  # noqa: E402
from fakes.gemini_process import RemoteGemini, gemini_process  # noqa: E402
from fakes.questions import Score, answer_inputs  # noqa: E402

from sight_domain.ids import new_uuid  # noqa: E402
from sight_domain.llm.gateway import Gateway  # noqa: E402
from sight_domain.llm.pressure.breaker import BreakerChange  # noqa: E402
from sight_domain.logs import configure_logging  # noqa: E402
from sight_domain.settings import Settings  # noqa: E402
from sight_domain.storage.database import Database  # noqa: E402

ATTEMPT_SECONDS = 2.0


class Bench:
    """A gateway on a scripted server; each scenario makes its own."""

    def __init__(self, server: RemoteGemini, database: Database, home: Path) -> None:
        self.server = server
        self._database = database
        self._home = home

    def gateway(self, policy: dict[str, Any] | None = None, **settings: Any) -> Gateway:
        models = self._home / f"models-{time.monotonic_ns()}.yaml"
        models.write_text(yaml.safe_dump({"policy": policy or {}}), encoding="utf-8")
        return Gateway(Settings(models_file=models, **settings), self._database)

    async def calls(self, gateway: Gateway, n: int, **changed: Any) -> tuple[float, Counter[str]]:
        """Seconds for `n` calls of one run at once, and how they ended."""
        run = new_uuid()

        async def one(seed: int) -> str:
            inputs = answer_inputs(f"Question {seed}?")
            outcome = await gateway.generate(
                "focus_groups.answer",
                "focus_groups.answer",
                inputs,
                language="en",
                seed=seed,
                run_id=run,
                **changed,
            )
            return outcome.status.value

        began = time.perf_counter()
        ended = Counter(await asyncio.gather(*(one(seed) for seed in range(n))))
        return time.perf_counter() - began, ended

    async def warmed(self, gateway: Gateway) -> None:
        self.server.script()
        await self.calls(gateway, 1)


async def limit(bench: Bench) -> None:
    for ceiling in (20, 80):
        gateway = bench.gateway(model_concurrency=ceiling)
        await bench.warmed(gateway)
        bench.server.script(latency=1.5, most_at_once=20, retry_delay="0.5s")
        seconds, ended = await bench.calls(gateway, 80)
        refused = sum(entry["status"] == 429 for entry in bench.server.log())
        print(
            f"limit: up to {ceiling} at once: {seconds:.2f} s, {seconds / 6:.2f} x the ideal 6 s, "
            f"{refused} refused, {dict(ended)}"
        )
        await gateway.aclose()


async def faults(bench: Bench) -> None:
    gateway = bench.gateway({"attempt_seconds": ATTEMPT_SECONDS})
    await bench.warmed(gateway)
    rates = {"429": 0.2, "503": 0.1, "cut": 0.05, "malformed": 0.05, "hang": 0.02}
    bench.server.script(latency=0.5, hang_seconds=30, retry_delay="0.3s", fault_rate=rates)
    seconds, ended = await bench.calls(gateway, 400, schema=Score)
    log = bench.server.log()
    # What the server takes for these requests, 20 at a time; a hang lasts until it is given up.
    ideal = sum(min(entry.get("seconds", ATTEMPT_SECONDS), ATTEMPT_SECONDS) for entry in log) / 20
    print(
        f"faults: {seconds:.2f} s for {len(log)} requests, {seconds / ideal:.2f} x the ideal {ideal:.2f} s, {dict(ended)}"
    )
    await gateway.aclose()


async def outage(bench: Bench) -> None:
    gateway = bench.gateway()
    await bench.warmed(gateway)
    began = time.perf_counter()
    changes: list[str] = []

    def heard(change: BreakerChange) -> None:
        if change.state.value != "half_open":
            changes.append(f"{change.model} {change.state.value} at {time.perf_counter() - began:.1f} s")

    gateway.pressure.on_breaker(heard)
    bench.server.script(latency=1.5, down_after=30, down_seconds=30)
    began = time.perf_counter()
    seconds, ended = await bench.calls(gateway, 80)
    log = bench.server.log()
    print(
        f"outage: {seconds:.1f} s for 80 answers with 30 s out of service, {len(log)} requests, {dict(ended)}"
    )
    print(f"        {'; '.join([*changes[:3], '…', *changes[-2:]])}")
    await gateway.aclose()


async def waiting(bench: Bench) -> None:
    gateway = bench.gateway()
    await bench.warmed(gateway)
    bench.server.script(latency=3.0)
    process = psutil.Process()
    idle = process.memory_info().rss
    calls = asyncio.ensure_future(bench.calls(gateway, 1000))
    await asyncio.sleep(2.5)
    busy = process.memory_info().rss
    load = gateway.pressure.loads()[0]
    print(
        f"waiting: {load.waiting} wait, {load.under_way} under way: {(busy - idle) / 2**20:.1f} MB more than idle"
    )
    calls.cancel()
    await asyncio.wait([calls])
    await gateway.aclose()


SCENARIOS: dict[str, Callable[[Bench], Awaitable[None]]] = {
    "limit": limit, "faults": faults, "outage": outage, "waiting": waiting,
}  # fmt: skip


async def run(server: RemoteGemini, home: Path, names: list[str]) -> None:
    os.environ |= {
        "SIGHT_HOME": str(home), "SIGHT_PROVIDER": "gemini", "GOOGLE_API_KEY": "fake-key",
        "SIGHT_GEMINI_BASE_URL": server.url, "SIGHT_REPLAY": "off",
    }  # fmt: skip
    configure_logging(Settings(log_level="error"))
    database = Database(Settings())
    await database.open()
    for name in names:
        await SCENARIOS[name](Bench(server, database, home))
    await database.close()


def main() -> None:
    names = sys.argv[1:] or list(SCENARIOS)
    with gemini_process() as server, tempfile.TemporaryDirectory() as home:
        asyncio.run(run(server, Path(home), names))


if __name__ == "__main__":
    main()
