"""Run a focus group: ask, listen, sum up; every answer stored as it comes."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sight_domain.accounts.actor import Actor
from sight_domain.errors import ErrorCode, SightError
from sight_domain.focus_groups.guide import (
    checked_name,
    checked_questions,
    checked_stimulus,
    require_built_mode,
)
from sight_domain.focus_groups.metrics import SpokenTurn, group_metrics
from sight_domain.focus_groups.quotes import Said, verified_themes
from sight_domain.focus_groups.schemas import (
    FocusGroupView,
    GroupMetrics,
    GroupStarted,
    GroupSummary,
    Mode,
    Speaker,
    SummaryDraft,
    Transcript,
    TurnView,
)
from sight_domain.ids import Kind, from_public, new_uuid, to_public
from sight_domain.language import Language, Text
from sight_domain.personas.service import participants_of, respondent_inputs
from sight_domain.projects.service import require_project, require_project_key
from sight_domain.runs.fanout import for_each
from sight_domain.runs.service import Progress, RunService, Watcher
from sight_domain.seeds import derive_seed, new_seed
from sight_domain.storage.deletion import Deletion, DeletionReason, mark_deleted, restore
from sight_domain.storage.paging import decode_int_cursor, encode_cursor

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from sight_domain.focus_groups.models import FocusGroup, Turn
    from sight_domain.llm.estimate import CostEstimate
    from sight_domain.llm.gateway import Gateway
    from sight_domain.llm.outcomes import Outcome
    from sight_domain.personas.models import Persona
    from sight_domain.projects.models import Project
    from sight_domain.storage.database import Database

KIND_OF_RUN = "focus_groups.run"
ANSWER = "focus_groups.answer"
SUMMARY = "focus_groups.summary"
_TYPICAL_ANSWER = "words " * 60
"""For estimates only: what a stored answer is likely to add to a prompt."""
_MODERATOR = Text(en="Moderator", pl="Moderator")


class FocusGroupService:
    def __init__(self, database: Database, gateway: Gateway, runs: RunService, *, at_once: int) -> None:
        self._database = database
        self._gateway = gateway
        self._runs = runs
        self._at_once = at_once

    async def create(
        self,
        actor: Actor,
        project_id: str,
        *,
        name: str,
        questions: Sequence[str],
        persona_ids: Sequence[str] | None,
        mode: Mode,
        stimulus: str | None,
        seed: int | None,
    ) -> str:
        """Store a group that is ready to run; returns its id.

        Raises:
            SightError: ``invalid_argument`` for a bad guide or nobody to ask, ``unsupported`` for the mode.
        """
        from sight_domain.focus_groups.models import FocusGroup

        require_built_mode(mode)
        asked = checked_questions(questions)
        named, shown = checked_name(name), checked_stimulus(stimulus)
        async with self._database.session() as session:
            project = await require_project(session, actor, project_id)
            participants = await participants_of(session, actor, project, persona_ids)
            if not participants:
                raise _nobody_to_ask()
            group = FocusGroup(
                id=new_uuid(),
                project_id=project.id,
                name=named,
                mode=mode,
                questions=asked,
                stimulus=shown,
                participants=[str(persona.id) for persona in participants],
                seed=seed if seed is not None else new_seed(),
            )
            session.add(group)
        return to_public(Kind.FOCUS_GROUP, group.id)

    async def run(
        self, actor: Actor, focus_group_id: str, *, wait_seconds: float, watch: Watcher | None = None
    ) -> GroupStarted:
        """Start a group, or go on with one that stopped: answers already stored are not asked for again.

        Raises:
            SightError: ``conflict`` when it is completed.
        """
        async with self._database.session() as session:
            group, project = await _require_group(session, actor, focus_group_id)
            missing = len(group.participants) * len(group.questions) - len(await _answered(session, group.id))
        if group.status == "completed":
            raise _completed(focus_group_id)
        active = await self._runs.active_of(group.id)
        if active is None:

            async def work(progress: Progress) -> None:
                try:
                    await self._hold(group.id, project, progress)
                except BaseException:
                    await asyncio.shield(self._mark_stopped(group.id))
                    raise

            active = await self._runs.start(
                KIND_OF_RUN,
                project_id=project.id,
                subject_id=group.id,
                arguments={"focus_group_id": focus_group_id},
                total=missing + 1,
                work=work,
            )
        run = await self._runs.wait(active, wait_seconds, actor.language, watch)
        async with self._database.session() as session:
            group, _ = await _require_group(session, actor, focus_group_id)
            turns = await _turns(session, group.id)
        return GroupStarted(
            run=run,
            focus_group=self._view(group),
            summary=GroupSummary.model_validate(group.summary) if group.summary else None,
            metrics=_metrics(turns, len(group.participants)),
        )

    async def estimate(
        self,
        actor: Actor,
        project_id: str,
        *,
        questions: Sequence[str],
        persona_ids: Sequence[str] | None,
        stimulus: str | None,
    ) -> CostEstimate:
        """What a group would cost: its answers, with half of one's own as memory on average, and the summary."""
        asked = checked_questions(questions)
        async with self._database.session() as session:
            project = await require_project(session, actor, project_id)
            people = await participants_of(session, actor, project, persona_ids)
        if not people:
            raise _nobody_to_ask()
        language = _language(project)
        remembered = [
            {"question": question, "answer": _TYPICAL_ANSWER} for question in asked[: len(asked) // 2]
        ]
        answers = await self._gateway.estimate(
            ANSWER,
            ANSWER,
            {
                "respondent": respondent_inputs(people[0], language),
                "topic": project.name,
                "stimulus": stimulus,
                "question": asked[0],
                "question_index": 0,
                "memory": remembered,
            },
            len(people) * len(asked),
            language=language,
        )
        turn = {
            "turn_id": "trn_" + "0" * 26,
            "persona_id": "per_" + "0" * 26,
            "persona_name": people[0].full_name,
        }
        turns = [
            turn | {"question_index": index, "text": _TYPICAL_ANSWER}
            for index in range(len(asked))
            for _ in people
        ]
        summary = await self._gateway.estimate(
            SUMMARY,
            SUMMARY,
            {"topic": project.name, "questions": asked, "turns": turns},
            1,
            schema=SummaryDraft,
            language=language,
        )
        return answers + summary

    async def get(self, actor: Actor, focus_group_id: str, *, limit: int, cursor: str | None) -> Transcript:
        """A group with a page of its turns, its summary once there is one, and its metrics."""
        async with self._database.session() as session:
            group, _ = await _require_group(session, actor, focus_group_id)
            turns = await _turns(session, group.id)
        after = decode_int_cursor(cursor) if cursor is not None else -1
        rest = [turn for turn in turns if turn.seq > after]
        shown = rest[:limit]
        return Transcript(
            focus_group=self._view(group),
            turns=[_turn_view(turn, actor.language) for turn in shown],
            next_cursor=encode_cursor(shown[-1].seq) if len(rest) > limit else None,
            summary=GroupSummary.model_validate(group.summary) if group.summary else None,
            metrics=_metrics(turns, len(group.participants)),
        )

    async def of_project(self, actor: Actor, project_id: str) -> list[FocusGroupView]:
        """The focus groups of a project, oldest first."""
        from sqlalchemy import select

        from sight_domain.focus_groups.models import FocusGroup

        async with self._database.session() as session:
            project = await require_project(session, actor, project_id)
            query = select(FocusGroup).where(
                FocusGroup.project_id == project.id, FocusGroup.deleted_at.is_(None)
            )
            return [self._view(group) for group in await session.scalars(query.order_by(FocusGroup.id))]

    async def delete(
        self, actor: Actor, focus_group_id: str, reason: DeletionReason, detail: str | None
    ) -> Deletion:
        """Hide a group with its transcript and summary."""
        async with self._database.session() as session:
            group, _ = await _require_group(session, actor, focus_group_id, field="id")
            deleted_at, until = mark_deleted(group, reason, detail)
            turns = len(await _turns(session, group.id))
        return Deletion(
            id=focus_group_id,
            deleted_at=deleted_at,
            reason=reason,
            restorable_until=until,
            related={"turns": turns},
        )

    async def restore(self, actor: Actor, focus_group_id: str) -> FocusGroupView:
        """Bring a deleted group back, within seven days."""
        async with self._database.session() as session:
            group, _ = await _require_group(session, actor, focus_group_id, field="id", deleted=True)
            restore(group)
        return self._view(group)

    async def _hold(self, group_id: UUID, project: Project, progress: Progress) -> None:
        """The session itself: everybody goes through the questions in order, many people at a time."""
        from sight_domain.focus_groups.models import FocusGroup
        from sight_domain.personas.models import Persona

        language = _language(project)
        async with self._database.session() as session:
            group = await session.get_one(FocusGroup, group_id)
            group.status = "running"
            people = [await session.get_one(Persona, UUID(key)) for key in group.participants]
            await _store_questions(session, group, language)
            answered = await _answered(session, group_id)

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
        language = _language(project)
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
            await _store_answer(session, group, person, place, index, outcome)
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
        from sight_domain.clock import now
        from sight_domain.focus_groups.models import FocusGroup

        async with self._database.session() as session:
            group = await session.get_one(FocusGroup, group_id)
            turns = [
                turn
                for turn in await _turns(session, group_id)
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
        language = _language(project)
        if not turns:
            raise _nobody_answered()
        outcome = await self._gateway.generate(
            SUMMARY,
            SUMMARY,
            {
                "topic": project.name,
                "questions": group.questions,
                "turns": [_turn_inputs(turn) for turn in turns],
            },
            SummaryDraft,
            language=language,
            seed=derive_seed(group.seed, "summary"),
            run_id=progress.run_id,
            project_id=project.id,
        )
        draft = outcome.value
        if draft is None:
            raise _no_summary(outcome)
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

    async def _mark_stopped(self, group_id: UUID) -> None:
        from sight_domain.focus_groups.models import FocusGroup

        async with self._database.session() as session:
            (await session.get_one(FocusGroup, group_id)).status = "stopped"

    def _view(self, group: FocusGroup) -> FocusGroupView:
        return FocusGroupView(
            id=to_public(Kind.FOCUS_GROUP, group.id),
            project_id=to_public(Kind.PROJECT, group.project_id),
            name=group.name,
            mode="discussion" if group.mode == "discussion" else "parallel",
            status=group.status,
            questions=group.questions,
            stimulus=group.stimulus,
            participants=len(group.participants),
            seed=group.seed,
            generated_by=self._gateway.provider_of(ANSWER),
            created_at=group.created_at,
            completed_at=group.completed_at,
        )


async def answers_of(
    session: AsyncSession, project_id: UUID, persona_id: UUID | None = None
) -> list[tuple[Turn, str]]:
    """Every answer given in a project (by one respondent, if named) with its question, oldest first."""
    from sqlalchemy import select

    from sight_domain.focus_groups.models import FocusGroup, Turn

    query = (
        select(Turn, FocusGroup.questions)
        .join(FocusGroup)
        .where(
            FocusGroup.project_id == project_id,
            FocusGroup.deleted_at.is_(None),
            Turn.speaker_kind == "persona",
            Turn.outcome == "answered",
        )
        .order_by(FocusGroup.id, Turn.seq)
    )
    if persona_id is not None:
        query = query.where(Turn.persona_id == persona_id)
    return [(turn, questions[turn.question_index]) for turn, questions in await session.execute(query)]


async def _require_group(
    session: AsyncSession,
    actor: Actor,
    public_id: str,
    *,
    field: str = "focus_group_id",
    deleted: bool = False,
) -> tuple[FocusGroup, Project]:
    from sight_domain.focus_groups.models import FocusGroup

    group = await session.get(FocusGroup, from_public(Kind.FOCUS_GROUP, public_id, field=field))
    if group is None or (group.deleted_at is not None and not deleted):
        raise _no_such_group(public_id, field)
    try:
        project = await require_project_key(session, actor, group.project_id, field=field)
    except SightError:
        raise _no_such_group(public_id, field) from None
    return group, project


async def _turns(session: AsyncSession, group_id: UUID) -> list[Turn]:
    from sqlalchemy import select

    from sight_domain.focus_groups.models import Turn

    return list(await session.scalars(select(Turn).where(Turn.focus_group_id == group_id).order_by(Turn.seq)))


def _seq(group: FocusGroup, index: int, place: int | None) -> int:
    """Turns are numbered as they read: each question, then its answers in the order of the participants."""
    return index * (len(group.participants) + 1) + (0 if place is None else place + 1)


async def _answered(session: AsyncSession, group_id: UUID) -> dict[tuple[int, int], str]:
    """(place of the participant, question) -> text, for the answers that are stored."""
    from sight_domain.focus_groups.models import FocusGroup

    group = await session.get_one(FocusGroup, group_id)
    width = len(group.participants) + 1
    return {
        (turn.seq % width - 1, turn.question_index): turn.text
        for turn in await _turns(session, group_id)
        if turn.speaker_kind == "persona" and turn.outcome == "answered"
    }


async def _store_questions(session: AsyncSession, group: FocusGroup, language: Language) -> None:
    from sight_domain.focus_groups.models import Turn

    asked = {
        turn.question_index for turn in await _turns(session, group.id) if turn.speaker_kind == "moderator"
    }
    session.add_all(
        Turn(
            focus_group_id=group.id,
            seq=_seq(group, index, None),
            speaker_kind="moderator",
            speaker_name=_MODERATOR.to(language),
            question_index=index,
            text=question,
            outcome="answered",
        )
        for index, question in enumerate(group.questions)
        if index not in asked
    )


async def _store_answer(
    session: AsyncSession, group: FocusGroup, person: Persona, place: int, index: int, outcome: Outcome[str]
) -> None:
    from sqlalchemy import delete, func, select

    from sight_domain.focus_groups.models import Turn
    from sight_domain.personas.models import PersonaEvent

    seq = _seq(group, index, place)
    await session.execute(delete(Turn).where(Turn.focus_group_id == group.id, Turn.seq == seq))
    turn = Turn(
        id=new_uuid(),
        focus_group_id=group.id,
        seq=seq,
        speaker_kind="persona",
        persona_id=person.id,
        speaker_name=person.full_name,
        question_index=index,
        text=(outcome.value or "") if outcome.answered else "",
        outcome=outcome.status.value,
        reason=outcome.reason,
        written_by=outcome.model,
    )
    session.add(turn)
    if not outcome.answered:
        return
    last = await session.scalar(
        select(func.coalesce(func.max(PersonaEvent.sequence_number), 0)).where(
            PersonaEvent.persona_id == person.id
        )
    )
    session.add(
        PersonaEvent(
            persona_id=person.id,
            focus_group_id=group.id,
            event_type="response_given",
            event_data={
                "turn_id": to_public(Kind.TURN, turn.id),
                "question": group.questions[index],
                "answer": turn.text,
            },
            sequence_number=(last or 0) + 1,
        )
    )


def _metrics(turns: Sequence[Turn], participants: int) -> GroupMetrics:
    spoken = [
        SpokenTurn(
            speaker=str(turn.persona_id) if turn.persona_id else None,
            text=turn.text,
            answered=turn.outcome == "answered",
            replies_to_participant=turn.in_reply_to is not None,
        )
        for turn in turns
    ]
    return group_metrics(spoken, participants)


def _turn_view(turn: Turn, language: Language) -> TurnView:
    is_moderator = turn.speaker_kind == "moderator"
    return TurnView(
        id=to_public(Kind.TURN, turn.id),
        seq=turn.seq,
        speaker=Speaker(
            kind="moderator" if is_moderator else "persona",
            id=to_public(Kind.PERSONA, turn.persona_id) if turn.persona_id else None,
            name=_MODERATOR.to(language) if is_moderator else turn.speaker_name,
        ),
        question_index=turn.question_index,
        text=turn.text,
        outcome=turn.outcome,
        reason=turn.reason,
        in_reply_to=to_public(Kind.TURN, turn.in_reply_to) if turn.in_reply_to else None,
    )


def _turn_inputs(turn: Turn) -> dict[str, Any]:
    assert turn.persona_id is not None
    return {
        "turn_id": to_public(Kind.TURN, turn.id),
        "persona_id": to_public(Kind.PERSONA, turn.persona_id),
        "persona_name": turn.speaker_name,
        "question_index": turn.question_index,
        "text": turn.text,
    }


def _language(project: Project) -> Language:
    return "pl" if project.language == "pl" else "en"


def _no_such_group(public_id: str, field: str) -> SightError:
    return SightError(
        ErrorCode.NOT_FOUND,
        Text(en=f"There is no focus group {public_id}.", pl=f"Nie ma grupy fokusowej {public_id}."),
        Text(
            en="get_project lists a project's focus groups.",
            pl="Grupy fokusowe projektu pokazuje get_project.",
        ),
        field=field,
    )


def _nobody_to_ask() -> SightError:
    return SightError(
        ErrorCode.CONFLICT,
        Text(en="The project has no respondents yet.", pl="Projekt nie ma jeszcze respondentów."),
        Text(
            en="Recruit them first with generate_personas.",
            pl="Najpierw zrekrutuj ich za pomocą generate_personas.",
        ),
        field="project_id",
    )


def _completed(public_id: str) -> SightError:
    return SightError(
        ErrorCode.CONFLICT,
        Text(
            en=f"The focus group {public_id} is completed.", pl=f"Grupa fokusowa {public_id} jest zakończona."
        ),
        Text(
            en="Read it with get_focus_group, or run a new one.",
            pl="Odczytaj ją przez get_focus_group albo uruchom nową.",
        ),
        field="focus_group_id",
    )


def _nobody_answered() -> SightError:
    return SightError(
        ErrorCode.UNAVAILABLE,
        Text(
            en="No question was answered; there is nothing to sum up.",
            pl="Nikt nie odpowiedział na żadne pytanie; nie ma czego podsumować.",
        ),
        Text(
            en="The turns say why. When the cause is mended, run the group again.",
            pl="Przyczyny są podane przy wypowiedziach. Po ich usunięciu uruchom grupę ponownie.",
        ),
        retry_safe=True,
    )


def _no_summary(outcome: Outcome[Any]) -> SightError:
    return SightError(
        ErrorCode.UNAVAILABLE,
        Text(
            en=f"The answers are stored, but the summary could not be written ({outcome.status.value}: {outcome.reason}).",
            pl=f"Odpowiedzi są zapisane, ale podsumowanie nie powstało ({outcome.status.value}: {outcome.reason}).",
        ),
        Text(
            en="Run the group again: only the summary will be made.",
            pl="Uruchom grupę ponownie: powstanie tylko podsumowanie.",
        ),
        retry_safe=True,
    )
