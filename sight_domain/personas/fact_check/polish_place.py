"""Where a Polish text says the respondent lives: cities, regions, and the size of the place."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sight_domain.personas.fact_check.claims import Claim, Kind
from sight_domain.personas.fact_check.morphology import Word
from sight_domain.personas.fact_check.polish_clauses import Clause, speaks_of_another

_LIVE = ("mieszkać", "żyć", "zamieszkiwać", "rezydować")
_SETTLE = ("zamieszkać", "osiąść", "osiedlić", "przeprowadzić", "przenieść", "wprowadzić", "sprowadzić")
_CITIZEN = ("mieszkanka", "mieszkaniec")
_INHABITANTS = {
    "warszawianka": "Warszawa", "warszawiak": "Warszawa", "krakowianka": "Kraków", "krakowianin": "Kraków",
    "krakus": "Kraków", "krakuska": "Kraków", "wrocławianka": "Wrocław", "wrocławianin": "Wrocław",
    "łodzianka": "Łódź", "łodzianin": "Łódź", "poznanianka": "Poznań", "poznaniak": "Poznań",
    "gdańszczanka": "Gdańsk", "gdańszczanin": "Gdańsk", "szczecinianka": "Szczecin", "szczecinianin": "Szczecin",
    "lublinianka": "Lublin", "lublinianin": "Lublin", "katowiczanka": "Katowice", "katowiczanin": "Katowice",
    "gdynianka": "Gdynia", "gdynianin": "Gdynia", "bydgoszczanka": "Bydgoszcz", "bydgoszczanin": "Bydgoszcz",
    "białostoczanka": "Białystok", "białostoczanin": "Białystok", "rzeszowianka": "Rzeszów", "rzeszowianin": "Rzeszów",
}  # fmt: skip
_REGIONS = {
    "mazowsze": ("mazowieckie",), "małopolska": ("małopolskie",), "wielkopolska": ("wielkopolskie",),
    "podlasie": ("podlaskie",), "podkarpacie": ("podkarpackie",), "lubelszczyzna": ("lubelskie",),
    "opolszczyzna": ("opolskie",), "kujawy": ("kujawsko-pomorskie",), "warmia": ("warmińsko-mazurskie",),
    "mazury": ("warmińsko-mazurskie",), "śląsk": ("śląskie", "dolnośląskie", "opolskie"),
    "pomorze": ("pomorskie", "zachodniopomorskie", "kujawsko-pomorskie"),
}  # fmt: skip
_NARROWED = {("śląsk", "dolny"): ("dolnośląskie",), ("śląsk", "górny"): ("śląskie", "opolskie"),
             ("pomorze", "zachodni"): ("zachodniopomorskie",)}  # fmt: skip
_SIZES = {
    "wieś": "rural",
    "wioska": "rural",
    "miasteczko": "town",
    "metropolia": "city",
    "stolica": "capital",
}
_SMALL, _LARGE = ("mały", "niewielki", "nieduży", "mniejszy"), ("duży", "wielki")
_BEFORE_A_PLACE = frozenset(["w", "we", "z", "ze", "do", "na", "adres"])
_VISITS = frozenset(["dojeżdżać", "jeździć", "pracować", "wyjeżdżać", "bywać", "marzyć", "tęsknić"])


def places(clause: Clause, own: frozenset[str]) -> Iterator[Claim]:
    """Every place of residence that the clause gives the respondent."""
    start = _residence(clause, own)
    if start is not None:
        yield from _named(clause, start)
        yield from _sized(clause, start)
    for index, word in enumerate(clause.words):
        city = next((c for lemma, c in _INHABITANTS.items() if word.is_(lemma)), None)
        if (
            city
            and any(r.part == "subst" and "sg" in r.tags for r in word.readings)
            and not speaks_of_another(clause, index, own)
        ) and not _of_somebody(clause, index, own):
            yield Claim(Kind.PLACE, ("city", city), clause.text)


def _residence(clause: Clause, own: frozenset[str]) -> int | None:
    """The place in the clause after which the respondent's residence is named; None when it is not about that."""
    for index, word in enumerate(clause.words):
        lives = any(r.lemma in _LIVE and r.part == "fin" and "sg" in r.tags for r in word.readings)
        settles = any(r.lemma in _SETTLE and r.part == "praet" and "sg" in r.tags for r in word.readings)
        if lives or settles:
            if (
                _negated(clause, index)
                or speaks_of_another(clause, index, own)
                or _subject_after(clause, index, own)
            ):
                return None
            return index
        if (
            word.is_(*_CITIZEN)
            and word.can_be("subst", "sg", "nom")
            and not speaks_of_another(clause, index, own)
        ):
            return index
        if word.lower in ("z", "ze") and index + 1 < len(clause.words) and _comes_from(clause, index, own):
            return index
        if word.lower in ("adres", "adresem"):
            return index
    return None


def _comes_from(clause: Clause, index: int, own: frozenset[str]) -> bool:
    """``Anna z Krakowa``, ``jest z Krakowa``, ``34-letnia kasjerka z Krakowa``; not ``koleżanka z Krakowa``."""
    if any(w.is_(*_VISITS) for w in clause.words):
        return False
    if index == 0:
        return clause.before is None
    previous = clause.words[index - 1]
    if clause.number == 0 and re.match(r"\d+-letni", clause.words[0].lower):
        return True
    if previous.lower == "jest":
        return not speaks_of_another(clause, index - 1, own)
    return bool(previous.lemmas & own) and not any(
        word.can_be("fin") or word.can_be("praet") for word in clause.words[: index - 1]
    )


def _subject_after(clause: Clause, verb: int, own: frozenset[str]) -> bool:
    """``w bloku mieszka matka``: a person in the nominative right behind the verb."""
    following = clause.words[verb + 1 : verb + 3]
    return (
        any(
            any(r.nominative_noun and "m1" in r.tags for r in w.readings) and not w.lemmas & own
            for w in following[:1]
        )
        or (
            bool(following)
            and following[0].is_(
                "matka",
                "mama",
                "siostra",
                "córka",
                "babcia",
                "rodzina",
                "dziecko",
                "sąsiadka",
                "koleżanka",
                "teściowa",
            )
        )
        or any(
            w.lower in ("jej", "jego", "moja", "mój") and w is following[0]
            for w in following[:1]
            if len(following) > 1 and any(r.nominative_noun for r in following[1].readings)
        )
    )


def _negated(clause: Clause, index: int) -> bool:
    return index > 0 and clause.words[index - 1].lower == "nie"


def _of_somebody(clause: Clause, index: int, own: frozenset[str]) -> bool:
    return any(
        word.is_("mąż", "żona", "partner", "partnerka", "matka", "ojciec") for word in clause.words
    ) or bool(index and clause.words[index - 1].lower in ("dla", "wśród", "przez"))


def _named(clause: Clause, start: int) -> Iterator[Claim]:
    words = clause.words
    for index in range(start + 1, len(words)):
        word = words[index]
        if _second_of_a_name(words, index):
            continue
        region = next((lemma for lemma in _REGIONS if word.is_(lemma)), None)
        if region:
            near = words[max(0, index - 1) : index + 2]
            narrowed = next(
                (c for (r, how), c in _NARROWED.items() if r == region and any(w.is_(how) for w in near)),
                None,
            )
            yield Claim(Kind.PLACE, ("region", *(narrowed or _REGIONS[region])), clause.text)
        elif word.is_("województwo") and index + 1 < len(words):
            adjective = next((r.lemma for r in words[index + 1].readings if r.part == "adj"), None)
            if adjective:
                yield Claim(Kind.PLACE, ("region", f"{adjective.removesuffix('i')}ie"), clause.text)
        elif (
            word.text[0].isupper()
            and _geographic(word)
            and (words[index - 1].lower in _BEFORE_A_PLACE or words[index - 1].is_(*_CITIZEN))
        ):
            yield _city(words, index, clause)


def _second_of_a_name(words: tuple[Word, ...], index: int) -> bool:
    """``Wielkopolskim`` in ``w Gorzowie Wielkopolskim``; not ``Śląsku`` in ``na Dolnym Śląsku``."""
    word, before = words[index], words[index - 1]
    capitals = word.text[0].isupper() and before.text[0].isupper()
    return capitals and _geographic(before) and not word.is_("śląsk", "pomorze")


def _geographic(word: Word) -> bool:
    return any("nazwa_geograficzna" in r.names for r in word.readings) or not word.readings


def _city(words: tuple[Word, ...], index: int, clause: Clause) -> Claim:
    """The name in the nominative as far as the dictionary knows it; two words for ``Zielona Góra``."""
    word = words[index]
    name = next((r.lemma for r in word.readings if "nazwa_geograficzna" in r.names), None) or next(
        (r.lemma for r in word.readings), word.lower
    )
    kind = "city" if words[index - 1].lower not in ("na",) else "other_place"
    following = words[index + 1] if index + 1 < len(words) else None
    if (
        following is not None
        and following.text[:1].isupper()
        and not any(r.names & {"imię"} for r in following.readings)
    ):
        name = f"{name} {next((r.lemma for r in following.readings), following.lower)}"
    return Claim(Kind.PLACE, (kind, name), clause.text)


def _sized(clause: Clause, start: int) -> Iterator[Claim]:
    for index in range(start + 1, len(clause.words)):
        word = clause.words[index]
        size = next(
            (s for lemma, s in _SIZES.items() if word.is_(lemma) and word.can_be("subst", "sg")), None
        )
        if size is None and word.is_("miasto") and word.can_be("subst", "sg"):
            near = clause.words[max(start, index - 2) : index + 2]
            size = (
                "town"
                if any(w.is_(*_SMALL) for w in near)
                else "city"
                if any(w.is_(*_LARGE) for w in near)
                else None
            )
        if size and clause.words[index - 1].lower not in ("pod", "koło", "obok", "niż", "od"):
            yield Claim(Kind.PLACE, ("settlement", size), clause.text)
