"""A drafted portrait looked at before anybody sees it: facts, length, likeness with the others of the sample."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, Field

from sight_domain.language import Language, Text
from sight_domain.personas.distinctness import MOST_LIKENESS, Gallery
from sight_domain.personas.fact_check.check import can_check, contradictions
from sight_domain.personas.schemas import Narrative

FEWEST_WORDS, MOST_WORDS = 120, 180


class Contradiction(BaseModel):
    """One statement that disagrees with the facts; `message` says both sides, in both languages."""

    kind: str
    message: dict[str, str]
    excerpt: str


class NarrativeCheck(BaseModel):
    """What the check of a portrait found, as stored with the respondent.

    For a portrait that was refused (``contradicts_facts``) it describes the text that is not shown.
    """

    facts_checked: bool = Field(description="False where texts of the language cannot be checked here.")
    contradictions: list[Contradiction] = Field(default_factory=list)
    words: int = Field(description="Words of the background story; 120 to 180 were asked for.")
    likeness: float = Field(
        description="Highest share of three-word sequences in common with another portrait, 0-1."
    )
    nearest: str | None = Field(default=None, description="Whose portrait that is.")
    rewritten: bool = Field(default=False, description="Whether the model was asked to write it again.")


@dataclass(frozen=True, slots=True)
class Draft:
    """A portrait with what its review found."""

    narrative: Narrative
    check: NarrativeCheck

    @property
    def agrees(self) -> bool:
        """Whether nothing in it contradicts the facts."""
        return not self.check.contradictions

    def faults(self, language: Language) -> list[str]:
        """What a second version must mend, as sentences for its writer; empty when there is nothing."""
        return [fault.to(language) for fault in _faults(self.check)]

    @property
    def severity(self) -> tuple[int, int, float]:
        """For choosing the better of two versions: contradictions first, then length, then likeness."""
        off = max(FEWEST_WORDS - self.check.words, self.check.words - MOST_WORDS, 0)
        return len(self.check.contradictions), off, max(0.0, self.check.likeness - MOST_LIKENESS)


def reviewed(
    narrative: Narrative, respondent: Mapping[str, Any], language: Language, gallery: Gallery
) -> Draft:
    """The draft of `respondent`'s portrait, checked against the facts and the portraits in `gallery`."""
    checked = can_check(language)
    found = contradictions(narrative.model_dump(), respondent, language) if checked else []
    likeness, whose = gallery.nearest(
        respondent["full_name"], narrative.background_story, own_words(respondent)
    )
    return Draft(
        narrative,
        NarrativeCheck(
            facts_checked=checked,
            contradictions=[
                Contradiction(
                    kind=str(finding.kind),
                    message={"en": finding.message.en, "pl": finding.message.pl},
                    excerpt=finding.excerpt[:300],
                )
                for finding in found
            ],
            words=len(narrative.background_story.split()),
            likeness=round(likeness, 4),
            nearest=whose,
        ),
    )


def own_words(respondent: Mapping[str, Any]) -> tuple[str, ...]:
    """Words of a portrait that say nothing of its wording: name, city, occupation."""
    return tuple(str(respondent[key]) for key in ("full_name", "city", "occupation") if respondent.get(key))


def _faults(check: NarrativeCheck) -> list[Text]:
    faults = [
        Text(
            en=f"“{found.excerpt}”: {found.message['en']}",
            pl=f"„{found.excerpt}”: {found.message['pl']}",
        )
        for found in check.contradictions
    ]
    if not FEWEST_WORDS <= check.words <= MOST_WORDS:
        faults.append(
            Text(
                en=f"background_story has {check.words} words; it takes {FEWEST_WORDS} to {MOST_WORDS}",
                pl=f"background_story ma {check.words} słów; potrzeba od {FEWEST_WORDS} do {MOST_WORDS}",
            )
        )
    if check.likeness > MOST_LIKENESS:
        faults.append(
            Text(
                en="the wording of background_story is too close to another portrait of this study; say it differently",
                pl="background_story brzmi prawie tak samo jak inny portret z tego badania; napisz to inaczej",
            )
        )
    return faults
