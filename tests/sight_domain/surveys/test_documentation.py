"""docs/surveys.md names every type, field, check and column there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sight_domain.surveys.checks import checks
from sight_domain.surveys.drafts import Condition, QuestionDraft
from sight_domain.surveys.human_file import read_human_answers
from sight_domain.surveys.human_table import ABOUT_QUESTIONS, OPTIONAL, REQUIRED
from sight_domain.surveys.questions import TYPES

PAGE = (Path(__file__).parents[3] / "docs" / "surveys.md").read_text(encoding="utf-8")
NAMES = {
    *TYPES,
    *(set(QuestionDraft.model_fields) - {"type", "text"}),
    *(set(Condition.model_fields) - {"question"}),
    *REQUIRED,
    *ABOUT_QUESTIONS,
    *OPTIONAL,
    *(check.name for check in checks((), (), "en", seed=0)),
}


@pytest.mark.parametrize("name", sorted(NAMES))
def test_what_a_survey_is_made_of_is_documented(name: str) -> None:
    assert f"`{name}`" in PAGE or f"`{name}:" in PAGE or f'"{name}"' in PAGE


def test_the_file_on_the_page_can_be_read() -> None:
    (example,) = re.findall(r"```\n(question_id,.*?)```", PAGE, re.DOTALL)
    human = read_human_answers(example.encode(), "en")
    asked = {question.type for question in human.questionnaire.questions}
    assert asked == {"likert", "scale", "multiple_choice", "numeric", "ranking", "matrix"}
    assert human.people == 2
