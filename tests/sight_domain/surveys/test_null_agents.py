"""Our own checks on answers that nobody gives, and on answers that respondents give, over 50 seeds.

A check that flags real answers is as useless as one that misses a null agent, so both rates are printed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable

import pytest

from sight_domain.surveys.checks import checks
from sight_domain.surveys.null_agents import NULL_AGENTS
from sight_domain.surveys.questionnaire import Questionnaire
from sight_domain.surveys.rows import Row
from sight_domain.surveys.schemas import Check

Fill = Callable[..., Awaitable[list[Row]]]
SEEDS = range(50)
PEOPLE = 60
MUST_FLAG = {"random": "chance", "always_first": "order", "yes_sayer": "agreement", "copy_cat": "copies"}


def flagged(found: list[Check]) -> set[str]:
    return {check.name for check in found if check.flagged}


@pytest.mark.slow
async def test_every_null_agent_is_flagged_and_respondents_are_not(
    questionnaire: Questionnaire, fill: Fill, capsys: pytest.CaptureFixture[str]
) -> None:
    misses: Counter[str] = Counter()
    false_alarms: Counter[str] = Counter()
    alarmed = 0
    for seed in SEEDS:
        for name, check in MUST_FLAG.items():
            rows = await fill(questionnaire, PEOPLE, seed, NULL_AGENTS[name]())
            misses[name] += check not in flagged(checks(questionnaire.questions, rows, "en", seed=seed))
        real = checks(questionnaire.questions, await fill(questionnaire, PEOPLE, seed), "en", seed=seed)
        assert all(check.flagged is not None for check in real)
        false_alarms.update(flagged(real))
        alarmed += bool(flagged(real))
    with capsys.disabled():
        print(f"\n{len(SEEDS)} seeds, {PEOPLE} respondents, {len(questionnaire.questions)} questions")
        for name, check in MUST_FLAG.items():
            print(f"  {name:<13} missed by `{check}` in {misses[name]} ({misses[name] / len(SEEDS):.0%})")
        print(f"  respondents   flagged in {alarmed} ({alarmed / len(SEEDS):.0%}) {dict(false_alarms) or ''}")
    assert set(MUST_FLAG) == set(NULL_AGENTS)
    assert sum(misses.values()) <= 0.02 * len(SEEDS) * len(MUST_FLAG)
    assert alarmed <= 0.02 * len(SEEDS)


async def test_with_too_little_to_tell_nothing_is_flagged(questionnaire: Questionnaire, fill: Fill) -> None:
    rows = await fill(questionnaire, 2, 1)
    found = checks(questionnaire.questions[:2], rows, "pl", seed=1)
    assert {check.flagged for check in found} == {None}
    assert all("Za mało" in check.says for check in found)


async def test_a_yes_sayer_is_seen_without_reversed_statements_too(
    questionnaire: Questionnaire, fill: Fill
) -> None:
    likerts = [q for q in questionnaire.questions if q.type == "likert"]
    unreversed = [q for q in likerts if q.reverse_of is None] + [likerts[0]]
    rows = await fill(questionnaire, 30, 1, NULL_AGENTS["yes_sayer"]())
    found = {check.name: check for check in checks(unreversed, rows, "en", seed=1)}
    assert found["agreement"].flagged and found["agreement"].value == 1.0
    assert found["unanimity"].flagged
