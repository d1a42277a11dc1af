"""What a report is made of, read from the services of the other features and told part by part."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sight_domain.accounts.actor import Actor
from sight_domain.ids import Kind, to_public
from sight_domain.language import Text
from sight_domain.reports.material import ReportKind

if TYPE_CHECKING:
    from sight_domain.focus_groups.service import FocusGroupService
    from sight_domain.insights.service import InsightService, MessagingService
    from sight_domain.interviews.service import InterviewService
    from sight_domain.personas.service import PersonaService
    from sight_domain.projects.schemas import ProjectView
    from sight_domain.projects.service import ProjectService
    from sight_domain.surveys.service import SurveyService

Read = Callable[[Text], Awaitable[None]]
"""Hears of each part that has been read."""

_WHOLE_TRANSCRIPT = 100_000
_OF_A_SURVEY = {"id", "title", "status", "participants", "generated_by", "created_at"}
"""What a study's report tells of its surveys: each has a report of its own."""
_PEOPLE = Text(en="The respondents are read", pl="Odczytano respondentów")
_SAMPLE = Text(en="The sample is compared with the population", pl="Porównano próbę z populacją")
_NEEDS = Text(en="The needs are read", pl="Odczytano potrzeby")
_ANSWERS = Text(en="The answers are read", pl="Odczytano odpowiedzi")


class Gathering:
    """Payloads of reports; see `reports.material.Material` for their keys. Everything is read as its reader may see it."""

    def __init__(
        self,
        projects: ProjectService,
        personas: PersonaService,
        focus_groups: FocusGroupService,
        surveys: SurveyService,
        interviews: InterviewService,
        insights: InsightService,
        messaging: MessagingService,
    ) -> None:
        self._projects = projects
        self._personas = personas
        self._focus_groups = focus_groups
        self._surveys = surveys
        self._interviews = interviews
        self._insights = insights
        self._messaging = messaging

    async def subject(self, actor: Actor, kind: ReportKind, subject_id: str) -> tuple[str, ProjectView]:
        """The id of what is reported on (a respondent may be named) and its project.

        Raises:
            SightError: ``invalid_id`` or ``not_found``.
        """
        if kind == "project":
            project = await self._projects.get(actor, subject_id)
            return project.id, project
        if kind == "focus_group":
            found = (await self._focus_groups.get(actor, subject_id, limit=1, cursor=None)).focus_group
        elif kind == "survey":
            found = (await self._surveys.results(actor, subject_id, field="id")).survey
        else:
            found = await self._personas.get(actor, subject_id, sections=("overview",))
        return found.id, await self._projects.get(actor, found.project_id)

    async def project(self, owner: UUID | None, key: UUID) -> tuple[Actor, ProjectView]:
        """A project, and who reads it for its owner, in its language; ``not_found`` when it is deleted."""
        project = await self._projects.get(Actor("en", user_id=owner), to_public(Kind.PROJECT, key))
        return Actor(project.language, user_id=owner), project

    async def names(self, reader: Actor, project: ProjectView) -> list[str]:
        """Everybody whom the texts of a report of this project may mention."""
        return await self._personas.names(reader, project.id)

    async def parts(self, reader: Actor, kind: ReportKind, project: ProjectView) -> int:
        """How many parts `payload` reads."""
        if kind != "project":
            return 2
        return 3 + len(await self._focus_groups.of_project(reader, project.id))

    async def payload(
        self, reader: Actor, kind: ReportKind, subject_id: str, project: ProjectView, read: Read
    ) -> dict[str, Any]:
        """All of it; `read` hears of every part.

        Raises:
            SightError: ``not_found`` when it has been deleted meanwhile.
        """
        if kind == "project":
            found = await self._of_project(reader, project, read)
        elif kind == "focus_group":
            found = await self._of_group(reader, subject_id, project, read)
        elif kind == "survey":
            found = await self._of_survey(reader, subject_id, read)
        else:
            found = await self._of_persona(reader, subject_id, project, read)
        return {**found, "project": project.model_dump(mode="json")}

    async def _of_project(self, reader: Actor, project: ProjectView, read: Read) -> dict[str, Any]:
        people = await self._personas.profiles(reader, project.id)
        await read(_PEOPLE)
        sample = await self._personas.representativeness(reader, project.id)
        await read(_SAMPLE)
        groups: list[dict[str, Any]] = []
        for group in await self._focus_groups.of_project(reader, project.id):
            groups.append(await self._group(reader, group.id))
            await read(Text(en=f"Read: {group.name}", pl=f"Odczytano: {group.name}"))
        return {
            "personas": people,
            "representativeness": sample,
            "focus_groups": groups,
            "surveys": [
                survey.model_dump(mode="json", include=_OF_A_SURVEY)
                for survey in await self._surveys.of_project(reader, project.id)
            ],
            **await self._insight(reader, read, project_id=project.id),
        }

    async def _of_group(
        self, reader: Actor, group_id: str, project: ProjectView, read: Read
    ) -> dict[str, Any]:
        group = await self._group(reader, group_id)
        await read(_ANSWERS)
        spoke = {turn["speaker"]["id"] for turn in group["turns"]}
        people = await self._personas.profiles(reader, project.id)
        await read(_PEOPLE)
        return {**group, "personas": [person for person in people if person["id"] in spoke]}

    async def _of_survey(self, reader: Actor, survey_id: str, read: Read) -> dict[str, Any]:
        found = (await self._surveys.results(reader, survey_id, field="id")).model_dump(mode="json")
        await read(Text(en="The toplines are read", pl="Odczytano rozkłady odpowiedzi"))
        answers = await self._surveys.raw_answers(reader, survey_id)
        await read(_ANSWERS)
        return {
            # What warns of the results stays with the survey, whichever sections are chosen.
            "survey": {
                **found["survey"],
                "name": found["survey"]["title"],
                **{name: found["quality"][name] for name in ("valid", "complete", "warnings")},
            },
            # "questions" is the researcher's own word for their own words, which masking leaves alone.
            "toplines": found["questions"],
            "associations": found["associations"],
            "quality": found["quality"],
            "answers": [answer.model_dump(mode="json") for answer in answers],
        }

    async def _of_persona(
        self, reader: Actor, persona_id: str, project: ProjectView, read: Read
    ) -> dict[str, Any]:
        people = await self._personas.profiles(reader, project.id)
        detail = await self._personas.get(reader, persona_id, sections=("overview", "profile"))
        await read(Text(en="The portrait is read", pl="Odczytano portret"))
        return {
            "persona": {
                **next(person for person in people if person["id"] == detail.id),
                "reasoning": (detail.profile or {}).get("reasoning"),
            },
            "answers": [
                {
                    "turn_id": said["turn_id"],
                    "question": said["question"],
                    "text": said["answer"],
                    "outcome": "answered",
                }
                for said in await self._personas.answers(reader, detail.id)
            ]
            + await self._told(reader, detail.id),
            **await self._insight(reader, read, persona=detail.id),
        }

    async def _told(self, reader: Actor, persona_id: str) -> list[dict[str, Any]]:
        """What a respondent told interviewers, as answers; those that failed too."""
        return [
            {
                "turn_id": exchange.id,
                "question": exchange.message,
                "text": exchange.text,
                "outcome": exchange.outcome,
                "written_by": exchange.written_by,
            }
            for interview in await self._interviews.with_persona(reader, persona_id)
            for exchange in interview.exchanges
        ]

    async def _group(self, reader: Actor, group_id: str) -> dict[str, Any]:
        transcript = await self._focus_groups.get(reader, group_id, limit=_WHOLE_TRANSCRIPT, cursor=None)
        return transcript.model_dump(mode="json", exclude={"next_cursor"})

    async def _insight(
        self, reader: Actor, read: Read, *, project_id: str | None = None, persona: str | None = None
    ) -> dict[str, Any]:
        needs = await self._insights.latest_for(reader, project_id=project_id, persona=persona)
        messages = await self._messaging.latest_for(reader, project_id=project_id, persona=persona)
        await read(_NEEDS)
        return {
            "needs": needs.model_dump(mode="json") if needs else None,
            "messages": [one.model_dump(mode="json") for one in messages],
        }
