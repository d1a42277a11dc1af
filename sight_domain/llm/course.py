"""The course of one call along its chain: which model to ask next, when, and when to stop asking."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence

from sight_domain.clock import now
from sight_domain.llm import wording
from sight_domain.llm.calls import Call, Verdict
from sight_domain.llm.outcomes import OutcomeStatus
from sight_domain.llm.pressure.pressure import Pressure
from sight_domain.llm.registry import ModelChoice, Policy
from sight_domain.llm.retries import pause_before

_RETRIES_WHEN_TOLD = 12


class Course:
    """Ask until it ends::

        while (choice := await course.next()) is not None:
            course.settle(<the verdict of one request to choice>)

    A passing failure is retried after a pause, ``policy.retries`` times in a row; then, and while a model's breaker is
    open, the next model of the chain is asked. Calls of a run begin the chain again as long as their deadline allows;
    others end with it, because somebody waits. `verdict` and `asked` are the latest.
    """

    def __init__(
        self,
        call: Call,
        choices: Sequence[ModelChoice],
        pressure: Pressure,
        policy: Policy,
        chance: random.Random,
    ) -> None:
        self.asked = choices[0]
        self.verdict = Verdict(OutcomeStatus.FAILED, reason=wording.DEADLINE)
        self._call = call
        self._pressure = pressure
        self._policy = policy
        self._chance = chance
        self._left = [choice for choice in choices if not choice.is_retired(now().date())]
        self._tired: set[str] = set()
        self._odd: set[str] = set()
        self._failures: dict[str, int] = {}
        self._pause = 0.0
        self._at_once = False
        self._is_over = False
        if not self._left:
            self.verdict = Verdict(OutcomeStatus.FAILED, reason=wording.retired(choices[-1]))

    async def next(self) -> ModelChoice | None:
        """The model to ask now, after the pause that is due; ``None`` when the call is over."""
        pause, self._pause = self._pause, 0.0
        if pause:
            await self._call.pause(pause)
        if self._at_once and not self._is_over and self._call.remaining > 0:
            self._at_once = False
            return self.asked
        while not self._is_over and self._call.remaining > 0:
            choices = [choice for choice in self._left if choice.id not in self._tired]
            if not choices:
                if not self._left or not self._call.is_patient or not await self._begin_again():
                    return None
                continue
            ready = next((choice for choice in choices if self._pressure.is_ready(choice)), None)
            if ready is not None:
                self.asked = ready
                return ready
            if not await self._breaker(choices):
                return None
        return None

    def settle(self, verdict: Verdict | None) -> None:
        """Take note of what came of the request to `asked`; ``None``: it was not sent, its breaker had opened."""
        if verdict is None:
            return
        self.verdict = verdict
        if verdict.status is not OutcomeStatus.FAILED:
            self._is_over = True
        elif verdict.odd and self.asked.id not in self._odd:
            self._odd.add(self.asked.id)
            self._at_once = True
        elif verdict.transient:
            self._retry_later(verdict)
        else:
            self._left = [
                choice
                for choice in self._left
                if choice.id != self.asked.id
                and not (verdict.concerns_provider and choice.provider == self.asked.provider)
            ]

    def ask_again(self, verdict: Verdict) -> None:
        """Take note of `verdict`, and ask the same model once more at once."""
        self.verdict = verdict
        self._at_once = True

    def _retry_later(self, verdict: Verdict) -> None:
        model = self.asked.id
        failures = self._failures[model] = self._failures.get(model, 0) + 1
        if failures > self._policy.retries and not self._is_only_waiting(verdict, failures):
            self._tired.add(model)
        elif self._pressure.is_ready(self.asked):
            asked_for = verdict.failure.retry_after if verdict.failure else None
            pause = pause_before(failures, self._policy, asked_for, self._chance)
            if pause < self._call.remaining:
                self._pause = pause
            else:
                self._tired.add(model)

    def _is_only_waiting(self, verdict: Verdict, failures: int) -> bool:
        """Whether the model said when it will have room, and nobody minds waiting: then it is asked more often."""
        told = verdict.failure is not None and verdict.failure.retry_after is not None
        return told and self._call.is_patient and failures <= _RETRIES_WHEN_TOLD

    async def _begin_again(self) -> bool:
        """Another round of the chain, after the longest of pauses; whether there is time for it."""
        pause = self._chance.uniform(0.0, self._policy.backoff_cap_seconds)
        if pause >= self._call.remaining:
            return False
        await self._call.pause(pause)
        self._tired.clear()
        self._failures.clear()
        return True

    async def _breaker(self, choices: Sequence[ModelChoice]) -> bool:
        """Wait for one of `choices` on the call's time; ``False`` when that leads nowhere."""
        patience = self._call.remaining
        if not self._call.is_patient:
            patience = min(patience, self._policy.interactive_patience_seconds)
        began = time.monotonic()
        try:
            ready = await self._pressure.wait(choices, patience)
        finally:
            self._call.spend(time.monotonic() - began)
        if not ready and not self._call.attempts:
            self.asked = choices[0]
            reason = wording.resting(self.asked, self._pressure.reason(self.asked))
            self.verdict = Verdict(OutcomeStatus.FAILED, reason=reason)
        return ready
