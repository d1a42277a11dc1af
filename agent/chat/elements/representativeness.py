"""The sample against its target population: one small chart per attribute, and the verdict in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from agent.chat.elements.labels import named, number, said
from agent.chat.elements.pieces import Chart, Desk, Panel, Piece, Showing
from agent.chat.elements.sample_figures import figures, pair_rows, trait_rows
from sight_domain.language import Language, Text
from sight_domain.populations.service import label

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

_NAMES = {
    "gender": Text(en="gender", pl="płeć"),
    "age_group": Text(en="age", pl="wiek"),
    "region": Text(en="region", pl="region"),
    "settlement": Text(en="place of residence", pl="miejsce zamieszkania"),
    "education": Text(en="education", pl="wykształcenie"),
    "income_bracket": Text(en="net income", pl="dochód netto"),
}
_WORDS = {
    "title": Text(en="Sample against target population", pl="Próba a populacja docelowa"),
    "off": Text(
        en="Largest gap to the target, in persons:", pl="Największa różnica względem celu, w osobach:"
    ),
    "attribute": Text(en="Attribute", pl="Cecha"),
    "held": Text(en="the guarantee holds", pl="gwarancja spełniona"),
    "broken": Text(en="the guarantee does not hold", pl="gwarancja niespełniona"),
    "figures": Text(en="Beyond the margins:", pl="Poza rozkładami brzegowymi:"),
    "pairs": Text(en="Pairs of attributes", pl="Pary cech"),
    "pair": Text(en="Pair", pl="Para"),
    "tvd": Text(en="Distance (TVD)", pl="Odległość (TVD)"),
    "percentile": Text(en="Closer random samples, %", pl="Bliższe próby losowe, %"),
    "v_sample": Text(en="Cramér's V, sample", pl="V Craméra, próba"),
    "v_corrected": Text(en="V, corrected for bias", pl="V z poprawką na obciążenie"),
    "v_target": Text(en="Cramér's V, target", pl="V Craméra, cel"),
    "traits": Text(en="Traits against the norm", pl="Osobowość a normy"),
    "trait": Text(en="Trait", pl="Cecha"),
    "mean": Text(en="Mean (SDs)", pl="Średnia (odch. stand.)"),
    "ratio": Text(en="Ratio of SDs", pl="Iloraz odch. stand."),
    "ks": Text(en="KS test, p (Holm)", pl="Test KS, p (Holm)"),
    "sources": Text(en="Where the target comes from", pl="Skąd pochodzi cel"),
    "notes": Text(en="What this does and does not prove", pl="Czego to dowodzi, a czego nie"),
}
_TARGET = Text(en="target", pl="cel")
_OBSERVED = Text(en="sample", pl="próba")
_LONGEST_LABEL = 34
_TARGET_COLOUR, _OBSERVED_COLOUR, _INK = "#9aa5b1", "#2f6f6a", "#7b8794"


async def checked(result: dict[str, Any], desk: Desk) -> Showing:
    """`check_representativeness`: verdict, gaps in persons and the chart."""
    return Showing("", fit_pieces(result, desk.actor.language))


def fit_pieces(report: Mapping[str, Any], language: Language) -> list[Piece]:
    """Verdict and chart of a report; nothing when there is no report."""
    fits = [fit for fit in report.get("dimensions", []) if fit.get("observed")]
    if not fits:
        return []
    props = {
        "labels": said(_WORDS, language),
        "verdict": report["verdict"],
        "rows": [{"attribute": named(_name(fit, language)), "off": _gap(fit, language)} for fit in fits],
        "held": bool(report.get("is_statistically_valid")),
        "why": list(report.get("why", [])),
        "figures": figures(report, language),
        "pairs": pair_rows(report, language, lambda dimension: _dimension(dimension, language)),
        "traits": trait_rows(report, language),
        "sources": list(report.get("sources", [])),
        "notes": list(report.get("notes", [])),
    }
    pieces: list[Piece] = [Panel("Representativeness", props)]
    # An attribute with one category, such as gender in a study of women, has nothing to draw.
    drawn = [fit for fit in fits if len(set(fit["target"]) | set(fit["observed"])) > 1]
    if drawn:
        country = (report.get("provenance") or {}).get("country", "PL")
        pieces.append(Chart(_WORDS["title"].to(language), chart(drawn, language, country)))
    return pieces


def chart(fits: Sequence[Mapping[str, Any]], language: Language, country: str = "PL") -> Figure:
    """Target and observed shares as horizontal bars, one panel per attribute.

    Args:
        fits: entries of ``dimensions``; `target` and `observed` map category codes to shares 0-1.
    """
    from plotly.graph_objects import Bar
    from plotly.subplots import make_subplots

    counts = [len(_categories(fit)) for fit in fits]
    figure: Figure = make_subplots(
        rows=len(fits),
        cols=1,
        row_heights=[count + 0.6 for count in counts],
        vertical_spacing=min(0.06, 0.5 / max(len(fits), 1)),
        subplot_titles=[named(_name(fit, language)) for fit in fits],
    )
    for row, fit in enumerate(fits, start=1):
        codes = _categories(fit)[::-1]
        words = [_short(label(fit["dimension"], code, language, country=country)) for code in codes]
        for shares, name, colour in (
            (fit["observed"], _OBSERVED, _OBSERVED_COLOUR),
            (fit["target"], _TARGET, _TARGET_COLOUR),
        ):
            bars = Bar(
                x=[shares.get(code, 0.0) for code in codes],
                y=words,
                orientation="h",
                name=name.to(language),
                legendgroup=name.en,
                showlegend=row == 1,
                marker={"color": colour, "cornerradius": 3},
                hovertemplate="%{y}: %{x:.1%}<extra>" + name.to(language) + "</extra>",
            )
            figure.add_trace(bars, row=row, col=1)
    figure.update_xaxes(tickformat=".0%", gridcolor="rgba(127,127,127,0.18)", zeroline=False, nticks=6)
    figure.update_yaxes(automargin=True, ticks="outside", ticklen=8, tickcolor="rgba(0,0,0,0)")
    figure.update_annotations(font={"size": 13, "color": _INK}, x=0, xanchor="left")
    figure.update_layout(
        barmode="group",
        bargap=0.28,
        bargroupgap=0.08,
        height=90 + 34 * sum(counts) + 42 * len(fits),
        margin={"l": 8, "r": 16, "t": 56, "b": 24},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"family": "inherit", "size": 12, "color": _INK},
        legend={
            "orientation": "h",
            "x": 1,
            "xanchor": "right",
            "y": 1,
            "yanchor": "bottom",
            "traceorder": "reversed",
        },
        separators=", " if language == "pl" else ".,",
    )
    return figure


def _categories(fit: Mapping[str, Any]) -> list[str]:
    return [*fit["target"], *(code for code in fit["observed"] if code not in fit["target"])]


def _name(fit: Mapping[str, Any], language: Language) -> str:
    return _dimension(fit["dimension"], language)


def _dimension(dimension: str, language: Language) -> str:
    known = _NAMES.get(dimension)
    return known.to(language) if known else dimension


def _gap(fit: Mapping[str, Any], language: Language) -> str:
    gap = fit.get("max_margin_error_persons")
    return "–" if gap is None else number(gap, language, 2)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_LABEL else text[: _LONGEST_LABEL - 1].rstrip() + "…"
