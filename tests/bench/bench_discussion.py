"""20 people on 4 questions against a provider that takes 1.5 s a call, in both modes: wall time, calls, cost.

nice python tests/bench/bench_discussion.py [PEOPLE] [SECONDS_A_CALL] [MODE…]
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from fakes.gemini_process import RemoteGemini, gemini_process
from fakes.studies import caller, study
from pydantic import SecretStr

from sight_domain.settings import Settings
from sight_domain.storage.embedded import EmbeddedPostgres
from tools.services import Services

QUESTIONS = [
    "What do you think of meal kits delivered to your door?",
    "What would stop you from ordering?",
    "How much would you pay for a box?",
    "What would have to change for you to try?",
]


async def measure(server: RemoteGemini, home: Path, people: int, latency: float, modes: list[str]) -> None:
    settings = Settings(
        _env_file=None,  # pyright: ignore[reportCallIssue]
        home=home,
        provider="gemini",
        google_api_key=SecretStr("fake-key"),
        gemini_base_url=server.url,
        embedder="off",
        replay="off",
    )
    async with Services(settings) as services:
        tool = caller(services)
        project_id = await study(tool, people)
        for mode in modes:
            server.script()
            about = {"project_id": project_id, "questions": QUESTIONS, "mode": mode}
            estimate = await tool("estimate_cost", tool="run_focus_group", arguments=about)
            server.script(latency=latency)
            began = time.monotonic()
            done = await tool("run_focus_group", **about, name="Talk", seed=11, wait_seconds=600)
            wall = time.monotonic() - began
            print(
                f"{mode}: {people} people x {len(QUESTIONS)}: {done['run']['status']} in {wall:.0f} s, "
                f"{len(server.log())} calls, ${done['run']['cost_usd']:.3f} (estimate ${estimate['usd']:.3f}); "
                f"{done['metrics']}",
                flush=True,
            )


def main() -> None:
    people = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    latency = float(sys.argv[2]) if len(sys.argv) > 2 else 1.5
    with tempfile.TemporaryDirectory() as folder, gemini_process() as server:
        home = Path(folder)
        try:
            asyncio.run(measure(server, home, people, latency, sys.argv[3:] or ["parallel", "discussion"]))
        finally:
            EmbeddedPostgres(home).leave()


if __name__ == "__main__":
    main()
