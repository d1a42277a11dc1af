"""Claims in a message that a reader could hold the product to, and whether any source makes them.

A program cannot judge every sentence. What it can find are figures, and the kinds of claims that are regulated or costly
when untrue: free of charge, guaranteed, best, proven, discounted, natural, new, revocable, quick. Such a claim stands
only when a fact about the product makes one of the same kind; a figure only when a fact has it, of the same unit. What
a respondent said is no fact: their figures stand only between quotation marks, word for word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files

_FIGURE = re.compile(r"\d+(?:[.,\u00a0 ]\d+)*")
_QUOTED = re.compile(r"[„“«\"]([^„“”«»\"]+)[”“»\"]")
_BEFORE = re.compile(r"(?P<unit>[^\W\d_]+|[$€£])\s?$")
_AFTER = re.compile(r"[\s-]?(?P<unit>[^\W\d_]+|[%$€£])")
_UNITS = {
    "%": r"%|procent\w*|percent",
    "PLN": r"zł\w*|pln",
    "EUR": r"€|eur\w*",
    "USD": r"\$|usd|dol\w*",
    "minute": r"min\w*",
    "hour": r"godz\w*|hours?|h",
    "day": r"dni\w*|dzie[nń]\w*|days?",
    "week": r"tyg\w*|weeks?",
    "month": r"mies\w*|months?",
    "year": r"rok\w*|lat\w*|years?",
}
_NEGATION = re.compile(
    r"\b(?:not|no|never|without|\w+n't|nie|bez|ani|żadn\w*)\b[^,;.!?]{0,20}$", re.IGNORECASE
)


def unsupported(text: str, facts: Iterable[str], said: Iterable[str]) -> list[str]:
    """The claims of a text that no source makes, as they are written there.

    Args:
        text: headline, body and call to action together.
        facts: what is known about the product. A fact that denies a claim ("delivery is not free") does not make it.
        said: what respondents said; their wishes and fears are no facts about it.
    """
    told = " \n ".join(facts)
    heard = [one.casefold() for one in said]
    own_words = _QUOTED.sub(
        lambda quoted: " " if any(quoted[1].strip().casefold() in one for one in heard) else quoted[0], text
    )
    known = {(_plain(match), _unit(told, match)) for match in _FIGURE.finditer(told)}
    found = [
        match.group()
        for match in _FIGURE.finditer(own_words)
        if (_plain(match), _unit(own_words, match)) not in known
    ]
    for words, lookalikes in _kinds():
        claim = words.search(lookalikes.sub(" ", text))
        if claim and not _made(words, lookalikes.sub(" ", told)):
            found.append(claim.group())
    return found


def _made(words: re.Pattern[str], told: str) -> bool:
    return any(not _NEGATION.search(told[: match.start()]) for match in words.finditer(told))


def _plain(figure: re.Match[str]) -> str:
    return re.sub(r"[\u00a0 ]", "", figure.group()).replace(",", ".")


def _unit(text: str, figure: re.Match[str]) -> str:
    """The unit that stands beside a figure; empty for none, or for none of those above."""
    beside = (_AFTER.match(text, figure.end()), _BEFORE.search(text[: figure.start()]))
    for word in (match["unit"] for match in beside if match):
        for unit, words in _UNITS.items():
            if re.fullmatch(words, word, re.IGNORECASE):
                return unit
    return ""


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
