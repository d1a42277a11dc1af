"""The arithmetic of budgets: what a request may cost, and whether there is room for it.

A request is sent only when what was spent, what the requests under way may still cost and the most it may cost itself
fit every budget it counts against. Where they do not fit together it waits for the others to end; once alone it is
sent if what it is expected to cost fits. So a budget is exceeded by at most one request, and none is refused while
money that others merely reserved would pay for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING

from sight_domain.errors import ErrorCode, SightError
from sight_domain.language import Language, Text
from sight_domain.llm.outcomes import Usage

if TYPE_CHECKING:
    from sight_domain.llm.registry import ModelChoice

# Polish words break into more tokens than English ones; both are rough and erring high.
CHARACTERS_PER_TOKEN: dict[Language, float] = {"en": 4.0, "pl": 3.0}
_OVERHEAD_TOKENS = 64
_WINDOW = 200
_FEWEST = 3


@dataclass(frozen=True, slots=True)
class Demand:
    """What one request costs in USD: about `expected`, and never more than `most` as far as its limits say; about how
    many tokens it takes in all; and what each token of its answer costs, of which `expected` counts `output`."""

    expected: Decimal
    most: Decimal
    tokens: int = 0
    output: int = 0
    usd_per_output: Decimal = Decimal(0)

    @property
    def is_free(self) -> bool:
        return self.most <= 0

    def with_output(self, tokens: float) -> Demand:
        """The demand if the answer is expected to have so many tokens."""
        expected = self.expected + self.usd_per_output * (Decimal(tokens) - self.output)
        return replace(self, expected=min(expected, self.most), output=round(tokens))


def demand(choice: ModelChoice, text: str, language: Language, typical_output: int, seen: int = 0) -> Demand:
    """The demand of a request that sends `text`, and pictures of `seen` tokens.

    ``expected = cost(characters / characters per token, typical output)``. ``most = cost(UTF-8 bytes + 64, output
    limit)``: no tokeniser makes more tokens than bytes, and thinking counts against the output limit.
    """
    characters = round(len(text) / CHARACTERS_PER_TOKEN[language]) + 1 + seen
    limit = choice.entry.max_output_tokens or choice.spec.output_limit or typical_output
    expected = choice.spec.cost(Usage(characters, min(typical_output, limit)))
    most = choice.spec.cost(Usage(len(text.encode()) + _OVERHEAD_TOKENS + seen, limit))
    output = min(typical_output, limit)
    each = choice.spec.cost(Usage(output_tokens=1))
    return Demand(expected, max(most, expected), characters + output, output, each)


class OutputLengths:
    """How long answers have been so far in this process, by task and model: a mean over about the last 200."""

    def __init__(self) -> None:
        self._of: dict[tuple[str, str], tuple[int, float]] = {}

    def learn(self, task: str, model: str, tokens: int) -> None:
        """One more answer of `tokens` output tokens: ``mean += (tokens - mean) / min(n, 200)``."""
        n, mean = self._of.get((task, model), (0, 0.0))
        n = min(n + 1, _WINDOW)
        self._of[task, model] = (n, mean + (tokens - mean) / n)

    def mean(self, task: str, model: str) -> float | None:
        """The mean once there are a few answers; ``None`` before."""
        n, mean = self._of.get((task, model), (0, 0.0))
        return mean if n >= _FEWEST else None


@dataclass(frozen=True, slots=True)
class Balance:
    """One budget in USD: `reserved` is the most that the requests under way may cost."""

    scope: str
    limit: Decimal
    spent: Decimal
    reserved: Decimal = Decimal(0)

    @property
    def left(self) -> Decimal:
        """What is not spent, reservations not counted; never below 0."""
        return max(self.limit - self.spent, Decimal(0))

    def with_reserved(self, usd: Decimal) -> Balance:
        return Balance(self.scope, self.limit, self.spent, self.reserved + usd)


class Decision(Enum):
    """``wait``: it may fit once requests under way have ended."""

    ADMIT = "admit"
    WAIT = "wait"
    REFUSE = "refuse"


def decided(asked: Demand, balances: Sequence[Balance]) -> tuple[Decision, list[Balance]]:
    """Whether a request may be sent now, and the balances that are in the way when not.

    Refused by ``spent + expected > limit``; otherwise admitted where ``spent + reserved + most <= limit`` or nothing
    is reserved, in every balance.
    """
    used_up = [balance for balance in balances if balance.spent + asked.expected > balance.limit]
    if used_up:
        return Decision.REFUSE, used_up
    tight = [
        balance
        for balance in balances
        if balance.reserved > 0 and balance.spent + balance.reserved + asked.most > balance.limit
    ]
    return (Decision.WAIT, tight) if tight else (Decision.ADMIT, [])


def project_scope(project_id: object) -> str:
    return f"project:{project_id}"


def month_scope(month: str) -> str:
    """`month` as ``YYYY-MM``, UTC."""
    return f"month:{month}"


def over_budget(balance: Balance, asked: Demand) -> SightError:
    """What was spent, what the limit is, and how to raise it."""
    spent, limit, needed = (_shown(usd) for usd in (balance.spent, balance.limit, asked.expected))
    if balance.scope.startswith("month:"):
        month = balance.scope.removeprefix("month:")
        message = Text(
            en=f"Not sent: ${spent} of the ${limit} for {month} is spent, and this call needs about ${needed}.",
            pl=f"Nie wysłano: z budżetu {limit} USD na {month} wydano {spent} USD, a to wywołanie wymaga około "
            f"{needed} USD.",
        )
        hint = Text(
            en="Raise SIGHT_MONTHLY_BUDGET_USD, or wait for the next month.",
            pl="Zwiększ SIGHT_MONTHLY_BUDGET_USD albo poczekaj na następny miesiąc.",
        )
        return SightError(ErrorCode.OVER_BUDGET, message, hint, field="SIGHT_MONTHLY_BUDGET_USD")
    message = Text(
        en=f"Not sent: ${spent} of the project's budget of ${limit} is spent, and this call needs about ${needed}.",
        pl=f"Nie wysłano: z budżetu projektu, {limit} USD, wydano {spent} USD, a to wywołanie wymaga około {needed} USD.",
    )
    hint = Text(
        en="Raise it with update_project (budget_usd) and start the same thing again: it goes on where it stopped.",
        pl="Zwiększ go przez update_project (budget_usd) i uruchom to samo ponownie: ruszy od miejsca przerwania.",
    )
    return SightError(ErrorCode.OVER_BUDGET, message, hint, field="budget_usd")


def _shown(usd: Decimal) -> str:
    return f"{usd:.4f}" if usd == 0 or usd >= Decimal("0.001") else f"{usd:.6f}"
