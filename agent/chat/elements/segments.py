"""The groups of a sample: how large each is, in what it is unlike the rest, who is in it."""

from __future__ import annotations

from typing import Any

from agent.chat.elements.labels import number, of_people, percent, said
from agent.chat.elements.pieces import Desk, Panel, Showing
from sight_domain.language import Text

_NAMED = 8
_WORDS = {
    "more": Text(en="and others", pl="i inni"),
    "nobody": Text(en="nobody in this sample", pl="nikt w tej próbie"),
}
_TITLES = {
    "demographics": Text(en="Segments", pl="Segmenty"),
    "clusters": Text(en="Clusters", pl="Skupienia"),
}
_SILHOUETTE = Text(en="mean silhouette", pl="średnia sylwetka")
_STABILITY = Text(en="stability", pl="stabilność")


async def parted(result: dict[str, Any], desk: Desk) -> Showing:
    """`segment_personas`: one row a group."""
    language = desk.actor.language
    trust = [
        f"{name.to(language)} {number(result[key], language, 2)}"
        for key, name in (("silhouette", _SILHOUETTE), ("stability", _STABILITY))
        if result.get(key) is not None
    ]
    props = {
        "labels": {**said(_WORDS, language), "title": _TITLES[result["by"]].to(language)},
        "about": "; ".join([of_people(result["n"], language), *trust]),
        "segments": [
            {
                "name": segment["name"],
                "description": segment["description"],
                "count": of_people(segment["n"], language),
                "share": segment["share"],
                "text": percent(segment["share"]),
                "people": [person["full_name"] for person in segment["personas"][:_NAMED]],
                "others": segment["n"] > _NAMED,
            }
            for segment in result["segments"]
        ],
        "notes": list(result.get("notes", [])),
    }
    return Showing("", [Panel("Segments", props)])
