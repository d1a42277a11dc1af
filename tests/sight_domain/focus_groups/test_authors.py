"""Who wrote a group is read from its turns, not from what the installation would use today."""

from __future__ import annotations

from fakes.gemini import FakeGemini
from fakes.studies import caller, study
from pydantic import SecretStr

from sight_domain.accounts.actor import Actor
from sight_domain.settings import Settings
from tools.services import Services


async def test_a_group_keeps_its_author_when_the_model_changes(
    settings: Settings, gemini_server: FakeGemini
) -> None:
    plain = settings.model_copy(update={"embedder": "off", "replay": "off"})
    async with Services(plain) as services:
        tool = caller(services)
        project_id = await study(tool, 2)
        asked = {"project_id": project_id, "questions": ["What do you think of it?"], "wait_seconds": 300}
        first = await tool("run_focus_group", **asked)
        assert first["focus_group"]["generated_by"] == "offline"
    with_gemini = plain.model_copy(
        update={
            "provider": "gemini",
            "google_api_key": SecretStr(gemini_server.key),
            "gemini_base_url": gemini_server.url,
        }
    )
    async with Services(with_gemini) as services:
        tool = caller(services)
        read = await tool("get_focus_group", focus_group_id=first["focus_group"]["id"])
        assert read["focus_group"]["generated_by"] == "offline"
        second = await tool("run_focus_group", **asked)
        written = {
            turn["written_by"]
            for turn in (await tool("get_focus_group", focus_group_id=second["focus_group"]["id"]))["turns"]
        }
        assert second["focus_group"]["generated_by"] in written
        listed = await services.focus_groups.of_project(Actor("en"), project_id)
        assert [one.generated_by for one in listed] == ["offline", second["focus_group"]["generated_by"]]
