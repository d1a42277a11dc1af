"""What the people of one room are reminded of when they have the floor, and which facts of the study they have in mind.

Whatever the length of a talk, a speaker is given at most `EARLIER` events of questions that are over, `HERE` turns of this
question that have left the window, `TOLD` answers to interviewers from before the group, and two facts.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sight_domain.accounts.actor import Actor
from sight_domain.errors import SightError
from sight_domain.focus_groups.facts import StudyFacts, known_to, put_before
from sight_domain.focus_groups.memory import Event, EventKind, recalled
from sight_domain.focus_groups.past import turn_vectors
from sight_domain.focus_groups.talk import Entry, Talk
from sight_domain.ids import Kind, to_public
from sight_domain.projects.service import language_of

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from sight_domain.focus_groups.models import FocusGroup
    from sight_domain.knowledge.service import KnowledgeService
    from sight_domain.llm.gateway import Gateway
    from sight_domain.personas.models import Persona
    from sight_domain.personas.schemas import Citation
    from sight_domain.projects.models import Project
    from sight_domain.storage.database import Database

EARLIER, HERE, TOLD = 4, 2, 2
OWN = 4
"""Own turns on the question that a speaker is given anyway."""
OWN_ANSWERS = 6
"""Own earlier answers that somebody who is asked alone is given; of more, those that come to mind at the question."""

ToldBefore = Callable[["AsyncSession", Sequence[UUID], datetime], Awaitable[Mapping[UUID, Sequence[Event]]]]
"""What respondents told interviewers before a moment, as events, oldest first."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """What comes to one speaker's mind."""

    events: Sequence[Event] = ()
    facts: Sequence[Citation] = ()

    def inputs(self) -> dict[str, Any]:
        """As prompts get it."""
        return {"remembered": [event.told() for event in self.events], "facts": put_before(self.facts)}

    def kept_facts(self, provider: str) -> list[dict[str, Any]] | None:
        """The facts as they are kept with what was said; the offline engine has read none of them."""
        if provider == "offline":
            return None
        return [fact.model_dump() for fact in self.facts] or None

    def ids(self) -> list[str]:
        """The turns and exchanges that the events are."""
        return [
            to_public(Kind.EXCHANGE if event.kind is EventKind.TOLD else Kind.TURN, event.source)
            for event in self.events
            if event.source is not None
        ]


class RoomMemory:
    """The memory of a room's people, of their own talk and of what was before it.

    Args:
        told: by place, what they told interviewers before the group.
        facts: ``None`` where nobody reads documents, as the offline engine does not.
        by_meaning: whether events are compared by embeddings; where that fails, and for events without one, by words.
    """

    def __init__(
        self,
        database: Database,
        gateway: Gateway,
        *,
        project_id: UUID,
        run_id: UUID,
        told: Mapping[int, Sequence[Event]],
        facts: StudyFacts | None,
        by_meaning: bool,
    ) -> None:
        self._database = database
        self._gateway = gateway
        self._project_id = project_id
        self._run_id = run_id
        self._told = told
        self._study_facts = facts
        self._by_meaning = by_meaning
        self._question = -1
        self._cue: list[float] | None = None
        self._vectors: dict[UUID, list[float]] = {}
        self._facts: list[Citation] = []

    async def prepare(self, talk: Talk, number: int, question: str) -> None:
        """Once a question, before anybody speaks on it: look up its facts, and embed what was said on those before it."""
        if self._question == number:
            return
        self._facts, self._cue = await asyncio.gather(
            self._looked_up(question), self._embedded(talk, number, question)
        )
        self._question = number

    def remind(
        self, talk: Talk, questions: Sequence[str], place: int, respondent: Mapping[str, Any], cue: str
    ) -> Reminder:
        """What comes to the mind of the participant at `place`.

        Args:
            questions: those of the guide.
            cue: the question, and the words that are to be taken up, if any.
        """
        own_here = [entry.id for entry in talk.on_question if entry.speaker == place and entry.answered]
        at_hand = {entry.id for entry in talk.window} | set(own_here[-OWN:])
        said = [entry for entry in talk.entries if entry.answered and entry.speaker is not None]
        earlier = [_event(talk, questions, entry, place) for entry in said if entry.question < talk.question]
        here = [
            _event(talk, questions, entry, place)
            for entry in said
            if entry.question == talk.question and entry.id not in at_hand
        ]
        events = [
            *recalled(self._told.get(place, ()), cue, most=TOLD),
            *recalled(earlier, cue, most=EARLIER, vectors=self._vectors, cue_vector=self._cue),
            *recalled(here, cue, most=HERE),
        ]
        return Reminder(events, known_to(respondent, cue, self._facts))

    async def _looked_up(self, question: str) -> list[Citation]:
        return await self._study_facts.about(question) if self._study_facts is not None else []

    async def _embedded(self, talk: Talk, number: int, question: str) -> list[float] | None:
        """The question's vector, once the turns before it have theirs; none where words have to do."""
        before = {
            entry.id: entry.text
            for entry in talk.entries
            if entry.question < number and entry.answered and entry.speaker is not None
        }
        # As long as everything fits in, nothing has to be found.
        if not self._by_meaning or len(before) <= EARLIER:
            return None
        try:
            vectors, made = await asyncio.gather(
                turn_vectors(
                    self._database, self._gateway, before, project_id=self._project_id, run_id=self._run_id
                ),
                self._gateway.embed(
                    [question], purpose="query", project_id=self._project_id, run_id=self._run_id
                ),
            )
        except SightError:
            return None
        self._vectors |= vectors
        return made.vectors[0]


class AloneMemory:
    """What people who are asked alone have in mind beside their own answers."""

    def __init__(self, told: Mapping[int, Sequence[Event]], facts: StudyFacts | None) -> None:
        self._told = told
        self._facts = facts

    async def remind(self, place: int, respondent: Mapping[str, Any], question: str) -> Reminder:
        """What comes to the mind of the participant at `place` when they are asked."""
        facts = await self._facts.about(question) if self._facts is not None else []
        told = recalled(self._told.get(place, ()), question, most=TOLD)
        return Reminder(told, known_to(respondent, question, facts))


class Memories:
    """Makes up the memories of a group's people from what is stored.

    Args:
        told_before: asks what people told interviewers; ``None`` where there are no interviews.
    """

    def __init__(
        self,
        database: Database,
        gateway: Gateway,
        knowledge: KnowledgeService | None,
        told_before: ToldBefore | None,
    ) -> None:
        self._database = database
        self._gateway = gateway
        self._knowledge = knowledge
        self._told_before = told_before

    async def of_room(
        self, group: FocusGroup, project: Project, task: str, people: Mapping[int, Persona], run_id: UUID
    ) -> RoomMemory:
        """Of the people of one room, by place, who will talk by `task`."""
        reads = self._is_read(task, project)
        return RoomMemory(
            self._database,
            self._gateway,
            project_id=project.id,
            run_id=run_id,
            told=await self._told(group, people),
            facts=self._facts(project) if reads else None,
            by_meaning=reads and self._gateway.embedding_model() is not None,
        )

    async def of_those_alone(
        self, group: FocusGroup, project: Project, task: str, people: Mapping[int, Persona]
    ) -> AloneMemory:
        """Of people, by place, who will answer by `task`, each alone."""
        facts = self._facts(project) if self._is_read(task, project) else None
        return AloneMemory(await self._told(group, people), facts)

    def _is_read(self, task: str, project: Project) -> bool:
        """Whether a model reads what is put before people: the offline engine has no use for meaning or documents."""
        return self._gateway.provider_of(task, project.models) != "offline"

    def _facts(self, project: Project) -> StudyFacts:
        return StudyFacts(self._knowledge, Actor(language_of(project), project.owner_id), project)

    async def _told(self, group: FocusGroup, people: Mapping[int, Persona]) -> dict[int, Sequence[Event]]:
        """What was told before the group was made, so that a talk that goes on later remembers the same."""
        if self._told_before is None:
            return {}
        async with self._database.session() as session:
            by_key = await self._told_before(session, [one.id for one in people.values()], group.created_at)
        return {place: by_key[person.id] for place, person in people.items() if person.id in by_key}


def own_answers(answers: Sequence[Mapping[str, str]], question: str) -> list[dict[str, str]]:
    """The earlier answers that somebody asked alone is reminded of, oldest first."""
    events = [Event(EventKind.SAID, one["answer"], question=one["question"]) for one in answers]
    return [
        {"question": event.question, "answer": event.text}
        for event in recalled(events, question, most=OWN_ANSWERS)
    ]


def remembered(text: str) -> dict[str, Any]:
    """An event as prompts get it, for estimates."""
    return Event(EventKind.HEARD, text, speaker="Anna").told()


def _event(talk: Talk, questions: Sequence[str], entry: Entry, place: int) -> Event:
    """A turn as the participant at `place` remembers it."""
    assert entry.speaker is not None
    question = questions[entry.question]
    if entry.speaker == place:
        return Event(EventKind.SAID, entry.text, entry.id, question)
    speaker = talk.people[entry.speaker]
    return Event(
        EventKind.HEARD,
        entry.text,
        entry.id,
        question,
        speaker.called,
        speaker.gender,
        addressed=talk.addresses(entry, place),
        moved=talk.moved(entry, place),
    )
