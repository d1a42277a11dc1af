"""What an interview cannot do, and what to do about it."""

from __future__ import annotations

from sight_domain.errors import ErrorCode, SightError, invalid_argument
from sight_domain.language import Text

LONGEST_MESSAGE = 2_000

_WHY = {
    "pending": Text(en="it has not been written yet", pl="jeszcze nie powstał"),
    "contradicts_facts": Text(
        en="the text contradicted the facts and was discarded (`contradicts_facts`)",
        pl="tekst przeczył faktom i został odrzucony (`contradicts_facts`)",
    ),
}


def checked_message(message: str) -> str:
    """The message without surrounding white space; ``invalid_argument`` when it is empty or too long."""
    said = message.strip()
    if not said:
        raise invalid_argument(
            "message",
            Text(en="There is nothing to ask.", pl="Brakuje pytania."),
            Text(en="Put your question into `message`.", pl="Wpisz pytanie w polu `message`."),
        )
    if len(said) > LONGEST_MESSAGE:
        raise invalid_argument(
            "message",
            Text(
                en=f"The message has {len(said):,} characters; {LONGEST_MESSAGE:,} is the most.",
                pl=f"Liczba znaków w wiadomości: {len(said)}; najwyżej może ich być {LONGEST_MESSAGE}.",
            ),
            Text(
                en="Ask one thing at a time; long material belongs into a focus group's `stimulus`.",
                pl="Pytaj o jedno naraz; dłuższy materiał pokaż grupie fokusowej jako `stimulus`.",
            ),
        )
    return said


def no_portrait(name: str, outcome: str, reason: str) -> SightError:
    why = _WHY.get(outcome, Text(en=f"{outcome}: {reason}", pl=f"{outcome}: {reason}"))
    return SightError(
        ErrorCode.CONFLICT,
        Text(
            en=f"{name} cannot be interviewed without a portrait: {why.en}.",
            pl=f"{name}: rozmowa wymaga portretu, a go nie ma: {why.pl}.",
        ),
        Text(
            en="Call generate_personas for the project: missing portraits are written first.",
            pl="Wywołaj generate_personas dla projektu: brakujące portrety powstaną najpierw.",
        ),
        field="persona_id",
    )


def no_such_interview(public_id: str, field: str) -> SightError:
    return SightError(
        ErrorCode.NOT_FOUND,
        Text(en=f"There is no interview {public_id}.", pl=f"Nie ma rozmowy {public_id}."),
        Text(
            en="Leave `interview_id` out to begin one; get_persona shows the interviews of a respondent.",
            pl="Pomiń `interview_id`, by zacząć rozmowę; rozmowy respondenta pokazuje get_persona.",
        ),
        field=field,
    )


def somebody_else(public_id: str, name: str) -> SightError:
    return invalid_argument(
        "interview_id",
        Text(
            en=f"{public_id} is an interview with {name}.", pl=f"{public_id} to rozmowa z inną osobą: {name}."
        ),
        Text(
            en="Give the id of that respondent, or leave `interview_id` out to begin another interview.",
            pl="Podaj identyfikator tej osoby albo pomiń `interview_id`, by zacząć inną rozmowę.",
        ),
    )


def ask_again(outcome: str) -> Text:
    """What to do about an exchange without an answer."""
    return Text(
        en=f"No answer ({outcome}). Your message is kept: send it again with this `interview_id` to have it answered.",
        pl=f"Brak odpowiedzi ({outcome}). Wiadomość jest zapisana: wyślij ją ponownie z tym `interview_id`, a padnie odpowiedź.",
    )
