"""How well pains of several people are put together: the adjusted Rand index against what they are really about.

Offline respondents answer three questions and are read one by one, each in another wording. What a pain is really about is the
consideration behind it, which the grouping does not see; descriptions, which nearly give it away, are left out unless asked for.

    python tests/bench/bench_pains.py              # by words
    python tests/bench/bench_pains.py --meaning    # by words and meaning, with the configured embedder
    python tests/bench/bench_pains.py --described  # with descriptions, as the product compares pains; three draws of each size
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import math
from typing import Any

import numpy as np
from scipy.special import comb

from sight_domain.insights.clustering import groups, lexical_vectors, with_meaning
from sight_domain.language import LANGUAGES, Language
from sight_domain.llm.offline.grammar import resource
from sight_domain.llm.offline.writers import write
from sight_domain.personas.views import inputs_from
from sight_domain.populations.service import TargetPopulation, draw_respondents
from tools.services import Services

TOPICS = {"en": "Meal-kit subscriptions", "pl": "Zestawy posiłków w abonamencie"}
QUESTIONS = {
    "en": ["How do you cook?", "What would stop you?", "What would you pay?"],
    "pl": ["Jak gotujesz?", "Co by cię powstrzymało?", "Ile to jest warte?"],
}
PEOPLE = (12, 40, 80)
DRAWS = (5, 6, 7)


def adjusted_rand(first: list[int], second: list[int]) -> float:
    """Hubert and Arabie 1985: 1 for the same partition, 0 on average for random ones."""
    table = np.zeros((max(first) + 1, max(second) + 1))
    for row, column in zip(first, second, strict=True):
        table[row, column] += 1
    together = float(np.sum(comb(table, 2)))
    rows, columns = (float(np.sum(comb(table.sum(axis=axis), 2))) for axis in (1, 0))
    expected = rows * columns / math.comb(len(first), 2)
    return float((together - expected) / ((rows + columns) / 2 - expected))


def pains(people: int, language: Language, draw: int = DRAWS[0]) -> list[tuple[str, str, str, str]]:
    """``(consideration, title, description, quotes)`` of every pain of these people."""
    about = {
        f"{entry['pain']['meaning'][:1].upper()}{entry['pain']['meaning'][1:]}.": code
        for code, entry in resource(f"needs_{language}").items()
    }
    found: list[tuple[str, str, str, str]] = []
    for number, facts in enumerate(
        draw_respondents(TargetPopulation(country="PL"), people, seed=draw, language=language)
    ):
        respondent = inputs_from(facts.model_dump(), None, language)
        answers = [
            {"turn_id": f"a{place}", "persona_id": "r1", "question": question, "text": _answer(respondent, place, number, language)}
            for place, question in enumerate(QUESTIONS[language])
        ]  # fmt: skip
        reading: Any = write(
            "insights.reading", {"outcomes": [], "answers": answers}, language=language, seed=number
        )
        found += [
            (
                about[pain["pain_description"]],
                pain["pain_title"],
                pain["pain_description"],
                " ".join(quote["text"] for quote in pain["quotes"]),
            )
            for pain in reading["pain_points"]
        ]
    return found


def _answer(respondent: dict[str, Any], place: int, number: int, language: Language) -> str:
    inputs = {
        "respondent": respondent,
        "topic": TOPICS[language],
        "question": QUESTIONS[language][place],
        "question_index": place,
        "memory": [],
    }
    return str(write("focus_groups.answer", inputs, language=language, seed=10 * number + place))


async def main(*, meaning: bool, described: bool) -> None:
    async with Services() as services:
        for language, people in itertools.product(LANGUAGES, PEOPLE):
            for draw in DRAWS if described else DRAWS[:1]:
                told = pains(people, language, draw)
                codes = sorted({code for code, *_ in told})
                texts = [
                    f"{title}. {description if described else ''} {quotes}"
                    for _, title, description, quotes in told
                ]
                vectors = lexical_vectors(texts, language)
                if meaning:
                    embedded = await services.gateway.embed(texts, purpose="document")
                    vectors = with_meaning(vectors, np.asarray(embedded.vectors))
                labels = [0] * len(told)
                found = groups(vectors, [title for _, title, *_ in told])
                for label, places in enumerate(found):
                    for place in places:
                        labels[place] = label
                truth = [codes.index(code) for code, *_ in told]
                print(
                    f"{language} {people:3} people {len(told):3} pains about {len(codes):2} things -> {len(found):2} groups, "
                    f"adjusted Rand index {adjusted_rand(truth, labels):.2f}"
                )


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--meaning", action="store_true")
    parser.add_argument("--described", action="store_true")
    asyncio.run(main(**vars(parser.parse_args())))
