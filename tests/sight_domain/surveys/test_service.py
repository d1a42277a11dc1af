"""A survey from questionnaire to results on the real database, offline and against the fake Gemini."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from fakes.gemini import FakeGemini, Fault, asked_of
from sqlalchemy import text

from sight_domain.accounts.actor import Actor
from sight_domain.errors import ErrorCode, SightError
from sight_domain.ids import Kind, from_public
from sight_domain.populations.service import TargetPopulation
from sight_domain.settings import Settings
from sight_domain.storage.deletion import DeletionReason
from sight_domain.surveys.schemas import SurveyStarted
from sight_domain.surveys.service import QuestionDraft
from tools.services import Services

EN = Actor("en")
QUESTIONS: list[dict[str, Any]] = [
    {"id": "buy", "type": "likert", "text": "I would order such a box."},
    {"id": "price", "type": "scale", "text": "How important is the price?", "min": 1, "max": 5},
    {"id": "when", "type": "single_choice", "text": "When?", "options": ["Weekdays", "Weekends", "Never"],
     "exclusive": ["Never"], "reference": {"Weekdays": 0.5, "Weekends": 0.3, "Never": 0.2}},
    {"id": "pay", "type": "numeric", "text": "How much would you pay?", "min": 0, "max": 400},
    {"id": "why", "type": "open_text", "text": "You said {when}. Why?",
     "show_if": {"question": "when", "any_of": ["Weekdays", "Weekends"]}},
    {"id": "not_buy", "type": "likert", "text": "I would not order such a box.", "reverse_of": "buy"},
]  # fmt: skip


def drafts(*fields: dict[str, Any]) -> list[QuestionDraft]:
    return [QuestionDraft.model_validate(one) for one in fields]


@pytest.fixture
async def offline(settings: Settings) -> AsyncIterator[Services]:
    async with Services(settings) as services:
        yield services


def on_gemini(settings: Settings, server: FakeGemini, **changed: Any) -> Services:
    given = asked_of(server, model_concurrency=1)
    return Services(settings.model_copy(update=given | changed))


@pytest.fixture
async def gemini(settings: Settings, gemini_server: FakeGemini) -> AsyncIterator[Services]:
    async with on_gemini(settings, gemini_server) as services:
        yield services


@pytest.fixture
async def recording(settings: Settings, gemini_server: FakeGemini) -> AsyncIterator[Services]:
    """As `gemini`, keeping and serving recorded answers as installations do."""
    async with on_gemini(settings, gemini_server, replay="auto") as services:
        yield services


async def study(services: Services, people: int) -> str:
    """A project with its respondents recruited."""
    target = TargetPopulation(country="PL")
    project = await services.projects.create(
        EN, name="Meal kits", description="", language="en", target=target, sample_size=people
    )
    await services.personas.generate(EN, project.id, count=None, seed=7, wait_seconds=120)
    return project.id


async def created(services: Services, project_id: str, *questions: dict[str, Any], seed: int = 3) -> str:
    return await services.surveys.create(
        EN, project_id, title="Box", questions=drafts(*questions), persona_ids=None, stimulus=None, seed=seed
    )


async def ran(services: Services, survey_id: str) -> SurveyStarted:
    return await services.surveys.run(EN, survey_id, wait_seconds=120)


async def test_a_survey_is_answered_by_everybody_and_summed_up(offline: Services) -> None:
    project_id = await study(offline, 12)
    survey_id = await created(offline, project_id, *QUESTIONS)
    told: list[int] = []
    started = await offline.surveys.run(
        EN, survey_id, wait_seconds=120, watch=lambda done, total, message: told.append(done)
    )
    assert (started.run.status, started.run.done, started.run.total) == ("succeeded", 12, 12)
    assert told[-1] == 12
    assert started.results is not None
    found = {one.id: one for one in started.results.questions}
    assert found["buy"].n_answered == 12 and sum((found["buy"].distribution or {}).values()) == pytest.approx(
        1, abs=0.001
    )
    never = round((found["when"].distribution or {})["Never"] * 12)
    assert (found["why"].n_answered, found["why"].n_skipped) == (12 - never, never)
    assert len(found["why"].verbatims or []) == 12 - never
    assert (found["pay"].statistics or {})["median"] is not None
    against = (found["when"].dispersion or pytest.fail("no dispersion")).against_reference
    assert against is not None and against.random_floor.tvd == pytest.approx(1 / 6, abs=0.001)
    assert started.survey.status == "completed" and started.results.quality.valid
    listed = await offline.surveys.of_project(EN, project_id)
    assert [survey.id for survey in listed] == [survey_id]
    with pytest.raises(SightError) as caught:
        await ran(offline, survey_id)
    assert caught.value.code is ErrorCode.CONFLICT


async def test_who_wrote_the_answers_is_told_whoever_would_write_today(
    settings: Settings, gemini_server: FakeGemini
) -> None:
    async with Services(settings) as offline:
        project_id = await study(offline, 3)
        survey_id = await created(offline, project_id, QUESTIONS[0])
        unanswered = await created(offline, project_id, QUESTIONS[0])
        await ran(offline, survey_id)
    async with on_gemini(settings, gemini_server) as services:
        listed = {view.id: view.generated_by for view in await services.surveys.of_project(EN, project_id)}
        assert listed == {survey_id: "offline", unanswered: "gemini"}
        found = await services.surveys.results(EN, survey_id)
        assert found.survey.generated_by == "offline"
        assert any("the offline engine" in note for note in found.quality.notes)


async def test_the_same_seed_gives_the_same_answers_again(offline: Services) -> None:
    project_id = await study(offline, 6)

    async def answers(seed: int) -> list[Any]:
        survey_id = await created(offline, project_id, *QUESTIONS, seed=seed)
        await ran(offline, survey_id)
        return [one.value for one in await offline.surveys.raw_answers(EN, survey_id)]

    assert await answers(3) == await answers(3)
    assert await answers(3) != await answers(4)


async def test_every_answer_can_be_drawn_again_from_its_row(offline: Services) -> None:
    project_id = await study(offline, 5)
    survey_id = await created(offline, project_id, *QUESTIONS)
    await ran(offline, survey_id)
    for answer in await offline.surveys.raw_answers(EN, survey_id):
        if answer.question_id == "price":
            assert answer.method == "probabilities" and answer.given is not None
            assert sum(answer.given["probabilities"]) == pytest.approx(1)
            assert answer.shown == ["1", "2", "3", "4", "5"] and answer.value in range(1, 6)
            assert answer.weight == 1.0 and answer.facts["gender"] in ("female", "male")


async def test_nothing_half_made_is_kept_of_a_survey_that_cannot_be_asked(offline: Services) -> None:
    project_id = await study(offline, 2)
    for questions in ([{"type": "single_choice", "text": "?", "options": ["One"]}], []):
        with pytest.raises(SightError) as caught:
            await created(offline, project_id, *questions)
        assert caught.value.code is ErrorCode.INVALID_ARGUMENT
    empty = await offline.projects.create(
        EN, name="Empty", description="", language="en", target=TargetPopulation(country="PL"), sample_size=5
    )
    with pytest.raises(SightError) as caught:
        await created(offline, empty.id, QUESTIONS[0])
    assert (caught.value.code, caught.value.field) == (ErrorCode.CONFLICT, "project_id")
    assert await offline.surveys.of_project(EN, project_id) == []
    assert await offline.surveys.of_project(EN, empty.id) == []


async def test_a_deleted_survey_is_gone_until_it_is_restored(offline: Services) -> None:
    project_id = await study(offline, 3)
    survey_id = await created(offline, project_id, QUESTIONS[0])
    await ran(offline, survey_id)
    deletion = await offline.surveys.delete(EN, survey_id, DeletionReason.TEST_DATA, None)
    assert deletion.related == {"answers": 3}
    with pytest.raises(SightError) as caught:
        await offline.surveys.results(EN, survey_id)
    assert (caught.value.code, caught.value.field) == (ErrorCode.NOT_FOUND, "survey_id")
    assert (await offline.surveys.restore(EN, survey_id)).title == "Box"
    assert (await offline.surveys.results(EN, survey_id)).questions[0].n_answered == 3


async def test_a_survey_outlives_a_respondent_who_is_removed_for_good(
    gemini: Services, gemini_server: FakeGemini
) -> None:
    project_id = await study(gemini, 4)
    survey_id = await created(gemini, project_id, QUESTIONS[0])
    gemini_server.faults.extend(Fault(status=400) for _ in range(2))
    before = await ran(gemini, survey_id)
    assert before.results is not None and before.survey.status == "stopped"
    failed = {one.persona_id for one in await gemini.surveys.raw_answers(EN, survey_id) if one.value is None}
    somebody = next(iter(failed))
    await gemini.personas.delete(EN, somebody, DeletionReason.TEST_DATA, None)
    async with gemini.database.session() as session:
        await session.execute(
            text("update personas set deleted_at = now() - interval '9 days' where id = :id"),
            {"id": from_public(Kind.PERSONA, somebody, field="id")},
        )
    assert await gemini.personas.purge_deleted() >= 1
    found = await gemini.surveys.results(EN, survey_id)
    assert (
        found.survey.participants == 3
        and "removed for good since, with their answers: 1" in found.survey.notes[-1]
    )
    assert found.questions[0].n_answered == 4 - len(failed)
    again = await ran(gemini, survey_id)
    assert again.survey.status == "completed" and again.results is not None
    assert again.results.quality.complete and again.results.questions[0].n_answered == 3


async def test_without_an_embedder_semantic_questions_are_asked_for_probabilities_and_say_so(
    settings: Settings,
) -> None:
    async with Services(settings.model_copy(update={"embedder": "off"})) as services:
        project_id = await study(services, 3)
        survey_id = await created(services, project_id, {**QUESTIONS[0], "method": "semantic"})
        started = await ran(services, survey_id)
        assert started.survey.notes and "buy" in started.survey.notes[0]
        assert started.results is not None and started.results.questions[0].methods == {"probabilities": 3}


async def test_a_free_answer_is_rated_by_the_embedder_and_keeps_its_words(
    gemini: Services, gemini_server: FakeGemini
) -> None:
    project_id = await study(gemini, 4)
    survey_id = await created(gemini, project_id, {**QUESTIONS[0], "method": "semantic"})
    started = await ran(gemini, survey_id)
    assert started.run.status == "succeeded"
    for answer in await gemini.surveys.raw_answers(EN, survey_id):
        assert answer.outcome == "answered" and answer.method == "semantic"
        assert answer.given is not None and answer.given["text"] and answer.given["rated_by"]
        assert sum(answer.given["probabilities"]) == pytest.approx(1)
    # One call for the anchors, one for each free answer.
    assert len(gemini_server.bodies("batchEmbedContents")) == 1 + 4


async def test_failed_answers_are_typed_counted_and_asked_again_alone(
    gemini: Services, gemini_server: FakeGemini
) -> None:
    project_id = await study(gemini, 4)
    survey_id = await created(gemini, project_id, QUESTIONS[0])
    gemini_server.requests.clear()
    gemini_server.faults.extend(Fault(status=400) for _ in range(4))
    started = await ran(gemini, survey_id)
    assert started.run.status == "succeeded" and started.survey.status == "stopped"
    assert started.results is not None
    one = started.results.questions[0]
    assert one.n_failed > 0 and one.n_answered == 4 - one.n_failed
    quality = started.results.quality
    assert not quality.valid and quality.failed_share == one.n_failed / 4
    assert not quality.complete and f"{one.n_answered} of 4 respondents" in quality.warnings[1]
    assert f"{quality.failed_share:.0%} of the answers failed" in quality.warnings[0]
    assert all(answer.value is None for answer in await gemini.surveys.raw_answers(EN, survey_id)
               if answer.outcome != "answered")  # fmt: skip
    asked = len(gemini_server.bodies("generateContent"))
    again = await ran(gemini, survey_id)
    assert again.survey.status == "completed" and again.results is not None
    assert again.results.quality.valid and again.results.quality.complete
    assert again.results.quality.warnings == []
    assert len(gemini_server.bodies("generateContent")) == asked + one.n_failed


async def test_a_survey_that_nobody_answered_fails_with_the_reason(
    gemini: Services, gemini_server: FakeGemini
) -> None:
    project_id = await study(gemini, 2)
    survey_id = await created(gemini, project_id, QUESTIONS[0])
    gemini_server.faults.extend(Fault(status=400) for _ in range(40))
    started = await ran(gemini, survey_id)
    gemini_server.faults.clear()
    assert started.run.status == "failed"
    assert started.run.error is not None and started.run.error["code"] == "unavailable"
    assert started.survey.status == "stopped" and started.results is not None
    assert (
        not started.results.quality.valid
        and "100% of the answers failed" in started.results.quality.warnings[0]
    )


async def test_a_survey_that_was_not_run_says_that_there_is_nothing_to_say(offline: Services) -> None:
    project_id = await study(offline, 2)
    survey_id = await created(offline, project_id, QUESTIONS[0])
    quality = (await offline.surveys.results(EN, survey_id)).quality
    assert not quality.valid and not quality.complete
    assert "no answers yet" in quality.warnings[0] and "0 of 2" in quality.warnings[1]


async def test_answers_that_do_not_sum_to_one_are_repaired_once_or_malformed(
    gemini: Services, gemini_server: FakeGemini
) -> None:
    project_id = await study(gemini, 1)
    survey_id = await created(gemini, project_id, QUESTIONS[0])
    wrong = '{"q1": {"probabilities": [0.9, 0.9, 0.9, 0.9, 0.9]}}'
    gemini_server.faults.extend(Fault(text=wrong) for _ in range(20))
    started = await ran(gemini, survey_id)
    gemini_server.faults.clear()
    assert started.run.status == "failed"
    (answer,) = await gemini.surveys.raw_answers(EN, survey_id)
    assert (answer.outcome, answer.value) == ("malformed", None) and "sum to 1" in answer.reason


async def test_an_answer_of_no_use_is_not_served_from_the_record_when_the_survey_goes_on(
    recording: Services, gemini_server: FakeGemini
) -> None:
    project_id = await study(recording, 1)
    survey_id = await created(recording, project_id, {"id": "why", "type": "open_text", "text": "Why?"})
    gemini_server.faults.append(Fault(text='{"q1": {"text": "   "}}'))
    await ran(recording, survey_id)
    (blank,) = await recording.surveys.raw_answers(EN, survey_id)
    assert (blank.outcome, blank.value) == ("malformed", None)
    again = await ran(recording, survey_id)
    assert again.survey.status == "completed"
    (answer,) = await recording.surveys.raw_answers(EN, survey_id)
    assert answer.outcome == "answered" and answer.value


async def test_an_estimate_counts_calls_of_blocks_and_asks_nobody(
    gemini: Services, gemini_server: FakeGemini
) -> None:
    project_id = await study(gemini, 3)
    gemini_server.requests.clear()
    estimate = await gemini.surveys.estimate(
        EN, project_id, questions=drafts(*QUESTIONS), persona_ids=None, stimulus=None
    )
    assert estimate.calls == 3 * 2 and estimate.usd > 0
    assert gemini_server.requests == []


async def test_weights_of_respondents_move_the_shares(offline: Services) -> None:
    project_id = await study(offline, 10)
    survey_id = await created(
        offline, project_id, {"id": "q", "type": "scale", "text": "How much?", "min": 1, "max": 2}
    )
    await ran(offline, survey_id)
    raw = await offline.surveys.raw_answers(EN, survey_id)
    ones = [answer for answer in raw if answer.value == 1]
    assert 0 < len(ones) < 10
    async with offline.database.session() as session:
        await session.execute(
            text("update personas set weight = 3 where full_name = :name"), {"name": ones[0].persona_name}
        )
    weighted = (await offline.surveys.results(EN, survey_id)).questions[0]
    share = (len(ones) + 2) / 12
    assert (weighted.distribution or {})["1"] == pytest.approx(share, abs=0.001)
    assert weighted.n_effective == pytest.approx(144 / 18, abs=0.1)
