"""Words around the figures, in both languages, and numbers as each language writes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sight_domain.language import Language, Text

OFFLINE = Text(en="offline engine", pl="silnik offline")
OFFLINE_NOTE = Text(
    en="Written by the offline engine, without a language model: a rehearsal, not a finding.",
    pl="Tekst napisał silnik offline, bez modelu językowego: to próba generalna, a nie wynik badania.",
)
TRAITS = {
    "openness": Text(en="Openness", pl="Otwartość"),
    "conscientiousness": Text(en="Conscientiousness", pl="Sumienność"),
    "extraversion": Text(en="Extraversion", pl="Ekstrawersja"),
    "agreeableness": Text(en="Agreeableness", pl="Ugodowość"),
    "neuroticism": Text(en="Neuroticism", pl="Neurotyczność"),
}


def said(labels: Mapping[str, Text], language: Language) -> dict[str, str]:
    return {key: text.to(language) for key, text in labels.items()}


def offline_badge(generated_by: str, language: Language) -> dict[str, str] | None:
    """The mark of everything that no language model wrote."""
    if not generated_by.startswith("offline"):
        return None
    return {"label": OFFLINE.to(language), "note": OFFLINE_NOTE.to(language)}


def number(value: float, language: Language, digits: int = 1) -> str:
    """``(3.14, "pl")`` -> ``"3,1"``."""
    text = f"{value:.{digits}f}".replace("-", "−")
    return text.replace(".", ",") if language == "pl" else text


def percent(share: float) -> str:
    """``0.456`` -> ``"46%"``, as both languages write it."""
    return f"{share * 100:.0f}%"


def of_people(count: int, language: Language) -> str:
    """``(5, "pl")`` -> ``"5 osób"``."""
    if language == "en":
        return f"{count} {'person' if count == 1 else 'people'}"
    return f"{count} {polish_plural(count, 'osoba', 'osoby', 'osób')}"


def polish_plural(count: int, one: str, few: str, many: str) -> str:
    """The Polish noun form after a number: 1 osoba, 2-4 osoby (22-24…), else osób."""
    if count == 1:
        return one
    return few if count % 10 in (2, 3, 4) and count % 100 not in (12, 13, 14) else many


def place(person: Mapping[str, Any]) -> str:
    """Where somebody lives: the city when it is known, else the kind of place, and the region."""
    labels = person.get("labels", {})
    where = person.get("city") or labels.get("settlement") or person.get("settlement")
    region = labels.get("region") or person.get("region")
    return ", ".join(part for part in (where, region) if part)


def named(label: str) -> str:
    """A label from the middle of a sentence at the start of one."""
    return label[:1].upper() + label[1:]
