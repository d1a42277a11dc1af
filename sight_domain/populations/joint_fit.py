"""Do the attributes of a sample hang together as in its target? Every pair of them, beside parametric draws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any, Literal

from sight_domain.populations.association import association_kept, cramers_v, srmse, two_way_tvd
from sight_domain.populations.fit_schemas import JointFit, PairFit
from sight_domain.populations.joint import Joint

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

DRAWS = 200
SIMULATION_SEED = 20_240_602
# Simulated people at a time, to bound memory.
CHUNK = 400_000
# A pair is out of line when its distance is so many standard deviations above that of random samples.
OUT_OF_LINE = 5.0
# Less association than this (phi squared over all pairs of the target) cannot be told from none.
LEAST_ASSOCIATION = 0.02


@dataclass(frozen=True)
class _Draws:
    """Figures of parametric draws: the SRMSE of each pair (draws x pairs), association kept, repeated cells (draws)."""

    srmse: NDArray
    kept: NDArray
    repeats: NDArray


def joint_fit(people: Sequence[Mapping[str, Any]], weights: NDArray, joint: Joint) -> JointFit | None:
    """The pairs of attributes of stored people against the target's; None below two people or two varying attributes.

    People with a label outside the target are left out here (their labels are reported by their dimension) and counted
    in ``left_out``. Percentiles are among 200 samples of the same (effective) size drawn from the target by plain lot, so
    a quota sample lies near 0 for distances. ``association`` is ``lost`` or ``exaggerated`` when the sample lies outside
    all 200: by plain lot that happens to one sample in a hundred. A single pair is ``out_of_line`` when its SRMSE lies five
    standard deviations above their mean.

    Args:
        people: stored facts, one code for each dimension of the pack.
        weights: one for each of them, > 0.
    """
    import numpy as np

    sampled = joint.pack.sampled
    axes = tuple(a for a, d in enumerate(sampled) if sum(share > 0 for share in joint.margin(d).values()) > 1)
    places = [{c: i for i, c in enumerate(joint.pack.codes(d))} for d in sampled]
    coded = [[codes.get(str(p.get(d)), -1) for d, codes in zip(sampled, places, strict=True)] for p in people]
    known = [i for i, cell in enumerate(coded) if min(cell) >= 0]
    if len(known) < 2 or len(axes) < 2:
        return None
    cells, weight = np.array(coded)[known], np.asarray(weights, dtype=float)[known]
    n, n_eff = len(known), float(weight.sum() ** 2 / (weight**2).sum())
    by_lot = _draws(joint, max(2, round(n_eff)), axes)
    pairs, shown, there = [], 0.0, 0.0
    for place, (a, b) in enumerate(combinations(axes, 2)):
        target = _pair_of(joint, a, b)
        observed = np.zeros_like(target)
        np.add.at(observed, (cells[:, a], cells[:, b]), weight / weight.sum())
        numerator, denominator = association_kept(observed, target)
        shown, there = shown + float(numerator), there + denominator
        error = srmse(observed, target)
        pairs.append(
            PairFit(
                dimensions=[sampled[a], sampled[b]],
                tvd=two_way_tvd(observed, target),
                srmse=error,
                srmse_percentile=_percentile(error, by_lot.srmse[:, place]),
                out_of_line=_out_of_line(error, by_lot.srmse[:, place]),
                cramers_v_sample=cramers_v(observed, n_eff),
                cramers_v_uncorrected=cramers_v(observed),
                cramers_v_target=cramers_v(target),
            )
        )
    kept = shown / there if there >= LEAST_ASSOCIATION else None
    mean_srmse = float(np.mean([p.srmse for p in pairs]))
    repeats = n - len(np.unique(np.ravel_multi_index(tuple(cells.T), joint.table.shape)))
    # Weighted samples hold more of some people by design.
    weighted = bool(np.ptp(weight) > 0)
    return JointFit(
        pairs=pairs,
        mean_tvd=float(np.mean([p.tvd for p in pairs])),
        mean_srmse=mean_srmse,
        srmse_percentile=_percentile(mean_srmse, by_lot.srmse.mean(axis=1)),
        association_kept=kept,
        association_percentile=None if kept is None else _percentile(kept, by_lot.kept),
        association_range=None if kept is None else np.quantile(by_lot.kept, [0.01, 0.99]).tolist(),
        association=_verdict(kept, by_lot.kept),
        repeated_cells=repeats,
        repeated_cells_expected=None if weighted else float(by_lot.repeats.mean()),
        too_many_repeats=not weighted and repeats > by_lot.repeats.max() + 1,
        draws=DRAWS,
        left_out=len(people) - n,
    )


def _verdict(kept: float | None, by_lot: NDArray) -> Literal["kept", "lost", "exaggerated"]:
    if kept is not None and kept < by_lot.min():
        return "lost"
    return "exaggerated" if kept is not None and kept > by_lot.max() else "kept"


def _out_of_line(error: float, simulated: NDArray) -> bool:
    return bool(error > simulated.mean() + OUT_OF_LINE * simulated.std())


def _percentile(value: float, simulated: NDArray) -> float:
    """Per cent of the simulated values at or below ``value``, 0-100."""
    return float((simulated <= value + 1e-12).mean() * 100)


def _pair_of(joint: Joint, a: int, b: int) -> NDArray:
    return joint.table.sum(axis=tuple(x for x in range(joint.table.ndim) if x not in (a, b)))


def _draws(joint: Joint, n: int, axes: tuple[int, ...]) -> _Draws:
    import numpy as np

    generator = np.random.default_rng([SIMULATION_SEED, n])
    at_once = max(1, min(DRAWS, CHUNK // n))
    chunks = [_some_draws(joint, n, axes, k, generator) for k in _parts(DRAWS, at_once)]
    return _Draws(
        *(np.concatenate([getattr(c, name) for c in chunks]) for name in ("srmse", "kept", "repeats"))
    )


def _parts(total: int, at_once: int) -> list[int]:
    return [min(at_once, total - start) for start in range(0, total, at_once)]


def _some_draws(joint: Joint, n: int, axes: tuple[int, ...], draws: int, generator: Generator) -> _Draws:
    import numpy as np

    shares = joint.table.ravel()
    heights = np.cumsum(shares)
    drawn = np.searchsorted(heights, generator.random((draws, n)) * heights[-1], side="right")
    drawn = np.minimum(drawn, np.flatnonzero(shares)[-1])
    codes = np.unravel_index(drawn, joint.table.shape)
    draw = np.arange(draws)[:, None]
    errors, shown, there = [], np.zeros(draws), 0.0
    for a, b in combinations(axes, 2):
        target = _pair_of(joint, a, b)
        flat = (draw * target.shape[0] + codes[a]) * target.shape[1] + codes[b]
        tables = np.bincount(flat.ravel(), minlength=draws * target.size).reshape(draws, *target.shape) / n
        errors.append(np.sqrt(((tables - target) ** 2).mean(axis=(1, 2))) / target.mean())
        numerators, denominator = association_kept(tables, target)
        shown, there = shown + numerators, there + denominator
    ordered = np.sort(drawn, axis=1)
    return _Draws(
        srmse=np.stack(errors, axis=1),
        kept=shown / there if there > 0 else np.ones(draws),
        repeats=n - 1 - (ordered[:, 1:] != ordered[:, :-1]).sum(axis=1),
    )
