"""What the offline engine can write: one function for every task, deterministic in its arguments."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sight_domain.errors import ErrorCode, SightError
from sight_domain.language import Language, Text
from sight_domain.llm.offline.answers import write_answer
from sight_domain.llm.offline.ballots import write_ballot
from sight_domain.llm.offline.digest import write_digest
from sight_domain.llm.offline.documents.graph import write_graph
from sight_domain.llm.offline.documents.order import write_order
from sight_domain.llm.offline.guides import write_guide
from sight_domain.llm.offline.interviews import write_interview_answer
from sight_domain.llm.offline.messages import write_messaging
from sight_domain.llm.offline.narrative import write_narrative
from sight_domain.llm.offline.needs import write_needs, write_reading
from sight_domain.llm.offline.readings import write_codebook, write_coding
from sight_domain.llm.offline.replies import write_turn
from sight_domain.llm.offline.summary import write_summary
from sight_domain.llm.offline.surveys import write_sheet

TASKS: frozenset[str] = frozenset(
    {
        "personas.narrative",
        "interviews.answer",
        "focus_groups.answer",
        "focus_groups.ballot",
        "focus_groups.digest",
        "focus_groups.guide",
        "focus_groups.turn",
        "focus_groups.codebook",
        "focus_groups.coding",
        "focus_groups.summary",
        "insights.messaging",
        "insights.needs",
        "insights.reading",
        "knowledge.graph",
        "knowledge.rerank",
        "surveys.answer",
    }
)


def write(task: str, inputs: Mapping[str, Any], *, language: Language, seed: int) -> str | dict[str, Any]:
    """Write what a language model would be asked to write, from the structured inputs alone.

    The same arguments give the same result in every process. Nothing written here is a finding: it follows from the
    stated assumptions of `stance.py` and the wording of the grammar.

    Args:
        task: one of `TASKS`.
        inputs: JSON values; see the function of each task.
        language: the language to write in.
        seed: whole number; another seed gives another wording.

    Returns:
        The text for ``focus_groups.answer``, ``focus_groups.turn`` and ``interviews.answer``, else a JSON object.

    Raises:
        SightError: unsupported for an unknown task, invalid_argument for inputs that cannot be used.
    """
    match task:
        case "personas.narrative":
            return write_narrative(inputs, language=language, seed=seed)
        case "focus_groups.answer":
            return write_answer(inputs, language=language, seed=seed)
        case "interviews.answer":
            return write_interview_answer(inputs, language=language, seed=seed)
        case "focus_groups.turn":
            return write_turn(inputs, language=language, seed=seed)
        case "focus_groups.ballot":
            return write_ballot(inputs, language=language, seed=seed)
        case "focus_groups.summary":
            return write_summary(inputs, language=language, seed=seed)
        case "focus_groups.codebook":
            return write_codebook(inputs, language=language)
        case "focus_groups.coding":
            return write_coding(inputs, language=language)
        case "focus_groups.guide":
            return write_guide(inputs, language=language, seed=seed)
        case "focus_groups.digest":
            return write_digest(inputs, language=language, seed=seed)
        case "insights.needs":
            return write_needs(inputs, language=language, seed=seed)
        case "insights.messaging":
            return write_messaging(inputs, language=language, seed=seed)
        case "insights.reading":
            return write_reading(inputs, language=language, seed=seed)
        case "knowledge.graph":
            return write_graph(inputs, language=language)
        case "knowledge.rerank":
            return write_order(inputs)
        case "surveys.answer":
            return write_sheet(inputs, language=language, seed=seed)
        case _:
            known = ", ".join(sorted(TASKS))
            raise SightError(
                ErrorCode.UNSUPPORTED,
                Text(
                    en=f"The offline engine cannot do `{task}`.",
                    pl=f"Silnik offline nie obsługuje zadania `{task}`.",
                ),
                Text(
                    en=f"It can do: {known}. Configure a model for other tasks.",
                    pl=f"Obsługuje: {known}. Do innych zadań skonfiguruj model.",
                ),
                field="task",
            )
