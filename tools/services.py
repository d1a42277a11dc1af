"""Every service of one installation, wired once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sight_domain.focus_groups.service import FocusGroupService
from sight_domain.insights.service import InsightService, MessagingService, TranscriptService
from sight_domain.interviews.service import InterviewService, told_before
from sight_domain.knowledge.service import DocumentCosts, GraphService, KnowledgeService
from sight_domain.llm.gateway import Gateway
from sight_domain.logs import configure_logging
from sight_domain.personas.service import PersonaService
from sight_domain.projects.service import ProjectService
from sight_domain.reports.service import ReportService
from sight_domain.runs.configuration import configuration_of
from sight_domain.runs.service import QUEUES, RunLimits, RunService
from sight_domain.settings import Settings, get_settings
from sight_domain.storage.database import Database
from sight_domain.surveys.service import SurveyService
from tools.duties import register_duties

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

_EMBEDDING_SECONDS = 20.0


class Services:
    """``async with Services() as services: …``; the database opens on first use.

    `worker_of` names the queues of a process that executes whatever others do (`sight worker`).
    """

    def __init__(self, settings: Settings | None = None, *, worker_of: Sequence[str] | None = None) -> None:
        self.settings = settings or get_settings()
        configure_logging(self.settings)
        at_once = self.settings.model_concurrency
        self.database = Database(self.settings)
        self.gateway = Gateway(self.settings, self.database)
        self.runs = RunService(
            self.database,
            RunLimits.of(self.settings),
            configuration=configuration_of(self.settings),
            worker=worker_of is not None,
            queues=QUEUES if worker_of is None else worker_of,
        )
        self.runs.on_cancel(self.gateway.cancel_run)
        self.projects = ProjectService(self.database)
        self.graph = GraphService(self.database, self.gateway, self.settings)
        self.knowledge = KnowledgeService(
            self.database,
            self.gateway,
            self.settings,
            self.runs,
            self.graph,
            judge=self.gateway if self.settings.rerank == "model" else None,
        )
        self.document_costs = DocumentCosts(self.knowledge, self.gateway, self.settings)
        self.personas = PersonaService(
            self.database, self.gateway, self.runs, at_once=at_once, knowledge=self.knowledge
        )
        self.focus_groups = FocusGroupService(
            self.database,
            self.gateway,
            self.runs,
            self.knowledge,
            at_once=at_once,
            told_before=told_before,
        )
        self.interviews = InterviewService(self.database, self.gateway, knowledge=self.knowledge)
        self.surveys = SurveyService(self.database, self.gateway, self.runs, at_once=at_once)
        self.insights = InsightService(self.database, self.gateway, self.runs)
        self.messaging = MessagingService(
            self.database,
            self.gateway,
            self.runs,
            self.insights,
            self.knowledge,
            per_hour=self.settings.messages_per_hour,
        )
        self.transcripts = TranscriptService(self.database, self.gateway, self.settings)
        self.reports = ReportService(
            self.database,
            self.settings,
            self.runs,
            self.projects,
            self.personas,
            self.focus_groups,
            self.surveys,
            self.interviews,
            self.insights,
            self.messaging,
        )
        register_duties(self)

    async def __aenter__(self) -> Services:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def settle(self) -> None:
        """Before a short-lived process ends: see its runs through, and give its documents a moment of embedding."""
        await self.runs.drain()
        await self.knowledge.embed_for(_EMBEDDING_SECONDS)

    async def aclose(self) -> None:
        """Stop this process's runs, write what is still to be written, and leave the database."""
        await self.runs.aclose()
        await self.transcripts.aclose()
        await self.knowledge.aclose()
        await self.graph.aclose()
        await self.gateway.aclose()
        await self.database.close()
