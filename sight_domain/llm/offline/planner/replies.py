"""What the assistant says when a turn ends: results, questions, failures, small talk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sight_domain.language import Language
from sight_domain.llm.offline.planner.exchange import PlannerTool
from sight_domain.llm.offline.planner.lexicon import resource
from sight_domain.llm.offline.planner.markdown import plain
from sight_domain.llm.offline.planner.outcomes import Done, Outcome
from sight_domain.llm.offline.planner.requests import Missing
from sight_domain.llm.offline.planner.summaries import offline_written, summary

_CHOICES = 12
# What these give names who wrote the thing, but shows nothing of what was written.
_NO_TEXT = frozenset(
    {"restore_item", "delete_item", "list_projects", "get_project", "estimate_cost", "get_usage"}
)


@dataclass(frozen=True)
class Offer:
    """The next step offered: the sentence shown and the request that a "yes" stands for."""

    sentence: str
    request: str


def reply(outcome: Outcome, tools: Sequence[PlannerTool]) -> str:
    """The text that ends the turn, in the user's language."""
    if outcome.ending == "talk":
        return _talk(outcome, tools)
    blocks = ["\n".join(_told(one, outcome)) for one in outcome.done]
    if outcome.ending == "failed":
        blocks[-1] = _failure(outcome.done[-1], outcome)
    blocks.extend(_remarks(outcome))
    if any(
        offline_written(one.result)
        for one in outcome.done
        if not one.step.lookup and one.step.tool not in _NO_TEXT
    ):
        blocks.append(_say("offline", outcome.language))
    if outcome.ending == "asked":
        blocks.append(question(outcome))
    elif outcome.ending == "waiting":
        blocks.append(_say("waiting", outcome.language, steps=_steps(outcome)))
    elif outcome.ending == "done":
        offer = proposal(outcome, tools)
        blocks.extend([offer.sentence] if offer else [])
    return "\n\n".join(block for block in blocks if block)


def question(outcome: Outcome) -> str:
    """The question for what is missing, with the choices there are."""
    missing, language = outcome.missing, outcome.language
    assert missing is not None
    asked = _ask(missing, language)
    options = [option for option in missing.options if option.name]
    if len(options) > (missing.slot == "target"):
        shared = [name for name, times in Counter(option.name for option in options).items() if times > 1]
        shown = ", ".join(
            f"**{plain(option.name)}**" + (f" (`{option.id}`)" if option.name in shared else "")
            for option in options[:_CHOICES]
        )
        shown += " …" if len(options) > _CHOICES else ""
        asked += " " + _say("options", language, options=shown)
    return asked


def proposal(outcome: Outcome, tools: Sequence[PlannerTool]) -> Offer | None:
    """The step that usually comes next, when it is possible and was not taken in this turn already."""
    told = [one for one in outcome.done if not one.step.lookup]
    if outcome.ending != "done" or not told:
        return None
    last = told[-1]
    offer = resource("wording.yaml")["offers"].get(
        "draft_guide" if _is_draft(last.result) else last.step.tool
    )
    made = {one.step.tool for one in outcome.done}
    run = last.result.get("run")
    if (
        offer is None
        or offer["tool"] in made
        or (isinstance(run, Mapping) and run.get("status") not in (None, "succeeded"))
    ):
        return None
    if all(tool.name != offer["tool"] for tool in tools):
        return None
    request, sentence = offer[outcome.language]
    return Offer(sentence, request)


def _is_draft(result: Mapping[str, Any]) -> bool:
    """Whether a result shows a group that waits for its guide to be approved."""
    group = result.get("focus_group")
    return isinstance(group, Mapping) and group.get("status") == "draft" and not result.get("run")


def _ask(missing: Missing, language: Language) -> str:
    table = resource("wording.yaml")["ask"]
    slot = missing.slot
    if slot == "per":
        slot = "per_several" if missing.said and missing.options else "per"
        same_name = all(
            missing.said.lower().split()[:1] == option.name.lower().split()[:1] for option in missing.options
        )
        if missing.said and missing.options and not same_name:
            slot = "per_unknown"
        if not missing.options:
            slot = "per_none"
    elif slot == "fitting" and missing.said == "none":
        slot = "per_none"
    elif slot in ("prj", "fg") and not missing.options:
        slot = f"{slot}_none"
    elif slot == "target" and len(missing.options) == 1:
        option = missing.options[0]
        return table["target_one"][language].format(name=plain(option.name or option.id), id=option.id)
    if slot not in table:
        slot = "value"
    return table[slot][language].format(said=missing.said)


def _talk(outcome: Outcome, tools: Sequence[PlannerTool]) -> str:
    kind = outcome.talk or "unknown"
    opening = _say("yes" if kind == "go_on" else kind, outcome.language)
    if kind in ("thanks", "no"):
        return opening
    bound = {tool.name for tool in tools}
    table: list[list[str]] = resource("wording.yaml")["examples"][outcome.language]
    fitting = [utterance for name, utterance in table if name in bound][:3] or [row[1] for row in table[:3]]
    listed = "\n".join(f"- *{utterance}*" for utterance in fitting)
    return f"{opening}\n\n{_say('examples_lead', outcome.language)}\n{listed}"


def _told(done: Done, outcome: Outcome) -> list[str]:
    language = outcome.language
    name = outcome.context.name_of(done.arguments.get("id"))
    if done.step.lookup and done.step.tool != "get_run":
        return []
    lines = (
        [] if "error" in done.result else summary(done.step.tool, done.result, done.arguments, language, name)
    )
    run = done.result.get("run")
    if isinstance(run, Mapping):
        lines = [*lines, *_run(run, done.step.tool, language)]
    return lines


def _run(run: Mapping[str, Any], tool: str, language: Language) -> list[str]:
    status = run.get("status")
    values = {"done": run.get("done", 0), "total": run.get("total", "?"), "id": run.get("id", ""), "why": ""}
    if status in ("running", "queued"):
        return [_say(str(status), language, **values)]
    if status == "failed":
        values["why"] = _error_text(run.get("error"), language)
        return [_say("run_failed", language, **values)]
    if status == "cancelled":
        return [_say("run_cancelled", language, **values)]
    if status == "succeeded" and tool in ("get_run", "cancel_run", "resume_run"):
        return [_say("run_succeeded", language, **values)]
    return []


def _failure(done: Done, outcome: Outcome) -> str:
    if "error" not in done.result:
        return "\n".join(_told(done, outcome))
    return _say("failed", outcome.language, message=_error_text(done.result["error"], outcome.language))


def _error_text(error: Any, language: Language) -> str:
    """Message and hint of an error; a text in both languages gives the reader's."""
    if not isinstance(error, Mapping):
        return str(error or _say("failed_unsaid", language))
    parts = [error.get("message"), error.get("hint")]
    texts = [str(part.get(language) if isinstance(part, Mapping) else part) for part in parts if part]
    return " ".join(texts) or _say("failed_unsaid", language)


def _remarks(outcome: Outcome) -> list[str]:
    table = resource("wording.yaml")["notes"]
    noted: list[str] = []
    for one in outcome.done:
        if "error" in one.result:
            continue
        for note in one.step.notes:
            name, _, value = note.partition(":")
            noted.append(table[name][outcome.language].format(value=value))
    return noted


def _steps(outcome: Outcome) -> str:
    names = resource("wording.yaml")["steps"]
    return ", ".join(
        names[step.tool][outcome.language] if step.tool in names else step.tool
        for step in outcome.steps
        if not step.lookup
    )


def _say(name: str, language: Language, /, **values: object) -> str:
    return resource("wording.yaml")[name][language].format(**values)
