"""The one room through which every model call of Sight goes.

::

    outcome = await gateway.generate(
        "focus_groups.answer", "focus_groups.answer", inputs, language="pl", seed=7, run_id=run.id
    )
    if outcome.answered: …

A call asks the models of its task's chain in order, each when its provider has room for it. Passing failures are
retried with jitter; an answer that does not fit its schema gets one repair attempt; every request is a row in the
ledger. A call that cannot be answered returns a typed `Outcome` with the reason; it never raises for what a provider
does.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, TypeVar, overload
from uuid import UUID

from sight_domain.clock import now
from sight_domain.ids import Kind, to_public
from sight_domain.language import Language, Text
from sight_domain.llm import wording
from sight_domain.llm.admission import Admission
from sight_domain.llm.answers import Answer, Finish
from sight_domain.llm.calls import Call, CallIdentity, Verdict
from sight_domain.llm.clients import Clients
from sight_domain.llm.course import Course
from sight_domain.llm.embeddings import EmbeddingModel, Embeddings, chosen_embedder
from sight_domain.llm.estimate import CostEstimate, embeddings_estimated, estimated
from sight_domain.llm.exchange import Question, ask, judged
from sight_domain.llm.ledger import Ledger
from sight_domain.llm.metrics import watch
from sight_domain.llm.model_names import checked_models
from sight_domain.llm.outcomes import Outcome, OutcomeStatus, Usage
from sight_domain.llm.pictures import Picture
from sight_domain.llm.pressure.pressure import Pressure
from sight_domain.llm.project_models import ProjectModels
from sight_domain.llm.prompts import PromptLibrary, RenderedPrompt
from sight_domain.llm.registry import ModelChoice, Registry, configured_providers
from sight_domain.llm.replay import NOT_RECORDED, Replay
from sight_domain.llm.running import CallStopped, RunningCalls
from sight_domain.llm.tracing import Tracing
from sight_domain.settings import Settings
from sight_domain.storage.database import Database
from sight_domain.storage.line import Line

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from opentelemetry.sdk.trace import TracerProvider
    from pydantic import BaseModel

M = TypeVar("M", bound="BaseModel")

_CANCELLED = Verdict(OutcomeStatus.CANCELLED, reason=wording.CANCELLED)


class Gateway:
    """One per process and event loop; `aclose` at the end writes what is pending and closes connections.

    Args:
        traces: where spans go instead of the configured endpoint.

    Raises:
        SightError: ``not_configured`` when ``SIGHT_MODELS_FILE`` cannot be used.
    """

    def __init__(
        self, settings: Settings, database: Database, *, traces: TracerProvider | None = None
    ) -> None:
        self.registry = Registry(settings)
        self.prompts = PromptLibrary()
        self._settings = settings
        self._database = database
        self._admission = Admission(settings, database)
        self._line = Line(database)
        self._ledger = Ledger(database, self._admission.reconsider, self._line)
        self._replay = Replay(settings, database, self._line)
        self._tracing = Tracing(settings, traces)
        self.pressure = Pressure(settings, self.registry.providers, self.registry.policy)
        watch(self.pressure)
        self._running = RunningCalls()
        self._project_models = ProjectModels(database)
        self._clients = Clients(settings, self.registry.policy)
        self._chance = random.Random()

    @overload
    async def generate(
        self, task: str, prompt_id: str, inputs: Mapping[str, Any], schema: None = None, *, language: Language,
        seed: int, run_id: UUID | None = None, project_id: UUID | None = None, fresh: bool = False,
        pictures: Sequence[Picture] = (),
    ) -> Outcome[str]: ...  # fmt: skip

    @overload
    async def generate(
        self, task: str, prompt_id: str, inputs: Mapping[str, Any], schema: type[M], *, language: Language,
        seed: int, run_id: UUID | None = None, project_id: UUID | None = None, fresh: bool = False,
        pictures: Sequence[Picture] = (),
    ) -> Outcome[M]: ...  # fmt: skip

    async def generate(
        self,
        task: str,
        prompt_id: str,
        inputs: Mapping[str, Any],
        schema: type[BaseModel] | None = None,
        *,
        language: Language,
        seed: int,
        run_id: UUID | None = None,
        project_id: UUID | None = None,
        fresh: bool = False,
        pictures: Sequence[Picture] = (),
    ) -> Outcome[Any]:
        """Ask the models of `task` to answer the prompt; text, or an instance of `schema`.

        Args:
            fresh: ask although the same was answered before, and put the new answer on record in its place: for
                somebody who asked for another one, or when the first was of no use.
            pictures: what the model is to look at; the offline engine sees none.

        Raises:
            SightError: ``internal`` when the prompt does not exist or `inputs` do not fill it;
                ``unavailable`` when the ledger cannot be written.
            asyncio.CancelledError: when the caller is cancelled; the ledger says so too.
        """
        prompt = self.prompts.get(prompt_id).render(inputs, language)
        identity = CallIdentity(task, prompt.id, prompt.version, language, seed, run_id, project_id)
        call = self._call(identity)
        call.telemetry.asked(prompt)
        typical = self.registry.typical_output_tokens(task)
        question = Question(prompt, dict(inputs), schema, self.prompts, typical, tuple(pictures))
        models = await self._project_models.of(project_id)
        choices = self.registry.chain(task, models)
        if not choices:
            return _outcome(call, prompt, None, _unanswered(wording.not_configured(task, models)))
        memory = self._replay.of(identity, choices, question, fresh=fresh)
        course = self._course(call, choices)
        try:
            remembered = await memory.recall() if memory else None
            if remembered is not None:
                verdict = judged(Answer(remembered.text, Finish.COMPLETE, "", Usage()), schema)
                if verdict.status is OutcomeStatus.ANSWERED:
                    return _outcome(call, prompt, remembered.choice, verdict, replayed=True)
            if self._replay.asks_nobody:
                return _outcome(call, prompt, choices[0], _unanswered(NOT_RECORDED))
            async with self._running.of(run_id):
                verdict = await ask(call, course, question, self._clients)
        except CallStopped:
            verdict = _CANCELLED
        except asyncio.CancelledError:
            call.ended(_CANCELLED, course.asked)
            raise
        if memory is not None and verdict.status is OutcomeStatus.ANSWERED:
            await memory.keep(course.asked, verdict.text)
        return _outcome(call, prompt, course.asked, verdict)

    def cancel_run(self, run_id: UUID) -> int:
        """End the run's calls under way with the outcome ``cancelled``, whoever awaits them; how many there were.

        What was sent is in the ledger as cancelled. Calls the run makes later are not affected.
        """
        return self._running.stop(run_id)

    def chat_model(
        self,
        task: str = "agent",
        *,
        thread: str | None = None,
        prompt_id: str = "agent.system",
        language: Language | None = None,
    ) -> BaseChatModel:
        """A LangChain chat model for `task`: streams, binds tools, falls back along the chain, fills the ledger.

        Its calls raise `SightError` (``not_configured``, ``unavailable``) when no model of the chain answers, and
        ``over_budget`` when none may be asked.
        """
        from sight_domain.llm.agent_model import GatewayChatModel

        return GatewayChatModel(
            choices=self.registry.chain(task),
            identity=CallIdentity(
                task,
                prompt_id,
                self.prompts.get(prompt_id).version,
                language or self._settings.language,
                thread=thread,
            ),
            open_call=self._call,
            course_of=self._course,
            clients=self._clients,
            replaying=self._replay.asks_nobody,
            typical_output=self.registry.typical_output_tokens(task),
        )

    async def embed(
        self,
        texts: Sequence[str],
        *,
        purpose: Literal["document", "query"],
        project_id: UUID | None = None,
        run_id: UUID | None = None,
    ) -> Embeddings:
        """Vectors of length 1 for `texts`, in order; sent in batches of the model's size.

        Raises:
            SightError: ``not_configured`` when embedding is off or lacks a key, ``unavailable`` when the provider
                or the local engine fails, ``over_budget`` when it may not be asked.
        """
        from sight_domain.llm.embedding_calls import embed_all

        choice = self._embedder_choice()
        if choice is None:
            raise wording.no_embedder()
        identity = CallIdentity(
            "embeddings",
            "",
            0,
            self._settings.language,
            run_id=run_id,
            project_id=project_id,
            background=purpose == "document",
        )
        return await embed_all(
            list(texts),
            purpose,
            choice,
            identity,
            self._call,
            self._course,
            self._clients,
            self._replay,
        )

    def embedding_model(self) -> EmbeddingModel | None:
        """The configured embedder, without loading it; ``None`` when it is off or cannot be used."""
        choice = self._embedder_choice()
        if choice is None or choice.spec.dimensions is None:
            return None
        return EmbeddingModel(choice.model, choice.spec.dimensions)

    async def estimate(
        self,
        task: str,
        prompt_id: str,
        inputs: Mapping[str, Any],
        n_calls: int,
        *,
        schema: type[BaseModel] | None = None,
        language: Language | None = None,
        project_id: UUID | None = None,
    ) -> CostEstimate:
        """What `n_calls` calls with `inputs` like these would cost; `CostEstimate.basis` says how it was estimated."""
        prompt = self.prompts.get(prompt_id).render(inputs, language or self._settings.language)
        choices = self.registry.chain(task, await self._project_models.of(project_id))
        choice = choices[0] if choices else None
        return await estimated(self._database, self.registry, choice, task, prompt, schema, n_calls)

    def estimate_embeddings(self, characters: int, n_calls: int, language: Language) -> CostEstimate | None:
        """What vectors of so many characters in `n_calls` requests would cost; ``None`` without an embedder."""
        choice = self._embedder_choice()
        if choice is None:
            return None
        return embeddings_estimated(self.registry, choice, characters, n_calls, language)

    def checked_models(self, names: Sequence[str]) -> list[str]:
        """`names` as a study may be told to use them.

        Raises:
            SightError: what `model_names.checked_models` says.
        """
        return checked_models(names, self.registry.models, self.registry.configured, now().date())

    def models_changed(self, project_id: UUID) -> None:
        """A study was told to use other models: its next call asks them."""
        self._project_models.forget(project_id)

    def provider_of(self, task: str, models: Sequence[str] | None = None) -> str:
        """The provider asked first for `task` by a study with these `models`; ``""`` when none is configured."""
        choices = self.registry.chain(task, models or ())
        return choices[0].provider if choices else ""

    def is_offline(self, task: str) -> bool:
        """Whether the offline engine does `task`."""
        return self.provider_of(task) == "offline"

    async def purge_recordings(self) -> int:
        """Remove recorded answers older than ``SIGHT_REPLAY_DAYS``; how many there were."""
        return await self._replay.purge()

    async def aclose(self) -> None:
        """Write the ledger's pending rows and close every connection."""
        await self._admission.aclose()
        await self.pressure.aclose()
        await self._ledger.flush()
        await self._replay.flush()
        await self._line.aclose()
        await self._clients.aclose()
        await asyncio.to_thread(self._tracing.close)

    def _call(self, identity: CallIdentity) -> Call:
        return Call(
            identity, self._ledger, self._admission, self.pressure, self.registry.policy, self._tracing
        )

    def _course(self, call: Call, choices: Sequence[ModelChoice]) -> Course:
        return Course(call, choices, self.pressure, self.registry.policy, self._chance)

    def _embedder_choice(self) -> ModelChoice | None:
        return chosen_embedder(self._settings, self.registry, configured_providers(self._settings))


def _unanswered(reason: Text) -> Verdict:
    return Verdict(OutcomeStatus.FAILED, reason=reason)


def _outcome(
    call: Call,
    prompt: RenderedPrompt,
    choice: ModelChoice | None,
    verdict: Verdict,
    *,
    replayed: bool = False,
) -> Outcome[Any]:
    """What the caller gets; the telemetry is told."""
    call.ended(verdict, choice, replayed=replayed)
    return Outcome(
        status=verdict.status,
        value=verdict.value,
        reason=verdict.reason.to(prompt.language),
        model=choice.model if choice else "",
        provider=choice.provider if choice else "",
        prompt_id=prompt.id,
        prompt_version=prompt.version,
        usage=call.usage,
        cost_usd=call.cost,
        latency_ms=call.latency_ms,
        call_id=to_public(Kind.CALL, call.id) if call.attempts else None,
        attempts=call.attempts,
        replayed=replayed,
    )
