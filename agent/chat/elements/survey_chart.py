"""The closed questions of a survey as one chart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sight_domain.language import Language

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

_LONGEST_LABEL = 40
_COLOUR, _INK = "#2f6f6a", "#7b8794"


def chart(questions: Sequence[Mapping[str, Any]], language: Language) -> Figure:
    """Shares of each option as horizontal bars with their 95 % intervals, one panel per question.

    Args:
        questions: entries of ``questions`` with a `distribution`; `intervals` where there are any.
    """
    from plotly.graph_objects import Bar
    from plotly.subplots import make_subplots

    counts = [len(question["distribution"]) for question in questions]
    figure: Figure = make_subplots(
        rows=len(questions),
        cols=1,
        row_heights=[count + 0.6 for count in counts],
        vertical_spacing=min(0.06, 0.5 / len(questions)),
        subplot_titles=[shortened(question["text"], 90) for question in questions],
    )
    for row, question in enumerate(questions, start=1):
        options = list(question["distribution"])[::-1]
        shares = [question["distribution"][option] for option in options]
        bounds = question.get("intervals") or {}
        bars = Bar(
            x=shares,
            y=list(range(len(options))),
            customdata=options,
            orientation="h",
            showlegend=False,
            marker={"color": _COLOUR, "cornerradius": 3},
            error_x={
                "type": "data",
                "symmetric": False,
                "array": [bounds[o][1] - s for o, s in zip(options, shares, strict=True)],
                "arrayminus": [s - bounds[o][0] for o, s in zip(options, shares, strict=True)],
                "color": _INK,
                "thickness": 1,
                "width": 3,
            }
            if bounds
            else None,
            hovertemplate="%{customdata}: %{x:.1%}<extra></extra>",
        )
        figure.add_trace(bars, row=row, col=1)
        # By place: two long options that begin alike would be one category.
        labels = [shortened(option, _LONGEST_LABEL) for option in options]
        figure.update_yaxes(tickvals=list(range(len(options))), ticktext=labels, row=row, col=1)
    figure.update_xaxes(tickformat=".0%", gridcolor="rgba(127,127,127,0.18)", zeroline=False, nticks=6)
    figure.update_yaxes(automargin=True, ticks="outside", ticklen=8, tickcolor="rgba(0,0,0,0)")
    figure.update_annotations(font={"size": 13, "color": _INK}, x=0, xanchor="left")
    figure.update_layout(
        bargap=0.35,
        height=90 + 30 * sum(counts) + 42 * len(questions),
        margin={"l": 8, "r": 16, "t": 56, "b": 24},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"family": "inherit", "size": 12, "color": _INK},
        separators=", " if language == "pl" else ".,",
    )
    return figure


def shortened(text: str, longest: int) -> str:
    """At most `longest` characters, with the sign that it is cut."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"
