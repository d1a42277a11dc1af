"""Which of the two languages a message is written in."""

from __future__ import annotations

from collections.abc import Sequence

from sight_domain.language import Language
from sight_domain.llm.offline.planner.exchange import Exchange
from sight_domain.llm.offline.planner.lexicon import resource
from sight_domain.llm.offline.planner.text import words

_POLISH_LETTERS = frozenset("ąćęłńóśźż")


def detect(text: str) -> Language | None:
    """``"pl"``, ``"en"``, or None when the text gives no sign (``"prj_… 20"``).

    Signs: Polish letters count two each, function words and frequent endings one.
    """
    signs = resource("languages.yaml")
    polish = english = 0.0
    for word in words(text):
        lowered = word.text.lower()
        # A name such as Łódź or Zofią inside an English sentence says little about the sentence.
        letters = sum(letter in _POLISH_LETTERS for letter in lowered)
        polish += min(letters, 1) * (0.6 if word.text[:1].isupper() and word.start else 2)
        polish += word.folded in signs["pl"]["words"]
        english += word.folded in signs["en"]["words"]
        if len(word.folded) > 4:
            polish += 0.7 * any(word.folded.endswith(end) for end in signs["pl"]["endings"])
            english += 0.7 * any(word.folded.endswith(end) for end in signs["en"]["endings"])
    if polish == english:
        return None
    return "pl" if polish > english else "en"


def language_of(messages: Sequence[Exchange], default: Language) -> Language:
    """The language of the last user message that gives a sign, else ``default``."""
    for message in reversed(messages):
        if message.role == "user":
            found = detect(message.text)
            if found is not None:
                return found
    return default
