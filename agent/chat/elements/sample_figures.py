"""The figures of a representativeness report beyond its margins, as a card shows them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from agent.chat.elements.labels import TRAITS, named, number
from sight_domain.language import Language, Text

Name = Callable[[str], str]

_FIGURES = {
    "association": Text(
        en="of the attributes' association found", pl="związków między cechami odtworzonych w próbie"
    ),
    "two_way": Text(en="mean two-way distance (TVD)", pl="średnia odległość par cech (TVD)"),
    "impossible": Text(en="impossible people", pl="osób niemożliwych"),
    "copies": Text(en="copies of others", pl="kopii innych osób"),
    "spread": Text(en="spread of traits against the norm", pl="rozrzut osobowości względem norm"),
    "names": Text(en="repeated full names", pl="powtórzonych imion i nazwisk"),
    "worth": Text(en="people this sample is worth (weights)", pl="tyle osób jest warta ta próba (wagi)"),
    "deff": Text(en="design effect", pl="efekt schematu"),
}


def figures(report: Mapping[str, Any], language: Language) -> list[dict[str, str]]:
    """``value`` and ``label`` of each figure that the report has."""
    joint, traits = report.get("joint") or {}, (report.get("traits") or {}).get("traits") or []
    names, weights = report.get("names") or {}, report.get("weights") or {}
    found: list[tuple[str, str]] = []
    if (kept := joint.get("association_kept")) is not None:
        found.append((f"{kept * 100:.0f}%", "association"))
    if joint:
        found.append((number(joint["mean_tvd"], language, 3), "two_way"))
    found.append((str(report.get("impossible_people", 0)), "impossible"))
    found.append((str(report.get("cloned_people", 0)), "copies"))
    if traits:
        ratios = [trait["sd_ratio"] for trait in traits]
        low, high = (number(edge, language, 2) for edge in (min(ratios), max(ratios)))
        found.append((f"{low}–{high}", "spread"))
    if names:
        found.append((str(names["repeated_full_names"]), "names"))
    if weights:
        found.append((number(weights["n_eff"], language, 0), "worth"))
        found.append((number(weights["deff"], language, 2), "deff"))
    return [{"value": value, "label": _FIGURES[key].to(language)} for value, key in found]


def pair_rows(report: Mapping[str, Any], language: Language, name: Name) -> list[dict[str, str]]:
    """Every pair of attributes: distance, its place among random samples, Cramér's V here and in the target."""
    return [
        {
            "pair": f"{named(name(pair['dimensions'][0]))} × {name(pair['dimensions'][1])}",
            "tvd": number(pair["tvd"], language, 3),
            "percentile": number(pair["srmse_percentile"], language, 0),
            "sample": _v(pair.get("cramers_v_uncorrected"), language),
            "corrected": _v(pair.get("cramers_v_sample"), language),
            "target": _v(pair.get("cramers_v_target"), language),
        }
        for pair in (report.get("joint") or {}).get("pairs") or []
    ]


def trait_rows(report: Mapping[str, Any], language: Language) -> list[dict[str, str]]:
    """Every trait: mean and spread against the norm of the same sex and age."""
    return [
        {
            "trait": TRAITS[trait["trait"]].to(language),
            "mean": number(trait["mean_z"], language, 2),
            "ratio": number(trait["sd_ratio"], language, 2),
            "p": number(trait["ks_p_holm"], language, 3),
        }
        for trait in (report.get("traits") or {}).get("traits") or []
    ]


def _v(value: float | None, language: Language) -> str:
    return "–" if value is None else number(value, language, 2)
