"""What is to be said to one respondent: the words after whom they are for."""

from __future__ import annotations

import re

from sight_domain.language import Language
from sight_domain.llm.offline.planner.slots.second_person import to_their_face
from sight_domain.llm.offline.planner.text import fold, sentence_case

_ADDRESSED = re.compile(
    r"\b(?:zapyta\w*|spyta\w*|pytaj|popytaj|dopytaj|ask|interview|talk (?:to|with)|speak (?:to|with)|chat with|"
    r"(?:porozmawia\w*|pogada\w*|wywiad\w*|rozmow\w*)(?: ze?)?|tell|powiedz)\s+"
)
_LEAD = re.compile(r"^[\s,;:–—-]+")
_ABOUT = re.compile(r"(?:o to|about|on|o)[\s,]+")
_POSSESSIVE = re.compile(r"^(?:her|his|their)\b")
_QUESTION = re.compile(
    r"(?:what|how|why|when|where|who|which|would|do|does|did|is|are|can|whether|if|co|jak|ile|dlaczego|czemu|kiedy|gdzie|"
    r"kto|czy|czym|jaki\w*|ktor\w*|po co|za co|skad|za ile|z kim|na ile)\b"
)
_PERSON = re.compile(
    r"\s*(?:per_[0-9a-z_]+|(?:the\s+|this\s+|that\s+|tę\s+|tą\s+|tego\s+|tej\s+)?[^\W_]+"
    r"(?:\s+(?:respondent\w*|person|osob\w+|participant)|\s+(?P<surname>[A-ZĆŁŚŹŻ][^\W\d_]+(?:-[^\W\d_]+)?))?)"
)


def message_to(text: str, language: Language) -> str:
    """What a request like "ask Anna, why …" wants said; empty when it names nobody or nothing to say.

    A question stays one ("Zapytaj Annę, dlaczego nie" -> "Dlaczego nie?"); a matter becomes a request to tell about it
    ("Porozmawiaj z Anną o porankach" -> "Opowiedz o porankach.").
    """
    addressed = _ADDRESSED.search(fold(text))
    if addressed is None:
        return ""
    rest = _LEAD.sub("", _after_the_person(text[addressed.end() :]))
    about = _ABOUT.match(fold(rest))
    matter = rest[about.end() :].strip(" .!") if about else ""
    if about and _QUESTION.match(fold(matter)):
        rest = matter
    elif matter:
        if matter.endswith("?"):
            return sentence_case(matter)
        if language == "pl":
            return f"Opowiedz o {matter}."
        return f"Tell me about {_POSSESSIVE.sub('your', matter)}."
    rest = rest.strip(" .!")
    if not rest:
        return ""
    asks = bool(_QUESTION.match(fold(rest)))
    ends = "" if rest.endswith("?") else "?" if asks else "."
    # What follows a colon is said just so; a reported question speaks of the person, who is now spoken to.
    reported = asks and ":" not in text[addressed.end() :].partition(rest)[0]
    return sentence_case(to_their_face(rest, language) if reported else rest) + ends


def _after_the_person(text: str) -> str:
    """The text without the words at its beginning that say whom it is for: an id, a name with its surname, a pronoun."""
    person = _PERSON.match(text)
    if person is None:
        return text
    surname = person["surname"]
    is_word_of_question = surname is not None and _QUESTION.fullmatch(fold(surname))
    return text[person.start("surname") if is_word_of_question else person.end() :]
