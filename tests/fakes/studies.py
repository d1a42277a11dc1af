"""Studies with recruited respondents, made through the tools as a client would."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from sight_domain.accounts.actor import Actor
from sight_domain.ids import Kind, from_public, new_uuid
from sight_domain.language import Language, Text
from sight_domain.personas.models import Persona
from sight_domain.populations.service import draw_respondents, parse_target
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


async def drawn_study(
    services: Services, people: int, language: Language = "en"
) -> tuple[str, list[Persona]]:
    """A study with respondents who are drawn and have no portraits: its id, and them in order. Quick."""
    target = parse_target({"country": "PL", "age_min": 20, "age_max": 65})
    project = await services.projects.create(
        Actor(language), name="Tea", description="", language=language, target=target, sample_size=people
    )
    key = from_public(Kind.PROJECT, project.id, field="id")
    drawn = [
        Persona(
            id=new_uuid(), project_id=key, batch=1, seq=one.seq, seed=1, full_name=one.full_name,
            respondent=one.model_dump(mode="json"),
        )
        for one in draw_respondents(target, people, seed=1, language=language)
    ]  # fmt: skip
    async with services.database.session() as session:
        session.add_all(drawn)
    return project.id, drawn
