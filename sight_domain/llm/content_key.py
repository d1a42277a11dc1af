"""What a call asks, as a key: the same question to the same model, with the same parameters, has the same key."""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING, Any, Literal

from sight_domain.ids import Kind

if TYPE_CHECKING:
    from sight_domain.llm.registry import ModelChoice

# A suffix is 128 bits in Crockford's base 32, so its first character is at most 7.
_ID = re.compile(rf"\b(?:{'|'.join(kind.value for kind in Kind)})_[0-7][0-9a-hjkmnp-tv-z]{{25}}\b")
_ALIAS = re.compile(r"⟦\w+:\d+⟧")


class Aliases:
    """Ids by the order in which texts name them: ``trn_01j…`` becomes ``⟦trn:1⟧``.

    A study made again has new ids; with them out of the way it asks the same questions again, and an answer that cites
    the third turn cites the third turn of the new study.
    """

    def __init__(self) -> None:
        self._alias_of: dict[str, str] = {}
        self._id_of: dict[str, str] = {}

    def hide(self, text: str) -> str:
        """`text` with every id replaced, new ones given the next number."""
        return _ID.sub(lambda match: self._alias(match.group()), text)

    def hide_known(self, text: str) -> str:
        """`text` with the ids replaced that were hidden before; others stay what they are."""
        return _ID.sub(lambda match: self._alias_of.get(match.group(), match.group()), text)

    def show(self, text: str) -> str:
        """`text` with the ids back in their places."""
        return _ALIAS.sub(lambda match: self._id_of.get(match.group(), match.group()), text)

    def _alias(self, public_id: str) -> str:
        alias = self._alias_of.get(public_id)
        if alias is None:
            kind = public_id.rpartition("_")[0]
            alias = f"⟦{kind}:{len(self._alias_of) + 1}⟧"
            self._alias_of[public_id] = alias
            self._id_of[alias] = public_id
        return alias


def answer_key(
    choice: ModelChoice,
    parameters: dict[str, Any],
    system: str,
    user: str,
    schema: dict[str, Any] | None,
    aliases: Aliases,
) -> bytes:
    """The key of an answer: SHA-256 over provider, model, prompt, schema and parameters (the seed is one), ids hidden."""
    content = [choice.provider, choice.model, system, user, schema, parameters]
    return _digest(aliases.hide(json.dumps(content, ensure_ascii=False, default=str)))


def vector_key(choice: ModelChoice, purpose: Literal["document", "query"], text: str) -> bytes:
    """The key of the vector of one text."""
    content = [choice.provider, choice.model, choice.spec.dimensions, purpose, text]
    return _digest(json.dumps(content, ensure_ascii=False))


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
