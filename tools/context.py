"""What a tool function is given besides its arguments."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sight_domain.accounts.actor import Actor
from sight_domain.errors import ErrorCode, SightError
from sight_domain.language import Language, Text
from sight_domain.runs.service import Watcher

if TYPE_CHECKING:
    from sight_domain.llm.estimate import CostEstimate
    from tools.services import Services

Confirm = Callable[[Text], Awaitable[bool]]


@dataclass(frozen=True, slots=True)
class ToolContext:
    """Who is asking, which services answer, how progress is told and how approval is asked for.

    `confirm` is ``None`` where nobody can be asked; then what needs approval fails with ``approval_required``.
    """

    actor: Actor
    services: Services
    watch: Watcher | None = None
    confirm: Confirm | None = None

    @property
    def language(self) -> Language:
        return self.actor.language

    async def require_affordable(self, estimate: CostEstimate) -> None:
        """Ask before spending more than ``SIGHT_APPROVAL_USD`` at once; the question carries the estimate."""
        if estimate.usd <= self.services.settings.approval_usd:
            return
        await self.require_approval(
            Text(
                en=f"Spend about ${estimate.usd:.2f} on {estimate.calls} calls of {estimate.model}?",
                pl=f"Wydać około {estimate.usd:.2f} USD; liczba wywołań: {estimate.calls}, model: {estimate.model}?",
            )
        )

    async def require_approval(self, question: Text) -> None:
        """Ask before something destructive or costly; ``approval_required`` unless somebody said yes."""
        if self.confirm is not None and await self.confirm(question):
            return
        raise SightError(
            ErrorCode.APPROVAL_REQUIRED,
            Text(
                en=f"Not done: this needs approval. {question.en}",
                pl=f"Nie wykonano: to wymaga zgody. {question.pl}",
            ),
            Text(
                en="Approve it when asked in the chat or by your MCP client, or add --yes on the command line.",
                pl="Zatwierdź to w czacie lub w swoim kliencie MCP albo dodaj --yes w wierszu poleceń.",
            ),
        )
