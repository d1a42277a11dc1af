"""What all conversations of one process share: the services, and the assistant once it is needed."""

from __future__ import annotations

import asyncio
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from agent.graph import Assistant
    from tools.services import Services


class Room:
    def __init__(self, services: Services) -> None:
        self.services = services
        self._assistant: Assistant | None = None
        self._entering = asyncio.Lock()

    async def assistant(self) -> Assistant:
        """The one assistant. Its libraries take seconds to import, so not before the page can be served."""
        async with self._entering:
            if self._assistant is None:
                graph = await asyncio.to_thread(_assistants_module)
                made: Assistant = graph.Assistant(self.services)
                self._assistant = made
            return self._assistant

    async def warm_up(self) -> None:
        """Open the database, go on with runs that lost their process, and import the assistant before anybody asks."""
        await self.services.database.open()
        self.services.runs.on_duty()
        await self.assistant()

    async def aclose(self) -> None:
        """Leave in the order of use: conversations, then runs, then the database."""
        if self._assistant is not None:
            await self._assistant.aclose()
            self._assistant = None
        await self.services.aclose()


def _assistants_module() -> ModuleType:
    import agent.graph

    return agent.graph
