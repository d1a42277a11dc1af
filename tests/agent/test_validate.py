"""`sight validate` in a shell."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

SIGHT = Path(sys.executable).parent / "sight"


def sight(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "SIGHT_HOME": str(home), "SIGHT_PROVIDER": "offline"}
    finished = subprocess.run(
        [str(SIGHT), *arguments], env=environment, capture_output=True, text=True, timeout=240
    )
    assert "Traceback" not in finished.stdout + finished.stderr
    return finished


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    chance = random.Random(1)
    lines = ["question_id,question,type,options,min,max,respondent,gender,answer"]
    for i in range(60):
        about = "Lubię próbować nowości.,likert,Nie | Może | Tak,," if i == 0 else ",,,,"
        lines.append(
            f"new,{about},{i},{chance.choice(['female', 'male'])},{chance.choice(['Nie', 'Może', 'Tak'])}"
        )
    file = tmp_path / "odpowiedzi.csv"
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


def test_people_and_respondents_are_compared_in_words_and_as_json(home: Path, answers: Path) -> None:
    told = sight(home, "validate", str(answers), "--language", "pl", "--sample", "30")
    assert told.returncode == 0, told.stderr
    assert "Lubię próbować nowości." in told.stdout and "60 / 30" in told.stdout
    assert (
        "Próba dorosłych, kraj PL, dopasowana według cech: gender." in told.stdout
        and "silnik offline" in told.stdout
    )
    found = json.loads(sight(home, "validate", str(answers), "--sample", "30", "--json").stdout)
    assert (found["n_people"], found["n_synthetic"], found["matched_on"]) == (60, 30, ["gender"])
    assert {"jsd", "jsd_floor", "one_minus_ks", "entropy_ratio"} <= set(found["mean"])


def test_a_file_that_cannot_be_used_is_refused_with_what_to_do(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "wrong.csv"
    file.write_text("a,b\n1,2\n", encoding="utf-8")
    refused = sight(home, "validate", str(file), "--language", "pl")
    assert refused.returncode == 2
    assert "question_id" in refused.stderr and "Użyj" in refused.stderr
