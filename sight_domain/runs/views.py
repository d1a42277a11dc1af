"""A run as it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sight_domain.ids import Kind, to_public
from sight_domain.language import Language, Text
from sight_domain.runs.schemas import RunStatus, RunView

if TYPE_CHECKING:
    from sight_domain.runs.models import Run
    from sight_domain.runs.usecases import UseCase

_WITHOUT_WORDS = {
    RunStatus.QUEUED: Text(en="Waiting for its turn", pl="Czeka na swoją kolej"),
    RunStatus.RUNNING: Text(en="It has begun", pl="Rozpoczęte"),
    RunStatus.SUCCEEDED: Text(en="Done", pl="Gotowe"),
    RunStatus.FAILED: Text(en="It failed", pl="Nie powiodło się"),
    RunStatus.CANCELLED: Text(en="Stopped", pl="Zatrzymane"),
}
_INTERRUPTED = Text(
    en="Interrupted; the next process of Sight that waits for it goes on",
    pl="Przerwane; będzie je kontynuować następny proces Sight, który na nie zaczeka",
)
_SHORTEST_SPAN_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Pace:
    """`steps` were done in the last `seconds` (at most a minute) of a run."""

    steps: int
    seconds: float

    def seconds_for(self, steps: int) -> float | None:
        """How long `steps` more will take at this pace; ``None`` while too little has been measured."""
        if self.steps <= 0 or self.seconds < _SHORTEST_SPAN_SECONDS:
            return None
        return steps * self.seconds / self.steps


def said(status: RunStatus, message: dict[str, Any]) -> Text:
    """What a run says: its own last words only while it is worked on; later they would not be true any more."""
    if status is RunStatus.RUNNING and message:
        return Text(en=message["en"], pl=message["pl"])
    return _WITHOUT_WORDS[status]


def run_view(
    run: Run, use_case: UseCase | None, language: Language, *, cost_usd: float, alive: bool, pace: Pace | None
) -> RunView:
    """`alive`: whether the process that works on it still does; `pace`: as measured, for a run going on."""
    status = RunStatus(run.status)
    message = said(status, run.message)
    if status is RunStatus.RUNNING and not alive:
        status, message = RunStatus.QUEUED, _INTERRUPTED
    eta = pace.seconds_for(run.total - run.done) if pace and status is RunStatus.RUNNING else None
    return RunView(
        id=to_public(Kind.RUN, run.id),
        kind=run.kind,
        status=status,
        done=run.done,
        total=run.total,
        message=message.to(language),
        cost_usd=round(cost_usd, 6),
        error=run.error[language] if run.error else None,
        subject_id=to_public(use_case.subject, run.subject_id) if use_case is not None else "",
        partial=status is not RunStatus.SUCCEEDED
        and 0 < run.done < run.total
        and (use_case is None or use_case.keeps_partial),
        eta_seconds=round(eta, 1) if eta is not None else None,
    )
