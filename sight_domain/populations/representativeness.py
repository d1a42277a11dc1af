"""Does a stored sample have the target's shares, jointly too? The report says so, and what it does not prove."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sight_domain.language import Language
from sight_domain.populations.chi_square import RANDOM_SAMPLES
from sight_domain.populations.design_effect import design_effect, effective_size
from sight_domain.populations.fit_schemas import (
    Provenance,
    RepresentativenessReport,
    SourceUsed,
    WeightsFit,
)
from sight_domain.populations.fit_wording import faults_of, notes_of, reasons_of, verdict_of
from sight_domain.populations.joint import joint_of
from sight_domain.populations.joint_fit import joint_fit
from sight_domain.populations.margins import keeps_guarantee, margin_fits, quota_fits
from sight_domain.populations.names_report import names_fit
from sight_domain.populations.pack import Pack
from sight_domain.populations.possibility import contradictions
from sight_domain.populations.profiles import clones, repeated_profiles
from sight_domain.populations.schemas import Respondent
from sight_domain.populations.target import TargetPopulation, age_bounds
from sight_domain.populations.traits_report import traits_fit

if TYPE_CHECKING:
    from numpy.typing import NDArray


def representativeness(
    respondents: Sequence[Mapping[str, Any] | Respondent],
    target: TargetPopulation,
    *,
    language: Language = "en",
    samples: int = RANDOM_SAMPLES,
) -> RepresentativenessReport:
    """Compare stored respondents with the target population: margins, pairs, traits, names, weights.

    Computed from what is stored, never from what the sampler meant. A label outside the target is an error that is
    shown; it is counted in ``n``. No respondents are never valid.

    Args:
        respondents: stored facts; ``age_group`` is taken as stored, ``weight`` is 1 where it is missing.
        target: the population they should stand for, quotas included.
        samples: simulated ones behind each p-value of a margin.
    """
    people = [r.model_dump() if isinstance(r, Respondent) else dict(r) for r in respondents]
    weights = _weights(people)
    joint = joint_of(target)
    fits = margin_fits(people, weights, joint, language=language, samples=samples)
    crossed = quota_fits(people, weights, joint, target.quotas, language=language, samples=samples)
    heaviest = float(weights.max()) if people else 1.0
    parts = {
        "n": len(people),
        "dimensions": fits,
        "crossed_quotas": crossed,
        "impossible_people": sum(bool(contradictions(p, joint.pack)) for p in people),
        "outside_target": sum(not _age_admitted(p, target) for p in people),
        "duplicate_profiles": repeated_profiles(people, (*joint.pack.sampled, "age", "occupation")),
        "cloned_people": clones(people),
        "joint": joint_fit(people, weights, joint),
        "traits": traits_fit(people, joint.pack),
        "names": names_fit(people, joint.pack),
        "weights": _weighting(weights),
        "sources": [
            f"{s.publisher}: {s.title.to(language)} ({s.year}; {s.licence.to(language)})"
            for s in joint.pack.sources
        ],
        "provenance": _provenance(joint.pack, language),
    }
    draft = RepresentativenessReport(**parts, is_statistically_valid=False, why=[], verdict="", notes=[])
    broken = [f for f in (*fits, *crossed) if not keeps_guarantee(f, heaviest=heaviest)]
    faults = faults_of(draft, broken)
    reasons = faults or reasons_of(draft)
    return draft.model_copy(
        update={
            "is_statistically_valid": not faults,
            "why": [reason.to(language) for reason in reasons],
            "verdict": verdict_of(draft, broken, faults, joint.pack).to(language),
            "notes": [note.to(language) for note in (*notes_of(draft), *joint.pack.caveats)],
        }
    )


def _weights(people: Sequence[Mapping[str, Any]]) -> NDArray:
    """Weights of mean 1.

    Raises:
        ValueError: a weight is 0, negative or no number.
    """
    import numpy as np

    raw = [float(p["weight"]) if p.get("weight") is not None else 1.0 for p in people]
    if any(not math.isfinite(w) or w <= 0 for w in raw):
        raise ValueError("weights must be above 0")
    return np.array(raw) / (sum(raw) / len(raw)) if raw else np.array([])


def _weighting(weights: NDArray) -> WeightsFit | None:
    if not weights.size or weights.max() - weights.min() < 1e-9:
        return None
    return WeightsFit(
        n_eff=effective_size(weights),
        deff=design_effect(weights),
        lowest=float(weights.min()),
        highest=float(weights.max()),
    )


def _age_admitted(person: Mapping[str, Any], target: TargetPopulation) -> bool:
    age = person.get("age")
    if not isinstance(age, int) or not target.youngest <= age <= target.oldest:
        return False
    group = person.get("age_group")
    if group not in target.pack.codes("age_group"):
        # The wrong label is reported with its dimension already.
        return True
    first, last = age_bounds(str(group))
    return first <= age <= last


def _provenance(pack: Pack, language: Language) -> Provenance:
    return Provenance(
        country=pack.country,
        pack_version=pack.version,
        reference_year=pack.reference_year,
        sources=[
            SourceUsed(
                title=s.title.to(language),
                publisher=s.publisher,
                year=str(s.year),
                licence=s.licence.to(language),
                url=s.url,
            )
            for s in pack.sources
        ],
        assumptions=[a.to(language) for a in pack.caveats],
    )
