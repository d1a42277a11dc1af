"""The stored sample is what counts: recruited in batches, with somebody deleted, boosted."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import select

from sight_domain.accounts.actor import Actor
from sight_domain.errors import ErrorCode, SightError
from sight_domain.ids import Kind, from_public
from sight_domain.language import Text
from sight_domain.personas.models import Persona
from sight_domain.populations.joint import joint_of
from sight_domain.populations.quota_shares import JOIN
from sight_domain.populations.target import TargetPopulation, parse_target
from sight_domain.settings import Settings
from tools.catalogue import call
from tools.context import ToolContext
from tools.services import Services

POLAND = {"country": "PL"}
CROSSED = {
    "country": "PL",
    "quotas": {"gender x age_group": {"female x 25-34": 0.25, "male x 65+": 0.2}, "education": {"tertiary": 0.5}},
}  # fmt: skip


@pytest.fixture
async def services(settings: Settings) -> AsyncIterator[Services]:
    async with Services(settings) as services:
        yield services


@pytest.fixture
def context(services: Services) -> ToolContext:
    async def yes(_question: Text) -> bool:
        return True

    return ToolContext(Actor("pl"), services, confirm=yes)


async def _done(name: str, arguments: dict[str, Any], context: ToolContext) -> dict[str, Any]:
    return (await call(name, arguments, context)).model_dump(mode="json")


async def _study(context: ToolContext, target: dict[str, Any], size: int) -> str:
    arguments = {"name": "Herbata", "target": target, "sample_size": size}
    return (await _done("create_project", arguments, context))["project"]["id"]


async def _recruit(context: ToolContext, project_id: str, **more: Any) -> dict[str, Any]:
    found = await _done("generate_personas", {"project_id": project_id, "wait_seconds": 120, **more}, context)
    assert found["run"]["status"] == "succeeded", found["run"]
    return found


async def _stored(services: Services, project_id: str) -> list[Persona]:
    key = from_public(Kind.PROJECT, project_id, field="project_id")
    async with services.database.session() as session:
        query = select(Persona).where(Persona.project_id == key, Persona.deleted_at.is_(None))
        return list(await session.scalars(query.order_by(Persona.id)))


def assert_exact(people: list[dict[str, Any]], target: TargetPopulation) -> None:
    joint, n = joint_of(target), len(people)
    for dimension in joint.pack.sampled:
        counts = Counter(p[dimension] for p in people)
        for category, share in joint.margin(dimension).items():
            assert abs(counts[category] - n * share) < 1, (dimension, category, counts[category], n * share)
    for key, shares in (target.quotas or {}).items():
        crossed = Counter(JOIN.join(p[d] for d in key.split(JOIN)) for p in people)
        for cell, share in shares.items():
            assert abs(crossed[cell] - n * share) < 1, (key, cell)


@pytest.mark.parametrize("target", [POLAND, CROSSED], ids=["nation", "crossed quotas"])
async def test_batches_and_the_replacement_of_somebody_deleted_keep_every_quota_of_the_stored_sample(
    services: Services, context: ToolContext, target: dict[str, Any]
) -> None:
    project_id = await _study(context, target, 33)
    parsed = parse_target(target)
    await _recruit(context, project_id, count=13, seed=5)
    await _recruit(context, project_id, count=11, seed=5)
    people = await _stored(services, project_id)
    assert_exact([p.respondent for p in people], parsed)
    gone = people[4]
    await _done("delete_item", {"id": f"{_public(gone)}", "reason": "duplicate"}, context)
    found = await _recruit(context, project_id, seed=5)
    people = await _stored(services, project_id)
    assert len(people) == 33
    assert_exact([p.respondent for p in people], parsed)
    assert len({p.full_name for p in people} | {gone.full_name}) == 34
    assert {p.weight for p in people} == {1.0}
    assert found["notes"] == []


async def test_a_boost_fills_its_group_and_weights_give_the_shares_back(
    services: Services, context: ToolContext
) -> None:
    project_id = await _study(context, POLAND, 40)
    await _recruit(context, project_id, seed=2)
    boosted = await _recruit(context, project_id, seed=2, boost={"age_min": 65, "to": 25})
    people = await _stored(services, project_id)
    old = [p for p in people if p.respondent["age"] >= 65]
    assert (len(people), len(old)) == (55, 25)
    assert {p.boost is not None for p in people if p.respondent["age"] < 65} == {False}
    assert sum(p.weight for p in people) == pytest.approx(55)
    share = joint_of(parse_target(POLAND)).margin("age_group")["65+"]
    assert sum(p.weight for p in old) / 55 == pytest.approx(share, abs=0.001)
    assert len({p.full_name for p in people}) == 55
    assert any("65" in note for note in boosted["notes"])
    report = boosted["representativeness"]
    assert report["is_statistically_valid"], report["why"]
    assert report["weights"]["n_eff"] < 55
    assert report["weights"]["deff"] == pytest.approx(55 / report["weights"]["n_eff"])
    assert {row["weight"] for row in boosted["personas"]} != {1.0}

    # The quotas are those of the others: a top-up looks at these alone, and a deletion gives the weights back.
    await _done("update_project", {"project_id": project_id, "sample_size": 47}, context)
    await _recruit(context, project_id, seed=3)
    people = await _stored(services, project_id)
    core = [p.respondent for p in people if p.boost is None]
    assert len(core) == 47
    assert_exact(core, parse_target(POLAND))
    for p in people:
        if p.boost is not None:
            await _done("delete_item", {"id": _public(p), "reason": "other"}, context)
    assert {p.weight for p in await _stored(services, project_id)} == {1.0}


@pytest.mark.parametrize(
    ("boost", "field", "code"),
    [
        ({"age_min": 65}, "boost.to", ErrorCode.INVALID_ARGUMENT),
        ({"age_min": 65, "to": 5, "count": 5}, "boost.to", ErrorCode.INVALID_ARGUMENT),
        ({"to": 5}, "boost", ErrorCode.INVALID_ARGUMENT),
        ({"regions": ["mazowiecki"], "to": 5}, "boost.regions", ErrorCode.INVALID_ARGUMENT),
        ({"age_max": 17, "to": 5}, "boost.age_max", ErrorCode.INVALID_ARGUMENT),
        ({"genders": ["male"], "to": 5}, "boost", ErrorCode.INVALID_ARGUMENT),
        ({"genders": ["female"], "to": 8}, "boost.to", ErrorCode.CONFLICT),
    ],
)
async def test_a_boost_that_cannot_be_is_refused_with_its_field(
    context: ToolContext, boost: dict[str, Any], field: str, code: ErrorCode
) -> None:
    project_id = await _study(context, {"country": "PL", "genders": ["female"]}, 8)
    with pytest.raises(SightError) as caught:
        await _recruit(context, project_id, boost={"age_min": 20, "to": 30})
    assert caught.value.code is ErrorCode.CONFLICT
    await _recruit(context, project_id, seed=1)
    with pytest.raises(SightError) as caught:
        await _recruit(context, project_id, boost=boost)
    assert (caught.value.field, caught.value.code) == (field, code)


async def test_a_study_says_its_target_in_words_and_what_it_does_not_express(context: ToolContext) -> None:
    target = {
        "country": "PL", "genders": ["kobiety"], "age_min": 25, "age_max": 44, "settlements": ["city_500k+"],
        "quotas": {"education": {"wyższe": 0.5}}, "not_expressed": ["połowa z dziećmi"],
    }  # fmt: skip
    created = await _done("create_project", {"name": "Diety", "target": target, "sample_size": 20}, context)
    assert created["target_in_words"].startswith(
        "Kobiety w wieku 25–44 lat; wielkość miejscowości: miasto od 500"
    )
    assert "wykształcenie: wyższe 50%" in created["target_in_words"]
    assert created["incidence_in_words"].endswith("osób")
    assert 0.01 < created["incidence"]["share_of_adults"] < 0.04
    (wish,) = created["not_expressed"]
    assert wish["said"] == "połowa z dziećmi" and "%" in wish["instead"]


@pytest.mark.parametrize(
    ("target", "size", "field"),
    [
        ({"country": "PL", "regions": ["opolskie"], "settlements": ["city_500k_plus"]}, 10, "target"),
        (CROSSED, 2, "sample_size"),
        (
            {"country": "PL", "quotas": {"gender x education": {"female x tertiary": 0.6}, "gender": {"female": 0.5}}},
            10,
            "target.quotas.gender",
        ),
    ],
    ids=["nobody", "fewer respondents than groups", "quotas in conflict"],
)  # fmt: skip
async def test_an_impossible_target_makes_no_project(
    context: ToolContext, target: dict[str, Any], size: int, field: str
) -> None:
    before = (await _done("list_projects", {}, context))["projects"]
    with pytest.raises(SightError) as caught:
        await _study(context, target, size)
    assert caught.value.field == field
    assert (await _done("list_projects", {}, context))["projects"] == before


def _public(persona: Persona) -> str:
    from sight_domain.ids import to_public

    return to_public(Kind.PERSONA, persona.id)
