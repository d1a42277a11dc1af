"""Whether a variant of a message stands: it answers a need, keeps its lengths and claims nothing without a source."""

from __future__ import annotations

from collections.abc import Sequence

from sight_domain.insights.claims import unsupported
from sight_domain.insights.drafts import LONGEST, DraftVariant
from sight_domain.insights.schemas import Ground, MessageKind, MessageVariant
from sight_domain.language import Language, Text


def checked(
    draft: DraftVariant,
    kind: MessageKind,
    needs: Sequence[Ground],
    facts: Sequence[Ground],
    language: Language,
) -> tuple[MessageVariant | None, str]:
    """The variant with what it rests on; or ``None`` and what is wrong with it, in words for whoever writes the next."""
    rests_on = [needs[number - 1] for number in dict.fromkeys(draft.needs) if 1 <= number <= len(needs)]
    if not rests_on:
        return None, Text(
            en=f"“{draft.headline}” answers none of the numbered needs.",
            pl=f"„{draft.headline}” nie odpowiada na żadną z ponumerowanych potrzeb.",
        ).to(language)
    texts = (draft.headline, draft.body, draft.call_to_action)
    for text, most in zip(texts, LONGEST[kind], strict=True):
        if len(text) > most:
            return None, Text(
                en=f"“{text[:40]}…” has {len(text)} characters; at most {most} fit.",
                pl=f"„{text[:40]}…” ma znaków: {len(text)}; mieści się najwyżej {most}.",
            ).to(language)
    said = [quote.text for need in rests_on for quote in need.quotes]
    claims = unsupported(" \n ".join(texts), [fact.text for fact in facts], said)
    if claims:
        shown = ", ".join(claims)
        return None, Text(
            en=f"“{draft.headline}” claims what no fact says: {shown}.",
            pl=f"„{draft.headline}” twierdzi coś, czego nie ma w faktach: {shown}.",
        ).to(language)
    told = [facts[number - 1] for number in dict.fromkeys(draft.facts) if 1 <= number <= len(facts)]
    return MessageVariant(
        headline=draft.headline,
        body=draft.body,
        call_to_action=draft.call_to_action,
        grounds=[*rests_on, *told],
    ), ""
