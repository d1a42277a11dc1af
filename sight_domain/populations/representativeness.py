"""Does a stored sample have the target's shares? The report says so in persons, and what it does not prove."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sight_domain.language import Language, Text
from sight_domain.populations.chi_square import chi_square, holm, monte_carlo_p
from sight_domain.populations.joint import joint_of
from sight_domain.populations.packs import Pack
from sight_domain.populations.possibility import contradictions
from sight_domain.populations.schemas import DimensionFit, RepresentativenessReport, Respondent
from sight_domain.populations.target import TargetPopulation, age_bounds

if TYPE_CHECKING:
    from numpy.random import Generator

# Shown in this order: what a researcher asks about first.
REPORTED = ("gender", "age_group", "region", "settlement", "education", "income_bracket")
SIMULATION_SEED = 20_240_601
MISSING = "(missing)"
WITHIN_ONE = 1 - 1e-6

METHOD = Text(
    en="chi-square with Monte-Carlo p-value under random sampling (9,999 samples); with quotas near 1 by construction and no evidence",
    pl="chi-kwadrat z wartością p Monte Carlo przy losowaniu prostym (9999 prób); przy kwotach z założenia bliska 1 i niczego nie dowodzi",
)
NOT_COMPUTED = Text(
    en="not computed: there are no respondents, or labels outside the target",
    pl="nie obliczono: brak respondentów albo są etykiety spoza populacji docelowej",
)
OPINIONS = Text(
    en="Their opinions are model output; no sampling error can be computed from them.",
    pl="Ich opinie to wytwór modelu; nie można z nich obliczyć błędu losowania.",
)
DIMENSION_NAMES = {
    "gender": Text(en="gender", pl="płeć"),
    "age_group": Text(en="age group", pl="grupa wieku"),
    "region": Text(en="region", pl="województwo"),
    "settlement": Text(en="settlement size", pl="wielkość miejscowości"),
    "education": Text(en="education", pl="wykształcenie"),
    "income_bracket": Text(en="income", pl="dochód"),
}


def representativeness(
    respondents: Sequence[Mapping[str, Any] | Respondent],
    target: TargetPopulation,
    *,
    language: Language = "en",
) -> RepresentativenessReport:
    """Compare stored respondents with the target population, attribute by attribute.

    Computed from what is stored, never from what the sampler meant. A label outside the target is an error that is
    shown; it is counted in ``n``. No respondents are never valid.

    Args:
        respondents: stored facts; ``age_group`` is taken as stored.
        target: the population they should stand for, quotas included.
    """
    import numpy as np

    people = [r.model_dump() if isinstance(r, Respondent) else dict(r) for r in respondents]
    joint = joint_of(target)
    generator = np.random.default_rng(SIMULATION_SEED)
    reported = [d for d in REPORTED if d in joint.pack.dimensions]
    fits = [_fit(people, d, joint.margin(d), language, generator) for d in reported]
    tested = [f for f in fits if f.p_value is not None]
    adjusted = dict(zip([f.dimension for f in tested], holm([f.p_value or 0.0 for f in tested]), strict=True))
    fits = [f.model_copy(update={"p_holm": adjusted.get(f.dimension)}) for f in fits]
    impossible = sum(bool(contradictions(p, joint.pack)) for p in people)
    outside = sum(not _age_admitted(p, target) for p in people)
    twins = len(people) - len(
        {tuple(str(p.get(k)) for k in (*joint.pack.sampled, "age", "occupation")) for p in people}
    )
    broken = [f for f in fits if not _keeps_guarantee(f)]
    valid = bool(people) and not broken and not impossible and not outside
    return RepresentativenessReport(
        n=len(people),
        dimensions=fits,
        is_statistically_valid=valid,
        verdict=_verdict(fits, broken, len(people), impossible, outside, joint.pack, language),
        notes=_notes(fits, broken, impossible, outside, twins, joint.pack, language),
        impossible_people=impossible,
        duplicate_profiles=twins,
        sources=[f"{s.publisher}: {s.title} ({s.year}; {s.licence})" for s in joint.pack.sources],
    )


def _fit(
    people: Sequence[Mapping[str, Any]], dimension: str, target: Mapping[str, float], language: Language,
    generator: Generator,
) -> DimensionFit:  # fmt: skip
    import numpy as np

    n = len(people)
    shares = {c: p for c, p in target.items() if p > 0}
    found = Counter(str(p.get(dimension) or MISSING) for p in people)
    unknown = {label: count for label, count in sorted(found.items()) if label not in shares}
    labels = [*shares, *unknown]
    counts = np.array([found.get(c, 0) for c in labels], dtype=float)
    due = np.array([shares.get(c, 0.0) for c in labels])
    gap = np.abs(counts - n * due)
    tested = n > 0 and not unknown
    x2 = chi_square(counts, due) if tested else None
    return DimensionFit(
        dimension=dimension,
        chi_square=x2,
        p_value=monte_carlo_p(counts, due, generator) if tested else None,
        p_holm=None,
        method=(METHOD if tested else NOT_COMPUTED).to(language),
        cramers_v=None if x2 is None else (x2 / (n * (len(shares) - 1))) ** 0.5 if len(shares) > 1 else 0.0,
        tvd=float(np.abs(counts / n - due).sum() / 2) if n else None,
        effect_size_w=None if x2 is None else (x2 / n) ** 0.5,
        max_margin_error_persons=float(gap.max()) if n else None,
        max_margin_error_points=float(gap.max()) / n * 100 if n else None,
        unknown_labels=unknown,
        target=dict(shares),
        observed={c: count / n for c, count in zip(labels, counts.tolist(), strict=True)} if n else {},
    )


def _keeps_guarantee(fit: DimensionFit) -> bool:
    error = fit.max_margin_error_persons
    return error is not None and error < WITHIN_ONE and not fit.unknown_labels


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


def _verdict(
    fits: Sequence[DimensionFit], broken: Sequence[DimensionFit], n: int, impossible: int, outside: int, pack: Pack,
    language: Language,
) -> str:  # fmt: skip
    if n == 0:
        return Text(
            en="There are no respondents, so nothing can be said about representativeness.",
            pl="Nie ma respondentów, więc o reprezentatywności nic nie można powiedzieć.",
        ).to(language)
    names = {lang: ", ".join(DIMENSION_NAMES[f.dimension].to(lang) for f in fits) for lang in ("en", "pl")}
    points = max(f.max_margin_error_points or 0.0 for f in fits)
    if not broken and not impossible and not outside:
        sources = (
            f"GUS {pack.reference_year}" if pack.country == "PL" else f"{pack.name.en} {pack.reference_year}"
        )
        decimal = f"{points:.1f}".replace(".", ",")
        return Text(
            en=f"In this sample of {n} synthetic people {names['en']} match the target population (pack {pack.country} "
            f"{pack.version}; {sources} and the sources listed) within one person, at most {points:.1f} points, by "
            f"construction. {OPINIONS.en}",
            pl=f"W tej próbie {n} syntetycznych osób cechy: {names['pl']} zgadzają się z populacją docelową (dane "
            f"{pack.country} {pack.version}; {sources} i wymienione źródła) z dokładnością do jednej osoby, najwyżej "
            f"{decimal} pkt proc., z założenia. {OPINIONS.pl}",
        ).to(language)
    faults = [DIMENSION_NAMES[f.dimension] for f in broken]
    if impossible:
        faults.append(Text(en="impossible people", pl="osoby niemożliwe"))
    if outside:
        faults.append(Text(en="ages outside the target", pl="wiek spoza populacji docelowej"))
    listed = {lang: ", ".join(f.to(lang) for f in faults) for lang in ("en", "pl")}
    return Text(
        en=f"This sample of {n} does not match the target population. Out of line: {listed['en']}.",
        pl=f"Ta próba (n = {n}) nie odpowiada populacji docelowej. Odstają: {listed['pl']}.",
    ).to(language)


def _notes(
    fits: Sequence[DimensionFit], broken: Sequence[DimensionFit], impossible: int, outside: int, twins: int, pack: Pack,
    language: Language,
) -> list[str]:  # fmt: skip
    notes = [
        Text(
            en="The p-values describe random sampling. With quotas they are near 1 by construction: judge by the margin "
            "errors. A large p-value at small n proves nothing.",
            pl="Wartości p opisują losowanie proste. Przy kwotach są z założenia bliskie 1: o dopasowaniu mówią błędy "
            "rozkładów. Duża wartość p przy małej próbie niczego nie dowodzi.",
        ),
        OPINIONS,
    ]
    notes += [_unknown_note(f) for f in fits if f.unknown_labels]
    notes += [
        _margin_note(f) for f in broken if not f.unknown_labels and f.max_margin_error_persons is not None
    ]
    if impossible:
        notes.append(
            Text(
                en=f"Respondents whose facts contradict each other: {impossible}.",
                pl=f"Respondenci, których cechy są ze sobą sprzeczne: {impossible}.",
            )
        )
    if outside:
        notes.append(
            Text(
                en=f"Respondents whose age is missing, outside the target or outside their age group: {outside}.",
                pl=f"Respondenci bez wieku albo z wiekiem spoza populacji docelowej lub swojej grupy: {outside}.",
            )
        )
    if twins:
        notes.append(
            Text(
                en=f"Respondents who repeat another's demographics and occupation: {twins}.",
                pl=f"Respondenci powtarzający cechy demograficzne i zawód innej osoby: {twins}.",
            )
        )
    return [note.to(language) for note in (*notes, *pack.assumptions)]


def _unknown_note(fit: DimensionFit) -> Text:
    listed = ", ".join(f"{label} ({count})" for label, count in fit.unknown_labels.items())
    name = DIMENSION_NAMES[fit.dimension]
    return Text(
        en=f"Error: labels of {name.en} outside the target: {listed}.",
        pl=f"Błąd: etykiety cechy „{name.pl}” spoza populacji docelowej: {listed}.",
    )


def _margin_note(fit: DimensionFit) -> Text:
    error, name = fit.max_margin_error_persons or 0.0, DIMENSION_NAMES[fit.dimension]
    return Text(
        en=f"{name.en}: a category is off by {error:.1f} persons.",
        pl=f"{name.pl}: jedna z kategorii odbiega o {error:.1f} osoby.".replace(".", ",", 1),
    )
