"""The long use cases that runs execute, as their features register them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from sight_domain.ids import Kind
from sight_domain.runs import refusals

if TYPE_CHECKING:
    from sight_domain.runs.job import Job
    from sight_domain.runs.models import Run

Body = Callable[["Job"], Awaitable[None]]
PartBody = Callable[["Job", Sequence[str]], Awaitable[None]]
Stopped = Callable[[UUID], Awaitable[None]]
There = Callable[[UUID], Awaitable[bool]]


@dataclass(frozen=True, slots=True)
class UseCase:
    """How runs of one kind are executed.

    Args:
        kind: such as ``focus_groups.run``.
        subject: the kind of thing that `Run.subject_id` names.
        body: does what is still missing; it may be begun again at any point.
        part: does some of the items that `body` spreads.
        stopped: is told the subject of a run that failed or was cancelled.
        there: whether a subject can still be worked on; a run of one that was deleted is not resumed.
        keeps_partial: whether what a stopped run has done so far is of use; else it is all or nothing.
        resumable: whether a stopped run can go on; not where `stopped` takes back what it needs.
        version: of the arguments; a run of another version fails with a clear error instead of being misread.
    """

    kind: str
    subject: Kind
    body: Body
    part: PartBody | None = None
    stopped: Stopped | None = None
    there: There | None = None
    keeps_partial: bool = True
    resumable: bool = True
    version: int = 1


class UseCases:
    """By kind."""

    def __init__(self) -> None:
        self._of: dict[str, UseCase] = {}

    def register(self, use_case: UseCase) -> None:
        self._of[use_case.kind] = use_case

    def find(self, kind: str) -> UseCase | None:
        return self._of.get(kind)

    async def gave_up(self, kind: str, subject_id: UUID) -> None:
        """Tell the use case of a run that ended without success, and not in the process that worked on it."""
        use_case = self._of.get(kind)
        if use_case is not None and use_case.stopped is not None:
            await use_case.stopped(subject_id)

    def for_run(self, run: Run) -> UseCase:
        """The use case of a stored run; ``conflict`` when this version of Sight does not know it."""
        use_case = self._of.get(run.kind)
        if use_case is None or use_case.version != run.version:
            raise refusals.unknown_version(run.kind, run.version)
        return use_case
