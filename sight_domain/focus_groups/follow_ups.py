"""What to ask next: themes hardly opened, dissent without a reason, and probes that nobody answered."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from sight_domain.focus_groups.findings import FollowUp
from sight_domain.focus_groups.schemas import TurnView
from sight_domain.focus_groups.talk import Act, Move
from sight_domain.focus_groups.themes import Voice, positions, side_of
from sight_domain.language import Language, Text

LATE_SHARE = 0.75
"""A theme that is new in the last quarter of the answers has not been talked out."""
THIN_WORDS = 12
"""A shorter turn says what somebody thinks, hardly why."""
_MOST_OF_A_KIND = 4
_QUESTION = re.compile(r"[^.!?…]+\?")
_PROBES = frozenset(
    {Act.DIRECT_PROBE, Act.REDIRECT_TO_GROUP, Act.INVITE_DISSENT, Act.REFLECT_CONTRADICTION, Act.REACTIVATE_SILENT}
)  # fmt: skip

_ONE_VOICE = Text(
    en='Only {name} raised "{theme}". Ask the others: how is that for them?',
    pl="Temat „{theme}” poruszyła tylko jedna osoba: {name}. Zapytaj pozostałych: jak to jest u nich?",
)
_LATE = Text(
    en='"{theme}" came up only towards the end. Ask everybody: what would they add?',
    pl="Temat „{theme}” pojawił się dopiero pod koniec. Zapytaj wszystkich: co chcieliby dodać?",
)
_WHY = Text(
    en='{name} takes the smaller side on "{theme}" and does not say why. Ask for the reason and an occasion.',
    pl="W temacie „{theme}” {name} ma zdanie mniejszości i nie mówi dlaczego. Zapytaj o powód i o konkretną sytuację.",
)
_ASKED = Text(
    en="{name} was not answered: {question} Ask again.",
    pl="Bez odpowiedzi pozostało pytanie ({name}): {question} Zadaj je ponownie.",
)


def what_to_ask_next(
    voices: Mapping[str, Sequence[Voice]],
    titles: Mapping[str, str],
    turns: Sequence[TurnView],
    language: Language,
) -> list[FollowUp]:
    """At most four of each kind, each with the turn it rests on.

    - ``unsaturated_theme``: one person raised it, or all its turns are in the last quarter of the answers of their room.
    - ``unexplained_dissent``: somebody on the smaller side of a theme whose turns on it are all under 12 words and
      raise nothing else.
    - ``unanswered_probe``: a moderator's probe after which nobody spoke before the next moderator's turn, or a
      participant's question that no turn takes up.
    """
    return [
        *_unsaturated(voices, titles, turns, language)[:_MOST_OF_A_KIND],
        *_unexplained(voices, titles, turns, language)[:_MOST_OF_A_KIND],
        *_unanswered(turns, language)[:_MOST_OF_A_KIND],
    ]


def _unsaturated(
    voices: Mapping[str, Sequence[Voice]],
    titles: Mapping[str, str],
    turns: Sequence[TurnView],
    language: Language,
) -> list[FollowUp]:
    late = _late(turns)
    speakers = {turn.speaker.id for turn in turns if _is_answer(turn)}
    found: list[FollowUp] = []
    for code, raised in voices.items():
        first = raised[0]
        alone = len({voice.persona_id for voice in raised}) == 1 and len(speakers) > 1
        if alone or all(voice.turn_id in late for voice in raised):
            words = (_ONE_VOICE if alone else _LATE).to(language)
            found.append(
                FollowUp(
                    kind="unsaturated_theme",
                    question=words.format(name=first.persona_name, theme=titles[code]),
                    turn_id=first.turn_id,
                    theme=titles[code],
                    persona_id=first.persona_id if alone else None,
                )
            )
    return found


def _late(turns: Sequence[TurnView]) -> set[str]:
    """The last quarter of the answers of each room: rooms talk at the same time."""
    rooms: dict[int, list[str]] = {}
    for turn in turns:
        if _is_answer(turn):
            rooms.setdefault(turn.room, []).append(turn.id)
    return {turn for answers in rooms.values() for turn in answers[int(LATE_SHARE * len(answers)) :]}


def _unexplained(
    voices: Mapping[str, Sequence[Voice]],
    titles: Mapping[str, str],
    turns: Sequence[TurnView],
    language: Language,
) -> list[FollowUp]:
    short = {turn.id for turn in turns if len(turn.text.split()) < THIN_WORDS}
    raising = [voice.turn_id for raised in voices.values() for voice in raised]
    bare = {turn for turn in short if raising.count(turn) == 1}
    found: list[FollowUp] = []
    for code, raised in voices.items():
        sides = {person: side_of(position) for person, position in positions(raised).items()}
        taken = list(sides.values())
        if not taken.count(1) or not taken.count(-1) or taken.count(1) == taken.count(-1):
            continue
        smaller = 1 if taken.count(1) < taken.count(-1) else -1
        for person, side in sides.items():
            own = [voice for voice in raised if voice.persona_id == person]
            if side == smaller and all(voice.turn_id in bare for voice in own):
                found.append(
                    FollowUp(
                        kind="unexplained_dissent",
                        question=_WHY.to(language).format(name=own[0].persona_name, theme=titles[code]),
                        turn_id=own[0].turn_id,
                        theme=titles[code],
                        persona_id=person,
                    )
                )
    return found


def _unanswered(turns: Sequence[TurnView], language: Language) -> list[FollowUp]:
    taken_up = {turn.in_reply_to for turn in turns if _is_answer(turn)}
    found: list[FollowUp] = []
    for place, turn in enumerate(turns):
        asks = turn.act == Move.ASK and _is_answer(turn)
        if turn.id in taken_up or not (asks or turn.act in _PROBES):
            continue
        if not asks and _somebody_spoke(turns[place + 1 :], turn):
            continue
        found.append(
            FollowUp(
                kind="unanswered_probe",
                question=_ASKED.to(language).format(name=turn.speaker.name, question=_question_in(turn.text)),
                turn_id=turn.id,
                persona_id=turn.speaker.id,
            )
        )
    return found


def _question_in(text: str) -> str:
    asked = _QUESTION.search(text)
    return asked.group().strip() if asked else text


def _somebody_spoke(later: Sequence[TurnView], probe: TurnView) -> bool:
    for turn in later:
        if (turn.room, turn.question_index) != (probe.room, probe.question_index):
            return False
        if turn.speaker.kind == "moderator":
            return False
        if turn.outcome == "answered":
            return True
    return False


def _is_answer(turn: TurnView) -> bool:
    return turn.speaker.kind == "persona" and turn.outcome == "answered"
