from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from sight_domain.errors import ErrorCode, SightError
from sight_domain.language import Language
from sight_domain.llm.offline.writers import TASKS, write

People = Callable[..., list[dict[str, Any]]]


@pytest.mark.parametrize("language", ["pl", "en"])
@pytest.mark.parametrize("task", sorted(TASKS))
def test_every_task_is_written_the_same_twice(task: str, language: Language, people: People) -> None:
    person = people(1, language)[0]
    inputs = {
        "respondent": person,
        "study": {"name": "x"},
        "topic": "x",
        "question": "?",
        "questions": ["?"],
        "turns": [],
        "answers": [],
        "move": "answer",
        "goal": "Find out why people leave",
        "together": True,
        "kind": "ad",
        "tone": "friendly",
        "needs": [{"kind": "pain_point", "text": "No time.", "quotes": []}],
        "longest": {"headline": 70, "body": 220, "call_to_action": 40},
    }
    first = write(task, inputs, language=language, seed=4)
    assert first == write(task, json.loads(json.dumps(inputs)), language=language, seed=4)
    assert isinstance(first, str) == (
        task in {"focus_groups.answer", "focus_groups.turn", "interviews.answer"}
    )
    json.dumps(first)


def test_an_unknown_task_says_what_there_is() -> None:
    with pytest.raises(SightError) as caught:
        write("poems.sonnet", {}, language="pl", seed=0)
    assert caught.value.code is ErrorCode.UNSUPPORTED
    assert "personas.narrative" in caught.value.hint.pl


def test_the_writers_import_nothing_heavy() -> None:
    code = (
        "import sys, sight_domain.llm.offline.writers;"
        "print(sorted({'numpy','scipy','pandas','langchain','langchain_core','plotly','sqlalchemy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
