"""Reads one file as the knowledge base does and says what came of it and the memory it took. Run as a script."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

from sight_domain.errors import SightError
from sight_domain.knowledge.ingestion import ingest
from sight_domain.knowledge.requests import read_file


def outcome(path: Path, limit_mb: int) -> dict[str, object]:
    """``{code, field}`` of a refusal, else ``{chunks, text}``, with the peak of the process's memory in MB."""
    try:
        ingested = ingest(read_file(path, limit_mb), path.name, None, scans=0)
    except SightError as error:
        told: dict[str, object] = {
            "code": error.code.value,
            "field": error.field,
            "message": error.message.en,
        }
    else:
        told = {"chunks": len(ingested.chunks), "text": ingested.parsed.text[:2_000]}
    return told | {"peak_mb": peak_mb()}


def peak_mb() -> int:
    """The most memory this process has held; `getrusage` would count that of the process it was forked from."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0]) // 1024


if __name__ == "__main__":
    print(json.dumps(outcome(Path(sys.argv[1]), 50)))
