"""A survey as a file: every answer in a row, every figure in a row, and a report that says what it cannot say."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from fakes.gemini import FakeGemini, Fault, asked_of

from sight_domain.accounts.actor import Actor
from sight_domain.errors import SightError
from sight_domain.populations.service import TargetPopulation
from sight_domain.reports.formats import FORMATS
from sight_domain.settings import Settings
from sight_domain.surveys.service import QuestionDraft
from tools.services import Services

PL = Actor("pl")
QUESTIONS: list[dict[str, Any]] = [
    {"id": "buy", "type": "likert", "text": "Zamówiłbym takie pudełko."},
    {"id": "stop", "type": "multiple_choice", "text": "Co zniechęca?", "options": ["Cena", "Opakowania", "Nic"], "exclusive": ["Nic"]},
    {"id": "pay", "type": "numeric", "text": "Ile zapłacisz?", "min": 0, "max": 400},
    {"id": "rank", "type": "ranking", "text": "Co najważniejsze?", "options": ["Cena", "Jakość", "Czas"]},
    {"id": "rate", "type": "matrix", "text": "Jak oceniasz?", "rows": ["Cena", "Jakość"], "options": ["Źle", "Dobrze"]},
    {"id": "why", "type": "open_text", "text": "Dlaczego?"},
    {"id": "more", "type": "scale", "text": "Jak bardzo?", "min": 1, "max": 5, "labels": ["Wcale", "Bardzo"],
     "show_if": {"question": "stop", "any_of": ["Cena", "Opakowania"]}},
]  # fmt: skip


class Surveyed:
    def __init__(self, services: Services, survey_id: str) -> None:
        self.services, self.survey_id = services, survey_id

    async def export(self, format: str, **options: Any) -> bytes:
        given = {"sections": None, "mask_pii": True} | options
        view = (await self.services.reports.export(PL, "survey", self.survey_id, format, **given)).export
        assert view is not None
        assert view.subject_id == self.survey_id and "ankieta" in view.filename
        return Path(view.path).read_bytes()

    async def table(self, **options: Any) -> list[dict[str, str]]:
        content = await self.export("csv", **options)
        return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.fixture(scope="module")
async def surveyed(settings: Settings) -> AsyncIterator[Surveyed]:
    async with Services(settings) as services:
        project = await services.projects.create(
            PL,
            name="Pudełka",
            description="",
            language="pl",
            target=TargetPopulation(country="PL"),
            sample_size=14,
        )
        await services.personas.generate(PL, project.id, count=None, seed=5, wait_seconds=120)
        survey_id = await services.surveys.create(
            PL, project.id, title="Pudełka: ankieta", persona_ids=None, stimulus=None, seed=2,
            questions=[QuestionDraft.model_validate(one) for one in QUESTIONS],
        )  # fmt: skip
        await services.surveys.run(PL, survey_id, wait_seconds=120)
        yield Surveyed(services, survey_id)


@pytest.mark.parametrize("format", FORMATS)
async def test_a_survey_is_exported_in_every_format(surveyed: Surveyed, format: str) -> None:
    assert FORMATS[format].recognises(await surveyed.export(format))


async def test_csv_has_a_row_for_each_answer_with_who_gave_it_and_how(surveyed: Surveyed) -> None:
    rows = await surveyed.table(mask_pii=False)
    by_question: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        by_question.setdefault(row["question_id"], []).append(row)
    assert {name: len(found) for name, found in by_question.items()} == {
        "buy": 14, "stop": 14, "pay": 14, "rank": 14, "rate": 28, "why": 14, "more": 14,
    }  # fmt: skip
    assert {row["row"] for row in by_question["rate"]} == {"Cena", "Jakość"}
    one = by_question["buy"][0]
    assert one["method"] == "probabilities" and sum(
        json.loads(one["given"])["probabilities"]
    ) == pytest.approx(1)
    assert one["value"] in one["shown"].split(" | ") and int(one["seed"]) >= 0
    assert one["gender"] in ("female", "male") and one["weight"] == "1.0"
    assert all(0 <= float(row["value"]) <= 400 for row in by_question["pay"])
    assert all(row["value"].count(" | ") == 2 for row in by_question["rank"])
    assert {row["written_by"] for row in rows if row["outcome"] == "answered"} == {"offline-engine"}


async def test_names_are_initials_unless_asked_otherwise(surveyed: Surveyed) -> None:
    masked = {row["persona_name"] for row in await surveyed.table()}
    shown = {row["persona_name"] for row in await surveyed.table(mask_pii=False)}
    assert all(name.endswith(".") for name in masked) and not any(name.endswith(".") for name in shown)
    content = (await surveyed.export("json")).decode()
    assert not any(name in content for name in shown)


async def test_csv_of_the_results_has_a_row_for_each_figure(surveyed: Surveyed) -> None:
    rows = await surveyed.table(sections=["toplines"])
    shares = [float(row["value"]) for row in rows if (row["question_id"], row["measure"]) == ("buy", "share")]
    assert len(shares) == 5 and sum(shares) == pytest.approx(1, abs=0.001)
    (mean,) = [row for row in rows if (row["question_id"], row["measure"]) == ("pay", "mean")]
    assert float(mean["low"]) < float(mean["value"]) < float(mean["high"]) and mean["n_answered"] == "14"
    assert {row["row"] for row in rows if row["measure"] == "borda"} == {"Cena", "Jakość", "Czas"}
    of_matrix = [row for row in rows if (row["question_id"], row["measure"]) == ("rate", "share")]
    assert len(of_matrix) == 4
    assert all(float(row["low"]) <= float(row["value"]) <= float(row["high"]) for row in of_matrix)


async def test_the_report_says_bases_bounds_and_whom_a_question_was_for(surveyed: Surveyed) -> None:
    document = pypdfium2.PdfDocument(await surveyed.export("pdf", sections=["toplines"]))
    text = " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())
    for said in (
        "przedział ufności 95 %",
        "nie sumują się do 100 %",
        "słupki to udziały pierwszych miejsc",
        "pytano tylko, gdy: Co zniechęca? → Cena, Opakowania",
        "1 – Wcale",
        "5 – Bardzo",
    ):
        assert said in text
    found = json.loads(await surveyed.export("json", sections=["toplines"]))["content"]["toplines"]
    bounds = {one["id"]: one for one in found}["stop"]["intervals"]["Cena"]
    assert "–".join(f"{bound * 100:.0f}" for bound in bounds) in text


async def test_json_keeps_what_each_respondent_stated_and_marks_the_engine(surveyed: Surveyed) -> None:
    content = json.loads(await surveyed.export("json"))
    assert content["metadata"]["engine_note"] and content["metadata"]["kind"] == "survey"
    kept = content["content"]
    assert kept["survey"]["name"] == "Pudełka: ankieta" and len(kept["answers"]) == 14 * len(QUESTIONS)
    assert {one["id"] for one in kept["toplines"]} == {one["id"] for one in QUESTIONS}
    assert kept["quality"]["valid"] is True and kept["survey"]["warnings"] == []


@pytest.fixture(scope="module")
async def failed(settings: Settings, running_gemini: FakeGemini) -> AsyncIterator[Surveyed]:
    """A survey of four respondents, most of whose answers failed."""
    gemini = asked_of(running_gemini, model_concurrency=1, replay="off")
    async with Services(settings.model_copy(update=gemini)) as services:
        project = await services.projects.create(
            PL, name="Pudełka", description="", language="pl", target=TargetPopulation(country="PL"), sample_size=4
        )  # fmt: skip
        await services.personas.generate(PL, project.id, count=None, seed=5, wait_seconds=120)
        survey_id = await services.surveys.create(
            PL, project.id, title="Nieudana", persona_ids=None, stimulus=None, seed=2,
            questions=[QuestionDraft.model_validate(QUESTIONS[0])],
        )  # fmt: skip
        running_gemini.faults.extend(Fault(status=400) for _ in range(4))
        await services.surveys.run(PL, survey_id, wait_seconds=120)
        running_gemini.faults.clear()
        yield Surveyed(services, survey_id)


async def test_every_file_says_that_too_many_answers_failed_and_that_some_are_missing(
    failed: Surveyed,
) -> None:
    for sections in (["answers"], ["toplines"]):
        rows = await failed.table(sections=sections)
        assert {(row["valid"], row["complete"]) for row in rows} == {("false", "false")}
    for sections in (["toplines"], ["associations"], None):
        survey = json.loads(await failed.export("json", sections=sections))["content"]["survey"]
        assert not survey["valid"] and "Nie powiodło się" in survey["warnings"][0]
        first_page = pypdfium2.PdfDocument(await failed.export("pdf", sections=sections))[0].get_textpage()
        text = " ".join(first_page.get_text_range().split())
        assert "Nie używaj tych wyników" in text and "To wyniki częściowe" in text


async def test_only_tables_of_a_survey_can_be_csv(surveyed: Surveyed) -> None:
    with pytest.raises(SightError) as caught:
        await surveyed.export("csv", sections=["quality"])
    assert caught.value.field == "sections" and "toplines" in caught.value.hint.pl


async def test_tests_of_association_name_the_question_and_not_its_id(surveyed: Surveyed) -> None:
    tested = json.loads(await surveyed.export("json"))["content"]["associations"]
    with pypdfium2.PdfDocument(await surveyed.export("pdf", sections=["associations"])) as document:
        text = " ".join(page.get_textpage().get_text_bounded() for page in document)
    words = " ".join(text.replace("\ufffe", "").split())
    texts = {one["id"]: one["text"] for one in QUESTIONS}
    for question in {one["question_id"] for one in tested}:
        assert texts[question].split()[0] in words
        assert f" {question} " not in words


async def test_the_report_of_the_study_names_its_surveys(surveyed: Surveyed) -> None:
    services = surveyed.services
    survey = (await services.surveys.results(PL, surveyed.survey_id)).survey
    made = await services.reports.export(
        PL, "project", survey.project_id, "json", sections=["needs"], mask_pii=True
    )
    assert made.export is not None
    content = json.loads(Path(made.export.path).read_text(encoding="utf-8"))
    assert [one["title"] for one in content["content"]["surveys"]] == [survey.title]
    made = await services.reports.export(
        PL, "project", survey.project_id, "pdf", sections=["needs"], mask_pii=True
    )
    assert made.export is not None
    with pypdfium2.PdfDocument(made.export.path) as document:
        first = document[0].get_textpage().get_text_bounded()
    assert f"{survey.title} (każda ma osobny raport)" in " ".join(first.split())
