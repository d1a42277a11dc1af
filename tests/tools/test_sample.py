"""The stored sample through the tools: its report follows every change, its segments, its people compared."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from sight_domain.accounts.actor import Actor
from sight_domain.errors import ErrorCode, SightError
from sight_domain.language import Text
from sight_domain.settings import Settings
from tools.catalogue import call
from tools.context import ToolContext
from tools.services import Services


@pytest.fixture(scope="module")
async def services(tmp_path_factory: pytest.TempPathFactory, settings: Settings) -> AsyncIterator[Services]:
    async with Services(settings) as services:
        yield services


async def _use(services: Services, tool: str, language: str = "en", **arguments: Any) -> dict[str, Any]:
    async def yes(_question: Text) -> bool:
        return True

    context = ToolContext(Actor("pl" if language == "pl" else "en"), services, confirm=yes)
    return (await call(tool, arguments, context)).model_dump(mode="json")


@pytest.fixture(scope="module")
async def study(services: Services) -> dict[str, Any]:
    target = {"country": "PL"}
    project = (await _use(services, "create_project", name="Tea", target=target, sample_size=30))["project"]
    recruited = await _use(services, "generate_personas", project_id=project["id"], seed=4)
    return {"project_id": project["id"], "people": recruited["personas"]}


async def test_the_report_follows_deletion_and_restoration(services: Services, study: dict[str, Any]) -> None:
    project = {"project_id": study["project_id"]}
    before = await _use(services, "check_representativeness", **project)
    assert before["is_statistically_valid"] and before["n"] == 30
    women = [person["id"] for person in study["people"] if person["gender"] == "female"][:3]
    for person in women:
        await _use(services, "delete_item", id=person, reason="test_data")
    fewer = await _use(services, "check_representativeness", **project)
    assert fewer["n"] == 27 and not fewer["is_statistically_valid"]
    assert any("gender" in reason for reason in fewer["why"])
    for person in women:
        await _use(services, "restore_item", id=person)
    assert await _use(services, "check_representativeness", **project) == before


async def test_segments_hold_everybody_once_and_list_their_people(
    services: Services, study: dict[str, Any]
) -> None:
    project = {"project_id": study["project_id"]}
    found = await _use(services, "segment_personas", **project)
    assert sum(segment["n"] for segment in found["segments"]) == 30
    assert sum(segment["target_share"] for segment in found["segments"]) == pytest.approx(1, abs=0.001)
    for segment in found["segments"]:
        page = await _use(services, "list_personas", **project, segment=segment["name"], limit=50)
        assert [p["id"] for p in page["personas"]] == [p["id"] for p in segment["personas"]]
        assert page["total"] == segment["n"] and "% of the target population" in segment["description"]
    polish = await _use(services, "segment_personas", "pl", **project)
    assert "populacji docelowej" in polish["segments"][0]["description"]


async def test_an_unknown_segment_is_refused_with_the_names_there_are(
    services: Services, study: dict[str, Any]
) -> None:
    with pytest.raises(SightError) as raised:
        await _use(services, "list_personas", project_id=study["project_id"], segment="Foodies")
    assert raised.value.code is ErrorCode.NOT_FOUND and raised.value.field == "segment"
    names = {person["segment"] for person in study["people"]}
    assert all(name in raised.value.hint.en for name in names)


async def test_clusters_say_how_far_to_trust_them(services: Services, study: dict[str, Any]) -> None:
    project = {"project_id": study["project_id"]}
    found = await _use(services, "segment_personas", **project, by="clusters")
    assert sum(segment["n"] for segment in found["segments"]) == 30
    assert -1 <= found["silhouette"] <= 1 and found["stability"] <= 1
    assert set(found["tried"]) == {str(k) for k in range(2, 9)}
    assert any("no segments of the market" in note for note in found["notes"])
    asked = await _use(services, "segment_personas", **project, by="clusters", clusters=4)
    assert len(asked["segments"]) == 4 and set(asked["tried"]) == {"4"}


@pytest.mark.parametrize("clusters", [1, 9])
async def test_a_number_of_clusters_out_of_range_is_refused(
    services: Services, study: dict[str, Any], clusters: int
) -> None:
    with pytest.raises(SightError) as raised:
        await _use(
            services,
            "segment_personas",
            project_id=study["project_id"],
            by="clusters",
            clusters=clusters,
        )
    assert raised.value.field == "clusters" and "2 to 8" in raised.value.hint.en


async def test_a_comparison_names_differences_by_section_with_needs_and_answers(
    services: Services, study: dict[str, Any]
) -> None:
    project, people = {"project_id": study["project_id"]}, [p["id"] for p in study["people"][:2]]
    early = await _use(services, "compare_personas", persona_ids=people)
    assert early["notes"] and not {"needs", "said"} & {d["section"] for d in early["key_differences"]}

    question = "What annoys you about buying tea?"
    group = await _use(
        services, "run_focus_group", **project, name="First", questions=[question], persona_ids=people
    )
    for person in people:
        await _use(services, "analyze_needs", persona_id=person)
    compared = await _use(services, "compare_personas", persona_ids=people)
    sections = {difference["section"] for difference in compared["key_differences"]}
    assert {"demographics", "needs", "said"} <= sections and compared["notes"] == []
    assert compared["similarity_score"] == early["similarity_score"]

    answers = await _use(services, "get_focus_group", focus_group_id=group["focus_group"]["id"])
    texts = {turn["id"]: turn["text"] for turn in answers["turns"]}
    said = next(d for d in compared["key_differences"] if d["section"] == "said")
    assert said["label"] == question
    assert all(said["values"][person] in texts[said["turn_ids"][person]] for person in people)
    assert 0 <= compared["similarity_score"] <= 1 and "random pairs" in compared["in_words"]
    polish = await _use(services, "compare_personas", "pl", persona_ids=people)
    assert "losowych par dorosłych (Polska)" in polish["in_words"]
