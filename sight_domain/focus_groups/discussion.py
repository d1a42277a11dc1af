"""Holding a discussion: every room by itself, one stored step after the other."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sight_domain.focus_groups import ballots, digests, limits, refusals, transcript
from sight_domain.focus_groups.ballots import BallotPaper
from sight_domain.focus_groups.course import Digest, End, Moderate, Speak, Step, Vote, next_step
from sight_domain.focus_groups.digests import DIGEST, DigestDraft
from sight_domain.focus_groups.guide_spec import DiscussionGuide
from sight_domain.focus_groups.limits import Purse
from sight_domain.focus_groups.moderator import Ending
from sight_domain.focus_groups.recollection import OWN, Memories, Reminder
from sight_domain.focus_groups.room_state import Room, load_room
from sight_domain.focus_groups.talk import Act, Entry
from sight_domain.ids import new_uuid
from sight_domain.language import Text
from sight_domain.llm.outcomes import Outcome, OutcomeStatus
from sight_domain.runs.fanout import for_each
from sight_domain.runs.service import Job
from sight_domain.seeds import derive_seed
from sight_domain.storage.outages import outlasting

if TYPE_CHECKING:
    from sight_domain.focus_groups.models import FocusGroup
    from sight_domain.llm.gateway import Gateway
    from sight_domain.projects.models import Project
    from sight_domain.storage.database import Database

TURN = "focus_groups.turn"
BALLOT = "focus_groups.ballot"
MOST_FAILURES = 3
"""Turns of a room in a row that may come to nothing before the run is stopped, to be gone on with later."""
_READ_BEFORE_VOTING = 8


class Discussion:
    """Holds the rooms of a group. What is stored already is not asked for again."""

    def __init__(self, database: Database, gateway: Gateway, memories: Memories, *, at_once: int) -> None:
        self._database = database
        self._gateway = gateway
        self._memories = memories
        self._at_once = at_once

    async def done(self, group: FocusGroup, project: Project) -> dict[str, int]:
        """Room -> how many of its steps are stored."""
        guide = DiscussionGuide.model_validate(group.guide)
        async with self._database.session() as session:
            for number in range(len(guide.rooms)):
                await transcript.drop_failed_ending(session, group.id, number)
            rooms = [await load_room(session, group, project, number) for number in range(len(guide.rooms))]
        return {str(room.number): room.steps_done() for room in rooms}

    async def hold(
        self, group: FocusGroup, project: Project, numbers: Sequence[str], job: Job, purse: Purse
    ) -> None:
        """Hold these rooms, side by side, as far as the purse allows."""
        async with self._database.session() as session:
            rooms = [await load_room(session, group, project, int(number)) for number in numbers]
        job.found(sum(room.steps_done() for room in rooms))

        async def talk(room: Room) -> None:
            room.memory = await self._memories.of_room(group, project, TURN, room.people, job.run_id)
            await self._talk(room, job, purse)

        await for_each(rooms, talk, at_once=self._at_once)

    async def _talk(self, room: Room, job: Job, purse: Purse) -> None:
        done = room.steps_done()
        while (step := _next(room)) is not None:
            async with purse.calls(_calls(step)) as may:
                await self._take(room, step if may else End(step.question, Ending.COST), job)
            now_done = room.steps_done()
            if now_done > done:
                await job.advance(_course(room, step.question), now_done - done)
                done = now_done

    async def _take(self, room: Room, step: Step, job: Job) -> None:
        match step:
            case End():
                await self._end(room, step)
            case Digest():
                await self._digest(room, step, job)
            case Vote():
                await self._vote_and_think(room, step, job)
            case Moderate():
                entry = Entry(new_uuid(), step.question, None, step.said.text, step.said.act)
                await self._keep(room, entry, None)
            case Speak():
                await self._speak(room, step, job)

    async def _end(self, room: Room, step: End) -> None:
        room.endings[step.question] = step.why

        async def store() -> None:
            async with self._database.session() as session:
                await limits.store_ending(session, room.group.id, room.number, step.question, step.why)

        await outlasting(store)

    async def _digest(self, room: Room, step: Digest, job: Job) -> None:
        section, asked = room.guide.sections[step.section], room.guide.spans()[step.section]
        said = [e for e in room.talk.entries if e.question in asked and e.speaker is not None and e.answered]
        if not said:
            room.digests[step.section] = ""
            return
        outcome = await self._gateway.generate(
            DIGEST,
            DIGEST,
            digests.inputs(
                room.topic,
                section.title,
                [question.text for question in section.questions],
                said,
                {place: person.full_name for place, person in room.people.items()},
            ),
            DigestDraft,
            language=room.language,
            seed=derive_seed(room.group.seed, "digest", room.number, step.section),
            run_id=job.run_id,
            project_id=room.project_id,
        )
        if outcome.status is OutcomeStatus.OVER_BUDGET:
            raise refusals.broken_off(outcome)
        points, dropped = digests.cited_points(outcome.value, said) if outcome.value else ([], 0)

        async def store() -> None:
            async with self._database.session() as session:
                await digests.store(
                    session, room.group.id, room.number, step.section, points, dropped, outcome
                )

        await outlasting(store)
        room.digests[step.section] = " ".join(point.text for point in points)

    async def _vote_and_think(self, room: Room, step: Vote, job: Job) -> None:
        """While people vote on a question to come, what they know and remember for it is looked up."""
        if step.phase != "before" or room.memory is None:
            await self._vote(room, step, job)
            return
        question = room.guide.questions[step.question].text
        thinking = asyncio.create_task(room.memory.prepare(room.talk, step.question, question))
        try:
            await self._vote(room, step, job)
        except BaseException:
            thinking.cancel()
            raise
        await thinking

    async def _vote(self, room: Room, step: Vote, job: Job) -> None:
        async def vote(place: int) -> None:
            outcome = await self._ballot(room, step, place, job)
            if outcome.status is OutcomeStatus.OVER_BUDGET:
                raise refusals.broken_off(outcome)

            async def store() -> None:
                async with self._database.session() as session:
                    await ballots.store(
                        session, room.group, room.people[place], place, step.question, step.phase, outcome
                    )

            await outlasting(store)
            cast = outcome.value.opinion if outcome.value is not None else None
            room.votes.setdefault((step.question, step.phase), {})[place] = cast

        await for_each(step.places, vote, at_once=len(step.places))

    async def _ballot(self, room: Room, step: Vote, place: int, job: Job) -> Outcome[BallotPaper]:
        talk, person = room.talk, room.people[place]
        after = step.phase == "after"
        said = [entry for entry in talk.spoken if entry.answered] if after else []
        return await self._gateway.generate(
            BALLOT,
            BALLOT,
            {
                "respondent": room.inputs[place],
                "topic": room.topic,
                "stimulus": room.guide.shown_by(step.question, room.language),
                "question": room.guide.questions[step.question].text,
                "own": [entry.text for entry in said if entry.speaker == place][-OWN:],
                "talk": [
                    _said(room, entry) for entry in said[-_READ_BEFORE_VOTING:] if entry.speaker != place
                ],
                "ballot_before": room.votes[step.question, "before"].get(place) if after else None,
                "opinion": round(talk.opinions[place], 1) if after else None,
            },
            BallotPaper,
            language=room.language,
            seed=derive_seed(room.group.seed, "ballot", step.phase, step.question, person.batch, person.seq),
            run_id=job.run_id,
            project_id=room.project_id,
        )

    async def _speak(self, room: Room, step: Speak, job: Job) -> None:
        reminder = await self._reminder(room, step)
        outcome = await self._gateway.generate(
            TURN,
            TURN,
            turn_inputs(room, step) | reminder.inputs(),
            language=room.language,
            seed=step.seed,
            run_id=job.run_id,
            project_id=room.project_id,
        )
        text = (outcome.value or "").strip() if outcome.answered else ""
        if outcome.status is OutcomeStatus.OVER_BUDGET:
            raise refusals.broken_off(outcome)
        entry = Entry(
            id=new_uuid(),
            question=step.question,
            speaker=step.place,
            text=text,
            act=step.move,
            answered=bool(text),
            reply_to=step.to.id if step.to is not None else None,
            opinion=round(room.talk.opinions[step.place], 2),
        )
        await self._keep(room, entry, outcome, reminder)
        room.failures = 0 if text else room.failures + 1
        if room.failures >= MOST_FAILURES:
            raise refusals.broken_off(outcome)

    async def _reminder(self, room: Room, step: Speak) -> Reminder:
        if room.memory is None:
            return Reminder()
        questions = [question.text for question in room.guide.questions]
        await room.memory.prepare(room.talk, step.question, questions[step.question])
        taken_up = step.to.text if step.to is not None and step.to.speaker is not None else ""
        cue = f"{questions[step.question]} {taken_up}".strip()
        return room.memory.remind(room.talk, questions, step.place, room.inputs[step.place], cue)

    async def _keep(
        self, room: Room, entry: Entry, outcome: Outcome[str] | None, reminder: Reminder | None = None
    ) -> None:
        number = len([one for one in room.talk.entries if one.question == entry.question])
        shifts = room.talk.add(entry)
        person = room.people[entry.speaker] if entry.speaker is not None else None

        async def store() -> None:
            async with self._database.session() as session:
                await transcript.store_turn(
                    session,
                    room.group,
                    entry,
                    room=room.number,
                    rooms=len(room.guide.rooms),
                    number=number,
                    person=person,
                    outcome=outcome,
                    shifts=[(room.people[one.place], one) for one in shifts],
                    reminder=reminder or Reminder(),
                    language=room.language,
                )

        await outlasting(store)


def _calls(step: Step) -> int:
    """How many calls of a model a step takes."""
    match step:
        case Vote():
            return len(step.places)
        case Speak() | Digest():
            return 1
        case _:
            return 0


def _next(room: Room) -> Step | None:
    return next_step(room.talk, room.guide, room.votes, room.endings, room.digests)


def turn_inputs(room: Room, step: Speak) -> dict[str, Any]:
    """What a speaker is asked with: who they are, the last entries, whose words they take up, and how."""
    talk = room.talk
    to = step.to if step.to is not None and step.to.speaker is not None else None
    own = [entry for entry in talk.entries if entry.speaker == step.place and entry.answered]
    return {
        "respondent": room.inputs[step.place],
        "topic": room.topic,
        "stimulus": room.guide.shown_by(step.question, room.language),
        "question": room.guide.questions[step.question].text,
        "question_index": step.question,
        "earlier": [
            {"section": room.guide.sections[number].title, "text": text}
            for number, text in sorted(room.digests.items())
            if text
        ],
        "own": [entry.text for entry in own if entry.question == step.question][-OWN:],
        "talk": [_said(room, entry) for entry in talk.window],
        "reply_to": _said(room, to) | {"gender": talk.people[to.speaker].gender}
        if to is not None and to.speaker is not None
        else None,
        "asked": {"act": step.to.act, "text": step.to.text}
        if step.to is not None and step.to.speaker is None and step.to.act != Act.MOVE_ON
        else None,
        "move": step.move.value,
        "opinion": round(talk.opinions[step.place], 1),
        "words": step.words,
    }


def _said(room: Room, entry: Entry) -> dict[str, str]:
    name = room.talk.people[entry.speaker].called if entry.speaker is not None else "Moderator"
    return {"name": name, "text": entry.text}


def _course(room: Room, question: int) -> Text:
    of, rooms = len(room.guide.questions), len(room.guide.rooms)
    place = Text(
        en=f", room {room.number + 1}" if rooms > 1 else "",
        pl=f", podgrupa {room.number + 1}" if rooms > 1 else "",
    )
    return Text(
        en=f"Question {question + 1} of {of}{place.en}: people are talking",
        pl=f"Pytanie {question + 1} z {of}{place.pl}: trwa rozmowa",
    )
