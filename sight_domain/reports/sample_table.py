"""The sample against its target as one flat table: a row for each category of each attribute."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sight_domain.reports.material import Material

SAMPLE_COLUMNS = (
    "dimension", "category", "label", "target_share", "sample_share", "people", "gap_persons", "dimension_tvd",
    "dimension_max_margin_error_persons", "dimension_chi_square", "dimension_p_value", "dimension_p_holm",
    "dimension_effect_size_w", "dimension_cramers_v",
)  # fmt: skip
_OF_DIMENSION = ("tvd", "max_margin_error_persons", "chi_square", "p_value", "p_holm", "effect_size_w", "cramers_v")  # fmt: skip


def sample_rows(material: Material) -> Iterable[dict[str, Any]]:
    """Target and sample shares (0-1), people, and the gap in persons; the attribute's own figures repeated in its rows."""
    report = material.payload.get("representativeness") or {}
    n = report.get("n") or 0
    for fit in report.get("dimensions") or ():
        target, observed, counts = fit.get("target") or {}, fit.get("observed") or {}, fit.get("counts") or {}
        for code in dict.fromkeys([*target, *observed]):
            due, share = target.get(code, 0.0), observed.get(code, 0.0)
            yield {
                "dimension": fit["dimension"],
                "category": code,
                "label": material.label(str(fit["dimension"]), code),
                "target_share": due,
                "sample_share": share,
                "people": counts.get(code),
                "gap_persons": (share - due) * n,
            } | {f"dimension_{key}": fit.get(key) for key in _OF_DIMENSION}
