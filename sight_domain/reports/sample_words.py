"""The fixed words of the sample's section, in both languages."""

from __future__ import annotations

from sight_domain.language import Language, Text

SAMPLE_WORDS: dict[str, Text] = {
    "why": Text(en="What this rests on", pl="Na czym się to opiera"),
    "why_not": Text(en="What is wrong", pl="Co się nie zgadza"),
    "association_kept": Text(
        en="Association between attributes found", pl="Odtworzone związki między cechami"
    ),
    "by_lot": Text(en="random samples", pl="próby losowe"),
    "mean_tvd": Text(en="Mean two-way distance (TVD)", pl="Średnia odległość par cech (TVD)"),
    "srmse_percentile": Text(
        en="Random samples that are closer (SRMSE)", pl="Próby losowe bliższe populacji (SRMSE)"
    ),
    "cloned_people": Text(en="Copies of others", pl="Kopie innych osób"),
    "repeated_full_names": Text(en="Repeated full names", pl="Powtórzone imiona i nazwiska"),
    "most_common": Text(en="Commonest given name", pl="Najczęstsze imię"),
    "expected": Text(en="expected", pl="oczekiwane"),
    "cohort_fit": Text(en="Fit of names to birth cohorts", pl="Zgodność imion z rocznikami"),
    "n_eff": Text(en="Effective sample size (weights)", pl="Efektywna liczebność (wagi)"),
    "deff": Text(en="Design effect", pl="Efekt schematu"),
    "pairs": Text(en="How attributes go together", pl="Współwystępowanie cech"),
    "pair": Text(en="Pair of attributes", pl="Para cech"),
    "tvd": Text(en="TVD", pl="TVD"),
    "srmse": Text(en="SRMSE", pl="SRMSE"),
    "percentile": Text(en="Closer random samples (%)", pl="Bliższe próby losowe (%)"),
    "v_sample": Text(en="V, sample", pl="V, próba"),
    "v_corrected": Text(en="V, corrected", pl="V, z poprawką"),
    "v_target": Text(en="V, population", pl="V, populacja"),
    "pairs_note": Text(
        en="SRMSE: root mean square error of the cells over their mean. Percentile among 200 random samples of this size from "
        "the population. V: Cramér’s, also corrected for the bias of random samples; for quota samples that is too much.",
        pl="SRMSE: pierwiastek średniego kwadratu błędu komórek podzielony przez ich średnią. Percentyl wśród 200 prób "
        "losowych tej wielkości z populacji. V: współczynnik Craméra, także z poprawką na obciążenie prób losowych, "
        "która dla prób kwotowych jest za duża.",
    ),
    "traits": Text(en="Traits against published norms", pl="Osobowość na tle opublikowanych norm"),
    "trait": Text(en="Trait", pl="Cecha"),
    "mean_z": Text(en="Mean (SDs of the norm)", pl="Średnia (odch. stand. normy)"),
    "sd_ratio": Text(en="Ratio of SDs", pl="Iloraz odch. stand."),
    "ks": Text(en="KS distance", pl="Odległość KS"),
    "ks_p_holm": Text(en="p (Holm)", pl="p (Holm)"),
    "traits_note": Text(
        en="Against the norm of the same sex and age. A ratio below 0.80 that is not due to chance is mode collapse. RMSE of "
        "the correlations: {found} (random samples: {due}).",
        pl="Względem normy tej samej płci i wieku. Iloraz poniżej 0,80, którego nie tłumaczy przypadek, to zapaść "
        "różnorodności. RMSE korelacji: {found} (próby losowe: {due}).",
    ),
}


def words(key: str, language: Language) -> str:
    """The words of a key of the sample's section."""
    return SAMPLE_WORDS[key].to(language)
