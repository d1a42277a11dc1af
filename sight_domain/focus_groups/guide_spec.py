"""What a group is held by: sections of questions with probes, what is shown when, who sits where, and the limits.

Frozen and complete: it is stored with the group, and a talk that goes on after a stop goes on by the same guide.
"""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict, Field, model_validator

from sight_domain.errors import invalid_argument
from sight_domain.focus_groups.rooms import seating
from sight_domain.focus_groups.stimuli import Stimulus
from sight_domain.language import Language, Text

MOST_TURNS_PER_HEAD = 60
TURNS_PER_QUESTION = 3
"""How often each takes the floor on one question, on average and at most."""
WORDS_PER_MINUTE = 150
"""What a minute of a talk holds: a stated assumption on how fast people speak, the same in both languages."""


class GuideQuestion(BaseModel):
    """A question."""

    # The moderator asks on with the probes where people discuss.

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str = Field(min_length=1, description="Its words.")
    probes: tuple[str, ...] = Field(default=(), description="To ask on with.")


class Section(BaseModel):
    """Questions that belong together."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str = Field(description="Its title.")
    questions: tuple[GuideQuestion, ...] = Field(min_length=1, description="Its questions.")
    minutes: float | None = Field(default=None, description="Most minutes of speech.")


class DiscussionGuide(BaseModel):
    """Args:
    stimulus: a text shown before the first question.
    stimuli: what else is shown, and before which question.
    rooms: sub-groups that talk at the same time; places of the participants, from 0. Empty until people are seated,
        and where everybody answers by themselves.
    turns_per_head: turns that nobody exceeds in the whole talk, 1-60.
    turns_per_question: turns a head on one question, as a mean over the room.
    max_usd: what the group may cost, its summary included.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: int = 2
    sections: tuple[Section, ...] = Field(min_length=1)
    stimulus: str | None = None
    stimuli: tuple[Stimulus, ...] = ()
    rooms: tuple[tuple[int, ...], ...] = ()
    turns_per_head: int = Field(ge=1, le=MOST_TURNS_PER_HEAD)
    turns_per_question: int = Field(ge=1, le=MOST_TURNS_PER_HEAD)
    max_usd: float | None = Field(default=None, gt=0)

    @model_validator(mode="after")
    def _it_can_be_held(self) -> DiscussionGuide:
        places = sorted(place for room in self.rooms for place in room)
        if places != list(range(len(places))):
            raise ValueError("every participant sits in exactly one room")
        if any(len(room) < 2 for room in self.rooms):
            raise ValueError("nobody sits alone in a room")
        if self.turns_per_question * len(self.questions) > self.turns_per_head:
            raise ValueError("the questions need more turns than a head has")
        if any(one.from_question >= len(self.questions) for one in self.stimuli):
            raise ValueError("something is shown before a question that is not asked")
        return self

    @property
    def questions(self) -> tuple[GuideQuestion, ...]:
        """All questions, in the order they are put."""
        return tuple(question for section in self.sections for question in section.questions)

    @property
    def minutes(self) -> float | None:
        """How long the talk of a room may be; ``None`` where some section may take any time."""
        given = [section.minutes for section in self.sections]
        return None if None in given else round(sum(minutes or 0 for minutes in given), 2)

    def section_of(self, question: int) -> int:
        """Which section a question belongs to, both from 0."""
        return next(number for number, asked in enumerate(self.spans()) if question in asked)

    def spans(self) -> list[range]:
        """The questions of every section, by their numbers in the whole guide."""
        spans, first = [], 0
        for section in self.sections:
            spans.append(range(first, first + len(section.questions)))
            first += len(section.questions)
        return spans

    def shown_by(self, question: int, language: Language) -> str | None:
        """Everything shown until a question is put, in words; ``None`` when nothing was."""
        shown = [self.stimulus] if self.stimulus else []
        shown += [one.in_words(language) for one in self.stimuli if one.from_question <= question]
        return "\n\n".join(shown) or None

    def turns_in(self, room: int) -> int:
        """How many turns the participants of a room take on one question at most."""
        return self.turns_per_question * len(self.rooms[room])

    def seated(self, people: int, *, seed: int) -> DiscussionGuide:
        """The guide with so many people in their rooms.

        Raises:
            SightError: ``invalid_argument`` for a group of one.
        """
        require_several(people)
        return DiscussionGuide.model_validate(self.model_dump() | {"rooms": seating(people, seed=seed)})


def require_several(people: int) -> None:
    """``invalid_argument`` for a discussion of one."""
    if people < 2:
        raise invalid_argument(
            "persona_ids",
            Text(en="One person cannot hold a discussion.", pl="Jedna osoba nie może prowadzić dyskusji."),
            Text(
                en="Take at least two respondents, or use mode `parallel`.",
                pl="Zaproś co najmniej dwie osoby albo użyj trybu `parallel`.",
            ),
        )


def checked_turns(turns_per_head: int | None, questions: int) -> int:
    """The turns a head may take in all; four a question, and at most 60, where nothing is given.

    Raises:
        SightError: ``invalid_argument`` for a number that is not 1-60 or leaves some question without a turn.
    """
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


def guide_of(
    sections: Sequence[Section],
    *,
    stimulus: str | None = None,
    stimuli: Sequence[Stimulus] = (),
    turns_per_head: int | None = None,
    max_usd: float | None = None,
) -> DiscussionGuide:
    """The guide on checked sections, with nobody seated yet; raises what `checked_turns` does."""
    questions = sum(len(section.questions) for section in sections)
    most = checked_turns(turns_per_head, questions)
    return DiscussionGuide(
        sections=tuple(sections),
        stimulus=stimulus,
        stimuli=tuple(stimuli),
        turns_per_head=most,
        turns_per_question=max(1, min(TURNS_PER_QUESTION, most // questions)),
        max_usd=max_usd,
    )
