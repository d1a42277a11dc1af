"""Respondents and groups for the offline engine's tests: varied by seed, facts only."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest
from scipy.stats import rankdata

from sight_domain.language import Language
from sight_domain.llm.offline.polish import known_cities
from sight_domain.llm.offline.writers import write

People = Callable[..., list[dict[str, Any]]]

REGIONS = ("mazowieckie", "małopolskie", "śląskie", "łódzkie", "kujawsko-pomorskie", "zachodniopomorskie")
JOBS = {
    "pl": {
        "female": (
            "nauczycielka",
            "księgowa",
            "pielęgniarka",
            "kierowniczka sklepu",
            "tłumaczka",
            "krawcowa",
            "lekarka",
        ),
        "male": (
            "nauczyciel",
            "księgowy",
            "kierowca autobusu",
            "spawacz",
            "tłumacz",
            "programista",
            "piekarz",
        ),
    },
    "en": {
        "female": ("teacher", "accountant", "nurse", "shop manager", "translator", "dressmaker", "doctor"),
        "male": ("teacher", "accountant", "bus driver", "welder", "translator", "engineer", "baker"),
    },
}
RETIRED = {"pl": {"female": "emerytka, dawniej {}", "male": "emeryt, dawniej {}"}, "en": {}}
VALUES = [
    "self_direction",
    "stimulation",
    "hedonism",
    "achievement",
    "power",
    "security",
    "conformity",
    "tradition",
    "benevolence",
    "universalism",
]
INTERESTS = {
    "pl": (
        "gotowanie",
        "ogród i działka",
        "piłka nożna",
        "czytanie książek",
        "podróże zagraniczne",
        "filmy i seriale",
    ),
    "en": ("cooking", "gardening", "football", "reading", "travel abroad", "films and series"),
}


def _person(rng: random.Random, number: int, language: Language) -> dict[str, Any]:
    gender = rng.choice(("female", "male"))
    age = rng.randint(18, 84)
    settlement = rng.choice(("rural", "town_under_100k", "city_100k_499k", "city_500k_plus"))
    job = rng.choice(JOBS[language][gender])
    if age >= 66:
        status, job = (
            "retired",
            f"{RETIRED['pl'][gender] if language == 'pl' else 'retired, formerly {}'}".format(job),
        )
    else:
        status = rng.choice(("employed_private", "employed_public", "self_employed"))
    values = rng.sample(VALUES, 3)
    interests = rng.sample(INTERESTS[language], 3)
    traits = {
        "openness": 0.64,
        "conscientiousness": 0.65,
        "extraversion": 0.58,
        "agreeableness": 0.67,
        "neuroticism": 0.44,
    }
    name = "Anna" if gender == "female" else "Jan"
    return {
        "id": f"per_{number}",
        "full_name": f"{name} {number}",
        "given_name": name,
        "gender": gender,
        "age": age,
        "region": rng.choice(REGIONS),
        "settlement": settlement,
        "city": rng.choice(sorted(known_cities())) if settlement.startswith("city") else None,
        "education": rng.choice(("primary", "vocational", "secondary", "tertiary")),
        "status": status,
        "income_bracket": "4500_6000",
        "income_rank": rng.random(),
        "occupation": job,
        "big_five": {trait: min(1.0, max(0.0, rng.gauss(mean, 0.14))) for trait, mean in traits.items()},
        "values": values,
        "interests": interests,
        "labels": {"values": values, "interests": interests},
    }


@pytest.fixture
def people() -> People:
    """``people(n, language, seed=0)``: that many respondents as the writers get them."""

    def draw(n: int, language: Language = "pl", seed: int = 0) -> list[dict[str, Any]]:
        rng = random.Random(seed)
        return [_person(rng, number, language) for number in range(n)]

    return draw


TOPIC = {"pl": "subskrypcja zestawów posiłków", "en": "meal-kit subscription"}
QUESTIONS = {
    "pl": (
        "Jak dziś radzisz sobie z codziennym gotowaniem?",
        "Co podoba Ci się w tym pomyśle?",
        "Jakie masz obawy?",
        "Ile byłbyś gotów zapłacić?",
        "Co byś zmienił?",
        "Czy skorzystałbyś z takiej usługi?",
        "Jakie jest Twoje pierwsze wrażenie?",
        "Komu byś to polecił?",
    ),
    "en": (
        "How do you handle everyday cooking today?",
        "What do you like about the idea?",
        "What worries you?",
        "How much would you be willing to pay?",
        "What would you change?",
        "Would you use such a service?",
        "What is your first impression?",
        "Who would you recommend it to?",
    ),
}


@pytest.fixture
def group(people: People) -> Callable[..., list[dict[str, Any]]]:
    """``group(n, questions, language, seed=0)``: the turns of a group answering in order, each with its own memory."""

    def hold(n: int, questions: int, language: Language = "pl", seed: int = 0) -> list[dict[str, Any]]:
        turns: list[dict[str, Any]] = []
        for person in people(n, language, seed):
            memory: list[dict[str, str]] = []
            for index, question in enumerate(QUESTIONS[language][:questions]):
                inputs = {
                    "respondent": person,
                    "topic": TOPIC[language],
                    "question": question,
                    "question_index": index,
                    "memory": list(memory[-4:]),
                }
                answer = write("focus_groups.answer", inputs, language=language, seed=1)
                assert isinstance(answer, str)
                memory.append({"question": question, "answer": answer})
                turns.append(
                    {
                        "turn_id": f"turn_{len(turns)}",
                        "persona_id": person["id"],
                        "persona_name": person["full_name"],
                        "gender": person["gender"],
                        "question_index": index,
                        "question": question,
                        "text": answer,
                    }
                )
        return turns

    return hold


def _misgendered(text: str, gender: str) -> list[str]:

    # Nouns and particles that end like the wrong gender's verbs.
    nouns = {
        "pomysłem",
        "zapałem",
        "tyłem",
        "stołem",
        "działem",
        "materiałem",
        "udziałem",
        "kawałem",
        "ogółem",
        "ideałem",
    }
    past = r"\b\w+(?:łem|łbym|szedłem|ąłem)\b" if gender == "female" else r"\b\w+(?:łam|łabym)\b"
    adjectives = {
        "female": r"\b(?:jestem|byłam|czuję się)\s+(?:\w+\s)?(?:pewien|gotów|gotowy|spokojny|wymagający|sam|uwiązany|zadowolony)\b"
        r"|\b(?:powinienem|wolałbym|szczery|sparzyłem)\b|\bja pierwszy\b|\bdecyduję sam\b",
        "male": r"\b(?:jestem|byłem|czuję się)\s+(?:\w+\s)?(?:pewna|gotowa|spokojna|wymagająca|sama|uwiązana|zadowolona)\b"
        r"|\b(?:powinnam|wolałabym|szczera|sparzyłam)\b|\bja pierwsza\b|\bdecyduję sama\b",
    }
    found = [m.group() for m in re.finditer(past, text.lower()) if m.group() not in nouns]
    return found + [m.group() for m in re.finditer(adjectives[gender], text.lower())]


@pytest.fixture
def misgendered() -> Callable[[str, str], list[str]]:
    """First-person forms of the wrong gender in a Polish text, by rules that know nothing of the grammar files."""
    return _misgendered


@pytest.fixture
def rank_correlation() -> Callable[[Sequence[float], Sequence[float]], float]:
    """Spearman's rho: the product-moment correlation of the ranks, ties averaged."""

    def rho(first: Sequence[float], second: Sequence[float]) -> float:
        return float(np.corrcoef(rankdata(first), rankdata(second))[0, 1])

    return rho
