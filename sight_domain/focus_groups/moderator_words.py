"""The moderator's short forms. Names stand in the nominative, where Polish needs no inflection of them.

``{quote}`` and ``{other}`` are words of the person named, as they were said.
"""

from __future__ import annotations

from collections.abc import Mapping

from sight_domain.focus_groups.talk import Act
from sight_domain.language import Text

WORDS: Mapping[Act, tuple[Text, ...]] = {
    Act.DIRECT_PROBE: (
        Text(en="“{quote}” What makes you say that, {name}?", pl="„{quote}” Skąd takie zdanie ma {name}?"),
        Text(en="“{quote}” Can you give an example, {name}?", pl="„{quote}” Jaki przykład poda {name}?"),
        Text(
            en="“{quote}” What do you have in mind, {name}?", pl="„{quote}” Co konkretnie ma na myśli {name}?"
        ),
    ),
    Act.REDIRECT_TO_GROUP: (
        Text(en="How do the others see it? {name}?", pl="Jak widzą to inni? {name}?"),
        Text(en="And {name}, does that fit you?", pl="Czy podobnie ma {name}?"),
        Text(en="{name}, what would you say to that?", pl="A co na to {name}?"),
    ),
    Act.INVITE_DISSENT: (
        Text(en="Does anybody see it differently?", pl="Czy ktoś widzi to inaczej?"),
        # Neither for nor against: all may be of one mind either way.
        Text(en="And what would the other side say?", pl="A co powiedziałaby druga strona?"),
        Text(en="Who would disagree?", pl="Kto się z tym nie zgadza?"),
    ),
    Act.REFLECT_CONTRADICTION: (
        Text(
            en="{name}, first: “{quote}” Then: “{other}” How do the two go together?",
            pl="Najpierw: „{quote}” Potem: „{other}” Jak jedno z drugim godzi {name}?",
        ),
        Text(
            en="“{quote}” And also: “{other}” Which weighs more with you, {name}?",
            pl="„{quote}” A także: „{other}” Co ma większą wagę, co powie {name}?",
        ),
    ),
    Act.REACTIVATE_SILENT: (
        Text(en="{name}, how do you see it?", pl="Jak widzi to {name}?"),
        Text(en="And what about you, {name}?", pl="A co na to {name}?"),
        Text(en="{name}, and you?", pl="Co o tym sądzi {name}?"),
    ),
    Act.CLOSE: (
        Text(en="Thank you all.", pl="Dziękuję wszystkim."),
        Text(en="Thank you, that was all.", pl="Dziękuję, to już wszystko."),
    ),
}
