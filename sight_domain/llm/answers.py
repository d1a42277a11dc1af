"""Reads a model's answer out of LangChain's result, the same way for every provider."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sight_domain.llm.outcomes import Usage

if TYPE_CHECKING:
    from langchain_core.messages import AIMessage
    from langchain_core.outputs import LLMResult


class Finish(StrEnum):
    """Why the model stopped."""

    COMPLETE = "complete"
    TRUNCATED = "truncated"
    FILTERED = "filtered"
    REFUSED = "refused"
    BROKEN_TOOL_CALL = "broken_tool_call"
    UNFINISHED = "unfinished"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer. `finish_reason` is the provider's own word, upper case; ``""`` when it gave none."""

    text: str
    finish: Finish
    finish_reason: str
    usage: Usage


_TRUNCATED = {"MAX_TOKENS", "LENGTH"}
_FILTERED = {
    "SAFETY", "RECITATION", "PROHIBITED_CONTENT", "BLOCKLIST", "SPII", "IMAGE_SAFETY", "CONTENT_FILTER", "LANGUAGE",
    "IMAGE_PROHIBITED_CONTENT", "IMAGE_RECITATION",
}  # fmt: skip
_BROKEN_TOOL_CALL = {"MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL", "TOO_MANY_TOOL_CALLS"}
# Ends that say nothing good of what was written before them: asked for once more, as an empty answer is.
_UNFINISHED = {"OTHER", "FINISH_REASON_UNSPECIFIED", "MALFORMED_RESPONSE", "ERROR", "CONTINUATION"}


def read_result(result: LLMResult) -> Answer:
    """The answer of ``BaseChatModel.agenerate`` for one list of messages."""
    generation = result.generations[0][0]
    info: Mapping[str, Any] = {**(generation.generation_info or {})}
    feedback = (result.llm_output or {}).get("prompt_feedback")
    message: AIMessage = generation.message  # type: ignore[attr-defined]
    return read_message(message, info, feedback)


def read_message(
    message: AIMessage, info: Mapping[str, Any] | None = None, feedback: Mapping[str, Any] | None = None
) -> Answer:
    """The answer in a whole message; `info` is its generation info, `feedback` Gemini's on a blocked prompt."""
    metadata = message.response_metadata
    reason = str((info or {}).get("finish_reason") or metadata.get("finish_reason") or "").upper()
    feedback = feedback or metadata.get("prompt_feedback")
    text = message.text.strip()
    usage = read_usage(message)
    blocked = _block_reason(feedback)
    if blocked:
        return Answer(text, Finish.FILTERED, blocked, usage)
    if message.additional_kwargs.get("refusal"):
        return Answer(text, Finish.REFUSED, "REFUSAL", usage)
    return Answer(text, finish_of(reason, bool(text or message.tool_calls)), reason, usage)


def read_usage(message: AIMessage) -> Usage:
    """Tokens as the provider counted them; zeros when it did not."""
    counted = message.usage_metadata
    if counted is None:
        return Usage()
    return Usage(
        input_tokens=counted.get("input_tokens", 0),
        output_tokens=counted.get("output_tokens", 0),
        reasoning_tokens=(counted.get("output_token_details") or {}).get("reasoning") or 0,
        cached_tokens=(counted.get("input_token_details") or {}).get("cache_read") or 0,
    )


def finish_of(reason: str, has_content: bool) -> Finish:
    """What a provider's word for the end of an answer means, upper case."""
    if reason in _TRUNCATED:
        return Finish.TRUNCATED
    if reason in _FILTERED:
        return Finish.FILTERED
    if reason in _BROKEN_TOOL_CALL:
        return Finish.BROKEN_TOOL_CALL
    if reason in _UNFINISHED:
        return Finish.UNFINISHED
    return Finish.COMPLETE if has_content else Finish.EMPTY


def _block_reason(feedback: Mapping[str, Any] | None) -> str:
    reason = (feedback or {}).get("block_reason")
    return str(getattr(reason, "value", reason) or "").upper()
