"""What is analysed, and what of it goes into which prompt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sight_domain.insights.evidence import Cited, Evidence, Said, batches, by_person
from sight_domain.language import Language
from sight_domain.personas.service import respondent_inputs

if TYPE_CHECKING:
    from sight_domain.personas.models import Persona
    from sight_domain.projects.models import Project

ANSWERS_OF_ONE = 10
"""A persona's needs are made from their last ten answers in own words."""
_NEEDS_CHARACTERS, _READING_CHARACTERS, _READING_PEOPLE = 60_000, 24_000, 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What is analysed: a project or one of its respondents, in whose words, by whom of these people."""

    project: Project
    person: Persona | None
    people: Sequence[Persona]
    evidence: Evidence
    language: Language

    @property
    def scope(self) -> str:
        return "persona" if self.person else "project"

    @property
    def said(self) -> Sequence[Said]:
        return self.evidence.said[-ANSWERS_OF_ONE:] if self.person else self.evidence.said

    @property
    def needs_batches(self) -> list[list[Said]]:
        return batches(self.said, characters=_NEEDS_CHARACTERS)

    @property
    def reading_batches(self) -> list[list[Said]]:
        return batches(self.said, characters=_READING_CHARACTERS, people=_READING_PEOPLE)

    def needs_inputs(self, said: Sequence[Said]) -> dict[str, Any]:
        """Inputs of the prompt ``insights.needs`` for some of the answers."""
        spoke = by_person(said)
        return {
            "scope": self.scope,
            "topic": self.project.name,
            "respondents": [respondent_inputs(row, self.language) for row in self.people if row.id in spoke],
            "answers": Cited(said).inputs(_short_names(said)),
        }

    def reading_inputs(self, said: Sequence[Said], outcomes: Sequence[str]) -> dict[str, Any]:
        """Inputs of the prompt ``insights.reading``: the answers of some people, and the outcomes they are to be rated on."""
        return {
            "topic": self.project.name,
            "people": len(by_person(said)),
            "outcomes": list(outcomes),
            "answers": Cited(said).inputs(_short_names(said)),
        }


def _short_names(said: Sequence[Said]) -> Mapping[UUID, str]:
    return {key: f"r{number}" for number, key in enumerate(by_person(said), 1)}
