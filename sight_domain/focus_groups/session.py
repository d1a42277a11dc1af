"""Holding a group: everybody goes through the questions in order, many people at a time; then the summary."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from sight_domain.clock import now
from sight_domain.focus_groups import refusals, transcript
from sight_domain.focus_groups.quotes import Said, verified_themes
from sight_domain.focus_groups.schemas import GroupSummary, SummaryDraft
from sight_domain.ids import Kind, to_public
from sight_domain.language import Text
from sight_domain.personas.service import personas_by_keys, respondent_inputs
from sight_domain.projects.service import language_of
from sight_domain.runs.fanout import for_each
from sight_domain.runs.service import Progress
from sight_domain.seeds import derive_seed

if TYPE_CHECKING:
    from sight_domain.focus_groups.models import FocusGroup, Turn
    from sight_domain.llm.gateway import Gateway
    from sight_domain.personas.models import Persona
    from sight_domain.projects.models import Project
    from sight_domain.storage.database import Database

ANSWER = "focus_groups.answer"
SUMMARY = "focus_groups.summary"


class GroupSession:
    """One group in progress. What is stored already is not asked for again."""

    def __init__(self, database: Database, gateway: Gateway, *, at_once: int) -> None:
        self._database = database
        self._gateway = gateway
        self._at_once = at_once

    async def hold(self, group_id: UUID, project: Project, progress: Progress) -> None:
        """The session itself: everybody goes through the questions in order, many people at a time."""
        from sight_domain.focus_groups.models import FocusGroup

        language = language_of(project)
        async with self._database.session() as session:
            group = await session.get_one(FocusGroup, group_id)
            group.status = "running"
            people = await personas_by_keys(session, group.participants)
            await transcript.store_questions(session, group, language)
            answered = await transcript.answered(session, group_id)

        async def interview(place: int) -> None:
            memory: list[dict[str, str]] = []
            for index, question in enumerate(group.questions):
                text = answered.get((place, index))
                if text is None:
                    text = await self._answer(group, project, people[place], place, index, memory, progress)
                if text:
                    memory.append({"question": question, "answer": text})

        await for_each(range(len(people)), interview, at_once=self._at_once)
        await progress.say(
            Text(
                en="Everybody has answered; reading the transcript",
                pl="Wszyscy odpowiedzieli; powstaje podsumowanie",
            )
        )
        await self._summarise(group_id, project, people, progress)

    async def _answer(
        self,
        group: FocusGroup,
        project: Project,
        person: Persona,
        place: int,
        index: int,
        memory: Sequence[dict[str, str]],
        progress: Progress,
    ) -> str:
        language = language_of(project)
        outcome = await self._gateway.generate(
            ANSWER,
            ANSWER,
            {
                "respondent": respondent_inputs(person, language),
                "topic": project.name,
                "stimulus": group.stimulus,
                "question": group.questions[index],
                "question_index": index,
                "memory": list(memory),
            },
            language=language,
            seed=derive_seed(group.seed, "answer", person.batch, person.seq, index),
            run_id=progress.run_id,
            project_id=project.id,
        )
        async with self._database.session() as session:
            await transcript.store_answer(session, group, person, place, index, outcome)
        await progress.advance(
            Text(
                en=f"Question {index + 1} of {len(group.questions)}: {person.full_name}",
                pl=f"Pytanie {index + 1} z {len(group.questions)}: {person.full_name}",
            )
        )
        return (outcome.value or "") if outcome.answered else ""

    async def _summarise(
        self, group_id: UUID, project: Project, people: Sequence[Persona], progress: Progress
    ) -> None:
        from sight_domain.focus_groups.models import FocusGroup

        async with self._database.session() as session:
            group = await session.get_one(FocusGroup, group_id)
            turns = [
                turn
                for turn in await transcript.turns(session, group_id)
                if turn.persona_id and turn.outcome == "answered"
            ]
        summary = await self._summary_of(group, project, turns, len(people), progress)
        async with self._database.session() as session:
            group = await session.get_one(FocusGroup, group_id)
            group.summary = summary.model_dump()
            group.status = "completed"
            group.completed_at = now()
        await progress.advance(Text(en="The summary is written", pl="Podsumowanie jest gotowe"))

    async def _summary_of(
        self,
        group: FocusGroup,
        project: Project,
        turns: Sequence[Turn],
        participants: int,
        progress: Progress,
    ) -> GroupSummary:
        language = language_of(project)
        if not turns:
            raise refusals.nobody_answered()
        outcome = await self._gateway.generate(
            SUMMARY,
            SUMMARY,
            {
                "topic": project.name,
                "questions": group.questions,
                "turns": [transcript.turn_inputs(turn) for turn in turns],
            },
            SummaryDraft,
            language=language,
            seed=derive_seed(group.seed, "summary"),
            run_id=progress.run_id,
            project_id=project.id,
        )
        draft = outcome.value
        if draft is None:
            raise refusals.no_summary(outcome)
        said = {
            to_public(Kind.TURN, turn.id): Said(
                to_public(Kind.PERSONA, turn.persona_id), turn.speaker_name, turn.text
            )
            for turn in turns
            if turn.persona_id is not None
        }
        themes, verified, dropped = verified_themes(draft.themes, said, participants)
        return GroupSummary(
            summary=draft.summary,
            themes=themes,
            key_insights=draft.key_insights,
            quotes_verified=verified,
            quotes_dropped=dropped,
            outcome=outcome.status.value,
            generated_by=outcome.model,
        )
