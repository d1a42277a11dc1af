"""``sight usage``: the ledger in the terminal and as CSV."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
from pathlib import Path

SIGHT = Path(sys.executable).parent / "sight"


def sight(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "SIGHT_HOME": str(home), "SIGHT_PROVIDER": "offline", "SIGHT_LANGUAGE": "pl"}
    command = [str(SIGHT), "usage", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)


def test_usage_is_a_table_to_read_or_to_work_on(home: Path) -> None:
    shown = sight(home, "--by", "model")
    assert shown.returncode == 0 and "Razem" in shown.stdout and "Wywołania" in shown.stdout
    written = sight(home, "--csv")
    assert written.returncode == 0
    lines = list(csv.reader(io.StringIO(written.stdout)))
    assert lines[0][:7] == ["day", "project", "run", "task", "provider", "model", "priced_on"]
    assert lines[0][-1] == "usd" and all(len(line) == len(lines[0]) for line in lines)


def test_a_project_that_is_none_is_refused(home: Path) -> None:
    refused = sight(home, "--project", "prj_01h455vb4pex5vsknk084sn02q", "--csv")
    assert refused.returncode == 2 and refused.stdout == "" and "Nie ma projektu" in refused.stderr
