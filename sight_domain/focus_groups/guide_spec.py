"""What a discussion is held by: sections of questions with probes, the stimulus, who sits where, and the limits.

Frozen and complete: it is stored with the group, and a talk that goes on after a stop goes on by the same guide.
"""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict, Field, model_validator

from sight_domain.errors import invalid_argument
from sight_domain.focus_groups.rooms import seating
from sight_domain.language import Text

MOST_TURNS_PER_HEAD = 60
TURNS_PER_QUESTION = 3
"""How often each takes the floor on one question, on average and at most."""


class GuideQuestion(BaseModel):
    """A question, and what the moderator may ask on when an answer stays thin."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str = Field(min_length=1)
    probes: tuple[str, ...] = ()


class Section(BaseModel):
    """Questions that belong together."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    questions: tuple[GuideQuestion, ...] = Field(min_length=1)


class DiscussionGuide(BaseModel):
    """Args:
    rooms: sub-groups that talk at the same time; places of the participants, from 0.
    turns_per_head: turns that nobody exceeds in the whole talk, 1-60.
    turns_per_question: turns a head on one question, as a mean over the room.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: int = 1
    sections: tuple[Section, ...] = Field(min_length=1)
    stimulus: str | None = None
    rooms: tuple[tuple[int, ...], ...] = Field(min_length=1)
    turns_per_head: int = Field(ge=1, le=MOST_TURNS_PER_HEAD)
    turns_per_question: int = Field(ge=1, le=MOST_TURNS_PER_HEAD)

    @model_validator(mode="after")
    def _everybody_has_one_seat(self) -> DiscussionGuide:
        places = sorted(place for room in self.rooms for place in room)
        if places != list(range(len(places))):
            raise ValueError("every participant sits in exactly one room")
        if any(len(room) < 2 for room in self.rooms):
            raise ValueError("nobody sits alone in a room")
        if self.turns_per_question * len(self.questions) > self.turns_per_head:
            raise ValueError("the questions need more turns than a head has")
        return self

    @property
    def questions(self) -> tuple[GuideQuestion, ...]:
        """All questions, in the order they are put."""
        return tuple(question for section in self.sections for question in section.questions)

    def turns_in(self, room: int) -> int:
        """How many turns the participants of a room take on one question at most."""
        return self.turns_per_question * len(self.rooms[room])


def guide_for(
    name: str,
    questions: Sequence[str],
    stimulus: str | None,
    people: int,
    *,
    seed: int,
    turns_per_head: int | None = None,
) -> DiscussionGuide:
    """The guide of a discussion of `people` persons on a list of checked questions.

    Raises:
        SightError: ``invalid_argument`` for a group of one, or a number of turns a head that is not 1-60 or leaves
            some question without a turn.
    """
    if people < 2:
        raise invalid_argument(
            "persona_ids",
            Text(en="One person cannot hold a discussion.", pl="Jedna osoba nie może prowadzić dyskusji."),
            Text(
                en="Take at least two respondents, or use mode `parallel`.",
                pl="Zaproś co najmniej dwie osoby albo użyj trybu `parallel`.",
            ),
        )
    most = checked_turns(turns_per_head, len(questions))
    return DiscussionGuide(
        sections=(Section(title=name, questions=tuple(GuideQuestion(text=text) for text in questions)),),
        stimulus=stimulus,
        rooms=seating(people, seed=seed),
        turns_per_head=most,
        turns_per_question=max(1, min(TURNS_PER_QUESTION, most // len(questions))),
    )


def checked_turns(turns_per_head: int | None, questions: int) -> int:
    """The turns a head may take in all; four a question, and at most 60, where nothing is given."""
    if turns_per_head is None:
        return min(MOST_TURNS_PER_HEAD, 4 * questions)
    if not 1 <= turns_per_head <= MOST_TURNS_PER_HEAD:
        raise invalid_argument(
            "turns_per_head",
            Text(
                en=f"{turns_per_head} turns a head cannot be held.",
                pl=f"Nie da się przeprowadzić rozmowy, w której limit wypowiedzi na osobę to {turns_per_head}.",
            ),
            Text(en=f"Use 1 to {MOST_TURNS_PER_HEAD}.", pl=f"Podaj liczbę od 1 do {MOST_TURNS_PER_HEAD}."),
        )
    if turns_per_head < questions:
        raise invalid_argument(
            "turns_per_head",
            Text(
                en=f"{turns_per_head} turns a head are too few for {questions} questions.",
                pl=f"Limit wypowiedzi na osobę ({turns_per_head}) jest za mały na tyle pytań: {questions}.",
            ),
            Text(
                en="Allow at least one turn a question.",
                pl="Przewidź co najmniej jedną wypowiedź na pytanie.",
            ),
        )
    return turns_per_head
