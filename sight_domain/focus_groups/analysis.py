"""From the turns of a group to its findings: a codebook, two independent readings, and everything counted from them.

The first reading goes through the talk turn by turn, the second person by person with the codebook in reverse; neither
sees the other. Only what both find is reported. Models propose codes, passages and sentences; quotes and citations
are checked, and every figure is computed here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from pydantic import BaseModel

from sight_domain.focus_groups import analysis_steps, refusals
from sight_domain.focus_groups.account import Counted, cited_sentences
from sight_domain.focus_groups.agreement import agreement_of
from sight_domain.focus_groups.dissent import disagreements, outliers
from sight_domain.focus_groups.findings import (
    CodebookDraft,
    CodingDraft,
    Disagreement,
    DraftCode,
    DraftSegment,
    GroupSummary,
    SummaryDraft,
    Theme,
)
from sight_domain.focus_groups.follow_ups import what_to_ask_next
from sight_domain.focus_groups.quotes import Said, verified_segments
from sight_domain.focus_groups.schemas import TurnView
from sight_domain.focus_groups.theme_curve import saturation_of
from sight_domain.focus_groups.themes import SubGroup, agreed_voices, counted_themes
from sight_domain.language import Language, Text
from sight_domain.runs.fanout import for_each
from sight_domain.runs.service import Job
from sight_domain.seeds import derive_seed
from sight_domain.storage.outages import outlasting

if TYPE_CHECKING:
    from uuid import UUID

    from sight_domain.llm.gateway import Gateway
    from sight_domain.storage.database import Database

M = TypeVar("M", bound=BaseModel)
Reading = Literal["by_turn", "by_person"]

CODEBOOK = "focus_groups.codebook"
CODING = "focus_groups.coding"
SUMMARY = "focus_groups.summary"
READINGS: tuple[Reading, ...] = ("by_turn", "by_person")
TURNS_A_CALL = 40
_CONTEXT = 300
"""Characters of the turn that a turn answers, shown beside it."""
_QUOTES_TOLD = 6
"""Quotes of a theme that the writer of the summary is given."""


@dataclass(frozen=True, slots=True)
class Talk:
    """What is analysed.

    Attributes:
        turns: of everybody, as they read, those that came to nothing included.
        participants: how many took part, the silent included.
        groups: sub-groups of the participants, for the reach of themes.
    """

    group_id: UUID
    project_id: UUID
    topic: str
    questions: Sequence[str]
    turns: Sequence[TurnView]
    participants: int
    groups: Sequence[SubGroup]
    language: Language
    seed: int


class Analysis:
    """The analysis of one group in the course of a run. A step that is stored is not taken again."""

    def __init__(self, database: Database, gateway: Gateway, talk: Talk, job: Job, *, at_once: int) -> None:
        self._database = database
        self._gateway = gateway
        self._talk = talk
        self._job = job
        self._at_once = at_once
        self._by_id = {turn.id: turn for turn in talk.turns}
        self._answers = [
            turn for turn in talk.turns if turn.speaker.kind == "persona" and turn.outcome == "answered"
        ]
        self._said = {
            turn.id: Said(str(turn.speaker.id), turn.speaker.name, turn.text) for turn in self._answers
        }
        self._turns = analysis_steps.fingerprint(self._said)
        self._written_by: set[str] = set()

    async def findings(self) -> GroupSummary:
        """Read the transcript twice and sum it up.

        Raises:
            SightError: ``unavailable`` when nobody answered or a model failed, ``over_budget``; what was read so far
                is stored.
        """
        talk, said = self._talk, self._said
        if not said:
            raise refusals.nobody_answered()
        codebook = await self._codebook()
        await self._job.say(
            Text(en="The transcript is being read twice", pl="Dwa niezależne odczytania rozmowy"),
            phase="coding",
        )
        drafts = await self._read_twice(codebook)
        (first, found, lost), (second, found_again, lost_again) = (
            verified_segments(drafts[reading], said, codebook) for reading in READINGS
        )
        voices = agreed_voices(first, second, said)
        titles = {code: draft.title for code, draft in codebook.items()}
        either: dict[str, set[str]] = defaultdict(set)
        for segment in (*first, *second):
            either[segment.code].add(said[segment.turn_id].persona_id)
        themes = counted_themes(codebook, voices, either, talk.participants, talk.groups)
        voices = {code: voices[code] for code in themes}
        replies = {turn.id: turn.in_reply_to for turn in self._answers if turn.in_reply_to}
        apart = disagreements(voices, titles, replies)
        await self._job.say(
            Text(en="The summary is being written", pl="Powstaje podsumowanie"), phase="summary"
        )
        draft = await self._summary(list(themes.values()), apart)
        counted = [Counted(theme, {one.turn_id for one in voices[code]}) for code, theme in themes.items()]
        whole = {"participants": talk.participants, "answers": len(self._answers)}
        sentences, uncited = cited_sentences(draft.summary, said, counted, **whole)
        insights, uncited_too = cited_sentences(draft.key_insights, said, counted, **whole)
        return GroupSummary(
            summary=" ".join(one.text for one in sentences),
            themes=list(themes.values()),
            key_insights=[one.text for one in insights],
            quotes_verified=found + found_again,
            quotes_dropped=lost + lost_again,
            sentences=sentences,
            insights=insights,
            sentences_dropped=uncited + uncited_too,
            agreement=agreement_of(first, second, list(said), list(codebook), talk.language),
            disagreements=apart,
            outliers=outliers(voices, titles),
            ask_next=what_to_ask_next(voices, titles, talk.turns, talk.language),
            saturation=saturation_of(voices, titles, list(said)),
            outcome="answered",
            generated_by=", ".join(sorted(self._written_by, key=_offline_first)),
        )

    async def _codebook(self) -> dict[str, DraftCode]:
        talk = self._talk
        inputs = {
            "topic": talk.topic,
            "questions": list(talk.questions),
            "turns": [self._turn_inputs(turn) for turn in self._answers],
        }
        draft = await self._step("codebook", CODEBOOK, inputs, CodebookDraft)
        by_title: dict[str, DraftCode] = {}
        for code in draft.codes:
            by_title.setdefault(code.title.strip().casefold(), code)
        return {f"T{number}": code for number, code in enumerate(by_title.values(), start=1)}

    async def _read_twice(self, codebook: Mapping[str, DraftCode]) -> dict[Reading, list[DraftSegment]]:
        calls: list[tuple[Reading, int, Sequence[TurnView]]] = [
            (reading, number, some)
            for reading in READINGS
            for number, some in enumerate(_in_parts(in_order(self._answers, reading)))
        ]
        read: dict[tuple[Reading, int], list[DraftSegment]] = {}

        async def code(call: tuple[Reading, int, Sequence[TurnView]]) -> None:
            reading, number, some = call
            inputs = {
                "topic": self._talk.topic,
                "questions": list(self._talk.questions),
                "codes": _codes(codebook, reading),
                "turns": [self._turn_inputs(turn) for turn in some],
                "reading": reading,
            }
            draft = await self._step(f"reading/{reading}/{number}", CODING, inputs, CodingDraft)
            shown = {turn.id for turn in some}
            # A turn that was not shown cannot have been read: its quote is counted as dropped.
            read[reading, number] = [
                segment if segment.turn_id in shown else segment.model_copy(update={"turn_id": ""})
                for segment in draft.segments
            ]

        if codebook:
            await for_each(calls, code, at_once=self._at_once)
        return {
            reading: [one for key in sorted(read) if key[0] == reading for one in read[key]]
            for reading in READINGS
        }

    async def _summary(self, themes: Sequence[Theme], apart: Sequence[Disagreement]) -> SummaryDraft:
        if not themes:
            return SummaryDraft(summary=[], key_insights=[])
        inputs = {
            "topic": self._talk.topic,
            "questions": list(self._talk.questions),
            "participants": self._talk.participants,
            "answers": len(self._answers),
            "themes": [
                theme.model_dump(exclude={"quotes", "by_group"})
                | {"quotes": [quote.model_dump() for quote in theme.quotes[:_QUOTES_TOLD]]}
                for theme in themes
            ],
            "disagreements": [
                one.model_dump(include={"theme"})
                | {
                    side: [{"name": stand.persona_name, "turn_id": stand.turn_id} for stand in stands]
                    for side, stands in (("in_favour", one.in_favour), ("against", one.against))
                }
                for one in apart
            ],
        }
        return await self._step("summary", SUMMARY, inputs, SummaryDraft)

    async def _step(self, step: str, task: str, inputs: Mapping[str, Any], schema: type[M]) -> M:
        talk = self._talk

        async def recall() -> tuple[dict[str, Any], str] | None:
            async with self._database.session() as session:
                return await analysis_steps.stored(session, talk.group_id, step, self._turns)

        known = await outlasting(recall)
        if known is not None:
            self._written_by.add(known[1])
            return schema.model_validate(known[0])
        outcome = await self._gateway.generate(
            task,
            task,
            inputs,
            schema,
            language=talk.language,
            seed=derive_seed(talk.seed, step),
            run_id=self._job.run_id,
            project_id=talk.project_id,
        )
        draft = outcome.value
        if draft is None:
            raise refusals.no_summary(outcome)

        async def store() -> None:
            async with self._database.session() as session:
                await analysis_steps.keep(
                    session, talk.group_id, step, self._turns, draft.model_dump(), outcome.model
                )

        await outlasting(store)
        self._written_by.add(outcome.model)
        return draft

    def _turn_inputs(self, turn: TurnView) -> dict[str, Any]:
        answered = self._by_id.get(turn.in_reply_to or "")
        return {
            "turn_id": turn.id,
            "persona_id": turn.speaker.id,
            "persona_name": turn.speaker.name,
            "question_index": turn.question_index,
            "text": turn.text,
            "answers": f"{answered.speaker.name}: {answered.text}"[:_CONTEXT]
            if answered is not None
            else None,
        }


def in_order(answers: Sequence[TurnView], reading: Reading) -> list[TurnView]:
    """The turns as a reading goes through them: as they read, or each person from first to last."""
    if reading == "by_turn":
        return list(answers)
    place = {turn.speaker.id: place for place, turn in reversed(list(enumerate(answers)))}
    return sorted(answers, key=lambda turn: place[turn.speaker.id])


def calls_of_reading(answers: int) -> int:
    """How many calls one reading of so many answers takes."""
    return -(-answers // TURNS_A_CALL)


def _offline_first(model: str) -> tuple[bool, str]:
    """What the offline engine wrote any of is marked as such, so it is named first."""
    return not model.startswith("offline"), model


def _in_parts(turns: Sequence[TurnView]) -> list[Sequence[TurnView]]:
    """Parts of at most forty turns, as equal as can be."""
    parts = calls_of_reading(len(turns))
    ends = [round(part * len(turns) / parts) for part in range(parts + 1)]
    return [turns[start:end] for start, end in pairwise(ends)]


def _codes(codebook: Mapping[str, DraftCode], reading: Reading) -> list[dict[str, str]]:
    codes = [
        {"code": code, "title": draft.title, "description": draft.description}
        for code, draft in codebook.items()
    ]
    return codes if reading == "by_turn" else codes[::-1]
