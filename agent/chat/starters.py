"""What a new chat offers to begin with."""

from __future__ import annotations

from dataclasses import dataclass

from sight_domain.language import Language, Text


@dataclass(frozen=True, slots=True)
class Opening:
    label: Text
    message: Text
    icon: str


OPENINGS = (
    Opening(
        Text(en="Meal-kit study", pl="Badanie o dietach pudełkowych"),
        Text(
            en="Set up a study on meal-kit subscriptions for women 25-44 in large Polish cities, recruit 20 respondents "
            'and run a focus group on these questions: "How do you plan your meals today?", "What annoys you most about '
            'cooking?", "What would make you try a meal-kit subscription?", "What would put you off?"',
            pl="Załóż badanie o dietach pudełkowych wśród kobiet 25-44 z dużych miast, zrekrutuj 20 respondentek "
            "i przeprowadź grupę fokusową z pytaniami: „Jak dziś planujesz posiłki?”, „Co Cię najbardziej denerwuje "
            "w gotowaniu?”, „Co skłoniłoby Cię do spróbowania diety pudełkowej?”, „Co by Cię zniechęciło?”",
        ),
        "/public/icons/study.svg",
    ),
    Opening(
        Text(en="How does it work?", pl="Jak to działa?"),
        Text(en="What can you do and how does it work?", pl="Co potrafisz i jak to działa?"),
        "/public/icons/question.svg",
    ),
    Opening(
        Text(en="My studies", pl="Moje badania"),
        Text(en="List my projects", pl="Pokaż moje projekty"),
        "/public/icons/list.svg",
    ),
    Opening(
        Text(en="Ask my documents", pl="Zapytaj moje dokumenty"),
        Text(en="Which documents are in the knowledge base?", pl="Jakie dokumenty są w bazie wiedzy?"),
        "/public/icons/document.svg",
    ),
)


def openings(language_tag: str | None) -> list[tuple[str, str, str]]:
    """Label, message and icon of each opening in the language of a browser's tag (``pl-PL``)."""
    language: Language = "pl" if (language_tag or "").lower().startswith("pl") else "en"
    return [(opening.label.to(language), opening.message.to(language), opening.icon) for opening in OPENINGS]
