"""Holding a group: everybody goes through the questions, by themselves or talking to each other; then the summary."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sight_domain.clock import now
from sight_domain.focus_groups import interview_answers, limits, transcript
from sight_domain.focus_groups.analysis import Analysis, Talk
from sight_domain.focus_groups.discussion import Discussion
from sight_domain.focus_groups.estimates import ANSWER, group_cost
from sight_domain.focus_groups.guide_spec import DiscussionGuide
from sight_domain.focus_groups.guide_views import guide_held_by
from sight_domain.focus_groups.interview_answers import interview_answer
from sight_domain.focus_groups.limits import Purse
from sight_domain.focus_groups.lookup import members
from sight_domain.focus_groups.moderator import Ending
from sight_domain.focus_groups.recollection import AloneMemory, Memories, Reminder, own_answers
from sight_domain.focus_groups.room_state import steps_of
from sight_domain.focus_groups.sub_groups import sub_groups
from sight_domain.language import Text
from sight_domain.personas.service import respondent_inputs
from sight_domain.projects.service import language_of, project_by_key
from sight_domain.runs.fanout import for_each
from sight_domain.runs.service import Job
from sight_domain.seeds import derive_seed
from sight_domain.storage.group_commit import GroupCommit
from sight_domain.storage.outages import outlasting

if TYPE_CHECKING:
    from sight_domain.focus_groups.models import FocusGroup
    from sight_domain.llm.gateway import Gateway
    from sight_domain.personas.models import Persona
    from sight_domain.projects.models import Project
    from sight_domain.storage.database import Database


class GroupSession:
    """One group in progress. What is stored already is not asked for again."""

    def __init__(self, database: Database, gateway: Gateway, memories: Memories, *, at_once: int) -> None:
        self._database = database
        self._gateway = gateway
        self._memories = memories
        self._at_once = at_once
        self._answers = GroupCommit(database, interview_answers.store)
        self._discussion = Discussion(database, gateway, memories, at_once=at_once)

    async def hold(self, job: Job) -> None:
        """The run: all questions, with everybody by themselves or in rooms that discuss them; then the summary."""
        from sight_domain.focus_groups.models import FocusGroup

        async with self._database.session() as session:
            group = await session.get_one(FocusGroup, job.subject_id)
            if group.status == "completed":
                return
            project = await project_by_key(session, group.project_id)
            group.status = "running"
            if group.mode == "parallel":
                await transcript.store_questions(session, group, language_of(project))
        if group.mode == "discussion":
            await self._discuss(group, project, job)
        else:
            await self._interview_all(group, job)
        await job.say(
            Text(en="Reading the transcript", pl="Powstaje podsumowanie rozmowy"),
            phase="summary",
        )
        await self._analyse(group, project, job)

    async def _discuss(self, group: FocusGroup, project: Project, job: Job) -> None:
        done = await self._discussion.done(group, project)
        total = steps_of(DiscussionGuide.model_validate(group.guide))
        await job.expect(total + 1, done=sum(done.values()))
        await job.say(Text(en="People are talking", pl="Trwa dyskusja"), phase="discussion")
        await job.spread(list(done), stored=done)

    async def _interview_all(self, group: FocusGroup, job: Job) -> None:
        async with self._database.session() as session:
            stored = await transcript.answers_stored(session, group)
        places = range(len(group.participants))
        missing = [place for place in places if stored[place] < len(group.questions)]
        await job.expect(len(places) * len(group.questions) + 1, done=sum(stored))
        await job.say(Text(en="Everybody is being asked", pl="Trwa rozmowa ze wszystkimi"), phase="answers")
        await job.spread(
            [str(place) for place in missing], stored={str(place): stored[place] for place in missing}
        )

    async def hold_some(self, job: Job, items: Sequence[str]) -> None:
        """The part of a run that holds some of the rooms, or goes through the questions with some participants."""
        from sight_domain.focus_groups.models import FocusGroup

        async with self._database.session() as session:
            group = await session.get_one(FocusGroup, job.subject_id)
            project = await project_by_key(session, group.project_id)
        purse = await self._purse(group, project)
        if group.mode == "discussion":
            await self._discussion.hold(group, project, items, job, purse)
        else:
            await self._interview_some(group, project, [int(place) for place in items], job, purse)

    async def _purse(self, group: FocusGroup, project: Project) -> Purse:
        guide = guide_held_by(group)
        if guide.max_usd is None:
            return Purse(self._database, group.id, None)
        async with self._database.session() as session:
            people = await members(session, group)
        cost = await group_cost(self._gateway, project, people, guide)
        return Purse(self._database, group.id, guide.max_usd, cost.a_call, cost.held_back)

    async def _interview_some(
        self, group: FocusGroup, project: Project, asked: Sequence[int], job: Job, purse: Purse
    ) -> None:
        async with self._database.session() as session:
            people = await members(session, group, asked)
            answered = await transcript.answered(session, group, asked)
        job.found(len(answered))
        remembered = await self._memories.of_those_alone(
            group, project, ANSWER, dict(zip(asked, people, strict=True))
        )

        async def interview(number: int) -> None:
            place, person = asked[number], people[number]
            memory: list[dict[str, str]] = []
            for index, question in enumerate(group.questions):
                text = answered.get((place, index))
                if text is None:
                    async with purse.calls(1) as may:
                        if not may:
                            await self._end_for_cost(group, index)
                            return
                        text = await self._answer(
                            group, project, person, place, index, memory, remembered, job
                        )
                if text:
                    memory.append({"question": question, "answer": text})

        await for_each(range(len(asked)), interview, at_once=self._at_once)

    async def _end_for_cost(self, group: FocusGroup, question: int) -> None:
        async def store() -> None:
            async with self._database.session() as session:
                await limits.store_ending(session, group.id, 0, question, Ending.COST)

        await outlasting(store)

    async def _answer(
        self,
        group: FocusGroup,
        project: Project,
        person: Persona,
        place: int,
        index: int,
        memory: Sequence[dict[str, str]],
        remembered: AloneMemory,
        job: Job,
    ) -> str:
        language = language_of(project)
        respondent = respondent_inputs(person, language)
        question = group.questions[index]
        reminder: Reminder = await remembered.remind(place, respondent, question)
        outcome = await self._gateway.generate(
            ANSWER,
            ANSWER,
            {
                "respondent": respondent,
                "topic": project.name,
                "stimulus": guide_held_by(group).shown_by(index, language),
                "question": question,
                "question_index": index,
                "memory": own_answers(memory, question),
                **reminder.inputs(),
            },
            language=language,
            seed=derive_seed(group.seed, "answer", person.batch, person.seq, index),
            run_id=job.run_id,
            project_id=project.id,
        )

        await self._answers.add(interview_answer(group, person, place, index, outcome, reminder))
        await job.advance(
            Text(
                en=f"Question {index + 1} of {len(group.questions)}: {person.full_name}",
                pl=f"Pytanie {index + 1} z {len(group.questions)}: {person.full_name}",
            )
        )
        return (outcome.value or "") if outcome.answered else ""

    async def _analyse(self, group: FocusGroup, project: Project, job: Job) -> None:
        from sight_domain.focus_groups.models import FocusGroup

        language = language_of(project)
        async with self._database.session() as session:
            turns = await transcript.turns(session, group.id)
            people = await members(session, group)
        talk = Talk(
            group_id=group.id,
            project_id=project.id,
            topic=project.name,
            questions=group.questions,
            turns=[transcript.turn_view(turn, language) for turn in turns],
            participants=len(people),
            groups=sub_groups(people, transcript.rooms(group), language),
            language=language,
            seed=group.seed,
        )
        summary = await Analysis(self._database, self._gateway, talk, job, at_once=self._at_once).findings()

        async def store() -> None:
            async with self._database.session() as session:
                row = await session.get_one(FocusGroup, group.id)
                row.summary = summary.model_dump()
                row.status = "completed"
                row.completed_at = now()

        await outlasting(store)
        await job.advance(Text(en="The summary is written", pl="Podsumowanie jest gotowe"))
