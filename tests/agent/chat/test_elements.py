"""What a researcher sees of a result: every number is the result's, in the researcher's words."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from agent.chat.elements.pieces import Chart, Desk, Download, Panel, Showing
from agent.chat.elements.results import showing_of

_ELEMENTS = Path(__file__).parents[3] / "public" / "elements"
_SHOWN = (
    "generate_personas", "list_personas", "get_persona", "compare_personas", "check_representativeness",
    "segment_personas", "run_focus_group", "get_focus_group", "run_survey", "get_survey_results", "analyze_needs", "export_report",
    "generate_messaging",
)  # fmt: skip


async def _shown(study: Any, tool: str) -> Showing:
    showing = await showing_of(tool, study.results[tool], Desk(study.services, study.actor))
    assert showing is not None
    return showing


def _panel(showing: Showing, component: str) -> dict[str, Any]:
    return next(
        piece.props for piece in showing.pieces if isinstance(piece, Panel) and piece.component == component
    )


@pytest.mark.parametrize("tool", _SHOWN)
async def test_every_panel_has_its_component_and_props_that_survive_json(study: Any, tool: str) -> None:
    for piece in (await _shown(study, tool)).pieces:
        if isinstance(piece, Panel):
            source = (_ELEMENTS / f"{piece.component}.jsx").read_text(encoding="utf-8")
            used = re.search(r"const \{([^}]*)\} = props;", source)
            assert used is not None
            assert {name.strip() for name in used.group(1).split(",")} <= set(piece.props)
            assert json.loads(json.dumps(piece.props)) == piece.props


async def test_the_table_has_a_row_of_words_for_each_respondent(study: Any) -> None:
    people = study.results["generate_personas"]["personas"]
    table = _panel(await _shown(study, "generate_personas"), "RespondentTable")
    assert [row["name"] for row in table["rows"]] == [person["full_name"] for person in people]
    assert table["count"] == "6 osób"
    assert all(row["gender"] in ("kobieta", "mężczyzna") for row in table["rows"])
    assert all(
        row["education"] == p["labels"]["education"] for row, p in zip(table["rows"], people, strict=True)
    )


async def test_one_page_of_a_list_says_out_of_how_many(study: Any) -> None:
    table = _panel(await _shown(study, "list_personas"), "RespondentTable")
    assert (len(table["rows"]), table["count"]) == (4, "4 z 6 osób")


async def test_the_chart_draws_the_report_s_own_shares(study: Any) -> None:
    report = study.results["check_representativeness"]
    showing = await _shown(study, "check_representativeness")
    figure = next(piece.figure for piece in showing.pieces if isinstance(piece, Chart))
    gender = next(fit for fit in report["dimensions"] if fit["dimension"] == "gender")
    drawn: Any = figure.data
    observed, target = drawn[0], drawn[1]
    assert sorted(observed.x) == sorted(gender["observed"].values())
    assert sorted(target.x) == sorted(gender["target"].values())
    assert _panel(showing, "Representativeness")["verdict"] == report["verdict"]


async def test_the_report_s_card_says_why_and_shows_every_pair_and_trait(study: Any) -> None:
    report = study.results["check_representativeness"]
    shown = _panel(await _shown(study, "check_representativeness"), "Representativeness")
    assert shown["held"] is report["is_statistically_valid"] is True
    assert shown["why"] == report["why"] and shown["sources"] == report["sources"]
    assert len(shown["pairs"]) == len(report["joint"]["pairs"]) == 15
    assert len(shown["traits"]) == 5
    assert f"{report['joint']['association_kept'] * 100:.0f}%" in [f["value"] for f in shown["figures"]]


async def test_segments_show_their_people_and_shares(study: Any) -> None:
    result = study.results["segment_personas"]
    shown = _panel(await _shown(study, "segment_personas"), "Segments")
    assert [s["name"] for s in shown["segments"]] == [s["name"] for s in result["segments"]]
    named = [name for segment in shown["segments"] for name in segment["people"]]
    assert sorted(named) == sorted(p["full_name"] for p in study.results["generate_personas"]["personas"])


async def test_the_card_has_all_five_traits_in_polish_numbers(study: Any) -> None:
    person = study.results["get_persona"]["persona"]
    card = _panel(await _shown(study, "get_persona"), "PersonaCard")["people"][0]
    assert len(card["traits"]) == 5
    assert {trait["share"] for trait in card["traits"]} == set(person["profile"]["big_five"].values())
    assert all(re.fullmatch(r"\d,\d\d", trait["text"]) for trait in card["traits"])
    assert card["story"] == person["profile"]["background_story"]


async def test_the_card_says_where_each_attribute_comes_from(study: Any) -> None:
    reasoning = study.results["get_persona"]["persona"]["profile"]["reasoning"]
    card = _panel(await _shown(study, "get_persona"), "PersonaCard")["people"][0]
    assert [origin["label"] for origin in card["origins"]] == [r["label"] for r in reasoning["attributes"]]
    assert any("2024" in origin["sources"] for origin in card["origins"])
    assert card["family"] and card["unwritten"] is None and card["passages"] == []


async def test_a_comparison_sets_each_difference_beside_each_person(study: Any) -> None:
    result = study.results["compare_personas"]
    shown = _panel(await _shown(study, "compare_personas"), "Comparison")
    assert len(shown["rows"]) == len(result["key_differences"])
    assert all(len(row["values"]) == 2 for row in shown["rows"])
    assert shown["similarity"]["share"] == round(result["similarity_score"], 3)
    assert shown["words"] == result["in_words"]
    assert [s["share"] for s in shown["sections"]] == [
        round(v, 3) for v in result["similarity_by_section"].values()
    ]


async def test_a_group_that_ran_is_shown_with_its_transcript_and_exact_quotes(study: Any) -> None:
    shown = _panel(await _shown(study, "run_focus_group"), "FocusGroup")
    texts = {turn["id"]: turn["text"] for turn in shown["turns"]}
    assert len(texts) == 6 * 2 + 2
    quotes = [quote for theme in shown["themes"] for quote in theme["quotes"]]
    assert quotes and all(quote["text"] in texts[quote["turn"]] for quote in quotes)
    assert all(re.fullmatch(r"\d+ z 6", theme["reach"]) for theme in shown["themes"])


async def test_needs_show_both_scores_highest_first(study: Any) -> None:
    outcomes = study.results["analyze_needs"]["desired_outcomes"]
    shown = _panel(await _shown(study, "analyze_needs"), "Needs")["outcomes"]
    highest = max(outcomes, key=lambda outcome: outcome["odi_score"])
    assert shown[0]["odi"] == f"{highest['odi_score']:.1f}".replace(".", ",")
    assert {"opportunity", "odi"} <= set(shown[0])


async def test_needs_say_how_many_rated_and_show_every_interval_there_is(study: Any) -> None:
    result = study.results["analyze_needs"]
    shown = _panel(await _shown(study, "analyze_needs"), "Needs")
    by_statement = {outcome["outcome_statement"]: outcome for outcome in result["desired_outcomes"]}
    for row in shown["outcomes"]:
        outcome = by_statement[row["statement"]]
        assert row["n"] == outcome["n"]
        assert bool(row["odi_interval"]) == ("odi_interval" in outcome) == (outcome["n"] >= 5)
    assert len(shown["segments"]) == len(result["by_segment"]) > 0
    assert shown["methods"] == result["methods"] != []
    assert all(
        pain["interval"].endswith(f"n = {found['n']}")
        for pain, found in zip(shown["pains"], result["pain_points"], strict=True)
    )


async def test_messages_show_what_they_rest_on(study: Any) -> None:
    result = study.results["generate_messaging"]
    shown = _panel(await _shown(study, "generate_messaging"), "Messages")
    assert [one["headline"] for one in shown["variants"]] == [one["headline"] for one in result["variants"]]
    assert all(one["grounds"] for one in shown["variants"])
    assert shown["about"] == "E-mail, ton troskliwy"
    assert shown["notes"][-1] == f"Pozostałe zestawy komunikatów w tej godzinie: {result['left_this_hour']}."


@pytest.mark.parametrize("tool", ["run_survey", "get_survey_results"])
async def test_a_survey_shows_every_question_with_its_own_figures(study: Any, tool: str) -> None:
    result = study.results[tool]
    result = result.get("results", result)
    showing = await _shown(study, tool)
    shown = {question["id"]: question for question in _panel(showing, "Survey")["questions"]}
    by_id = {question["id"]: question for question in result["questions"]}
    assert set(shown) == {"buy", "when", "pay", "order", "rate", "why"}
    assert {bar["label"]: bar["share"] for bar in shown["when"]["bars"]} == by_id["when"]["distribution"]
    assert all(question["counts"] == "odpowiedzi: 6" for question in shown.values())
    assert shown["pay"]["figures"].startswith("średnia ") and "," in shown["pay"]["figures"]
    assert len(shown["order"]["rows"]["rows"]) == 3 and shown["rate"]["rows"]["heads"] == ["Źle", "Dobrze"]
    texts = {one["text"] for one in by_id["why"]["verbatims"]}
    assert len(shown["why"]["verbatims"]) == 5 and {one["text"] for one in shown["why"]["verbatims"]} <= texts
    assert shown["why"]["more"] == "… i jeszcze 1; wszystkie są w eksporcie"


async def test_a_survey_s_chart_draws_its_shares_with_their_intervals(study: Any) -> None:
    result = study.results["get_survey_results"]
    figure = next(
        piece.figure
        for piece in (await _shown(study, "get_survey_results")).pieces
        if isinstance(piece, Chart)
    )
    traces: Any = figure.data
    drawn = [question for question in result["questions"] if question.get("distribution")]
    assert len(traces) == len(drawn)
    for bars, question in zip(traces, drawn, strict=True):
        assert list(bars.x) == list(question["distribution"].values())[::-1]
        for share, more, bound in zip(
            bars.x, bars.error_x.array or (), list(question.get("intervals", {}).values())[::-1], strict=False
        ):
            assert share + more == pytest.approx(bound[1])


async def test_a_survey_still_running_says_so(study: Any) -> None:
    running = {**study.results["run_survey"], "results": None}
    showing = await showing_of("run_survey", running, Desk(study.services, study.actor))
    assert showing is not None and showing.pieces == [] and "jeszcze" in showing.caption


async def test_what_the_offline_engine_wrote_is_marked(study: Any) -> None:
    for tool, component in (
        ("generate_personas", "RespondentTable"), ("get_persona", "PersonaCard"), ("compare_personas", "Comparison"),
        ("run_focus_group", "FocusGroup"), ("run_survey", "Survey"), ("analyze_needs", "Needs"),
        ("generate_messaging", "Messages"),
    ):  # fmt: skip
        badge = _panel(await _shown(study, tool), component)["badge"]
        assert badge is not None and badge["label"] == "silnik offline", tool


async def test_an_export_is_the_file_itself(study: Any) -> None:
    (file,) = (await _shown(study, "export_report")).pieces
    assert isinstance(file, Download)
    assert len(file.content) == study.results["export_report"]["export"]["bytes"]
    assert json.loads(file.content)


async def test_an_export_that_took_longer_is_shown_once_its_run_is_found_finished(study: Any) -> None:
    desk, made = Desk(study.services, study.actor), study.results["export_report"]
    going = {"export": None, "run": {**made["run"], "status": "running"}}
    assert await showing_of("export_report", going, desk) is None
    later = await showing_of("get_run", {"run": made["run"]}, desk)
    assert later is not None
    (file,) = later.pieces
    assert isinstance(file, Download) and file.filename == made["export"]["filename"]
    other = study.results["run_focus_group"]["run"]
    assert await showing_of("get_run", {"run": other}, desk) is None


async def test_a_result_without_pictures_is_left_to_the_assistant_s_words(study: Any) -> None:
    assert (
        await showing_of("create_project", study.results["create_project"], Desk(study.services, study.actor))
        is None
    )
