"""Whether a call is answered from the record, and whether its answer is put there: ``SIGHT_REPLAY``.

``auto`` looks first and keeps what a model answered, ``record`` keeps without looking, ``replay`` looks and asks nobody,
``off`` does neither. In ``auto`` only calls with a seed are looked up, and only models that cost something or run elsewhere are
recorded: the offline engine gives the same answer again by itself.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from sight_domain.language import Text
from sight_domain.llm import structured
from sight_domain.llm.calls import CallIdentity
from sight_domain.llm.clients import parameters
from sight_domain.llm.content_key import Aliases, answer_key, vector_key
from sight_domain.llm.embeddings import normalised
from sight_domain.llm.recordings import Recorded, Recordings

if TYPE_CHECKING:
    from sight_domain.llm.exchange import Question
    from sight_domain.llm.registry import ModelChoice
    from sight_domain.settings import Settings
    from sight_domain.storage.database import Database
    from sight_domain.storage.line import Line

NOT_RECORDED = Text(
    en="This call is not on record, and with SIGHT_REPLAY=replay no model is asked. Record it first with "
    "SIGHT_REPLAY=record, or unset SIGHT_REPLAY.",
    pl="Tego wywołania nie ma w zapisie, a przy SIGHT_REPLAY=replay nie jest pytany żaden model. Zapisz je najpierw z "
    "SIGHT_REPLAY=record albo usuń tę zmienną.",
)
_OWN = frozenset({"offline", "local"})


@dataclass(frozen=True, slots=True)
class Remembered:
    """An answer from the record: its text, and the model of the chain that wrote it."""

    choice: ModelChoice
    text: str


class Replay:
    """The memory of one gateway."""

    def __init__(self, settings: Settings, database: Database, line: Line) -> None:
        self.mode = settings.replay
        self._recordings = Recordings(database, line, settings.replay_days)

    @property
    def asks_nobody(self) -> bool:
        """Whether what is not on record fails."""
        return self.mode == "replay"

    def of(
        self,
        identity: CallIdentity,
        choices: Sequence[ModelChoice],
        question: Question,
        *,
        fresh: bool = False,
    ) -> CallMemory | None:
        """The memory of one call; ``None`` when it has none. A `fresh` one looks nothing up, unless nobody is asked."""
        if self.mode == "off" or (self.mode == "auto" and identity.seed is None):
            return None
        mode = "record" if fresh and self.mode == "auto" else self.mode
        usable = [choice for choice in choices if self.mode != "auto" or _is_worth_keeping(choice)]
        return CallMemory(mode, self._recordings, identity, usable, question) if usable else None

    def of_texts(
        self, identity: CallIdentity, choice: ModelChoice, purpose: Literal["document", "query"]
    ) -> VectorMemory | None:
        """The memory of one embedding call; ``None`` when it has none, in ``auto`` also outside any project: there
        nothing would take the vectors away with the document."""
        if self.mode == "off":
            return None
        if self.mode == "auto" and (identity.project_id is None or not _is_worth_keeping(choice)):
            return None
        return VectorMemory(self.mode, self._recordings, identity, choice, purpose)

    async def purge(self) -> int:
        """Remove recordings older than ``SIGHT_REPLAY_DAYS``; how many there were."""
        return await self._recordings.purge()

    async def flush(self) -> None:
        """Return when what was added is stored."""
        await self._recordings.flush()


class CallMemory:
    """What is on record for one call, under the key of each model that may answer it."""

    def __init__(
        self,
        mode: str,
        recordings: Recordings,
        identity: CallIdentity,
        choices: Sequence[ModelChoice],
        question: Question,
    ) -> None:
        self._mode = mode
        self._recordings = recordings
        self._identity = identity
        self._aliases = Aliases()
        schema = structured.json_schema(question.schema) if question.schema is not None else None
        prompt = question.prompt
        self._keys = {
            answer_key(
                choice,
                parameters(choice, identity, schema, question.inputs),
                prompt.system,
                prompt.user + "".join(picture.digest for picture in question.pictures),
                schema,
                self._aliases,
            ): choice
            for choice in choices
        }

    async def recall(self) -> Remembered | None:
        """The recorded answer of the first model of the chain that has one."""
        if self._mode == "record":
            return None
        found = await self._recordings.find(self._keys)
        for key, choice in self._keys.items():
            recorded = found.get(key)
            if recorded is not None and recorded.answer is not None:
                if recorded.project_id != self._identity.project_id:
                    await self._add(recorded.answer, key, choice, replace=False)
                return Remembered(choice, self._aliases.show(recorded.answer))
        return None

    async def keep(self, choice: ModelChoice, text: str) -> None:
        """Record what `choice` answered."""
        for key, of in self._keys.items():
            if of == choice and self._mode != "replay":
                await self._add(self._aliases.hide_known(text), key, choice, replace=self._mode == "record")

    async def _add(self, answer: str, key: bytes, choice: ModelChoice, *, replace: bool) -> None:
        # Also what another project's record answered: this one's copy stays when the other project is deleted.
        identity = self._identity
        recorded = Recorded(key, identity.project_id, identity.task, choice.provider, choice.model, answer)
        await self._recordings.add([recorded], replace=replace)


class VectorMemory:
    """What is on record for texts to embed, text by text."""

    def __init__(
        self,
        mode: str,
        recordings: Recordings,
        identity: CallIdentity,
        choice: ModelChoice,
        purpose: Literal["document", "query"],
    ) -> None:
        self._mode = mode
        self._recordings = recordings
        self._identity = identity
        self._choice = choice
        self._purpose: Literal["document", "query"] = purpose

    async def recall(self, texts: Sequence[str]) -> dict[str, list[float]]:
        """The recorded vectors by text."""
        if self._mode == "record":
            return {}
        keys = {vector_key(self._choice, self._purpose, text): text for text in texts}
        found = await self._recordings.find(keys)
        packed = {key: recorded.vector for key, recorded in found.items() if recorded.vector is not None}
        elsewhere = [key for key in packed if found[key].project_id != self._identity.project_id]
        if elsewhere:
            await self._add({key: packed[key] for key in elsewhere}, replace=False)
        return {keys[key]: normalised(_unpacked(vector)) for key, vector in packed.items()}

    async def keep(self, texts: Sequence[str], vectors: Sequence[Sequence[float]]) -> list[list[float]]:
        """Record the vectors; returns them as `recall` will, rounded to 32 bits."""
        packed = [_packed(vector) for vector in vectors]
        keys = [vector_key(self._choice, self._purpose, text) for text in texts]
        await self._add(dict(zip(keys, packed, strict=True)), replace=self._mode == "record")
        return [normalised(_unpacked(vector)) for vector in packed]

    async def _add(self, vectors: Mapping[bytes, bytes], *, replace: bool) -> None:
        of, choice = self._identity, self._choice
        rows = [
            Recorded(key, of.project_id, of.task, choice.provider, choice.model, vector=vector)
            for key, vector in vectors.items()
        ]
        await self._recordings.add(rows, replace=replace)


def _is_worth_keeping(choice: ModelChoice) -> bool:
    """Not what this process answers by itself, nor what a server answers with a model it does not name."""
    return choice.provider not in _OWN and choice.spec.name is not None


def _packed(vector: Sequence[float]) -> bytes:
    values = array("f", vector)
    if sys.byteorder == "big":
        values.byteswap()
    return values.tobytes()


def _unpacked(packed: bytes) -> array[float]:
    values = array("f")
    values.frombytes(packed)
    if sys.byteorder == "big":
        values.byteswap()
    return values
