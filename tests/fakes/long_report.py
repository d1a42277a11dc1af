"""A Polish report of 200 pages, made up: every page has its heading, its prose and figures that stand nowhere else."""

from __future__ import annotations

import random

import typst

PAGES = 200
_PLACES = ("Gdańsk", "Lublin", "Opole", "Kielce", "Rzeszów", "Szczecin", "Olsztyn", "Toruń", "Łódź", "Poznań")
_THINGS = (
    "zestawy posiłkowe",
    "kawę na wynos",
    "hulajnogi elektryczne",
    "książki używane",
    "warzywa ekologiczne",
    "herbatę liściastą",
    "kosmetyki naturalne",
    "karmę dla kotów",
)
_REASONS = (
    "bo cena przestała rosnąć szybciej niż ich zarobki",
    "ponieważ dostawa przychodzi już tego samego dnia",
    "gdyż polecili im je sąsiedzi albo współpracownicy",
    "choć skarżą się na nadmiar opakowań i trudny zwrot",
    "mimo że wcześniej robili to wyłącznie w sklepie na osiedlu",
    "dlatego że brakuje im czasu na gotowanie w dni robocze",
)
_PEOPLE = (
    "Emeryci",
    "Studentki",
    "Rodzice małych dzieci",
    "Mieszkańcy wsi",
    "Single",
    "Osoby po czterdziestce",
)
_LAYOUT = """#set page(width: 17cm, height: 28cm, header: [Zwyczaje zakupowe Polaków], footer: context counter(page).display())
#set text(lang: "pl", hyphenate: true, size: 11pt)
#set par(justify: true)
"""


def mark(page: int) -> str:
    """A word of this page's alone."""
    syllables = ("ba", "ce", "di", "fo", "gu", "ha", "jo", "ki", "lu", "me")
    return "znak" + "".join(syllables[int(digit)] for digit in f"{page:03}")


def heading(page: int) -> str:
    """The heading of a page."""
    return f"{_PLACES[page % len(_PLACES)]} kupuje {_THINGS[page % len(_THINGS)]}: badanie „{mark(page)}”"


def source(pages: int = PAGES, seed: int = 5) -> str:
    """The report as Typst source; page N speaks of `mark(N)`."""
    chance = random.Random(seed)
    chapters = []
    for page in range(1, pages + 1):
        told = [
            f"{chance.choice(_PEOPLE)} z miasta {chance.choice(_PLACES)} kupują {chance.choice(_THINGS)} "
            f"{chance.choice(_REASONS)}; tak powiedziało {chance.randrange(3, 97)},{chance.randrange(10)} procent badanych."
            for _ in range(16)
        ]
        told.insert(
            chance.randrange(16), f"Ośrodek {mark(page)} zbadał w tej sprawie {1000 + page} gospodarstw."
        )
        paragraphs = "\n\n".join(" ".join(told[at : at + 6]) for at in range(0, len(told), 6))
        shares = [f"[{chance.randrange(5, 95)},{chance.randrange(10)}]" for _ in range(4)]
        rows = f"[Kobiety], {shares[0]}, {shares[1]}, [Mężczyźni], {shares[2]}, {shares[3]}"
        chapters.append(
            f"== {heading(page)}\n\n{paragraphs}\n\n#table(columns: 3, [Grupa], [2024], [2025], {rows})\n"
        )
    return _LAYOUT + "\n#pagebreak()\n".join(chapters)


def report(pages: int = PAGES) -> bytes:
    """The report as a PDF."""
    made = typst.compile(source(pages).encode())
    assert isinstance(made, bytes)
    return made
