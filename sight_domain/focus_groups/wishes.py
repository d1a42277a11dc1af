"""What a researcher wants a group to be held by, before any of it is checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sight_domain.errors import invalid_argument
from sight_domain.focus_groups.guide import checked_name, checked_sections, checked_stimulus
from sight_domain.focus_groups.guide_spec import DiscussionGuide, Section, guide_of
from sight_domain.focus_groups.schemas import Mode
from sight_domain.focus_groups.stimuli import StimulusWish
from sight_domain.language import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupWish:
    """Args:
    questions: a plain list, or `sections` instead of it.
    minutes: of speech in a room; discussions only, as are probes and `turns_per_head`.
    max_usd: what the group may cost, its summary included.
    """

    name: str
    questions: Sequence[str] = ()
    sections: Sequence[Section] = ()
    mode: Mode = "parallel"
    stimulus: str | None = None
    stimuli: Sequence[StimulusWish] = ()
    turns_per_head: int | None = None
    minutes: float | None = None
    max_usd: float | None = None

    def checked(self) -> DiscussionGuide:
        """The guide without what else is shown and without seats.

        Raises:
            SightError: ``invalid_argument`` naming the place of the first fault.
        """
        name = checked_name(self.name)
        sections = checked_sections(self.questions, self.sections, title=name, minutes=self.minutes)
        if self.mode == "parallel":
            require_no_talk(sections, turns_per_head=self.turns_per_head)
        if self.max_usd is not None and self.max_usd <= 0:
            raise invalid_argument(
                "max_usd",
                Text(en=f"A group cannot cost ${self.max_usd:g}.", pl=f"Grupa nie może kosztować {self.max_usd:g} USD."),
                Text(en="Give more than 0, or leave it out.", pl="Podaj więcej niż 0 albo pomiń to pole."),
            )  # fmt: skip
        return guide_of(
            sections,
            stimulus=checked_stimulus(self.stimulus),
            turns_per_head=self.turns_per_head,
            max_usd=self.max_usd,
        )


def require_no_talk(sections: Sequence[Section], *, turns_per_head: int | None = None) -> None:
    """``invalid_argument`` for what only a talk has: nobody asks on or watches the clock where people answer alone."""
    given = {
        "turns_per_head": turns_per_head is not None,
        "minutes": any(section.minutes is not None for section in sections),
        "probes": any(question.probes for section in sections for question in section.questions),
    }
    for field, is_given in given.items():
        if is_given:
            raise invalid_argument(
                field,
                Text(
                    en=f"`{field}` belongs to mode `discussion`.",
                    pl=f"`{field}` dotyczy trybu `discussion`.",
                ),
                Text(
                    en="Leave it out: in mode `parallel` everybody answers each question once.",
                    pl="Pomiń to pole: w trybie `parallel` każdy odpowiada na każde pytanie raz.",
                ),
            )
