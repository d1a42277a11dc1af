"""A guide drafted from what is to be found out, or changed in words; nothing runs by it before somebody says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field

from sight_domain.errors import ErrorCode, SightError, invalid_argument
from sight_domain.focus_groups.guide import (
    LEAST_MINUTES_A_QUESTION,
    LONGEST_NAME,
    LONGEST_PROBE,
    LONGEST_QUESTION,
    MOST_PROBES,
    MOST_QUESTIONS,
    checked_sections,
)
from sight_domain.focus_groups.guide_spec import GuideQuestion, Section
from sight_domain.language import Text
from sight_domain.llm.outcomes import OutcomeStatus
from sight_domain.projects.service import language_of

if TYPE_CHECKING:
    from sight_domain.focus_groups.schemas import Mode
    from sight_domain.llm.estimate import CostEstimate
    from sight_domain.llm.gateway import Gateway
    from sight_domain.llm.outcomes import Outcome
    from sight_domain.projects.models import Project

GUIDE = "focus_groups.guide"
LONGEST_GOAL = 2_000
USUAL_MINUTES = 60.0
"""Of a discussion whose guide is drafted without a time budget."""


class QuestionDraft(BaseModel):
    model_config = ConfigDict(extra="forbid")

    text: str = Field(min_length=5, max_length=LONGEST_QUESTION)
    probes: list[str] = Field(max_length=MOST_PROBES)


class SectionDraft(BaseModel):
    model_config = ConfigDict(extra="forbid")

    title: str = Field(min_length=1, max_length=LONGEST_NAME)
    questions: list[QuestionDraft] = Field(min_length=1)
    minutes: float | None = Field(ge=0)


class GuideDraft(BaseModel):
    """A model's guide, before it is checked like anybody's."""

    model_config = ConfigDict(extra="forbid")

    sections: list[SectionDraft] = Field(min_length=1, max_length=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """What a guide is to be drafted for.

    Args:
        shown: everything the group is shown, in words.
        present: the guide to be changed as `changes` says.
    """

    goal: str
    mode: Mode
    minutes: float | None
    shown: str | None
    present: Sequence[Section] = ()
    changes: str | None = None


def checked_words(text: str | None, field: str) -> str:
    """What is to be found out or changed; ``invalid_argument`` when it says nothing or more than 2,000 characters."""
    stripped = (text or "").strip()
    if not 3 <= len(stripped) <= LONGEST_GOAL:
        raise invalid_argument(
            field,
            Text(en="This says nothing, or too much.", pl="To pole nic nie mówi albo jest za długie."),
            Text(en=f"Use 3 to {LONGEST_GOAL:,} characters.", pl=f"Użyj od 3 do {LONGEST_GOAL} znaków."),
        )
    return stripped


async def drafted(
    gateway: Gateway, project: Project, brief: Brief, *, seed: int
) -> tuple[tuple[Section, ...], str]:
    """The sections of a guide, with minutes that add up to the talk's, and the model that wrote them.

    Raises:
        SightError: ``unavailable`` or ``over_budget`` when no guide came of it.
    """
    inputs = _inputs(project, brief)
    talk, minutes = inputs["together"], inputs["minutes"]
    outcome = await gateway.generate(
        GUIDE,
        GUIDE,
        inputs,
        GuideDraft,
        language=language_of(project),
        seed=seed,
        project_id=project.id,
    )
    if outcome.value is None:
        raise _no_guide(outcome)
    sections = _without_repeats(outcome.value.sections, talk=talk)
    asked = in_minutes(sections, minutes) if minutes is not None else sections
    return checked_sections((), asked, title=project.name), outcome.model


async def priced(gateway: Gateway, project: Project, brief: Brief, *, calls: int = 1) -> CostEstimate:
    """What `drafted` would cost."""
    return await gateway.estimate(
        GUIDE,
        GUIDE,
        _inputs(project, brief),
        calls,
        schema=GuideDraft,
        language=language_of(project),
        project_id=project.id,
    )


def _inputs(project: Project, brief: Brief) -> dict[str, Any]:
    talk = brief.mode == "discussion"
    return {
        "topic": project.name,
        "description": project.description,
        "goal": brief.goal,
        "together": talk,
        "minutes": (brief.minutes or USUAL_MINUTES) if talk else None,
        "shown": brief.shown,
        "present": [section.model_dump(mode="json") for section in brief.present] or None,
        "changes": brief.changes,
    }


def _without_repeats(drafts: Sequence[SectionDraft], *, talk: bool) -> list[Section]:
    """What can be asked of the draft: no question twice, no more than may be asked, probes where people discuss."""
    asked: set[str] = set()
    sections: list[Section] = []
    for draft in drafts:
        questions = []
        for question in draft.questions:
            text = question.text.strip()
            if text and text not in asked and len(asked) < MOST_QUESTIONS:
                asked.add(text)
                probes = [
                    probe.strip()[:LONGEST_PROBE] for probe in question.probes if talk and probe.strip()
                ]
                questions.append(GuideQuestion(text=text, probes=tuple(probes)))
        if questions:
            minutes = (draft.minutes or None) if talk else None
            sections.append(
                Section(title=draft.title.strip() or "-", questions=tuple(questions), minutes=minutes)
            )
    return sections


def in_minutes(sections: Sequence[Section], minutes: float) -> tuple[Section, ...]:
    """The sections with their minutes stretched to add up to the talk's, half a minute a question at the least.

    A section without minutes counts with as many as it has questions.
    """
    wanted = [section.minutes or float(len(section.questions)) for section in sections]
    least = [LEAST_MINUTES_A_QUESTION * len(section.questions) for section in sections]
    shares = [minutes * each / sum(wanted) for each in wanted]
    if any(share < low for share, low in zip(shares, least, strict=True)):
        spare = max(0.0, minutes - sum(least))
        shares = [low + spare * each / sum(wanted) for low, each in zip(least, wanted, strict=True)]
    return tuple(
        section.model_copy(update={"minutes": round(share, 2)})
        for section, share in zip(sections, shares, strict=True)
    )


def _no_guide(outcome: Outcome[GuideDraft]) -> SightError:
    spent = outcome.status is OutcomeStatus.OVER_BUDGET
    return SightError(
        ErrorCode.OVER_BUDGET if spent else ErrorCode.UNAVAILABLE,
        Text(
            en=f"No guide was drafted ({outcome.status.value}: {outcome.reason}).",
            pl=f"Scenariusz nie powstał ({outcome.status.value}: {outcome.reason}).",
        ),
        Text(
            en="Try again, or give the questions yourself; nothing was stored.",
            pl="Spróbuj ponownie albo podaj pytania samodzielnie; nic nie zapisano.",
        ),
        retry_safe=True,
    )
