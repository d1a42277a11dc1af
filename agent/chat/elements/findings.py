"""What a group's analysis found, on its card: whose words a sentence rests on, who stands where, what to ask next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from agent.chat.elements.labels import number, percent
from sight_domain.language import Language, Text

_AGREEMENT = Text(
    en="Two independent readings: Krippendorff's alpha {alpha} on who raised what, {stance} on for or against; "
    "{both} findings by both, {one} by one only.",
    pl="Dwa niezależne odczytania: alfa Krippendorffa {alpha} co do tego, kto co poruszył, {stance} co do stron; "
    "wskazania obu: {both}, tylko jednego: {one}.",
)
_SATURATION = Text(
    en="No new theme in the last {since} of {turns} answers.",
    pl="Odpowiedzi bez nowego tematu na końcu rozmowy: {since} z {turns}.",
)
_COVERAGE = Text(en="Estimated coverage of themes: {share}.", pl="Szacowane pokrycie tematów: {share}.")
_SIDES = Text(
    en="in favour {in_favour}, against {against}; tension {tension}",
    pl="za: {in_favour}, przeciw: {against}; napięcie {tension}",
)
_APART = Text(
    en="{theme}: {in_favour} in favour, {against} against", pl="{theme}; za: {in_favour}; przeciw: {against}"
)
_ALONE = {
    "for": Text(en="{theme}: in favour, {others} against", pl="{theme}: głos za (przeciw: {others})"),
    "against": Text(en="{theme}: against, {others} in favour", pl="{theme}: głos przeciw (za: {others})"),
}
_WHOLE_TALK = Text(en="The talk as a whole", pl="Całość rozmowy")
_METRICS = {
    "median_words": Text(en="Median words of a turn", pl="Mediana słów w wypowiedzi"),
    "short_turn_share": Text(en="Turns under 25 words", pl="Wypowiedzi poniżej 25 słów"),
    "reply_chain_depth": Text(en="Reply-chain depth", pl="Głębokość wymiany zdań"),
    "participation_gini": Text(en="Inequality of participation (Gini)", pl="Nierówność udziału (Gini)"),
    "moderator_word_share": Text(en="Moderator's words", pl="Słowa moderatora"),
    "theme_reach": Text(en="Reach of themes", pl="Zasięg tematów"),
}
_SHARES = frozenset({"short_turn_share", "moderator_word_share", "theme_reach"})


def cited(summary: Mapping[str, Any] | None, key: str, plain: str) -> list[dict[str, Any]]:
    """Sentences with the ids of the turns they rest on; `plain` names the text of a summary that has no citations."""
    found = summary or {}
    if found.get(key):
        return [{"text": one["text"], "turns": one["turn_ids"]} for one in found[key]]
    texts = found.get(plain) or []
    return [{"text": text, "turns": []} for text in ([texts] if isinstance(texts, str) else texts)]


def sides(theme: Mapping[str, Any], language: Language) -> str:
    """How many stand on either side of a theme, and how far apart."""
    if not theme.get("reach_either"):
        return ""
    tension = number(theme["tension"], language, 2)
    return _SIDES.to(language).format(in_favour=theme["in_favour"], against=theme["against"], tension=tension)


def findings(summary: Mapping[str, Any] | None, language: Language) -> dict[str, Any]:
    """All that was computed from the two readings, in lines."""
    found = summary or {}
    curve = found.get("saturation")
    lines = []
    if agreement := found.get("agreement"):
        lines.append(
            _AGREEMENT.to(language).format(
                alpha=_alpha(agreement.get("alpha"), language),
                stance=_alpha(agreement.get("alpha_stance"), language),
                both=agreement["raised_by_both"],
                one=agreement["raised_by_one"],
            )
        )
    if curve:
        told = _SATURATION.to(language).format(since=curve["turns_since_new"], turns=curve["turns"])
        if curve.get("coverage") is not None:
            told += " " + _COVERAGE.to(language).format(share=percent(curve["coverage"]))
        lines.append(told)
    return {
        "lines": lines,
        "warning": (agreement or {}).get("warning", ""),
        "disagreements": [_apart(one, language) for one in found.get("disagreements") or ()],
        "outliers": [_alone(one, language) for one in found.get("outliers") or ()],
        "askNext": [{"text": one["question"], "turn": one["turn_id"]} for one in found.get("ask_next") or ()],
    }


def beside_people(metrics: Mapping[str, Any], language: Language) -> list[dict[str, str]]:
    """The metrics of the talk beside those of human groups, with what is unlike them."""
    return [
        {
            "label": _METRICS[one["metric"]].to(language),
            "value": _metric(one["metric"], one["value"], language),
            "human": _metric(one["metric"], one["human"], language),
            "warning": one["warning"],
        }
        for one in metrics.get("human", [])
    ]


def _metric(metric: str, value: float, language: Language) -> str:
    if metric in _SHARES:
        return percent(value)
    return number(value, language, 2 if metric == "participation_gini" else 1)


def _alpha(value: float | None, language: Language) -> str:
    return "–" if value is None else number(value, language, 2)


def _apart(one: Mapping[str, Any], language: Language) -> str:
    names = {
        side: ", ".join(stand["persona_name"] for stand in one[side]) for side in ("in_favour", "against")
    }
    return _APART.to(language).format(theme=one["theme"], **names)


def _alone(one: Mapping[str, Any], language: Language) -> dict[str, Any]:
    theme = one.get("theme") or _WHOLE_TALK.to(language)
    quote = one["quote"]
    return {
        "line": _ALONE[one["stance"]].to(language).format(theme=theme, others=one["others"]),
        "quote": {"text": quote["text"], "speaker": quote["persona_name"], "turn": quote["turn_id"]},
    }
