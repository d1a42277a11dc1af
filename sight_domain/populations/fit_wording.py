"""The report on a sample in words: what breaks its guarantee, what it rests on, the verdict, the notes."""

from __future__ import annotations

from collections.abc import Sequence

from sight_domain.language import Text
from sight_domain.populations.big_five import TRAITS
from sight_domain.populations.fit_schemas import DimensionFit, PairFit, RepresentativenessReport
from sight_domain.populations.pack import Pack
from sight_domain.populations.packs import DIMENSION_NAMES, label
from sight_domain.populations.quota_shares import JOIN

OPINIONS = Text(
    en="Their opinions are model output; no sampling error can be computed from them.",
    pl="Ich opinie to wytwór modelu; nie można z nich obliczyć błędu losowania.",
)
P_VALUES = Text(
    en="The p-values describe random sampling. With quotas they are near 1 by construction: judge by the margin "
    "errors. A large p-value at small n proves nothing.",
    pl="Wartości p opisują losowanie proste. Przy kwotach są z założenia bliskie 1: o dopasowaniu mówią błędy "
    "rozkładów. Duża wartość p przy małej próbie niczego nie dowodzi.",
)
NOBODY = Text(
    en="There are no respondents, so nothing can be said about representativeness.",
    pl="Nie ma respondentów, więc o reprezentatywności nic nie można powiedzieć.",
)


def faults_of(report: RepresentativenessReport, broken: Sequence[DimensionFit]) -> list[Text]:
    """What breaks the guarantee, worst first; empty when it holds.

    Args:
        broken: the dimensions with unknown labels or a category off by a person or more.
    """
    if report.n == 0:
        return [NOBODY]
    faults = [_unknown(fit) for fit in broken if fit.unknown_labels]
    faults += [_off(fit) for fit in broken if not fit.unknown_labels]
    counted = (
        (
            report.impossible_people,
            "Respondents whose facts contradict each other",
            "Respondenci, których cechy są ze sobą sprzeczne",
        ),
        (
            report.outside_target,
            "Respondents whose age is missing, outside the target or outside their age group",
            "Respondenci bez wieku albo z wiekiem spoza populacji docelowej lub swojej grupy",
        ),
        (
            report.cloned_people,
            "Respondents who are copies of another in every fact and score",
            "Respondenci będący kopiami innej osoby pod względem wszystkich cech i wyników",
        ),
    )
    faults += [Text(en=f"{en}: {count}.", pl=f"{pl}: {count}.") for count, en, pl in counted if count]
    return faults + _joint_faults(report)


def _joint_faults(report: RepresentativenessReport) -> list[Text]:
    joint = report.joint
    if joint is None:
        return []
    found = []
    if joint.association != "kept":
        kept = round((joint.association_kept or 0.0) * 100)
        less = joint.association == "lost"
        found.append(
            Text(
                en=f"The attributes do not go together as in the population, although each may fit by itself: {kept}% of its "
                f"association is found, {'less' if less else 'more'} than in any of {joint.draws} random samples.",
                pl=f"Cechy nie współwystępują tak jak w populacji, choć każda z osobna może się zgadzać: próba odtwarza {kept}% "
                f"ich związków, {'mniej' if less else 'więcej'} niż każda z {joint.draws} prób losowych.",
            )
        )
    found += [_pair(pair) for pair in joint.pairs if pair.out_of_line]
    if joint.too_many_repeats:
        due = joint.repeated_cells_expected or 0.0
        found.append(
            Text(
                en=f"Respondents with the same demographics as another: {joint.repeated_cells}; random samples have about "
                f"{due:.0f}.",
                pl=f"Respondenci o tych samych cechach demograficznych co inna osoba: {joint.repeated_cells}; w próbach losowych "
                f"jest ich około {due:.0f}.",
            )
        )
    return found


def reasons_of(report: RepresentativenessReport) -> list[Text]:
    """What the guarantee rests on, for a sample that keeps it."""
    persons = max(f.max_margin_error_persons or 0.0 for f in report.dimensions)
    reasons = [
        Text(
            en=f"Every category of every attribute is within one person of its share (at most {persons:.2f}), by construction.",
            pl=f"Każda kategoria każdej cechy odbiega od swojego udziału o mniej niż jedną osobę (najwyżej {_comma(persons, 2)}), "
            "z założenia.",
        ),
        Text(
            en="No label lies outside the target; nobody is impossible, outside its ages or a copy of another.",
            pl="Żadna etykieta nie wykracza poza populację docelową; nie ma osób niemożliwych, w wieku spoza niej ani kopii.",
        ),
    ]
    joint = report.joint
    if joint is not None and joint.association_kept is not None and joint.association_range is not None:
        low, high = (round(edge * 100) for edge in joint.association_range)
        kept = round(joint.association_kept * 100)
        reasons.append(
            Text(
                en=f"The attributes go together as in the population: {kept}% of its association is found (random samples of this "
                f"size: {low} to {high}%); the mean two-way distance is {joint.mean_tvd:.3f}.",
                pl=f"Cechy współwystępują jak w populacji: próba odtwarza {kept}% ich związków (próby losowe tej wielkości: od "
                f"{low} do {high}%); średnia odległość rozkładów dwuwymiarowych wynosi {_comma(joint.mean_tvd, 3)}.",
            )
        )
    return reasons


def warnings_of(report: RepresentativenessReport) -> list[Text]:
    """What is odd about traits and names; it leaves the demographic guarantee alone."""
    found = []
    traits, names = report.traits, report.names
    collapsed = [t for t in traits.traits if t.mode_collapse] if traits else []
    if collapsed:
        listed = {
            lang: ", ".join(f"{label('big_five', t.trait, lang)} {t.sd_ratio:.2f}" for t in collapsed)
            for lang in ("en", "pl")
        }
        found.append(
            Text(
                en=f"Mode collapse: people are more alike than the norm's (ratio of standard deviations: {listed['en']}).",
                pl="Zapaść różnorodności: ludzie są do siebie bardziej podobni, niż wynika z norm (iloraz odchyleń "
                f"standardowych: {listed['pl'].replace('.', ',')}).",
            )
        )
    shifted = [t.trait for t in traits.traits if t.ks_p_holm < 0.01 and not t.mode_collapse] if traits else []
    if shifted:
        ordered = [t for t in TRAITS if t in shifted]
        listed = {lang: ", ".join(label("big_five", t, lang) for t in ordered) for lang in ("en", "pl")}
        found.append(
            Text(
                en=f"Traits that are not distributed as the norm says (Kolmogorov–Smirnov, Holm p < .01): {listed['en']}.",
                pl=f"Cechy osobowości o innym rozkładzie niż w normach (Kołmogorow–Smirnow, p Holma < 0,01): {listed['pl']}.",
            )
        )
    if names and names.repeated_full_names:
        found.append(
            Text(
                en=f"Respondents who bear the same full name as another: {names.repeated_full_names}.",
                pl=f"Respondenci o tym samym imieniu i nazwisku co inna osoba: {names.repeated_full_names}.",
            )
        )
    if names and names.too_common:
        found.append(
            Text(
                en=f"The name {names.most_common} is borne by {names.most_common_count} people; "
                f"{names.most_common_expected:.1f} would be expected.",
                pl=f"Imię {names.most_common} nosi w próbie tyle osób: {names.most_common_count}; należałoby się spodziewać "
                f"{_comma(names.most_common_expected, 1)}.",
            )
        )
    if names and names.wrong_cohorts:
        found.append(
            Text(
                en="The names do not fit the years of birth.",
                pl="Imiona nie pasują do roczników.",
            )
        )
    return found


def verdict_of(
    report: RepresentativenessReport, broken: Sequence[DimensionFit], faults: Sequence[Text], pack: Pack
) -> Text:
    """The report in one sentence or two."""
    if report.n == 0:
        return NOBODY
    names = _names(report.dimensions)
    if not faults:
        points = max(f.max_margin_error_points or 0.0 for f in report.dimensions)
        year = pack.reference_year
        sources = (
            Text(en=f"GUS {year}", pl=f"GUS {year}")
            if pack.country == "PL"
            else Text(en=f"{pack.name.en} {year}", pl=f"{pack.name.pl} {year}")
        )
        odd = " ".join(w.en for w in warnings_of(report)), " ".join(w.pl for w in warnings_of(report))
        return Text(
            en=f"In this sample of {report.n} synthetic people {names.en} match the target population (pack {pack.country} "
            f"{pack.version}; {sources.en} and the sources listed) within one person, at most {points:.1f} points, by "
            f"construction. {OPINIONS.en} {odd[0]}".strip(),
            pl=f"Ta próba (n = {report.n}, osoby syntetyczne) odpowiada populacji docelowej pod względem cech: {names.pl} "
            f"(dane {pack.country} {pack.version}; {sources.pl} i wymienione źródła), z dokładnością do jednej osoby, "
            f"najwyżej {_comma(points, 1)} pkt proc., z założenia. {OPINIONS.pl} {odd[1]}".strip(),
        )
    listed = _names(broken)
    parts = [listed] if broken else []
    joint = report.joint
    if report.impossible_people:
        parts.append(Text(en="impossible people", pl="osoby niemożliwe"))
    if report.outside_target:
        parts.append(Text(en="ages outside the target", pl="wiek spoza populacji docelowej"))
    if report.cloned_people or (joint and joint.too_many_repeats):
        parts.append(Text(en="people who repeat others", pl="osoby powtarzające inne"))
    if joint and (joint.association != "kept" or any(pair.out_of_line for pair in joint.pairs)):
        parts.append(Text(en="how attributes go together", pl="współwystępowanie cech"))
    return Text(
        en=f"This sample of {report.n} does not match the target population. Out of line: {', '.join(p.en for p in parts)}.",
        pl=f"Ta próba (n = {report.n}) nie odpowiada populacji docelowej. Odstają: {', '.join(p.pl for p in parts)}.",
    )


def notes_of(report: RepresentativenessReport) -> list[Text]:
    """What the figures do and do not prove, and what is odd; faults are told in ``why``."""
    notes = [P_VALUES, OPINIONS, *warnings_of(report)]
    notes += [_unknown(fit) for fit in report.dimensions if fit.unknown_labels]
    if report.duplicate_profiles:
        notes.append(
            Text(
                en=f"Respondents who repeat another's demographics and occupation: {report.duplicate_profiles}.",
                pl=f"Respondenci powtarzający cechy demograficzne i zawód innej osoby: {report.duplicate_profiles}.",
            )
        )
    if report.names and report.names.unknown_names:
        notes.append(
            Text(
                en=f"Given names that the register's tables do not hold: {report.names.unknown_names}.",
                pl=f"Imiona, których nie ma w tabelach rejestru: {report.names.unknown_names}.",
            )
        )
    if report.weights:
        size, effect = report.weights.n_eff, report.weights.deff
        notes.append(
            Text(
                en=f"Shares are weighted. The weights make this sample worth {size:.0f} people (design effect {effect:.2f}).",
                pl=f"Udziały są ważone. Z powodu wag ta próba jest warta tyle, co {size:.0f} osób (efekt schematu "
                f"{_comma(effect, 2)}).",
            )
        )
    return notes


def _names(fits: Sequence[DimensionFit]) -> Text:
    names = [_dimension(f.dimension) for f in fits]
    return Text(en=", ".join(n.en for n in names), pl=", ".join(n.pl for n in names))


def _dimension(key: str) -> Text:
    """The name of a dimension, or of several that a quota crosses."""
    names = [DIMENSION_NAMES[d] for d in key.split(JOIN)]
    return Text(en=" × ".join(n.en for n in names), pl=" × ".join(n.pl for n in names))


def _unknown(fit: DimensionFit) -> Text:
    listed = ", ".join(f"{label} ({count})" for label, count in fit.unknown_labels.items())
    name = _dimension(fit.dimension)
    return Text(
        en=f"Error: labels of {name.en} outside the target: {listed}.",
        pl=f"Błąd: etykiety cechy „{name.pl}” spoza populacji docelowej: {listed}.",
    )


def _off(fit: DimensionFit) -> Text:
    error, name = fit.max_margin_error_persons or 0.0, _dimension(fit.dimension)
    return Text(
        en=f"{name.en}: a category is off by {error:.1f} persons.",
        pl=f"{name.pl}: jedna z kategorii odbiega o {_comma(error, 1)} osoby.",
    )


def _pair(pair: PairFit) -> Text:
    first, second = (DIMENSION_NAMES[d] for d in pair.dimensions)
    here, there = pair.cramers_v_uncorrected or 0.0, pair.cramers_v_target or 0.0
    return Text(
        en=f"{first.en} and {second.en} do not go together as in the population (Cramér's V {here:.2f} against {there:.2f}).",
        pl=f"{first.pl} i {second.pl} nie współwystępują tak jak w populacji (V Craméra {_comma(here, 2)} zamiast "
        f"{_comma(there, 2)}).",
    )


def _comma(value: float, digits: int) -> str:
    return f"{value:.{digits}f}".replace(".", ",")
