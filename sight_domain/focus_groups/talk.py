"""What has been said in one room so far, and everything that follows from it.

The state is a function of the stored turns and ballots: replayed from them after a stop, a talk goes on as it would
have gone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from sight_domain.focus_groups.opinion import NEUTRAL, NOTED_FROM, Shift, heard
from sight_domain.focus_groups.participants import Participant
from sight_domain.focus_groups.saturation import themes_of
from sight_domain.language import Language

WINDOW = 6
"""How many of the last entries people react to."""


class Act(StrEnum):
    """All that the moderator ever does. ``move_on`` puts the next question, the first one included."""

    DIRECT_PROBE = "direct_probe"
    REDIRECT_TO_GROUP = "redirect_to_group"
    INVITE_DISSENT = "invite_dissent"
    REFLECT_CONTRADICTION = "reflect_contradiction"
    REACTIVATE_SILENT = "reactivate_silent"
    MOVE_ON = "move_on"
    CLOSE = "close"


class Move(StrEnum):
    """What a participant's turn does: answers the moderator or a question, or reacts to what somebody said."""

    ANSWER = "answer"
    AGREE = "agree"
    OBJECT = "object"
    ADD = "add"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class Entry:
    """One turn. `speaker` is a place, ``None`` for the moderator; `opinion` is what the speaker privately thought."""

    id: UUID
    question: int
    speaker: int | None
    text: str
    act: str
    answered: bool = True
    reply_to: UUID | None = None
    opinion: float | None = None


class Talk:
    """The talk of one room.

    Args:
        room: the room's number, from 0.
        seed: of the group.
    """

    def __init__(self, room: int, people: Sequence[Participant], language: Language, seed: int) -> None:
        self.room = room
        self.people = {person.place: person for person in people}
        self.language: Language = language
        self.seed = seed
        self.entries: list[Entry] = []
        self._by_id: dict[UUID, Entry] = {}
        self.opinions: dict[int, float] = dict.fromkeys(self.people, NEUTRAL)
        self.question = -1
        self._noted = dict(self.opinions)
        self._pulls: dict[int, dict[UUID, float]] = {place: {} for place in self.people}
        self._moved: dict[tuple[UUID, int], tuple[float, float]] = {}

    def open_question(self, question: int, ballots: Mapping[int, int | None]) -> None:
        """Take up a question with what people privately think of it (place -> 1-5, ``None`` where no ballot came)."""
        self.question = question
        for place in self.people:
            vote = ballots.get(place)
            if vote is not None:
                self.opinions[place] = float(vote)
        self._noted = dict(self.opinions)
        self._pulls = {place: {} for place in self.people}

    def add(self, entry: Entry) -> list[Shift]:
        """Take in a turn; returns whose private opinion has now noticeably moved."""
        self.entries.append(entry)
        self._by_id[entry.id] = entry
        if entry.speaker is None or not entry.answered or entry.opinion is None:
            return []
        shifts: list[Shift] = []
        for place, person in self.people.items():
            if place == entry.speaker:
                continue
            addressed = self.addresses(entry, place)
            opinion = heard(person, self.opinions[place], entry.opinion, addressed=addressed)
            self._pulls[place][entry.id] = opinion - self.opinions[place]
            self.opinions[place] = opinion
            if abs(opinion - self._noted[place]) >= NOTED_FROM:
                shifts.append(self._noted_shift(place))
        return shifts

    def _noted_shift(self, place: int) -> Shift:
        before, after = self._noted[place], self.opinions[place]
        pulls = self._pulls[place]
        because = max(pulls, key=lambda key: pulls[key] * (after - before))
        shift = Shift(place, round(before, 2), round(after, 2), because)
        self._moved[because, place] = (shift.before, shift.after)
        self._noted[place] = after
        self._pulls[place] = {}
        return shift

    def addresses(self, entry: Entry, place: int) -> bool:
        """Whether an entry takes up words of the participant at `place`, or calls them by name."""
        answered = self.find(entry.reply_to)
        if answered is not None and answered.speaker == place:
            return True
        return self.people[place].is_named_in(entry.text)

    def moved(self, entry: Entry, place: int) -> tuple[float, float] | None:
        """The private opinion of the participant at `place` before and after a move that was this entry's doing."""
        return self._moved.get((entry.id, place))

    def find(self, key: UUID | None) -> Entry | None:
        return self._by_id.get(key) if key else None

    @property
    def on_question(self) -> list[Entry]:
        """The entries of the question now talked about."""
        return [entry for entry in self.entries if entry.question == self.question]

    @property
    def spoken(self) -> list[Entry]:
        """The participants' turns on the question now talked about, failed ones included."""
        return [entry for entry in self.on_question if entry.speaker is not None]

    @property
    def window(self) -> list[Entry]:
        """The last six entries on the question that have a text."""
        return [entry for entry in self.on_question if entry.answered][-WINDOW:]

    def turns_by_place(self, *, whole: bool = False) -> Counter[int]:
        """How many turns each has taken, on this question or in the `whole` talk."""
        of = self.entries if whole else self.on_question
        return Counter(entry.speaker for entry in of if entry.speaker is not None)

    def words_by_place(self) -> Counter[int]:
        """How many words each has spoken in the whole talk."""
        words: Counter[int] = Counter()
        for entry in self.entries:
            if entry.speaker is not None:
                words[entry.speaker] += len(entry.text.split())
        return words

    def since_moderator(self) -> int:
        """How many turns participants have taken since the moderator last spoke."""
        count = 0
        for entry in reversed(self.on_question):
            if entry.speaker is None:
                break
            count += 1
        return count

    def named(self) -> int | None:
        """Whom the last entry asks by name: somebody named by the moderator, or in another's question."""
        if not self.window:
            return None
        last = self.window[-1]
        if last is not self.entries[-1] or ("?" not in last.text and last.speaker is not None):
            return None
        return next(
            (p for p, one in self.people.items() if p != last.speaker and one.is_named_in(last.text)), None
        )

    def themes(self, entry: Entry) -> frozenset[str]:
        """What an entry is about, by the coding lexicon."""
        return themes_of(entry.text, self.language)
