"""A room with what is stored of its talk: from here it goes on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sight_domain.focus_groups import ballots, digests, limits, transcript
from sight_domain.focus_groups.course import Phase
from sight_domain.focus_groups.guide_spec import DiscussionGuide
from sight_domain.focus_groups.lookup import members
from sight_domain.focus_groups.moderator import Ending
from sight_domain.focus_groups.participants import participants
from sight_domain.focus_groups.recollection import RoomMemory
from sight_domain.focus_groups.talk import Entry, Talk
from sight_domain.language import Language
from sight_domain.personas.service import respondent_inputs
from sight_domain.projects.service import language_of
from sight_domain.seeds import derive_seed

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from sight_domain.focus_groups.models import FocusGroup
    from sight_domain.personas.models import Persona
    from sight_domain.projects.models import Project


@dataclass(slots=True)
class Room:
    """A room with what is stored of its talk."""

    group: FocusGroup
    guide: DiscussionGuide
    number: int
    people: dict[int, Persona]
    inputs: dict[int, dict[str, Any]]
    talk: Talk
    topic: str
    language: Language
    project_id: UUID
    votes: dict[tuple[int, Phase], dict[int, int | None]] = field(default_factory=dict)
    endings: dict[int, Ending] = field(default_factory=dict)
    digests: dict[int, str] = field(default_factory=dict)
    failures: int = 0
    memory: RoomMemory | None = None

    def steps_done(self) -> int:
        """Votes and turns stored; a question that is over counts with all it might have had."""
        if Ending.COST in self.endings.values():
            return _most_steps(self.guide, self.number)
        done = 0
        for question in range(len(self.guide.questions)):
            spoken = sum(e.question == question and e.speaker is not None for e in self.talk.entries)
            over = (question, "after") in self.votes
            done += self.guide.turns_in(self.number) if over else spoken
            done += sum(len(votes) for (asked, _), votes in self.votes.items() if asked == question)
        return done


def steps_of(guide: DiscussionGuide) -> int:
    """How many votes and turns a discussion has at most."""
    return sum(_most_steps(guide, number) for number in range(len(guide.rooms)))


def _most_steps(guide: DiscussionGuide, room: int) -> int:
    return len(guide.questions) * (guide.turns_in(room) + 2 * len(guide.rooms[room]))


async def load_room(session: AsyncSession, group: FocusGroup, project: Project, number: int) -> Room:
    """A room as far as its talk has come; turns at its end that came to nothing are given another chance."""
    guide = DiscussionGuide.model_validate(group.guide)
    language, places = language_of(project), guide.rooms[number]
    people = await members(session, group, places)
    inputs = {
        place: respondent_inputs(person, language) for place, person in zip(places, people, strict=True)
    }
    room = Room(
        group=group,
        guide=guide,
        number=number,
        people=dict(zip(places, people, strict=True)),
        inputs=inputs,
        talk=Talk(
            number,
            participants(list(inputs.items()), seed=derive_seed(group.seed, "roles", number)),
            language,
            group.seed,
        ),
        topic=project.name,
        language=language,
        project_id=project.id,
    )
    for ballot in await ballots.stored(session, group.id, places):
        key: tuple[int, Phase] = (
            ballot.question_index,
            "after" if ballot.phase == "after" else "before",
        )
        room.votes.setdefault(key, {})[ballot.place] = ballot.opinion
    for one in await limits.endings(session, group.id, number):
        room.endings[one.question_index] = Ending(one.ending)
    for digest in await digests.stored(session, group.id, number):
        room.digests[digest.section] = " ".join(point["text"] for point in digest.points)
    place_of = {person.id: place for place, person in room.people.items()}
    for turn in await transcript.turns_of_room(session, group.id, number):
        if turn.question_index > room.talk.question:
            room.talk.open_question(turn.question_index, room.votes.get((turn.question_index, "before"), {}))
        room.talk.add(
            Entry(
                id=turn.id,
                question=turn.question_index,
                speaker=place_of[turn.persona_id] if turn.persona_id else None,
                text=turn.text,
                act=turn.act,
                answered=turn.outcome == "answered",
                reply_to=turn.in_reply_to,
                opinion=turn.opinion,
            )
        )
    return room
