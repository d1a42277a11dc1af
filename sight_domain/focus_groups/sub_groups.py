"""The sub-groups of a group's participants by which the reach of a theme is told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sight_domain.focus_groups.themes import SubGroup
from sight_domain.ids import Kind, to_public
from sight_domain.language import Language, Text
from sight_domain.populations.service import label, load_pack

if TYPE_CHECKING:
    from sight_domain.personas.models import Persona

DIMENSIONS = ("gender", "age_group", "education", "settlement")
_ROOM = Text(en="room {n}", pl="podgrupa {n}")


def sub_groups(
    people: Sequence[Persona], rooms: Sequence[Sequence[int]], language: Language
) -> list[SubGroup]:
    """By gender, age group, education and settlement, and by room where there are several; a dimension in which all
    are alike has none.

    Args:
        people: the participants in the order of their places.
        rooms: the places in each room.
    """
    ids = [to_public(Kind.PERSONA, person.id) for person in people]
    found: list[SubGroup] = []
    for dimension in DIMENSIONS:
        members: dict[str, set[str]] = defaultdict(set)
        for person, public_id in zip(people, ids, strict=True):
            members[str(person.respondent[dimension])].add(public_id)
        if len(members) > 1:
            country = people[0].respondent["country"]
            found += [
                SubGroup(
                    dimension, label(dimension, code, language, country=country), frozenset(members[code])
                )
                for code in load_pack(country).codes(dimension)
                if code in members
            ]
    if len(rooms) > 1:
        found += [
            SubGroup("room", _ROOM.to(language).format(n=number), frozenset(ids[place] for place in places))
            for number, places in enumerate(rooms, start=1)
        ]
    return found
