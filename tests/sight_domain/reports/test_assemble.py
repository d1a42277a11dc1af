from __future__ import annotations

from collections.abc import Callable
from types import ModuleType

import pytest

from sight_domain.reports.assemble import assemble
from sight_domain.reports.document import Bars, Callout, Paragraph, PersonaCard, Table, Theme, Transcript
from sight_domain.reports.material import SECTIONS, Material


def test_sections_come_in_reading_order(studies: ModuleType, export: Callable[..., Material]) -> None:
    report = assemble(export("project", studies.project(3)))
    assert tuple(section.id for section in report.sections) == SECTIONS["project"]


def test_reach_is_told_in_persons(studies: ModuleType, export: Callable[..., Material]) -> None:
    for language, expected in (("pl", "19 z 20 osób"), ("en", "19 of 20 people")):
        report = assemble(
            export("project", studies.project(20), language=language, sections=["focus_groups"])
        )
        themes = [block for block in report.sections[0].blocks if isinstance(block, Theme)]
        assert themes[0].reach == expected
        assert themes[0].reach_share == pytest.approx(0.95)


def test_every_quote_carries_its_turn(studies: ModuleType, export: Callable[..., Material]) -> None:
    report = assemble(export("focus_group", studies.group_alone(4)))
    quotes = [q for s in report.sections for b in s.blocks if isinstance(b, Theme) for q in b.quotes]
    assert quotes
    assert all(quote.reference and quote.reference.startswith("trn_") and quote.speaker for quote in quotes)


def test_a_failed_turn_is_named_a_failure_and_never_an_answer(
    studies: ModuleType, export: Callable[..., Material]
) -> None:
    group = studies.group_alone(2)
    group["turns"][1] |= {"outcome": "refused", "text": ""}
    group["turns"][2] |= {"outcome": "failed", "text": "Error 503"}
    report = assemble(export("focus_group", group, sections=["transcript"]))
    first = report.sections[0].blocks[0]
    assert isinstance(first, Transcript)
    assert [(entry.silent, entry.text) for entry in first.entries] == [
        (True, "odmowa odpowiedzi"),
        (True, "brak odpowiedzi: wywołanie nie powiodło się"),
    ]


def test_a_moderator_who_only_reads_the_question_is_not_repeated(
    studies: ModuleType, export: Callable[..., Material]
) -> None:
    group = studies.group_alone(2)
    group["turns"][3]["text"] = "A gdyby było taniej?"
    report = assemble(export("focus_group", group, sections=["transcript"]))
    spoken = [e for b in report.sections[0].blocks if isinstance(b, Transcript) for e in b.entries]
    assert [entry.text for entry in spoken if entry.moderator] == ["A gdyby było taniej?"]


def test_rooms_that_talked_at_the_same_time_are_told_apart(
    studies: ModuleType, export: Callable[..., Material]
) -> None:
    group = studies.group_alone(4)
    for number, turn in enumerate(group["turns"]):
        turn["room"] = number % 2
    report = assemble(export("focus_group", group, sections=["transcript"]))
    blocks = [block for block in report.sections[0].blocks if isinstance(block, Transcript)]
    asked = group["focus_group"]["questions"][0]
    assert [block.question for block in blocks[:2]] == [f"{asked} (podgrupa 1)", f"{asked} (podgrupa 2)"]
    for number, block in enumerate(blocks[:2]):
        of_room = {turn["id"] for turn in group["turns"] if turn["room"] == number}
        assert block.entries
        assert {entry.reference for entry in block.entries} <= of_room
    one_room = assemble(export("focus_group", studies.group_alone(4), sections=["transcript"]))
    assert all("podgrupa" not in b.question for b in one_room.sections[0].blocks if isinstance(b, Transcript))


def test_who_changed_their_vote_stands_with_the_turns_that_moved_them(
    studies: ModuleType, export: Callable[..., Material]
) -> None:
    group = studies.group_alone(2)
    mover = next(turn for turn in group["turns"] if turn["speaker"]["kind"] == "persona")
    changed = {"persona_id": "per_x", "persona_name": "Ewa Kot", "before": 2, "after": 4}
    group["ballots"] = [
        {
            "question_index": 0,
            "before": [0, 1, 0, 0, 0],
            "after": [0, 0, 0, 1, 0],
            "changed": [changed | {"turn_ids": [mover["id"]]}, changed | {"turn_ids": []}],
        }
    ]
    report = assemble(export("focus_group", group, mask_pii=False))
    tables = [block for section in report.sections for block in section.blocks if isinstance(block, Table)]
    (rows,) = [t.rows for t in tables if len(t.columns) == 4 and t.columns[2].title == "Głos"]
    assert [row[1:3] for row in rows] == [("Ewa Kot", "2 → 4")] * 2
    assert rows[0][3] == f"{mover['speaker']['name']} ({mover['id']})"
    assert rows[1][3] == ""


def test_target_and_sample_stand_side_by_side(studies: ModuleType, export: Callable[..., Material]) -> None:
    report = assemble(export("project", studies.project(20), sections=["sample"]))
    education = [block for block in report.sections[0].blocks if isinstance(block, Bars)][1]
    assert [(bar.value, bar.target) for bar in education.bars][:2] == [(0.1, 0.08), (0.2, 0.22)]


def test_outcomes_are_ranked_by_opportunity(studies: ModuleType, export: Callable[..., Material]) -> None:
    report = assemble(export("persona", studies.persona_alone(), sections=["needs"]))
    (table,) = [block for block in report.sections[0].blocks if isinstance(block, Table)]
    assert [row[-1] for row in table.rows] == [15.0, 12.3]


def test_of_one_respondent_no_share_of_people_is_told(
    studies: ModuleType, export: Callable[..., Material]
) -> None:
    alone = {**studies.persona_alone(), "needs": studies.needs()}
    (section,) = assemble(export("persona", alone, sections=["needs"])).sections
    pain = next(block for block in section.blocks if isinstance(block, Theme))
    assert pain.title == alone["needs"]["pain_points"][0]["pain_title"] and pain.reach is None


def test_outdated_needs_say_so(studies: ModuleType, export: Callable[..., Material]) -> None:
    study = studies.project(1)
    study["needs"]["outdated"] = True
    report = assemble(export("project", study, sections=["needs"]))
    assert isinstance(report.sections[0].blocks[0], Callout)


@pytest.mark.parametrize("language", ["pl", "en"])
def test_an_empty_study_says_what_is_missing(export: Callable[..., Material], language: str) -> None:
    report = assemble(export("project", {"project": {"name": "Puste"}}, language=language))
    for section in report.sections:
        (block,) = section.blocks
        assert isinstance(block, Paragraph)
        assert block.text.strip()


def test_a_card_speaks_of_one_person(studies: ModuleType, export: Callable[..., Material]) -> None:
    study = studies.project(1)
    study["personas"][0].pop("labels")
    report = assemble(export("project", study, sections=["personas"]))
    (card,) = [block for block in report.sections[0].blocks if isinstance(block, PersonaCard)]
    shown = {fact.label: fact.value for fact in card.facts}
    assert shown["Płeć"] == "kobieta"
    assert shown["Wykształcenie"] == "wyższe"
    assert {fact.label for fact in card.tags} == {"Wartości", "Zainteresowania"}


def test_the_first_page_warns_of_the_offline_engine(
    studies: ModuleType, export: Callable[..., Material]
) -> None:
    (offline,) = assemble(export("project", studies.project(1))).callouts
    (model,) = assemble(export("project", studies.project(1), generated_by="some-model")).callouts
    assert offline.tone == "warning"
    assert "silnik offline" in offline.title
    assert "syntetyczni" in model.title


def test_a_theme_shows_a_few_quotes_and_counts_the_rest(
    studies: ModuleType, export: Callable[..., Material]
) -> None:
    group = studies.group_alone(4)
    first = group["summary"]["themes"][0]
    first["quotes"] = first["quotes"] * 4
    report = assemble(export("focus_group", group, sections=["summary"]))
    theme = next(block for block in report.sections[0].blocks if isinstance(block, Theme))
    assert len(theme.quotes) == 5
    assert {fact.label: fact.value for fact in theme.details}["Dalsze cytaty w transkrypcji"] == "3"


def test_the_big_five_come_in_their_usual_order(studies: ModuleType, export: Callable[..., Material]) -> None:
    persona = studies.persona_alone()
    persona["persona"]["big_five"] = dict(sorted(persona["persona"]["big_five"].items()))
    report = assemble(export("persona", persona, language="en", sections=["profile"]))
    traits = next(block for block in report.sections[0].blocks if isinstance(block, Bars))
    assert [bar.label[0] for bar in traits.bars] == list("OCEAN")


def test_the_country_is_named_in_words(studies: ModuleType, export: Callable[..., Material]) -> None:
    report = assemble(export("project", studies.project(1)))
    shown = {fact.label: fact.value for fact in report.facts}
    assert shown["Kraj"] == "Polska"
    assert shown["Kwoty: wykształcenie"] == "średnie lub policealne 40\u00a0%, wyższe 60\u00a0%"


def test_crossed_quotas_a_rest_and_wishes_are_said_in_words(
    studies: ModuleType, export: Callable[..., Material]
) -> None:
    study = studies.project(1)
    study["project"]["target"] |= {
        "quotas": {"gender x education": {"female x tertiary": 0.4}},
        "not_expressed": ["połowa z dziećmi"],
    }
    shown = {fact.label: fact.value for fact in assemble(export("project", study)).facts}
    assert shown["Kwoty: płeć x wykształcenie"] == "kobieta x wyższe 40\u00a0%, pozostali jak w populacji"
    assert shown["Życzenia bez wpływu na dobór"] == "połowa z dziećmi"
