"""From what people write to the pack's codes, or an error that says what could have been meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from sight_domain.errors import ErrorCode, SightError, invalid_argument
from sight_domain.language import Text
from sight_domain.populations.pack import Pack
from sight_domain.populations.pack_format.layout import DIMENSIONS
from sight_domain.populations.packs import fold, lacks_dimension

DIMENSION_SPELLINGS = {
    "regions": "region", "voivodeship": "region", "wojewodztwo": "region",
    "settlements": "settlement", "settlement class": "settlement",
    "age": "age_group", "age groups": "age_group", "wiek": "age_group",
    "genders": "gender", "sex": "gender", "plec": "gender",
    "wyksztalcenie": "education", "income": "income_bracket", "income brackets": "income_bracket",
}  # fmt: skip
# Folded names of what respondents get after they are sampled, besides the pack's own attributes.
DRAWN_LATER = (
    "children", "family", "marital status", "occupation", "city", "interests", "values",
    "dzieci", "rodzina", "zawod", "miasto", "zainteresowania", "wartosci", "gospodarstwo domowe",
)  # fmt: skip


def dimension_code(name: str, *, field: str, pack: Pack | None = None) -> str:
    """The sampling dimension a name means.

    Args:
        pack: where given, a dimension that it lacks, or a fact that it draws only after the sampling, is refused too.

    Raises:
        SightError: ``invalid_argument`` with the nearest dimension and the list of them; ``unsupported`` for what the
            pack cannot set shares of.
    """
    known = {fold(d): d for d in DIMENSIONS} | DIMENSION_SPELLINGS
    wanted = fold(name)
    if wanted in known:
        dimension = known[wanted]
        if pack is not None and dimension not in pack.dimensions:
            raise lacks_dimension(pack, dimension, field=field)
        return dimension
    choices = DIMENSIONS if pack is None else pack.sampled
    if pack is not None and (wanted in pack.attributes or wanted in DRAWN_LATER):
        raise _drawn_later(field, name, choices)
    nearest = _nearest(name, known)
    raise _unknown(field, name, known[nearest] if nearest else None, choices)


def category_code(pack: Pack, dimension: str, spelling: object, *, field: str) -> str:
    """The category of a dimension that a spelling means: code, label or alias, with or without diacritics.

    Raises:
        SightError: ``invalid_argument`` with the nearest category and the list of them, or with the dimensions
            that the pack has where it lacks this one.
    """
    if dimension not in pack.dimensions:
        raise lacks_dimension(pack, dimension, field=field)
    known: dict[str, str] = {}
    categories = pack.dimensions[dimension].values()
    for category in categories:
        for s in (category.code, category.text.en, category.text.pl, *category.aliases):
            known.setdefault(fold(s), category.code)
    wanted = fold(str(spelling))
    if wanted in known:
        return known[wanted]
    nearest = _nearest(wanted, known)
    raise _unknown(field, spelling, known[nearest] if nearest else None, pack.codes(dimension))


def _nearest(spelling: str, known: Iterable[str]) -> str | None:
    found = difflib.get_close_matches(fold(spelling), list(known), n=1, cutoff=0.5)
    return found[0] if found else None


def _unknown(field: str, spelling: object, nearest: str | None, choices: Iterable[str]) -> SightError:
    guess_en = f" Did you mean {nearest!r}?" if nearest else ""
    guess_pl = f" Czy chodziło o {nearest!r}?" if nearest else ""
    listed = ", ".join(choices)
    return invalid_argument(
        field,
        Text(en=f"Unknown value {spelling!r}.{guess_en}", pl=f"Nieznana wartość {spelling!r}.{guess_pl}"),
        Text(en=f"Choose from: {listed}.", pl=f"Do wyboru: {listed}."),
    )


def _drawn_later(field: str, name: str, choices: Iterable[str]) -> SightError:
    listed = ", ".join(choices)
    return SightError(
        ErrorCode.UNSUPPORTED,
        Text(
            en=f"{name!r} cannot have a quota: it follows by chance from age, gender and the rest.",
            pl=f"Dla {name!r} nie można ustalić kwoty: ta cecha wynika losowo z wieku, płci i pozostałych.",
        ),
        Text(
            en=f"Leave it out, and name it in not_expressed so that the study says so. Quotas can be set on: {listed}.",
            pl=f"Pomiń tę kwotę i wymień ją w not_expressed, aby badanie o tym mówiło. Kwoty można ustalić dla: {listed}.",
        ),
        field=field,
    )
