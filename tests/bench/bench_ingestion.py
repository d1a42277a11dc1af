"""How fast documents are taken in, and what memory that needs.

::

    python tests/bench/bench_ingestion.py [--pages 200]

A made-up Polish PDF is added to a knowledge base of its own, without vectors; printed are the rate, the processor time and
the peak of the process's memory before and after, then the latency of a search in it.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import shutil
import statistics
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from fakes import long_report

from sight_domain.accounts.actor import Actor
from sight_domain.settings import Settings
from sight_domain.storage.embedded import EmbeddedPostgres
from tools.services import Services

ACTOR = Actor("pl")


async def measure(home: Path, pages: int) -> None:
    settings = Settings(_env_file=None, home=home, provider="offline", embedder="off")  # pyright: ignore[reportCallIssue]
    # Typesetting takes more memory than reading, so another process does it.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as typesetter:
        content = typesetter.submit(long_report.report, pages).result()
    async with Services(settings) as services:
        await services.database.open()
        await services.knowledge.add_document(ACTOR, content=b"Herbata.", filename="first.txt")
        before, started, used = _peak_mb(), time.perf_counter(), time.process_time()
        document = await services.knowledge.add_document(ACTOR, content=content, filename="report.pdf")
        seconds, processor = time.perf_counter() - started, time.process_time() - used
        text = await services.knowledge.read_text(ACTOR, document.id)
        print(
            f"{document.pages} pages, {len(content) / 1e6:.1f} MB, {len(text):,} characters, {document.chunks} chunks:"
            f" {seconds:.1f} s ({pages / seconds:.0f} pages/s), {processor:.1f} s of processor time;"
            f" memory at the peak {_peak_mb()} MB ({before} MB before)"
        )
        milliseconds = []
        for page in range(1, pages + 1, 4):
            started = time.perf_counter()
            found = await services.knowledge.search(
                ACTOR, f"ośrodek {long_report.mark(page)}", mode="keyword"
            )
            milliseconds.append((time.perf_counter() - started) * 1000)
            assert found.hits[0].page == page
        print(f"search by keyword, hits with extracts: p50 {statistics.median(milliseconds):.0f} ms")


def _peak_mb() -> int:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0]) // 1024


def main() -> None:
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--pages", type=int, default=long_report.PAGES)
    home = Path(tempfile.mkdtemp(prefix="sight-bench-"))
    try:
        asyncio.run(measure(home, arguments.parse_args().pages))
    finally:
        shutil.rmtree(EmbeddedPostgres(home).folder, ignore_errors=True)
        shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    main()
