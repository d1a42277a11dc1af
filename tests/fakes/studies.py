"""Studies with recruited respondents, made through the tools as a client would."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from sight_domain.accounts.actor import Actor
from sight_domain.language import Language, Text
from tools.catalogue import call
from tools.context import ToolContext
from tools.services import Services

Call = Callable[..., Awaitable[dict[str, Any]]]


def caller(services: Services, language: Language = "en") -> Call:
    """``await tool("get_project", project_id=…)``: a tool's result as a client gets it."""

    async def yes(question: Text) -> bool:
        return bool(question.en)

    ctx = ToolContext(Actor(language), services, confirm=yes)

    async def tool(tool: str, /, **arguments: Any) -> dict[str, Any]:
        return (await call(tool, arguments, ctx)).model_dump(mode="json")

    return tool


async def study(tool: Call, people: int, language: Language = "en") -> str:
    """A study with respondents; returns its id."""
    created = await tool(
        "create_project",
        name="Meal kits" if language == "en" else "Zestawy posiłków",
        target={"country": "PL", "age_min": 20, "age_max": 65},
        sample_size=people,
        language=language,
    )
    project_id = created["project"]["id"]
    recruited = await tool("generate_personas", project_id=project_id, seed=5, wait_seconds=300)
    assert recruited["run"]["status"] == "succeeded"
    return project_id
