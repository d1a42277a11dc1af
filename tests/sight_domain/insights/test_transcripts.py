"""Everything respondents said is found by its words, whatever their inflection, and by meaning; word for word."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from fakes.studies import Call, caller, study
from sqlalchemy import text

from sight_domain.accounts.actor import Actor
from sight_domain.errors import ErrorCode, SightError
from sight_domain.ids import Kind, from_public, new_uuid
from sight_domain.insights.schemas import StatementKind, TranscriptHits
from sight_domain.insights.statement_index import StatementIndex
from sight_domain.insights.statements import Statement
from sight_domain.insights.transcripts import fitting_sentence
from sight_domain.settings import Settings
from tools.services import Services

ACTOR = Actor("pl")
SAID = [
    "Najbardziej denerwują mnie plastikowe opakowania, których potem nie mam gdzie wyrzucić.",
    "Cena jest dla mnie najważniejsza, bo utrzymuję rodzinę z jednej pensji.",
    "Dostawa zawsze przychodzi, kiedy jestem w pracy.",
    "Gotuję z dziećmi w niedzielę i nic więcej mi nie trzeba.",
]
FURTHER = "Sąsiadka mówi, że jej opakowania zabiera kurier."


@pytest.fixture(scope="module")
async def services(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Services]:
    async with Services(settings) as services:
        yield services


@pytest.fixture(scope="module")
def tool(services: Services) -> Call:
    return caller(services, "pl")


@pytest.fixture(scope="module")
async def project_id(tool: Call) -> str:
    return await study(tool, 4, "pl")


@pytest.fixture(scope="module")
async def group_id(services: Services, tool: Call, project_id: str) -> str:
    """A group whose answers are `SAID`, one by each respondent."""
    made = await tool(
        "run_focus_group", project_id=project_id, name="Wtorek", questions=["Co cię denerwuje?"], wait_seconds=120
    )  # fmt: skip
    key = from_public(Kind.FOCUS_GROUP, made["focus_group"]["id"], field="id")
    async with services.database.session() as session:
        turns = list(
            await session.scalars(
                text("select id from turns where focus_group_id = :key and speaker_kind = 'persona' order by seq"),
                {"key": key},
            )
        )  # fmt: skip
        assert len(turns) == len(SAID)
        for turn, words in zip(turns, SAID, strict=True):
            await session.execute(
                text("update turns set text = :words, embedding = null where id = :id"), {"words": words, "id": turn}
            )  # fmt: skip
    return made["focus_group"]["id"]


async def _found(services: Services, project_id: str, query: str, **more: Any) -> TranscriptHits:
    return await services.transcripts.search(ACTOR, project_id, query, **more)


async def test_inflected_words_are_found_with_who_said_them_and_where(
    services: Services, project_id: str, group_id: str
) -> None:
    found = await _found(services, project_id, "kto narzeka na opakowanie z plastiku")
    best = found.hits[0]
    assert best.text == SAID[0] and best.quote in SAID[0]
    assert best.kind is StatementKind.FOCUS_GROUP
    assert (best.place.id, best.place.name, best.question) == (group_id, "Wtorek", "Co cię denerwuje?")
    assert best.id.startswith("trn_") and best.speaker.id.startswith("per_") and best.speaker.name
    assert best.ranks["keyword"] == 1
    assert found.statements == len(SAID)


async def test_what_is_meant_is_found_without_a_common_word(
    services: Services, project_id: str, group_id: str
) -> None:
    found = await _found(services, project_id, "it is too expensive for my household", top_k=1)
    assert found.note is not None and "najbliższe znaczeniem" in found.note
    assert [hit.text for hit in found.hits] == [SAID[1]]
    assert list(found.hits[0].ranks) == ["vector"]


async def test_answers_to_open_questions_and_interviews_are_found_the_moment_they_are_stored(
    services: Services, tool: Call, project_id: str, group_id: str
) -> None:
    before = (await _found(services, project_id, "dostawa")).statements
    asked = [
        {"type": "open_text", "text": "Co sądzisz o dostawie?"},
        {"type": "likert", "text": "Dostawa jest szybka."},
    ]
    survey = await tool(
        "run_survey", project_id=project_id, title="Dostawy", questions=asked, seed=3, wait_seconds=120
    )
    answered = await _found(services, project_id, "dostawa", kind="survey", top_k=50)
    assert answered.hits and answered.statements == 4
    written = [one.value for one in await services.surveys.raw_answers(ACTOR, survey["survey"]["id"])]
    for hit in answered.hits:
        assert hit.id.startswith("ans_") and hit.place.id == survey["survey"]["id"]
        assert hit.question == "Co sądzisz o dostawie?"
        assert hit.text in written

    person = (await tool("list_personas", project_id=project_id, limit=1))["personas"][0]
    exchange = await tool(
        "interview_persona", persona_id=person["id"], message="Co myślisz o dostawie do domu?"
    )
    told = exchange["exchange"]["text"]
    [hit] = (await _found(services, project_id, told[:200], kind="interview")).hits
    assert (hit.text, hit.place.id, hit.speaker.id) == (told, exchange["interview"]["id"], person["id"])
    assert (await _found(services, project_id, "dostawa")).statements == before + 5


async def test_a_deleted_group_is_not_found_and_a_restored_one_is(
    services: Services, tool: Call, project_id: str, group_id: str
) -> None:
    await tool("delete_item", id=group_id, reason="duplicate")
    gone = await _found(services, project_id, "opakowania", kind="focus_group")
    assert (gone.hits, gone.statements) == ([], 0)
    assert gone.note is not None and "Nikt" in gone.note
    await tool("restore_item", id=group_id)
    assert (await _found(services, project_id, "opakowania")).hits[0].text == SAID[0]


async def test_what_somebody_deleted_said_is_not_found_until_they_are_restored(
    services: Services, tool: Call, project_id: str, group_id: str
) -> None:
    (hit, *_) = (await _found(services, project_id, "opakowania", kind="focus_group")).hits
    await tool("delete_item", id=hit.speaker.id, reason="duplicate")
    try:
        gone = await _found(services, project_id, "plastikowe opakowania", top_k=50)
        assert {one.id for one in gone.hits}.isdisjoint({hit.id})
        assert hit.speaker.id not in {one.speaker.id for one in gone.hits}
    finally:
        await tool("restore_item", id=hit.speaker.id)
    assert (await _found(services, project_id, "opakowania", kind="focus_group")).hits[0].id == hit.id


async def test_the_offline_assistant_answers_who_said_what(
    tool: Call, project_id: str, group_id: str
) -> None:
    found = await tool("search_transcripts", project_id=project_id, query="opakowania", top_k=1)
    assert [hit["text"] for hit in found["hits"]] == [SAID[0]]


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ({"query": " ?"}, "query"),
        ({"query": "x", "top_k": 0}, "top_k"),
        ({"query": "x", "top_k": 51}, "top_k"),
        ({"query": "x", "kind": "letter"}, "kind"),
    ],
)
async def test_a_search_that_makes_no_sense_names_its_field(
    services: Services, project_id: str, arguments: dict[str, Any], field: str
) -> None:
    with pytest.raises(SightError) as refused:
        await services.transcripts.search(ACTOR, project_id, **arguments)
    assert (refused.value.code, refused.value.field) == (ErrorCode.INVALID_ARGUMENT, field)


async def test_another_persons_study_does_not_exist(services: Services, project_id: str) -> None:
    with pytest.raises(SightError) as refused:
        await services.transcripts.search(Actor("en", new_uuid()), project_id, "opakowania")
    assert refused.value.code is ErrorCode.NOT_FOUND


async def test_without_an_embedder_words_are_searched_and_it_is_said(
    settings: Settings, project_id: str, group_id: str
) -> None:
    async with Services(settings.model_copy(update={"embedder": "off"})) as services:
        found = await _found(services, project_id, "opakowanie")
        assert found.hits[0].text == SAID[0]
        assert found.note is not None and "słów" in found.note


def _statement(number: int, words: str) -> Statement:
    key = new_uuid()
    return Statement(key, StatementKind.SURVEY, key, "S", key, f"P{number}", "", words)


@pytest.mark.parametrize(
    ("text", "query", "quote"),
    [
        ("Cena? U mnie cena decyduje o wszystkim, bo pensja jest jedna.", "cena", 1),
        ("O dostawie mówić mogę długo. Dostawa wieczorem i w sobotę by mi pasowała.", "dostawa wieczorem", 1),
        ("Drogo. Bardzo.", "drogo", 0),
        ("Nie mam zdania. Gotuję sam.", "opakowania", 0),
    ],
)
def test_the_quote_is_the_sentence_that_fits_best_and_says_something(
    text: str, query: str, quote: int
) -> None:
    sentences = text.replace("? ", "?|").replace(". ", ".|").split("|")
    assert fitting_sentence(text, query) == sentences[quote]


def test_an_index_made_from_an_older_one_ranks_like_a_new_one() -> None:
    statements = [_statement(number, words) for number, words in enumerate(SAID)]
    older = StatementIndex("1", statements, "pl")
    more = [*statements[1:], _statement(9, FURTHER)]
    grown, fresh = StatementIndex("2", more, "pl", before=older), StatementIndex("2", more, "pl")
    for query in ("opakowania", "sąsiadka kuriera", "dostawy do pracy", "zoo"):
        assert grown.ranking(query, 10) == fresh.ranking(query, 10)
    assert grown.terms[more[0].id] is older.terms[more[0].id]
    assert grown.ranking("opakowanie", 10) == [more[-1].id]
