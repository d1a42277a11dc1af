"""What the chat itself says, outside answers and results."""

from __future__ import annotations

from sight_domain.language import Language, Text

STOPPED = Text(en="Stopped.", pl="Zatrzymano.")
STOPPED_STEP = Text(en="Stopped by you.", pl="Zatrzymane na Twoją prośbę.")
BROKEN = Text(
    en="Something broke inside Sight. The log has the details; nothing half-made was kept. Try again.",
    pl="Coś zepsuło się w Sight. Szczegóły są w dzienniku; nic połowicznego nie zapisano. Spróbuj ponownie.",
)
APPROVE = Text(en="Approve", pl="Zatwierdź")
REJECT = Text(en="Reject", pl="Odrzuć")
APPROVED = Text(en="Approved.", pl="Zatwierdzono.")
REJECTED = Text(en="Rejected; nothing was done.", pl="Odrzucono; nic nie zostało zrobione.")
NOT_ANSWERED = Text(
    en="No answer came in time, so nothing was done.",
    pl="Nie było odpowiedzi na czas, więc nic nie zrobiono.",
)
ASKED_IN_VAIN = Text(
    en="The page was loaded again before you had answered, so nothing was done. Say once more what you want.",
    pl="Strona została wczytana ponownie, zanim padła odpowiedź, więc nic nie zrobiono. Powtórz, czego chcesz.",
)
MAY_I = Text(en="This needs your approval:", pl="To wymaga Twojej zgody:")
NOTHING_SAID = Text(en="Write what you would like to do.", pl="Napisz, co chcesz zrobić.")
ADD_DOCUMENT = Text(en="Add a document", pl="Dodaj dokument")


def language_of_browser(accepted: str | None) -> Language:
    """The better liked of the two languages in an ``Accept-Language`` header; English when neither is named."""
    wishes: list[tuple[float, int, Language]] = []
    for place, part in enumerate((accepted or "").split(",")):
        tag, _, quality = part.strip().partition(";q=")
        base = tag.split("-")[0].lower()
        if base in ("pl", "en"):
            wishes.append((-_number(quality), place, "pl" if base == "pl" else "en"))
    return min(wishes)[2] if wishes else "en"


def _number(quality: str) -> float:
    try:
        return float(quality) if quality else 1.0
    except ValueError:
        return 0.0
