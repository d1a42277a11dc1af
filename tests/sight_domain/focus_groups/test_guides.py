"""A group is held by its guide: what is refused, what is shown when, what ends a question, what is drafted."""

from __future__ import annotations

import base64
import re
from pathlib import Path
from typing import Any

import pytest
from fakes.gemini import FakeGemini
from fakes.studies import Call, caller, study
from hypothesis import given
from hypothesis import strategies as st

from sight_domain.errors import ErrorCode, SightError
from sight_domain.focus_groups.guide_spec import DiscussionGuide, GuideQuestion, Section, guide_of
from sight_domain.focus_groups.moderator import intervention
from sight_domain.focus_groups.participants import participants
from sight_domain.focus_groups.talk import Act, Entry, Move, Talk
from sight_domain.focus_groups.timekeeping import words_left
from sight_domain.ids import new_uuid
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


def asked(question: dict[str, Any]) -> dict[str, Any]:
    return {"title": "T", "questions": [question]}


BAD = [
    ({"questions": []}, "questions"),
    ({"questions": ["  "]}, "questions[0]"),
    ({"questions": ["x" * 1001]}, "questions[0]"),
    ({"questions": ["A?", "A?"]}, "questions[1]"),
    ({"questions": [f"Q{n}?" for n in range(31)]}, "questions"),
    ({"questions": ONE, "sections": SECTIONS}, "questions"),
    ({"sections": [asked({"text": " "})]}, "sections[0].questions[0].text"),
    ({"sections": [asked({"text": "A?", "probes": [" "]})]}, "sections[0].questions[0].probes[0]"),
    ({"sections": [asked({"text": "A?", "probes": ["x"] * 6})]}, "sections[0].questions[0].probes"),
    ({"sections": [asked({"text": "A?", "surprise": 1})]}, "sections[0].questions[0].surprise"),
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
    for wish, field in BAD:
        with pytest.raises(SightError) as caught:
            await discuss(tool, project_id, **wish)
        assert caught.value.code in (ErrorCode.INVALID_ARGUMENT, ErrorCode.INVALID_ID), wish
        assert caught.value.field == field, wish
        assert caught.value.message.pl and caught.value.hint.pl
        with pytest.raises(SightError) as estimated:
            about = {"project_id": project_id, "mode": "discussion"} | wish
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
    tables = [
        [
            prompt
            for where in ("on the table", "for the group")
            for prompt in asked_with(gemini_server, f"The question {where}:\n<<<QUESTION\n{text}")
        ]
        for text in started["focus_group"]["questions"]
    ]
    for prompts, seen in zip(tables, ((True, False, False), (True, True, False), (True,) * 3), strict=True):
        assert len(prompts) > 4
        for prompt in prompts:
            shown_now = tuple(
                words in prompt for words in ("A blue box.", "An image: The poster", "thrown away unopened")
            )
            assert shown_now == seen, prompt
    assert any(f"From the document “{document['title']}”" in prompt for prompt in tables[2])


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


PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
DATA_URL = "data:image/png;base64," + base64.b64encode(PNG).decode()


async def test_an_image_is_described_by_the_model_that_sees_it(
    on_gemini: Services, gemini_server: FakeGemini, tmp_path: Path
) -> None:
    tool = caller(on_gemini)
    project_id = await study(tool, 2)
    (tmp_path / "poster.png").write_bytes(PNG)
    about = {"project_id": project_id, "questions": ONE, "mode": "discussion"}
    asked_before = len(gemini_server.requests)
    of_file = {"kind": "image", "title": "The poster", "image": str(tmp_path / "poster.png")}
    await tool("estimate_cost", tool="run_focus_group", arguments=about | {"stimuli": [of_file]})
    assert len(gemini_server.requests) == asked_before
    gemini_server.texts.append("A blue box on a kitchen table, with the words “Dinner is done”.")
    started = await discuss(tool, project_id, questions=ONE, stimuli=[of_file])
    (shown,) = started["focus_group"]["guide"]["stimuli"]
    assert shown["text"] == "A blue box on a kitchen table, with the words “Dinner is done”."
    assert shown["described_by"].startswith("gemini")
    seen = [
        part["inlineData"]
        for body in gemini_server.bodies("generateContent")
        for content in body["contents"]
        for part in content["parts"]
        if "inlineData" in part
    ]
    assert seen == [{"mimeType": "image/png", "data": DATA_URL.partition(",")[2]}]
    assert asked_with(gemini_server, "<<<STIMULUS", "Dinner is done")


@pytest.mark.parametrize(
    ("image", "code", "field"),
    [
        ("/no/such/file.png", ErrorCode.NOT_FOUND, "stimuli[0].image"),
        ("data:image/png;base64,?", ErrorCode.INVALID_ARGUMENT, "stimuli[0].image"),
        ("data:image/png," + "x", ErrorCode.INVALID_ARGUMENT, "stimuli[0].image"),
        ("data:text/plain;base64," + base64.b64encode(b"words").decode(), ErrorCode.UNSUPPORTED, "stimuli[0].image"),
        ("data:image/png;base64," + base64.b64encode(PNG + bytes(7_000_000)).decode(), ErrorCode.INVALID_ARGUMENT, "stimuli[0].image"),
        (DATA_URL, ErrorCode.INVALID_ARGUMENT, "stimuli[0].text"),
    ],
    ids=["no file", "no base64", "not encoded", "no image", "too large", "offline"],
)  # fmt: skip
async def test_an_image_that_cannot_be_shown_is_refused(
    offline: Services, image: str, code: ErrorCode, field: str
) -> None:
    tool = caller(offline)
    project_id = await study(tool, 2)
    with pytest.raises(SightError) as caught:
        await discuss(tool, project_id, questions=ONE, stimuli=[{"kind": "image", "image": image}])
    assert (caught.value.code, caught.value.field) == (code, field)
    with pytest.raises(SightError) as both:
        await discuss(
            tool, project_id, questions=ONE, stimuli=[{"kind": "image", "image": image, "text": "A box."}]
        )
    assert both.value.field == "stimuli[0].image"


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
    on_the_first = "The question on the table:\n<<<QUESTION\nHow do you plan your dinners?"
    assert asked_with(gemini_server, on_the_first)
    assert not asked_with(gemini_server, "<<<EARLIER", on_the_first)


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
    least = re.search(r"\$([\d.]+)", caught.value.hint.en)
    assert least
    # Little more than what is refused: estimates grow with what earlier calls cost, and leave room that calls do not need.
    most = float(least[1]) + 0.001
    assert most < whole["usd"]
    started = await tool("run_focus_group", **about, seed=2, max_usd=most, wait_seconds=300)
    assert started["run"]["status"] == "succeeded", started["run"]
    print(f"{mode}: {started['run']['cost_usd']} of {most}, estimate {whole['usd']}")
    assert started["run"]["cost_usd"] <= most
    assert "cost" in {limit["limit"] for limit in started["limits_met"]}
    assert started["summary"]["quotes_verified"]
    again = await tool("estimate_cost", tool="run_focus_group", arguments=about | {"max_usd": most})
    assert again["usd"] <= most + 1e-6


@pytest.mark.parametrize("language", ["en", "pl"])
async def test_a_guide_is_drafted_changed_and_only_then_run(offline: Services, language: Language) -> None:
    tool = caller(offline, language)
    made = await tool(
        "create_project", name="Meal kits", target={"country": "PL"}, sample_size=3, language=language
    )
    project_id = made["project"]["id"]
    goal = {"en": "Find out why people cancel", "pl": "Dowiedz się, dlaczego ludzie rezygnują"}[language]
    drafted = await tool(
        "draft_guide", project_id=project_id, goal=goal, minutes=30, stimuli=[{"text": "A box."}], seed=3
    )
    group = drafted["focus_group"]
    guide = group["guide"]
    assert (group["status"], group["participants"], guide["goal"]) == ("draft", 0, goal)
    assert guide["minutes"] == pytest.approx(30, abs=0.5)
    assert all(section["minutes"] and section["questions"] for section in guide["sections"])
    assert all(question["probes"] for section in guide["sections"] for question in section["questions"])
    clause = {"en": "why people cancel", "pl": "dlaczego ludzie rezygnują"}[language]
    assert any(clause in question for question in group["questions"])
    again = await tool(
        "draft_guide", project_id=project_id, goal=goal, minutes=30, stimuli=[{"text": "A box."}], seed=3
    )
    assert again["focus_group"]["questions"] == group["questions"]

    wish = {"en": "Remove question 1. Add: What else?", "pl": "Usuń pytanie 1. Dodaj: Co jeszcze?"}[language]
    changed = await tool("draft_guide", focus_group_id=group["id"], changes=wish)
    assert changed["changed"]
    asked = changed["focus_group"]["questions"]
    assert group["questions"][0] not in asked
    assert {"en": "What else?", "pl": "Co jeszcze?"}[language] in asked
    assert not (await tool("draft_guide", focus_group_id=group["id"], changes="?!?"))["changed"]
    replaced = await tool("draft_guide", focus_group_id=group["id"], sections=SECTIONS, minutes=10)
    assert replaced["focus_group"]["questions"] == [q["text"] for s in SECTIONS for q in s["questions"]]

    with pytest.raises(SightError) as nobody:
        await tool("run_focus_group", focus_group_id=group["id"])
    assert nobody.value.code is ErrorCode.CONFLICT
    await tool("generate_personas", project_id=project_id, seed=5, wait_seconds=300)
    assert (await tool("estimate_cost", tool="run_focus_group", arguments={"focus_group_id": group["id"]}))[
        "calls"
    ]
    started = await tool("run_focus_group", focus_group_id=group["id"], wait_seconds=300)
    assert started["run"]["status"] == "succeeded", started["run"]
    assert started["focus_group"]["participants"] == 3
    with pytest.raises(SightError) as begun:
        await tool("draft_guide", focus_group_id=group["id"], changes=wish)
    assert begun.value.code is ErrorCode.CONFLICT


async def test_a_draft_nobody_can_make_leaves_nothing(on_gemini: Services, gemini_server: FakeGemini) -> None:
    tool = caller(on_gemini)
    project_id = await study(tool, 2)

    async def refused(**given: Any) -> SightError:
        with pytest.raises(SightError) as caught:
            await tool("draft_guide", **{"project_id": project_id, **given})
        return caught.value

    assert (await refused()).field == "goal"
    assert (await refused(goal="x" * 2001)).field == "goal"
    assert (await refused(goal="Why?", minutes=5, mode="parallel")).field == "minutes"
    people = (await tool("list_personas", project_id=project_id))["personas"]
    assert (await refused(goal="Why?", persona_ids=[people[0]["id"]])).field == "persona_ids"
    assert (await refused(goal="Why?", stimuli=[{"kind": "image"}])).field == "stimuli[0].text"
    gemini_server.down = True
    assert (await refused(goal="Find out why")).code is ErrorCode.UNAVAILABLE
    gemini_server.down = False
    assert (await tool("get_project", project_id=project_id))["project"]["focus_groups"] == []
    question = {"text": "What do you do today?", "probes": ["When?"]}
    gemini_server.scripted["GuideDraft"] = {
        "sections": [
            {"title": "A", "questions": [question, question], "minutes": 3},
            {"title": "B", "questions": [question], "minutes": 1},
        ]
    }
    drafted = (await tool("draft_guide", project_id=project_id, goal="Find out why"))["focus_group"]
    assert drafted["questions"] == [question["text"]]
    assert drafted["guide"]["minutes"] == 60


def test_probes_of_the_guide_are_put_one_after_the_other() -> None:
    room, guide = opened(probes=("What would you miss?", "Who decides?"))
    put: list[str] = []
    for turn in range(30):
        said = intervention(room, guide)
        if said is not None:
            room.add(Entry(new_uuid(), 0, None, said.text, said.act))
            put += [said.text] if said.act is Act.DIRECT_PROBE else []
        room.add(
            Entry(
                new_uuid(),
                0,
                turn % 4,
                f"Point {turn} is mine, and it matters to me a lot.",
                Move.ADD,
                opinion=1.0 + turn % 5,
            )
        )
    assert [text.partition(": ")[2] for text in put] == ["What would you miss?", "Who decides?"]
    assert all(
        room.people[place].called in text
        for text in put
        for place in room.people
        if text.startswith(room.people[place].called)
    )


@given(st.lists(st.integers(1, 60), max_size=40), st.integers(1, 4), st.floats(0.5, 5))
def test_the_words_left_are_the_sections_shared_out_over_its_questions(
    lengths: list[int], questions: int, minutes: float
) -> None:
    section = Section(
        title="x",
        minutes=minutes * questions,
        questions=tuple(GuideQuestion(text=f"{n}?") for n in range(questions)),
    )
    room, _ = opened()
    guide = guide_of([section]).seated(4, seed=1)
    room.entries.clear()
    for length in lengths:
        room.add(Entry(new_uuid(), 0, 1, "word " * length, Move.ADD))
    left = words_left(room, guide)
    assert left == pytest.approx(150 * minutes - sum(lengths))
    if questions > 1:
        room.open_question(1, {})
        assert words_left(room, guide) == pytest.approx(
            (150 * minutes * questions - sum(lengths)) / (questions - 1)
        )


def opened(probes: tuple[str, ...] = ()) -> tuple[Talk, DiscussionGuide]:
    """A room of four in which the first question has been put."""
    names = ["Anna Nowak", "Jan Kos", "Ewa Lis", "Piotr Maj"]
    people = participants(
        [
            (place, {"full_name": name, "given_name": name.split()[0], "gender": "female"})
            for place, name in enumerate(names)
        ]
    )
    room = Talk(0, people, "en", seed=7)
    room.open_question(0, {})
    room.add(Entry(new_uuid(), 0, None, "What do you think?", Act.MOVE_ON))
    section = Section(title="x", questions=(GuideQuestion(text="What do you think?", probes=probes),))
    return room, guide_of([section], turns_per_head=60).seated(4, seed=1)
