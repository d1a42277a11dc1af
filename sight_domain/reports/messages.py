"""Messages in a report: the variants of each set, with the needs and facts they rest on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sight_domain.reports.discussion import quotes
from sight_domain.reports.document import Block, Fact, Heading, Paragraph, Theme
from sight_domain.reports.material import Material
from sight_domain.reports.wording import say

MESSAGE_COLUMNS = (
    "messages_id", "created_at", "persona_id", "segment", "kind", "tone", "variant", "headline", "body", "call_to_action",
    "needs", "facts", "generated_by",
)  # fmt: skip


def messages_blocks(sets: Sequence[Mapping[str, Any]], material: Material) -> list[Block]:
    """Every set under its kind and tone; what it rests on stands below each variant."""
    language = material.language
    if not sets:
        return [Paragraph(text=say("nothing_messages", language), style="note")]
    blocks: list[Block] = [Paragraph(text=say("messages_explained", language), style="note")]
    for made in sets:
        about = [say(f"message_{made['kind']}", language), say(f"tone_{made['tone']}", language)]
        if made.get("segment"):
            about.append(str(made["segment"]))
        blocks.append(Heading(text=", ".join(about)))
        if made.get("variants_dropped"):
            told = f"{say('variants_dropped', language)}: {made['variants_dropped']}."
            blocks.append(Paragraph(text=told, style="note"))
        blocks += [_variant(one, material) for one in made["variants"]]
    return blocks


def message_rows(material: Material) -> Iterable[dict[str, Any]]:
    """One row a variant."""
    for made in material.payload.get("messages") or ():
        for number, one in enumerate(made["variants"], 1):
            texts = {kind: " | ".join(_texts(one, facts=kind == "facts")) for kind in ("needs", "facts")}
            yield {
                **{key: made.get(key) for key in MESSAGE_COLUMNS},
                **{key: one[key] for key in ("headline", "body", "call_to_action")},
                **texts,
                "messages_id": made["id"],
                "variant": number,
            }


def _variant(one: Mapping[str, Any], material: Material) -> Theme:
    language = material.language
    details = [Fact(label=say("call_to_action", language), value=str(one["call_to_action"]))]
    for words, facts in (("rests_on", False), ("facts_told", True)):
        if texts := _texts(one, facts=facts):
            details.append(Fact(label=say(words, language), value="; ".join(texts)))
    said = [quote for ground in one["grounds"] for quote in ground.get("quotes") or ()]
    return Theme(
        title=str(one["headline"]),
        description=str(one["body"]),
        details=tuple(details),
        quotes=quotes(said, {}),
    )


def _texts(one: Mapping[str, Any], *, facts: bool) -> list[str]:
    return [str(ground["text"]) for ground in one["grounds"] if (ground["kind"] == "fact") == facts]
