"""How often portraits had to be written twice so far: what an estimate of new ones has to count."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sight_domain.language import Text

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from sight_domain.llm.estimate import CostEstimate

_FEWEST = 5
_RECENT = 200


@dataclass(frozen=True, slots=True)
class Rewrites:
    """Of the latest `portraits` of a model `rewritten` were written twice; `draft` is the text of one of these."""

    portraits: int
    rewritten: int
    draft: dict[str, Any] | None

    def expected(self, portraits: int) -> int:
        """How many of so many new portraits will be written twice: the share on record; 0 while few are on record."""
        if self.portraits < _FEWEST or self.draft is None:
            return 0
        return round(portraits * self.rewritten / self.portraits)

    def told(self, estimate: CostEstimate) -> CostEstimate:
        """`estimate` with its basis saying how rewrites were counted."""
        if self.portraits < _FEWEST:
            said = Text(
                en="Second versions of portraits are not counted: too few are on record.",
                pl="Drugie wersje portretów nie są wliczone: zbyt mało ich zapisano.",
            )
        else:
            said = Text(
                en=f"Second versions of portraits are counted: {self.rewritten} of the latest {self.portraits} had one.",
                pl="Wliczono drugie wersje portretów: ostatnio portrety pisane dwukrotnie to "
                f"{self.rewritten} z {self.portraits}.",
            )
        basis = Text(en=f"{estimate.basis.en} {said.en}", pl=f"{estimate.basis.pl} {said.pl}")
        return replace(estimate, basis=basis)


async def rewrites_on_record(session: AsyncSession, model: str) -> Rewrites:
    """Over the latest 200 portraits that `model` wrote, of all studies; nothing of them is shown to anybody."""
    from sqlalchemy import select

    from sight_domain.personas.models import Persona

    query = (
        select(Persona.id, Persona.narrative_check["rewritten"].as_boolean())
        .where(Persona.written_by == model, Persona.narrative.is_not(None))
        .order_by(Persona.id.desc())
        .limit(_RECENT)
    )
    rows = (await session.execute(query)).all()
    twice = [key for key, rewritten in rows if rewritten]
    draft = await session.scalar(select(Persona.narrative).where(Persona.id == twice[0])) if twice else None
    return Rewrites(len(rows), len(twice), draft)
