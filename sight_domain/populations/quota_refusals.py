"""Quotas that cannot be kept, said with the nearest choice that can."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sight_domain.errors import SightError, invalid_argument
from sight_domain.language import Text

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sight_domain.populations.partitions import Partition
    from sight_domain.populations.raking import QuotasInConflictError


def in_conflict(table: NDArray, partitions: Sequence[Partition], error: QuotasInConflictError) -> SightError:
    """Which quotas exclude each other, and for each the nearest shares that go with the others.

    Args:
        table: the population that the filters leave.
    """
    involved = [partitions[i] for i in error.conflict]
    suggestions = [
        f"{p.key} {{{_listed(p, shares)}}}" for p, shares in zip(involved, error.nearest, strict=True)
    ]
    field = f"target.quotas.{involved[-1].key}"
    if len(involved) == 1:
        empty = [
            name
            for name, share, there in zip(
                involved[0].names, involved[0].shares, involved[0].totals(table), strict=False
            )
            if share > 0 and there <= 0
        ]
        # With every named group inhabited, it is the rest that is empty.
        nobody = Text(en=", ".join(empty), pl=", ".join(empty))
        if not empty:
            nobody = Text(en="outside the groups it names", pl="spoza wymienionych w niej grup")
        return invalid_argument(
            field,
            Text(
                en=f"The quota cannot be met: within the filters there is nobody: {nobody.en}.",
                pl=f"Tej kwoty nie da się spełnić: wśród osób, które dopuszczają filtry, nie ma nikogo: {nobody.pl}.",
            ),
            Text(
                en=f"Nearest possible: {suggestions[0]}. Or loosen the filters.",
                pl=f"Najbliższy możliwy wybór: {suggestions[0]}. Można też poluzować filtry.",
            ),
        )
    keys = [p.key for p in involved]
    return invalid_argument(
        field,
        Text(
            en=f"These quotas cannot be met together: {', '.join(keys[:-1])} and {keys[-1]}.",
            pl=f"Tych kwot nie da się spełnić razem: {', '.join(keys[:-1])} oraz {keys[-1]}.",
        ),
        Text(
            en=f"Change one of them. Nearest possible with the others as they are: {'; or '.join(reversed(suggestions))}.",
            pl="Zmień jedną z nich. Najbliższy możliwy wybór przy pozostałych bez zmian: "
            f"{'; albo '.join(reversed(suggestions))}.",
        ),
    )


def too_few(key: str, cells: int, count: int, least: int | None, *, field: str) -> SightError:
    """A sample smaller than the number of cells that its quotas have to fill.

    Args:
        least: the smallest sample in which every one of them gets somebody.
    """
    enough = f" From {least} on, each of them gets somebody." if least else ""
    enough_pl = f" Od {least} każda z nich kogoś dostaje." if least else ""
    return invalid_argument(
        field,
        Text(
            en=f"The quota {key} names {cells} groups; {count} respondents cannot fill them.",
            pl=f"Kwota {key} wymienia grupy w liczbie {cells}; próba o liczebności {count} nie może ich wypełnić.",
        ),
        Text(
            en=f"Ask for at least {cells} respondents, or name fewer groups.{enough}",
            pl=f"Podaj co najmniej {cells} respondentów albo wymień mniej grup.{enough_pl}",
        ),
    )


def no_such_sample(what: str, n: int, nearest: int | None) -> SightError:
    """Whole people cannot keep the quotas at this size, because some combinations hold nobody.

    Args:
        nearest: a size at which they can.
    """
    return invalid_argument(
        f"target.quotas.{what}",
        Text(
            en=f"No sample of {n} people has these shares of {what} together with the other dimensions.",
            pl=f"Żadna próba o liczebności {n} nie ma takich udziałów {what} razem z pozostałymi wymiarami.",
        ),
        Text(
            en=(f"It is possible with {nearest}. " if nearest else "")
            + "Ask for another number of respondents, or change the quotas or filters.",
            pl=(f"Jest to możliwe przy liczebności {nearest}. " if nearest else "")
            + "Zmień liczbę respondentów albo kwoty lub filtry.",
        ),
    )


def _listed(partition: Partition, shares: NDArray) -> str:
    named = [f"{name}: {share:.3g}" for name, share in zip(partition.names, shares, strict=False)]
    return ", ".join(named)
