"""How the figures of an analysis came about, in words for whoever reads them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sight_domain.insights.schemas import DesiredOutcome
from sight_domain.language import Text


def methods_of(
    outcomes: Sequence[DesiredOutcome], models: Iterable[str], compared: Text | None
) -> list[Text]:
    """Where ratings are from, what intervals mean, and how pains were put together.

    Args:
        models: those that read the answers.
        compared: how pains were compared; ``None`` where there are none to be put together, as of one person.
    """
    sources = {one.rated_from for one in outcomes if one.n}
    found = []
    if "survey" in sources:
        found.append(
            Text(
                en="Ratings from surveys: the points of the named questions, evenly spaced and put on 0–10.",
                pl="Oceny z ankiet: punkty wskazanych pytań, w równych odstępach, przeliczone na skalę 0–10.",
            )
        )
    if "said" in sources:
        names = ", ".join(dict.fromkeys(models))
        found.append(
            Text(
                en=f"Ratings from what was said: {names} rated each person's words from 0 to 10; a rating without an "
                "exact quote of that person does not count.",
                pl=f"Oceny z wypowiedzi: {names} – ocena słów każdej osoby od 0 do 10; ocena bez dosłownego cytatu tej "
                "osoby się nie liczy.",
            )
        )
    if sources:
        found.append(
            Text(
                en="Importance and satisfaction are means over n people; intervals (95 %, bootstrap over people) from 5 "
                "people on. They show the spread of these respondents, not the error against a market.",
                pl="Ważność i zadowolenie to średnie z n osób; przedziały (95%, bootstrap po osobach) od 5 osób. Pokazują "
                "rozrzut w tej próbie, a nie błąd wobec rynku.",
            )
        )
    if compared is not None:
        found.append(
            Text(
                en=f"Pains were read person by person and put together: {compared.en}, average linkage, the cut with the "
                "best silhouette; shares with Wilson's 95 % interval.",
                pl=f"Bolączki odczytano osoba po osobie i połączono: {compared.pl}, średnie wiązanie, podział o najlepszej "
                "sylwetce; odsetki z 95-procentowym przedziałem Wilsona.",
            )
        )
    return found
