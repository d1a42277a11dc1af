"""Partner, children and household that a Polish text gives the respondent."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sight_domain.personas.fact_check.claims import Claim, Kind
from sight_domain.personas.fact_check.polish_clauses import Clause, governed, speaks_of_another

_SPOUSE = frozenset(["mąż", "żona", "małżonek", "małżonka", "mężuś"])
_PARTNER = frozenset(["partner", "partnerka", "narzeczony", "narzeczona", "konkubent", "konkubina"])
_CHILD = frozenset(["dziecko", "syn", "córka", "synek", "córeczka", "dzieciak", "pociecha", "maluch"])
_ONE_CHILD = frozenset(["syn", "córka", "synek", "córeczka"])
_GRANDCHILD = frozenset(["wnuk", "wnuczka", "wnuczek", "wnuczę"])
_OTHERS = frozenset(
    [
        "siostra",
        "brat",
        "sąsiad",
        "sąsiadka",
        "koleżanka",
        "kolega",
        "przyjaciółka",
        "przyjaciel",
        "znajomy",
        "znajoma",
        "szef",
        "szefowa",
        "klient",
        "klientka",
        "córka",
        "syn",
        "kuzyn",
        "kuzynka",
        "rodzic",
        "matka",
        "ojciec",
        "teściowa",
        "teść",
        "mąż",
        "żona",
        "brata",
        "siostry",
    ]
)
_OWN = frozenset(["swój", "mój", "jej", "jego", "nasz", "własny"])
_COUNTS = {
    "jeden": 1, "dwa": 2, "dwoje": 2, "trzy": 3, "troje": 3, "cztery": 4, "czworo": 4, "pięć": 5, "pięcioro": 5,
    "dwójka": 2, "trójka": 3, "czwórka": 4, "piątka": 5, "jedynak": 1, "jedynaczka": 1,
}  # fmt: skip
_PARENT = ("matka", "mama", "ojciec", "tata", "rodzic")
_RAISES = (
    "mieć",
    "wychowywać",
    "odchować",
    "wychować",
    "odwozić",
    "odprowadzać",
    "zawozić",
    "odbierać",
    "usypiać",
    "utrzymywać",
)
_SINGLE = re.compile(
    r"\b(?:singielk\w+|singl(?:em|a)|singiel|kawaler(?:em)?|panna|panną|jest sama jak palec|niezamężna|nieżonaty|stanu wolnego)\b",
    re.IGNORECASE,
)
_MARRIED = re.compile(r"\b(?:mężatk\w+|zamężna|żonaty|po ślubie)\b", re.IGNORECASE)
_DIVORCED = re.compile(
    r"\b(?:rozwiedzion\w+|rozwódk\w+|rozwodnik\w*|po rozwodzie|były mąż|byłym mężem|byłego męża|była żona|byłą żoną|byłej żony|eksmęż\w+)\b",
    re.IGNORECASE,
)
_WIDOWED = re.compile(
    r"\b(?:wdow(?:a|ą|ę|iec|cem|ca)|owdowia\w+|po śmierci (?:męża|żony)|mąż (?:\w+ )?zmarł|żona (?:\w+ )?zmarła|zmarł\w* (?:mąż|żona))\b",
    re.IGNORECASE,
)
_ALONE = re.compile(
    r"\b(?:mieszka|mieszkam|żyje|żyję) (?:\w+ ){0,4}(?:sama|sam|samotnie|w pojedynkę)\b|\b(?:sama|sam|samotnie) (?:mieszka|mieszkam)\b|jednoosobow\w+ gospodarstw",
    re.IGNORECASE,
)
_WITH_PARENTS = re.compile(
    r"\b(?:mieszka|mieszkam)\b[^.,;]{0,40}\b(?:z rodzicami|u rodziców|przy rodzicach)\b|\bdzieli (?:dom|mieszkanie) z rodzicami\b",
    re.IGNORECASE,
)
_CHILDLESS = re.compile(r"\b(?:bezdzietn\w+|nie (?:ma|mam) dzieci|bez dzieci)\b", re.IGNORECASE)
_NO_PARTNER = re.compile(
    r"\b(?:nie (?:ma|mam) (?:męża|żony|partner\w*)|bez (?:męża|żony|partner\w*))\b", re.IGNORECASE
)
_BUSINESS = re.compile(
    r"partner\w* (?:biznes|handlow|w interes|w rozmowie|do rozmow|spółk|firm)", re.IGNORECASE
)
_WHOLE = (
    (_SINGLE, "single"), (_MARRIED, "married"), (_DIVORCED, "divorced"), (_WIDOWED, "widowed"), (_ALONE, "alone"),
    (_WITH_PARENTS, "with_parents"), (_CHILDLESS, "childless"), (_NO_PARTNER, "single"),
)  # fmt: skip


def family(clause: Clause, own: frozenset[str]) -> Iterator[Claim]:
    """What the clause says of the respondent's partner, children and household."""
    for words, relation in _WHOLE:
        match = words.search(clause.text)
        if match is None or (
            relation in ("single", "married", "divorced", "widowed", "alone", "with_parents")
            and _not(clause, match.start())
        ):
            continue
        at = next(
            (i for i, w in enumerate(clause.words) if w.start - clause.words[0].start >= match.start()), 0
        )
        if relation == "widowed" or not speaks_of_another(clause, at, own):
            yield Claim(Kind.FAMILY, (relation,), clause.text)
    yield from _partners(clause, own)
    yield from _children(clause, own)


def _not(clause: Clause, start: int) -> bool:
    return clause.text[:start].lower().rstrip().endswith(("nie", "nie jest", "nie chce być"))


def _partners(clause: Clause, own: frozenset[str]) -> Iterator[Claim]:
    if (
        clause.negated
        or _BUSINESS.search(clause.text)
        or _DIVORCED.search(clause.text)
        or _WIDOWED.search(clause.text)
    ):
        return
    for index, word in enumerate(clause.words):
        spouse = any(r.part == "subst" and r.lemma in _SPOUSE and "sg" in r.tags for r in word.readings)
        partner = any(r.part == "subst" and r.lemma in _PARTNER and "sg" in r.tags for r in word.readings)
        if (not spouse and not partner) or _belongs_to_another(clause, index, own) or _imagined(clause):
            continue
        yield Claim(Kind.FAMILY, ("married" if spouse else "partner",), clause.text)
        return


def _children(clause: Clause, own: frozenset[str]) -> Iterator[Claim]:
    if clause.negated or _imagined(clause):
        return
    for index, word in enumerate(clause.words):
        if any(r.part == "subst" and r.lemma in _GRANDCHILD for r in word.readings):
            if not _belongs_to_another(clause, index, own):
                yield Claim(Kind.FAMILY, ("grandchildren",), clause.text)
            return
        parent_of = word.is_(*_PARENT) and any(w.is_(*_COUNTS) for w in clause.after(index)[:2])
        if (
            parent_of
            and not _is_possessed(clause, index)
            and not (index and any(w.lower in ("jej", "jego", "moja", "mój") for w in clause.words[:index]))
        ):
            number = next(n for w in clause.after(index)[:2] for lemma, n in _COUNTS.items() if w.is_(lemma))
            yield Claim(Kind.FAMILY, ("children", number), clause.text)
            return
        if not any(r.part == "subst" and r.lemma in _CHILD for r in word.readings):
            continue
        if _belongs_to_another(clause, index, own) or (
            index and clause.words[index - 1].lower in ("jako", "dla", "od", "za", "bez")
        ):
            continue
        single = any(r.part == "subst" and r.lemma in _ONE_CHILD and "sg" in r.tags for r in word.readings)
        verb = next((w for w in reversed(clause.words[:index]) if w.can_be("fin") or w.can_be("praet")), None)
        raises = (
            verb is not None
            and verb.is_(*_RAISES)
            and not speaks_of_another(clause, clause.words.index(verb), own)
        )
        counted = _count(clause, index) > 0 and any(w.lower in ("z", "ze") for w in clause.words[:index])
        shares = any(w.is_("mieszkać", "dzielić") for w in clause.words)
        lives = shares and (counted or governed(clause, index)) and not speaks_of_another(clause, index, own)
        if single or raises or lives or _is_possessed(clause, index):
            number = _count(clause, index)
            yield Claim(
                Kind.FAMILY, ("children", number) if number and not single else ("a_child",), clause.text
            )
            return


def _is_possessed(clause: Clause, index: int) -> bool:
    return any(w.is_(*_OWN) for w in clause.words[max(0, index - 2) : index])


def _count(clause: Clause, index: int) -> int:
    for word in clause.words[max(0, index - 3) : index]:
        if word.text.isdigit() and int(word.text) < 15:
            return int(word.text)
        for lemma, number in _COUNTS.items():
            if word.is_(lemma):
                return number
    return 0


def _belongs_to_another(clause: Clause, index: int, own: frozenset[str]) -> bool:
    """``mąż siostry``, ``syn sąsiadki``: a person in the genitive follows."""
    following = clause.words[index + 1 : index + 3]
    for place, word in enumerate(following):
        if place and not following[0].is_("jej", "jego", "mój", "swój", "dobry", "młody", "starszy"):
            break
        if (
            any(
                r.part == "subst" and "gen" in r.tags and ("m1" in r.tags or r.lemma in _OTHERS)
                for r in word.readings
            )
            and not word.lemmas & own
        ):
            return True
    return (
        bool(following)
        and any({"imię"} & r.names and "gen" in r.tags and "nom" not in r.tags for r in following[0].readings)
        and not any("nom" in r.tags or "inst" in r.tags for r in following[0].readings)
    )


def _imagined(clause: Clause) -> bool:
    return any(
        w.lower in ("gdyby", "kiedyś", "może") or w.is_("marzyć", "planować", "chcieć", "szukać", "udawać")
        for w in clause.words
    )
