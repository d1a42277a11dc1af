"""One turn of the conversation: which call comes next, or what there is to say.

Nothing is kept between calls. What was asked before is found by deciding the previous turn again from the same
messages; it counts as pending only if the assistant really asked it, word for word.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sight_domain.language import Language
from sight_domain.llm.offline.planner.answers import answered, as_missing
from sight_domain.llm.offline.planner.context import Context, read, result_of
from sight_domain.llm.offline.planner.exchange import Exchange, PlannerTool, ToolCall
from sight_domain.llm.offline.planner.intents import Talk, small_talk
from sight_domain.llm.offline.planner.language import language_of
from sight_domain.llm.offline.planner.lexicon import resource
from sight_domain.llm.offline.planner.outcomes import Done, Outcome
from sight_domain.llm.offline.planner.plans import Step, build
from sight_domain.llm.offline.planner.references import Unresolved, resolve
from sight_domain.llm.offline.planner.replies import proposal, question

# How many turns back a chain of questions is followed.
_REACH = 6


def last_user(messages: Sequence[Exchange]) -> int | None:
    """Index of the last thing the user said."""
    return next((at for at in range(len(messages) - 1, -1, -1) if messages[at].role == "user"), None)


def steps_of(
    messages: Sequence[Exchange], tools: Sequence[PlannerTool], default: Language, reach: int = _REACH
) -> tuple[tuple[Step, ...], Talk | None]:
    """The whole plan of the last user message, or what kind of talk it is."""
    at = last_user(messages)
    if at is None:
        return (), None
    text = messages[at].text
    talk = small_talk(text)
    context = read(messages[: at + 1])
    language = language_of(messages[: at + 1], default)
    before = _previous(messages, at, tools, default, reach) if reach else None
    if before is not None:
        taken = _taken_up(before, text, talk, context, tools, language)
        if taken:
            return taken, None
    if talk is not None:
        return (), talk
    return build(text, context, tools, language), None


def _previous(
    messages: Sequence[Exchange], at: int, tools: Sequence[PlannerTool], default: Language, reach: int
) -> tuple[Outcome, str] | None:
    """How the turn before ended and what the assistant said then."""
    spoken = next(
        (i for i in range(at - 1, -1, -1) if messages[i].role == "assistant" and messages[i].text.strip()),
        None,
    )
    if spoken is None or last_user(messages[:spoken]) is None:
        return None
    return outcome(messages[:spoken], tools, default, reach - 1), messages[spoken].text


def _taken_up(
    before: tuple[Outcome, str],
    text: str,
    talk: Talk | None,
    context: Context,
    tools: Sequence[PlannerTool],
    language: Language,
) -> tuple[Step, ...]:
    """The steps that the turn before left for this one, or none."""
    past, said = before
    if past.ending == "asked" and past.steps and past.missing is not None:
        if question(past) not in said:
            return ()
        step = answered(past.steps[0], past.missing, text, context, tools)
        return (step, *past.steps[1:]) if step is not None else ()
    if past.ending == "waiting" and talk in ("go_on", "yes"):
        run = context.current.get("run")
        check = (Step("get_run", {"run_id": run}, lookup=True),) if run and _bound("get_run", tools) else ()
        return (*check, *past.steps)
    if talk == "go_on" and _bound("resume_run", tools):
        stopped = context.current.get("run", "")
        if context.statuses.get(stopped) in ("cancelled", "failed"):
            return (Step("resume_run", {"run_id": stopped}),)
    if talk == "go_on" and context.draft is not None and _bound("run_focus_group", tools):
        return build(resource("wording.yaml")["offers"]["draft_guide"][language][0], context, tools, language)
    if past.ending == "done" and talk in ("go_on", "yes"):
        offer = proposal(past, tools)
        if offer is not None and offer.sentence in said:
            return build(offer.request, context, tools, language)
    return ()


def _bound(name: str, tools: Sequence[PlannerTool]) -> bool:
    return any(tool.name == name for tool in tools)


def outcome(
    messages: Sequence[Exchange], tools: Sequence[PlannerTool], default: Language, reach: int = _REACH
) -> Outcome:
    """Where the conversation's last turn stands."""
    at = last_user(messages)
    language = language_of(messages, default)
    if at is None:
        return Outcome("talk", language)
    steps, talk = steps_of(messages, tools, default, reach)
    context = read(messages[: at + 1])
    if not steps:
        return Outcome("talk", language, talk=talk, context=context)
    return _walk(steps, messages, at, context, language)


def _walk(
    steps: tuple[Step, ...], messages: Sequence[Exchange], at: int, context: Context, language: Language
) -> Outcome:
    made = [call for message in messages[at + 1 :] for call in message.tool_calls]
    answers = {m.tool_call_id: m for m in messages[at + 1 :] if m.role == "tool"}
    done: list[Done] = []
    skipped: list[tuple[Step, Unresolved]] = []
    for place, step in enumerate(steps):
        state = Outcome("done", language, tuple(done), steps[place:], skipped=tuple(skipped), context=context)
        if step.missing is not None:
            return replace(state, ending="asked", missing=step.missing)
        arguments = resolve(step.arguments, context)
        if isinstance(arguments, Unresolved):
            if arguments.kind == "per" and place + 1 < len(steps):
                # One unclear name must not hold up the rest; it is asked about at the end.
                skipped.append((step, arguments))
                continue
            return replace(state, ending="asked", missing=as_missing(arguments))
        if len(done) >= len(made):
            return replace(state, ending="call", call=_call(step.tool, arguments, messages))
        call = made[len(done)]
        answer = answers.get(call.id)
        result = result_of(answer) if answer is not None else {"error": {"message": ""}}
        context.add_call(call.name, call.arguments)
        if call.name != step.tool:
            step = Step(call.name, call.arguments)
        done.append(Done(step, call.arguments, result))
        if "error" in result:
            return replace(state, ending="failed", done=tuple(done), steps=())
        context.add_result(call.name, result)
        left = steps[place + 1 :]
        if _status(result) in ("running", "queued") and left:
            return replace(state, ending="waiting", done=tuple(done), steps=left)
        if _status(result) in ("failed", "cancelled") and left and call.name != "cancel_run":
            return replace(state, ending="failed", done=tuple(done), steps=())
    final = Outcome("done", language, tuple(done), skipped=tuple(skipped), context=context)
    if skipped:
        step, why = skipped[0]
        return replace(final, ending="asked", steps=(step,), missing=as_missing(why), skipped=())
    return final


def _status(result: dict[str, Any]) -> str:
    run = result.get("run")
    return str(run.get("status", "")) if isinstance(run, dict) else ""


def _call(name: str, arguments: dict[str, Any], messages: Sequence[Exchange]) -> ToolCall:
    earlier = sum(len(message.tool_calls) for message in messages)
    said = json.dumps([len(messages), earlier, name, arguments], sort_keys=True, ensure_ascii=False)
    return ToolCall(f"call_{hashlib.sha256(said.encode()).hexdigest()[:24]}", name, arguments)
