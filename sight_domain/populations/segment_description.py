"""A segment of a target in words: how large it is, and in what it is unlike the whole target."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sight_domain.language import LANGUAGES, Language, Text
from sight_domain.populations.joint import Joint, joint_of
from sight_domain.populations.pack import Pack
from sight_domain.populations.packs import DIMENSION_NAMES, label
from sight_domain.populations.segments import Segment, segments_of
from sight_domain.populations.target import TargetPopulation

# Differences are told from so many points on, and no more than so many of either kind.
NOTABLE, MOST = 0.08, 3


@dataclass(frozen=True, slots=True)
class DescribedSegment:
    """One named group of a target.

    Attributes:
        id: a slug, as stored with respondents.
        share: its part of the target population, 0-1.
    """

    id: str
    name: Text
    share: float
    description: Text


@dataclass(frozen=True, slots=True)
class _Gap:
    dimension: str
    category: str
    here: float
    everywhere: float


def described_segments(target: TargetPopulation) -> list[DescribedSegment]:
    """The segments of a target, the largest first, with their shares in the population (not in a sample)."""
    joint = joint_of(target)
    found = [
        DescribedSegment(s.id, s.name, s.share, _description(s, joint)) for s in segments_of(joint, target)
    ]
    return sorted(found, key=lambda segment: -segment.share)


def _description(segment: Segment, joint: Joint) -> Text:
    gaps = sorted(_gaps(segment, joint), key=lambda gap: -abs(gap.here - gap.everywhere))
    more = [g for g in gaps if g.here > g.everywhere][:MOST]
    # Of two categories, the one that is rarer says nothing new.
    told = {g.dimension for g in more if sum(share > 0 for share in joint.margin(g.dimension).values()) == 2}
    less = [g for g in gaps if g.here < g.everywhere and g.dimension not in told][:MOST]
    words = {language: _sentences(segment, more, less, joint.pack, language) for language in LANGUAGES}
    return Text(en=words["en"], pl=words["pl"])


def _sentences(segment: Segment, more: list[_Gap], less: list[_Gap], pack: Pack, language: Language) -> str:
    size = _percent(segment.share, language, digits=1)
    parts = [Text(en=f"{size} of the target population.", pl=f"{size} populacji docelowej.")]
    if more:
        told = _told(more, pack, language)
        parts.append(
            Text(
                en=f"More often than in the whole target: {told}.",
                pl=f"Częściej niż w całej populacji docelowej: {told}.",
            )
        )
    if less:
        told = _told(less, pack, language)
        parts.append(
            Text(en=f"Less often: {told}.", pl=f"Rzadziej: {told}.")
            if more
            else Text(
                en=f"Less often than in the whole target: {told}.",
                pl=f"Rzadziej niż w całej populacji docelowej: {told}.",
            )
        )
    return " ".join(part.to(language) for part in parts)


def _told(gaps: list[_Gap], pack: Pack, language: Language) -> str:
    return "; ".join(
        f"{DIMENSION_NAMES[g.dimension].to(language)} – {label(g.dimension, g.category, language, country=pack.country)} "
        f"({_percent(g.here, language)} / {_percent(g.everywhere, language)})"
        for g in gaps
    )


def _gaps(segment: Segment, joint: Joint) -> Iterable[_Gap]:
    """Notable differences of the segment's margins from the target's, in what its borders do not already say."""
    inside = joint.table[tuple(slice(low, high + 1) for low, high in segment.box.bounds)]
    for axis, dimension in enumerate(joint.pack.sampled):
        if dimension in segment.box.cut:
            continue
        low, _ = segment.box.bounds[axis]
        shares = inside.sum(axis=tuple(a for a in range(inside.ndim) if a != axis)) / inside.sum()
        for place, (code, everywhere) in enumerate(joint.margin(dimension).items()):
            here = float(shares[place - low]) if 0 <= place - low < len(shares) else 0.0
            if abs(here - everywhere) >= NOTABLE:
                yield _Gap(dimension, code, here, everywhere)


def _percent(share: float, language: Language, digits: int = 0) -> str:
    text = f"{share * 100:.{digits}f}"
    return f"{text.replace('.', ',')}%" if language == "pl" else f"{text}%"
