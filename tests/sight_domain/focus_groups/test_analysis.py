"""A group's analysis: two readings, every quote and citation checked, nothing invented, nothing asked for twice."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from fakes.gemini import FakeGemini
from fakes.studies import caller, study
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, select, update

from sight_domain.accounts.actor import Actor
from sight_domain.focus_groups.analysis import TURNS_A_CALL, calls_of_reading, in_order
from sight_domain.focus_groups.models import AnalysisStep, FocusGroup
from sight_domain.focus_groups.schemas import Speaker, TurnView
from sight_domain.ids import Kind, from_public
from sight_domain.language import Language
from tools.services import Services

QUESTIONS = {
    "en": ["What do you think of meal kits delivered to your door?", "How much would you pay for a box?"],
    "pl": ["Co sądzisz o zestawach posiłków z dostawą do domu?", "Ile zapłacisz za taki zestaw?"],
}


async def held(services: Services, people: int, language: Language = "en", **more: Any) -> dict[str, Any]:
    tool = caller(services, language)
    project_id = await study(tool, people, language)
    given = {"questions": QUESTIONS[language], "seed": 7, "wait_seconds": 300, **more}
    started = await tool("run_focus_group", project_id=project_id, name="Talk", **given)
    assert started["run"]["status"] == "succeeded", started["run"]
    return await tool("get_focus_group", focus_group_id=started["focus_group"]["id"], limit=500)


def assert_nothing_invented(read: dict[str, Any]) -> None:
    said = {turn["id"]: turn for turn in read["turns"] if turn["speaker"]["kind"] == "persona"}
    summary = read["summary"]
    quotes = [
        *(quote for theme in summary["themes"] for quote in theme["quotes"]),
        *(one["quote"] for one in summary["outliers"]),
    ]  # fmt: skip
    for quote in quotes:
        turn = said[quote["turn_id"]]
        assert quote["text"] in turn["text"]
        assert quote["persona_id"] == turn["speaker"]["id"]
    for sentence in [*summary["sentences"], *summary["insights"]]:
        assert sentence["turn_ids"] and set(sentence["turn_ids"]) <= said.keys()
    everything = {turn["id"] for turn in read["turns"]}
    assert {one["turn_id"] for one in summary["ask_next"]} <= everything
    for theme in summary["themes"]:
        assert theme["reach"] == len({quote["persona_id"] for quote in theme["quotes"]})
        assert theme["reach"] <= theme["reach_either"] <= read["focus_group"]["participants"]
        assert -1 <= theme["sentiment"] <= 1 and 0 <= theme["tension"] <= 1
        for groups in theme["by_group"].values():
            assert sum(raised for raised, _ in groups.values()) == theme["reach"]
            assert sum(of for _, of in groups.values()) == read["focus_group"]["participants"]
    for one in summary["disagreements"]:
        for stand in (*one["in_favour"], *one["against"]):
            assert said[stand["turn_id"]]["speaker"]["id"] == stand["persona_id"]


@pytest.mark.parametrize(("language", "mode"), [("en", "discussion"), ("pl", "parallel")])
async def test_two_readings_agree_without_being_the_same(
    offline: Services, language: Language, mode: str
) -> None:
    read = await held(offline, 10, language, mode=mode)
    assert_nothing_invented(read)
    summary = read["summary"]
    assert summary["themes"] and summary["sentences"] and summary["insights"]
    assert (summary["quotes_dropped"], summary["sentences_dropped"]) == (0, 0)
    agreement = summary["agreement"]
    print(f"{language} {mode}: {agreement}")
    assert agreement["alpha"] > 0.667
    assert agreement["raised_by_one"] > 0
    curve = summary["saturation"]
    assert [point["themes"] for point in curve["new_themes"]] == list(range(1, len(summary["themes"]) + 1))
    assert curve["turns"] == read["metrics"]["answers"]
    assert summary["generated_by"] == "offline-engine"
    assert {one["metric"] for one in read["metrics"]["human"]} >= {"median_words", "theme_reach"}


async def forget(services: Services, public_id: str, *steps: str) -> None:
    """Make a completed group one that stopped in its analysis, with these steps still to be taken."""
    group_id = from_public(Kind.FOCUS_GROUP, public_id, field="focus_group_id")
    async with services.database.session() as session:
        await session.execute(
            delete(AnalysisStep).where(AnalysisStep.focus_group_id == group_id, AnalysisStep.step.in_(steps))
        )
        await session.execute(
            update(FocusGroup).where(FocusGroup.id == group_id).values(status="stopped", summary=None)
        )


async def test_a_model_that_invents_every_quote_is_left_with_nothing_and_the_group_is_completed(
    on_gemini: Services, gemini_server: FakeGemini
) -> None:
    tool = caller(on_gemini)
    first = await held(on_gemini, 3)
    about = {"focus_group_id": first["focus_group"]["id"]}
    await forget(on_gemini, about["focus_group_id"], "reading/by_turn/0", "reading/by_person/0", "summary")
    said = [turn for turn in first["turns"] if turn["speaker"]["kind"] == "persona"]
    gemini_server.scripted["CodingDraft"] = {
        "segments": [
            {"turn_id": turn["id"], "code": "T1", "quote": f"I love it, {turn['text']}", "stance": "for"}
            for turn in said
        ]
    }
    await tool("run_focus_group", **about, wait_seconds=60)
    read = await tool("get_focus_group", **about)
    summary = read["summary"]
    assert read["focus_group"]["status"] == "completed"
    assert (summary["themes"], summary["disagreements"], summary["outliers"]) == ([], [], [])
    assert (summary["quotes_verified"], summary["quotes_dropped"]) == (0, 2 * len(said))
    assert (summary["summary"], summary["key_insights"]) == ("", [])
    assert summary["agreement"]["alpha"] is None and summary["agreement"]["warning"]


async def test_sentences_that_cite_nothing_are_dropped_and_counted_and_the_themes_stay(
    on_gemini: Services, gemini_server: FakeGemini
) -> None:
    gemini_server.scripted["SummaryDraft"] = {
        "summary": [{"text": "Everybody loves it.", "turn_ids": []}],
        "key_insights": [{"text": "Nine of ten would buy.", "turn_ids": ["trn_00000000000000000000000000"]}],
    }
    read = await held(on_gemini, 3)
    assert_nothing_invented(read)
    assert read["summary"]["themes"]
    assert (read["summary"]["summary"], read["summary"]["key_insights"]) == ("", [])
    assert read["summary"]["sentences_dropped"] == 2


async def test_figures_and_names_that_are_not_the_theme_s_own_are_dropped_and_counted(
    on_gemini: Services, gemini_server: FakeGemini
) -> None:
    first = await held(on_gemini, 3)
    about = first["focus_group"]["id"]
    theme = first["summary"]["themes"][0]
    title, reach = theme["title"], theme["reach"]
    turn, (quote, *_) = theme["quotes"][0]["turn_id"], theme["quotes"]
    absent = next(
        one["speaker"]["name"] for one in first["turns"] if one["speaker"]["id"] not in {None, quote["persona_id"]}
    )  # fmt: skip
    stands = f"{title}: {reach} of 3 people raise it."
    invented = [
        f"{title}: {reach + 40} of 3 people raise it.",
        f"{title}: {theme['against'] + 50} of 3 are against.",
        f"{title}: 99% raise it.",
        f"{absent} speaks of {title}.",
    ]
    gemini_server.scripted["SummaryDraft"] = {
        "summary": [{"text": text, "turn_ids": [turn]} for text in (stands, *invented)],
        "key_insights": [{"text": stands, "turn_ids": ["trn_x"]}],
    }
    await forget(on_gemini, about, "summary")
    await on_gemini.focus_groups.run(Actor(language="en"), about, wait_seconds=60)
    read = await caller(on_gemini)("get_focus_group", focus_group_id=about)
    assert read["summary"]["summary"] == stands
    assert read["summary"]["key_insights"] == []
    assert read["summary"]["sentences_dropped"] == len(invented) + 1


async def test_what_was_read_is_not_asked_for_again_after_a_stop(
    on_gemini: Services, gemini_server: FakeGemini
) -> None:
    read = await held(on_gemini, 3)
    group_id = from_public(Kind.FOCUS_GROUP, read["focus_group"]["id"], field="focus_group_id")
    async with on_gemini.database.session() as session:
        steps = set(
            await session.scalars(select(AnalysisStep.step).where(AnalysisStep.focus_group_id == group_id))
        )
    assert steps == {"codebook", "reading/by_turn/0", "reading/by_person/0", "summary"}
    await forget(on_gemini, read["focus_group"]["id"], "summary")
    sent = len(gemini_server.requests)
    again = await on_gemini.focus_groups.run(Actor(language="en"), read["focus_group"]["id"], wait_seconds=60)
    assert again.run.status == "succeeded" and again.summary is not None
    assert again.summary.themes == [
        type(again.summary.themes[0]).model_validate(theme) for theme in read["summary"]["themes"]
    ]
    assert len(gemini_server.requests) <= sent + 1


async def test_the_two_readings_go_through_the_talk_differently(
    on_gemini: Services, gemini_server: FakeGemini
) -> None:
    await held(on_gemini, 3)
    prompts = [str(body) for body in gemini_server.bodies("generateContent") if "[code: " in str(body)]
    assert len(prompts) == 2
    orders = [[part[:30] for part in prompt.split("[turn_id: ")[1:]] for prompt in prompts]
    assert sorted(orders[0]) == sorted(orders[1]) and orders[0] != orders[1]
    codes = [[part[:4] for part in prompt.split("[code: ")[1:]] for prompt in prompts]
    assert codes[0] == codes[1][::-1]


async def test_two_codes_of_one_title_are_one(on_gemini: Services, gemini_server: FakeGemini) -> None:
    code = {"title": "Price", "description": "What the box costs."}
    gemini_server.scripted["CodebookDraft"] = {"codes": [code, {**code, "title": "price "}]}
    read = await held(on_gemini, 3)
    assert [theme["title"] for theme in read["summary"]["themes"]] == ["Price"]


def turn(number: int, speaker: str) -> TurnView:
    return TurnView(
        id=f"t{number}", seq=number, speaker=Speaker(kind="persona", id=speaker, name=speaker),
        question_index=0, text="Words.", outcome="answered",
    )  # fmt: skip


@given(st.lists(st.sampled_from("abcd"), min_size=1, max_size=100))
def test_a_reading_leaves_out_no_turn_and_keeps_a_person_together(speakers: list[str]) -> None:
    turns = [turn(number, speaker) for number, speaker in enumerate(speakers)]
    by_person = in_order(turns, "by_person")
    assert in_order(turns, "by_turn") == turns
    assert sorted(one.seq for one in by_person) == list(range(len(turns)))
    changes = sum(a.speaker.id != b.speaker.id for a, b in pairwise(by_person))
    assert changes == len(set(speakers)) - 1
    assert (
        (calls_of_reading(len(turns)) - 1) * TURNS_A_CALL
        < len(turns)
        <= calls_of_reading(len(turns)) * TURNS_A_CALL
    )
