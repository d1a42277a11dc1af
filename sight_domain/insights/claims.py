"""Claims in a message that a reader could hold the product to, and whether any source makes them.

A program cannot judge every sentence. What it can find are figures, and the kinds of claims that are regulated or costly
when untrue: free of charge, guaranteed, best, proven, discounted, natural, new, revocable, quick. Such a claim stands
only when a fact about the product makes one of the same kind; a figure only when a fact or a respondent has it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files

_FIGURE = re.compile(r"\d+(?:[.,\u00a0 ]\d+)*")


def unsupported(text: str, facts: Iterable[str], said: Iterable[str]) -> list[str]:
    """The claims of a text that no source makes, as they are written there.

    Args:
        text: headline, body and call to action together.
        facts: what is known about the product.
        said: what respondents said; their wishes and fears are no facts about it.
    """
    told = " \n ".join(facts)
    figures = {_plain(match.group()) for source in (told, *said) for match in _FIGURE.finditer(source)}
    found = [match.group() for match in _FIGURE.finditer(text) if _plain(match.group()) not in figures]
    for words, lookalikes in _kinds():
        own = lookalikes.sub(" ", text)
        if (claim := words.search(own)) and not words.search(lookalikes.sub(" ", told)):
            found.append(claim.group())
    return found


def _plain(figure: str) -> str:
    return re.sub(r"[\u00a0 ]", "", figure).replace(",", ".")


@lru_cache(maxsize=1)
def _kinds() -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    import yaml

    table = yaml.safe_load((files("sight_domain.insights") / "claims.yaml").read_text(encoding="utf-8"))
    return tuple(
        (_pattern([*kind["en"], *kind["pl"]]), _pattern(kind.get("unless", ()))) for kind in table.values()
    )


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    """``gwaran*`` matches any ending, a space any white space; nothing at all for no words."""
    parts = [re.escape(word).replace(r"\*", r"\w*").replace(r"\ ", r"\s+") for word in words]
    return re.compile(rf"\b(?:{'|'.join(parts)})(?!\w)" if parts else r"(?!)", re.IGNORECASE)
