"""A group is held by its guide: what is refused, what is shown when, what ends a question, what is drafted."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from fakes.gemini import FakeGemini
from fakes.studies import Call, caller, study

from sight_domain.errors import ErrorCode, SightError
from sight_domain.language import Language
from tools.services import Services

SECTIONS = [
    {"title": "Today", "questions": [{"text": "How do you plan your dinners?"}]},
    {
        "title": "The offer",
        "questions": [
            {"text": "What do you think of meal kits?", "probes": ["What would you miss?"]},
            {"text": "What would stop you from ordering one?"},
        ],
    },
]
ONE = ["What do you think of meal kits?"]


async def discuss(tool: Call, project_id: str, **more: Any) -> dict[str, Any]:
    given = {"mode": "discussion", "seed": 4, "wait_seconds": 300, **more}
    return await tool("run_focus_group", project_id=project_id, name="Talk", **given)


async def transcript(tool: Call, started: dict[str, Any]) -> dict[str, Any]:
    return await tool("get_focus_group", focus_group_id=started["focus_group"]["id"], limit=500)


def asked_with(server: FakeGemini, *words: str) -> list[str]:
    """The prompts in which all `words` stand, as the model got them."""
    prompts = [
        "\n".join(part.get("text", "") for content in body["contents"] for part in content["parts"])
        for body in server.bodies("generateContent")
    ]
    return [prompt for prompt in prompts if all(word in prompt for word in words)]


BAD = [
    ({"questions": []}, "questions"),
    ({"questions": ["  "]}, "questions[0]"),
    ({"questions": ["x" * 1001]}, "questions[0]"),
    ({"questions": ["A?", "A?"]}, "questions[1]"),
    ({"questions": [f"Q{n}?" for n in range(31)]}, "questions"),
    ({"questions": ONE, "sections": SECTIONS}, "questions"),
    ({"questions": [{"text": "A?", "probes": [" "]}]}, "questions[0].probes[0]"),
    ({"questions": [{"text": "A?", "probes": ["x"] * 6}]}, "questions[0].probes"),
    ({"questions": [{"text": "A?", "surprise": 1}]}, "questions[0].question.surprise"),
    ({"sections": [{"title": "", "questions": [{"text": "A?"}]}]}, "sections[0].title"),
    ({"sections": [{"title": "T", "questions": []}]}, "sections[0].questions"),
    ({"sections": [SECTIONS[0], SECTIONS[0]]}, "sections[1].questions[0]"),
    ({"sections": SECTIONS, "minutes": 1}, "minutes"),
    ({"sections": [SECTIONS[0] | {"minutes": 9}, SECTIONS[1]], "minutes": 9.5}, "minutes"),
    ({"sections": [SECTIONS[0] | {"minutes": 0.1}]}, "sections[0].minutes"),
    ({"sections": [SECTIONS[0] | {"minutes": 500}]}, "sections[0].minutes"),
    ({"questions": ONE, "minutes": 5, "mode": "parallel"}, "minutes"),
    ({"sections": SECTIONS, "mode": "parallel"}, "probes"),
    ({"questions": ONE, "turns_per_head": 61}, "turns_per_head"),
    ({"questions": ONE, "max_usd": 0}, "max_usd"),
    ({"questions": ONE, "stimulus": "x" * 20_001}, "stimulus"),
    ({"questions": ONE, "stimuli": [{"text": "x" * 20_001}]}, "stimuli[0]"),
    ({"questions": ONE, "stimulus": "x" * 15_000, "stimuli": [{"text": "x" * 5_001}]}, "stimuli[0]"),
    ({"questions": ONE, "stimuli": [{"text": "x", "from_question": 1}]}, "stimuli[0].from_question"),
    ({"questions": ONE, "stimuli": [{}]}, "stimuli[0].text"),
    ({"questions": ONE, "stimuli": [{"kind": "image"}]}, "stimuli[0].text"),
    ({"questions": ONE, "stimuli": [{"kind": "document"}]}, "stimuli[0].document_id"),
    ({"questions": ONE, "stimuli": [{"kind": "document", "document_id": "prj_1"}]}, "stimuli[0].document_id"),
    ({"questions": ONE, "stimuli": [{"text": "x", "page": 2}]}, "stimuli[0].page"),
    ({"questions": ONE, "stimuli": [{"text": "x"}] * 11}, "stimuli"),
]


async def test_what_cannot_be_held_is_refused_by_its_place_and_nothing_is_made(offline: Services) -> None:
    tool = caller(offline)
    project_id = await study(tool, 3)
    for given, field in BAD:
        with pytest.raises(SightError) as caught:
            await discuss(tool, project_id, **given)
        assert caught.value.code in (ErrorCode.INVALID_ARGUMENT, ErrorCode.INVALID_ID), given
        assert caught.value.field == field, given
        assert caught.value.message.pl and caught.value.hint.pl
        with pytest.raises(SightError) as estimated:
            about = {"project_id": project_id, "mode": "discussion"} | given
            await tool("estimate_cost", tool="run_focus_group", arguments=about)
        assert estimated.value.field == field
    project = (await tool("get_project", project_id=project_id))["project"]
    assert project["focus_groups"] == []


async def test_what_is_shown_reaches_prompts_from_its_question_on_and_is_cited(
    on_gemini: Services, gemini_server: FakeGemini
) -> None:
    tool = caller(on_gemini)
    project_id = await study(tool, 2)
    content = base64.b64encode(b"Half of all boxes are thrown away unopened, the survey found.").decode()
    added = await tool("add_document", project_id=project_id, content_base64=content, filename="waste.txt")
    document = added["document"]
    started = await discuss(
        tool,
        project_id,
        sections=SECTIONS,
        stimulus="A blue box.",
        stimuli=[
            {"kind": "document", "document_id": document["id"], "from_question": 2},
            {"kind": "image", "title": "The poster", "text": "A family at a table.", "from_question": 1},
        ],
    )
    assert started["run"]["status"] == "succeeded", started["run"]
    shown = started["focus_group"]["guide"]["stimuli"]
    assert [(one["kind"], one["from_question"]) for one in shown] == [("image", 1), ("document", 2)]
    assert shown[1]["document_id"] == document["id"]
    assert shown[1]["text"] == "Half of all boxes are thrown away unopened, the survey found."
    first, second, third = (asked_with(gemini_server, text) for text in (
        "How do you plan your dinners?\nQUESTION>>>", "What do you think of meal kits?\nQUESTION>>>",
        "What would stop you from ordering one?\nQUESTION>>>",
    ))  # fmt: skip
    for prompts, seen in ((first, (True, False, False)), (second, (True, True, False)), (third, (True,) * 3)):
        of_talk = [prompt for prompt in prompts if "STIMULUS" in prompt]
        assert of_talk
        for prompt in of_talk:
            shown_now = tuple(
                words in prompt for words in ("A blue box.", "An image: The poster", "thrown away unopened")
            )
            assert shown_now == seen, prompt
    assert any(f"From the document “{document['title']}”" in prompt for prompt in third)


async def test_a_page_that_is_not_there_is_refused_by_name(offline: Services) -> None:
    tool = caller(offline)
    project_id = await study(tool, 2)
    added = await tool(
        "add_document", project_id=project_id, filename="a.txt", content_base64=base64.b64encode(b"Words of a page.").decode()
    )  # fmt: skip
    with pytest.raises(SightError) as caught:
        await discuss(
            tool,
            project_id,
            questions=ONE,
            stimuli=[{"kind": "document", "document_id": added["document"]["id"], "page": 3}],
        )
    assert (caught.value.code, caught.value.field) == (ErrorCode.INVALID_ARGUMENT, "stimuli[0].page")


@pytest.mark.parametrize("language", ["en", "pl"])
async def test_closed_sections_are_digested_with_cited_turns(offline: Services, language: Language) -> None:
    tool = caller(offline, language)
    project_id = await study(tool, 4, language)
    started = await discuss(tool, project_id, sections=SECTIONS)
    assert started["run"]["status"] == "succeeded", started["run"]
    read = await transcript(tool, started)
    (digest,) = read["digests"]
    of_section = {turn["id"] for turn in read["turns"] if turn["question_index"] == 0}
    assert (digest["section"], digest["room"], digest["outcome"]) == (0, 0, "answered")
    assert digest["points"]
    assert all(point["turn_ids"] and set(point["turn_ids"]) <= of_section for point in digest["points"])


async def test_a_digest_is_told_to_those_who_speak_later_and_invented_citations_are_not(
    on_gemini: Services, gemini_server: FakeGemini
) -> None:
    tool = caller(on_gemini)
    project_id = await study(tool, 3)
    gemini_server.scripted["DigestDraft"] = {
        "points": [{"text": "Nobody said this.", "turn_ids": ["trn_01j00000000000000000000000"]}]
    }
    invented = await transcript(tool, await discuss(tool, project_id, sections=SECTIONS))
    assert (invented["digests"][0]["points"], invented["digests"][0]["dropped"]) == ([], 1)
    assert asked_with(gemini_server, "<<<EARLIER") == []
    gemini_server.scripted.clear()
    told = await transcript(tool, await discuss(tool, project_id, sections=SECTIONS, seed=5))
    point = told["digests"][0]["points"][0]["text"]
    assert asked_with(gemini_server, "<<<EARLIER", point, "What would stop you from ordering one?")
    assert not asked_with(gemini_server, "<<<EARLIER", "How do you plan your dinners?\nQUESTION>>>")


async def test_a_talk_ends_its_questions_when_their_time_is_up_and_says_so(offline: Services) -> None:
    tool = caller(offline)
    project_id = await study(tool, 6)
    started = await discuss(tool, project_id, sections=SECTIONS, minutes=1.5)
    assert started["run"]["status"] == "succeeded", started["run"]
    read = await transcript(tool, started)
    for section, asked in (("Today", {0}), ("The offer", {1, 2})):
        minutes = next(
            s["minutes"] for s in read["focus_group"]["guide"]["sections"] if s["title"] == section
        )
        turns = [turn["text"].split() for turn in read["turns"] if turn["question_index"] in asked]
        assert sum(map(len, turns)) <= 150 * minutes + max(map(len, turns)) + 10
    met = [(limit["limit"], limit["question_index"]) for limit in read["limits_met"]]
    assert ("time", 0) in met
    assert started["limits_met"] == read["limits_met"]
    assert {turn["question_index"] for turn in read["turns"]} == {0, 1, 2}


@pytest.mark.parametrize("mode", ["parallel", "discussion"])
async def test_a_group_stops_at_what_it_may_cost_and_is_summed_up(on_gemini: Services, mode: str) -> None:
    tool = caller(on_gemini)
    project_id = await study(tool, 6)
    asked = {"questions": [question["text"] for section in SECTIONS for question in section["questions"]]}
    about = {"project_id": project_id, "mode": mode} | asked
    whole = await tool("estimate_cost", tool="run_focus_group", arguments=about)
    with pytest.raises(SightError) as caught:
        await tool("run_focus_group", **about, max_usd=whole["usd"] / 1000)
    assert caught.value.field == "max_usd"
    most = whole["usd"] / 2
    started = await tool("run_focus_group", **about, seed=2, max_usd=most, wait_seconds=300)
    assert started["run"]["status"] == "succeeded", started["run"]
    print(f"{mode}: {started['run']['cost_usd']} of {most}, estimate {whole['usd']}")
    assert started["run"]["cost_usd"] <= most
    assert "cost" in {limit["limit"] for limit in started["limits_met"]}
    assert started["summary"]["quotes_verified"]
    assert (await tool("estimate_cost", tool="run_focus_group", arguments=about | {"max_usd": most}))["usd"] == pytest.approx(most, abs=1e-6)  # fmt: skip
