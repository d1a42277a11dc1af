"""How long exports take: a study of 20 people with 80 answers, and one of 100 with 400. Aim: the first PDF < 1 s."""

from __future__ import annotations

import importlib.util
import time
from datetime import UTC, datetime
from pathlib import Path

from sight_domain.reports.formats import FORMATS
from sight_domain.reports.material import prepare

_STUDIES = Path(__file__).parents[1] / "sight_domain" / "reports" / "studies.py"


def main() -> None:
    spec = importlib.util.spec_from_file_location("report_studies", _STUDIES)
    assert spec is not None and spec.loader is not None
    studies = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(studies)
    at = datetime(2026, 11, 4, tzinfo=UTC)
    for people in (20, 100):
        study = studies.project(people)
        begun = time.perf_counter()
        material = prepare("project", study, language="pl", exported_by="bench", exported_at=at)
        print(f"{people} people: cut and masked in {time.perf_counter() - begun:.3f} s")
        for name, made in FORMATS.items():
            begun = time.perf_counter()
            content = made.render(material)
            took = time.perf_counter() - begun
            print(f"{people} people: {name} of {len(content) / 1024:.0f} kB in {took:.2f} s")


if __name__ == "__main__":
    main()
