"""Countries, voivodeships, cities and kinds of settlement."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from sight_domain.llm.offline.planner.lexicon import Hit, Lexicon, resource


@dataclass(frozen=True)
class Places:
    """Where the respondents live.

    ``cities`` are the cities named; a city is taken as its voivodeship and its size class, which is the nearest a
    sample by voivodeship and settlement can come. ``spans`` are the places in the text.
    """

    country: str | None = None
    regions: tuple[str, ...] = ()
    settlements: tuple[str, ...] = ()
    cities: tuple[str, ...] = ()
    spans: tuple[tuple[int, int], ...] = field(default=())


_US = re.compile(r"\b(?:US|U\.S\.A?\.?)(?!\w)")
_ORDER = ("rural", "town_under_100k", "city_100k_499k", "city_500k_plus")


@cache
def _lexicon() -> tuple[Lexicon, dict[str, tuple[str, str]]]:
    table = resource("places.yaml")
    patterns: dict[str, list[str]] = {}
    cities: dict[str, tuple[str, str]] = {}
    for names, region, settlement, title in table["cities"]:
        patterns[f"city:{title}"] = names
        cities[title] = (region, settlement)
    for group in ("regions", "settlements", "countries"):
        for key, names in table[group].items():
            patterns[f"{group}:{key}"] = names
    patterns["both:"] = table["both_cities"]
    patterns["any:"] = table["any_city"]
    return Lexicon(patterns), cities


def places(text: str) -> Places:
    """The places a text names, in its own order; nothing is added that it does not say."""
    lexicon, sizes = _lexicon()
    hits = _widest(lexicon.hits(text, forgiving=False))
    regions: dict[str, None] = {}
    settlements: dict[str, None] = {}
    cities: dict[str, None] = {}
    country: str | None = None
    for hit in hits:
        kind, _, value = hit.concept.partition(":")
        if kind == "regions":
            regions[value] = None
        elif kind == "settlements":
            settlements[value] = None
        elif kind in ("both", "any"):
            settlements.update(dict.fromkeys(_ORDER[2:] if kind == "both" else _ORDER[1:]))
        elif kind == "countries":
            country = country or value
        else:
            cities[value] = None
            region, settlement = sizes[value]
            regions[region] = None
            settlements[settlement] = None
    spans = [(hit.start, hit.end) for hit in hits]
    # Folded, the country would be a pronoun.
    if country is None and not text.isupper() and (named := _US.search(text)):
        country = "US"
        spans.append(named.span())
    if country not in (None, "PL"):
        settlements = {code: None for code in settlements if code not in {sizes[city][1] for city in cities}}
    return Places(
        country=country,
        regions=tuple(regions),
        settlements=tuple(settlements),
        cities=tuple(cities),
        spans=tuple(sorted(spans)),
    )


def _widest(hits: tuple[Hit, ...]) -> list[Hit]:
    """Without the hits that lie inside longer ones: "zachodniopomorskie" is not also "pomorskie"."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda found: (found.start - found.end, _preference(found))):
        if all(hit.last_word < other.first_word or hit.first_word > other.last_word for other in kept):
            kept.append(hit)
    # Country adjectives stand inside "large Polish cities"; the country is said all the same.
    for hit in hits:
        if hit.concept.startswith("countries:") and hit not in kept:
            kept.append(hit)
    return sorted(kept, key=lambda found: found.start)


def _preference(hit: Hit) -> int:
    return ("both", "city", "regions", "settlements", "any", "countries").index(hit.concept.partition(":")[0])
