"""Named groups of a target population, by life stage, place, means and education.

The target's joint distribution is cut in two again and again, the largest group first, along the attribute that parts it
most evenly (life stage preferred, then place, means, education, sex; less so an attribute cut before). So the segments depend on the target alone: a later
top-up of the sample meets the same ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sight_domain.language import Text
from sight_domain.populations.joint import Joint
from sight_domain.populations.packs import fold
from sight_domain.populations.target import TargetPopulation, age_bounds

if TYPE_CHECKING:
    from numpy.typing import NDArray

WANTED, FEWEST = 7, 4
SMALLEST_SHARE, SMALLEST_IF_FEW = 0.10, 0.04
PREFERENCE = {"age_group": 1.4, "settlement": 1.0, "income_bracket": 0.6, "education": 0.5, "gender": 0.4}
FATIGUE = 0.8
LIFE_STAGES_BEGIN = (35, 55, 65)
CUT_ONCE = ("income_bracket", "education", "gender")
PLACES = {
    (0, 0): Text(en="in villages", pl="ze wsi"),
    (0, 1): Text(en="in villages and towns", pl="ze wsi i małych miast"),
    (0, 2): Text(en="outside the largest cities", pl="spoza największych miast"),
    (1, 1): Text(en="in towns", pl="z małych miast"),
    (1, 2): Text(en="in towns and mid-size cities", pl="z małych i średnich miast"),
    (1, 3): Text(en="in towns and cities", pl="z miast"),
    (2, 2): Text(en="in mid-size cities", pl="ze średnich miast"),
    (2, 3): Text(en="in cities", pl="z dużych miast"),
    (3, 3): Text(en="in the largest cities", pl="z największych miast"),
}
PEOPLE = {
    "all": {
        "young": Text(en="Young adults", pl="Młodzi"),
        "any": Text(en="Adults", pl="Dorośli"),
        "mature": Text(en="Mature adults", pl="Dojrzali"),
        "senior": Text(en="Seniors", pl="Seniorzy"),
    },
    "female": {
        "young": Text(en="Young women", pl="Młode kobiety"),
        "any": Text(en="Women", pl="Kobiety"),
        "mature": Text(en="Mature women", pl="Dojrzałe kobiety"),
        "senior": Text(en="Senior women", pl="Seniorki"),
    },
    "male": {
        "young": Text(en="Young men", pl="Młodzi mężczyźni"),
        "any": Text(en="Men", pl="Mężczyźni"),
        "mature": Text(en="Mature men", pl="Dojrzali mężczyźni"),
        "senior": Text(en="Senior men", pl="Starsi mężczyźni"),
    },
}
MEANS = {
    "lower": Text(en="lower incomes", pl="niższe dochody"),
    "upper": Text(en="higher incomes", pl="wyższe dochody"),
}
DIPLOMA = {
    True: Text(en="with a degree", pl="z wyższym wykształceniem"),
    False: Text(en="without a degree", pl="bez wyższego wykształcenia"),
}


@dataclass(frozen=True, slots=True)
class Box:
    """A part of the joint: for each axis, the first and last index admitted; ``cut`` names each cut's dimension."""

    bounds: tuple[tuple[int, int], ...]
    cut: tuple[str, ...] = ()

    def holds(self, cell: Sequence[int]) -> bool:
        return all(low <= c <= high for c, (low, high) in zip(cell, self.bounds, strict=True))

    def share(self, table: NDArray) -> float:
        return float(table[tuple(slice(low, high + 1) for low, high in self.bounds)].sum())


@dataclass(frozen=True, slots=True)
class Segment:
    """One named group: ``id`` is a slug, ``share`` its part of the target population, 0-1."""

    id: str
    name: Text
    share: float
    box: Box


def segments_of(joint: Joint, target: TargetPopulation) -> list[Segment]:
    """Up to seven segments that part the target among them; fewer where it is narrow."""
    boxes = [Box(tuple((0, k - 1) for k in joint.table.shape))]
    for smallest, wanted in ((SMALLEST_SHARE, WANTED), (SMALLEST_IF_FEW, FEWEST)):
        while len(boxes) < wanted:
            options = [(box, pair) for box in boxes if (pair := _best_cut(box, joint, smallest))]
            if not options:
                break
            box, pair = max(options, key=lambda option: option[0].share(joint.table))
            boxes[boxes.index(box) : boxes.index(box) + 1] = pair
    return [_named(box, joint, target) for box in boxes]


def slug_of(name: str) -> str:
    """The id that goes with a segment's English name."""
    return fold(name).replace("+", " plus").replace(",", "").replace(" ", "-")


def segment_of(segments: Sequence[Segment], cell: Sequence[int]) -> Segment:
    """The segment that a person's cell (indices in the order of ``pack.sampled``) lies in."""
    return next(s for s in segments if s.box.holds(cell))


def _best_cut(box: Box, joint: Joint, smallest: float) -> list[Box] | None:
    best: tuple[float, list[Box]] | None = None
    for dimension, pair in _cuts(box, joint):
        shares = [half.share(joint.table) for half in pair]
        if min(shares) < smallest:
            continue
        merit = PREFERENCE[dimension] * FATIGUE ** box.cut.count(dimension) * min(shares) / sum(shares)
        if best is None or merit > best[0]:
            best = merit, pair
    return best[1] if best else None


def _cuts(box: Box, joint: Joint) -> Iterator[tuple[str, list[Box]]]:
    for dimension in PREFERENCE:
        if dimension not in joint.pack.dimensions or (dimension in CUT_ONCE and dimension in box.cut):
            continue
        axis = joint.pack.sampled.index(dimension)
        low, high = box.bounds[axis]
        places = range(low, high)
        codes = joint.pack.codes(dimension)
        if dimension == "education":
            places = [p for p in places if codes[p + 1] == "tertiary"]
        if dimension == "age_group":
            places = [p for p in places if age_bounds(codes[p + 1])[0] in LIFE_STAGES_BEGIN]
        for place in places:
            pair = []
            for part in ((low, place), (place + 1, high)):
                bounds = (*box.bounds[:axis], part, *box.bounds[axis + 1 :])
                pair.append(replace(box, bounds=bounds, cut=(*box.cut, dimension)))
            yield dimension, pair


def _named(box: Box, joint: Joint, target: TargetPopulation) -> Segment:
    pack = joint.pack
    low, high = box.bounds[pack.sampled.index("age_group")]
    groups = [g for g in pack.codes("age_group")[low : high + 1] if g in target.admitted("age_group")]
    youngest = max(age_bounds(groups[0])[0], target.youngest)
    oldest = min(age_bounds(groups[-1])[1], target.oldest)
    genders = box.bounds[pack.sampled.index("gender")]
    codes = [g for g in pack.codes("gender")[genders[0] : genders[1] + 1] if g in target.admitted("gender")]
    people = PEOPLE[codes[0] if len(codes) == 1 else "all"][_life_stage(youngest, oldest)]
    years = f"{youngest}+" if oldest >= 100 else f"{youngest}–{oldest}"
    parts = [Text(en=f"{people.en} {years}", pl=f"{people.pl} {years}")]
    if "settlement" in box.cut:
        parts.append(PLACES[_admitted_span(box, target, "settlement")])
    if "education" in box.cut:
        level = box.bounds[pack.sampled.index("education")][1]
        parts.append(DIPLOMA[pack.codes("education")[level] == "tertiary"])
    name = Text(en=" ".join(p.en for p in parts), pl=" ".join(p.pl for p in parts))
    if "income_bracket" in box.cut:
        means = MEANS["lower" if box.bounds[pack.sampled.index("income_bracket")][0] == 0 else "upper"]
        name = Text(en=f"{name.en}, {means.en}", pl=f"{name.pl}, {means.pl}")
    return Segment(slug_of(name.en), name, box.share(joint.table), box)


def _admitted_span(box: Box, target: TargetPopulation, dimension: str) -> tuple[int, int]:
    low, high = box.bounds[target.pack.sampled.index(dimension)]
    codes = target.pack.codes(dimension)
    inside = [i for i in range(low, high + 1) if codes[i] in target.admitted(dimension)]
    return inside[0], inside[-1]


def _life_stage(youngest: int, oldest: int) -> str:
    if youngest >= 65:
        return "senior"
    if youngest >= 55:
        return "mature"
    return "young" if oldest <= 34 else "any"
