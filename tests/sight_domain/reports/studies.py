"""A made-up study in the shapes that the tools return, of any size."""

from __future__ import annotations

from itertools import cycle, islice
from typing import Any

PEOPLE = (
    ("Anna", "Kowalska", "female", "Warszawa", "mazowieckie"),
    ("Zofia", "Wójcik", "female", "Kraków", "małopolskie"),
    ("Paweł", "Dąbrowski", "male", "Łódź", "łódzkie"),
    ("Małgorzata", "Szczęsna", "female", "Gdańsk", "pomorskie"),
    ("Grzegorz", "Brzęczyszczykiewicz", "male", "Szczecin", "zachodniopomorskie"),
)
STORY = (
    "Mieszka w dużym mieście od czasu studiów i ceni sobie spokój po pracy. Gotuje głównie w weekendy, bo w tygodniu "
    "brakuje jej na to czasu, a zakupy robi w drodze do domu. Uważnie sprawdza ceny, lecz za dobrą jakość potrafi "
    "dopłacić. Lubi próbować nowych rzeczy, pod warunkiem że nie trzeba się do nich długo przekonywać. "
)
ANSWER = (
    "Dla mnie liczy się przede wszystkim cena. Zażółć gęślą jaźń – gdyby pudełko kosztowało tyle co obiad na mieście, "
    "nie widzę powodu, żeby je zamawiać. Z drugiej strony oszczędza mi to czas po pracy."
)
QUESTIONS = (
    "Jak dziś planujesz posiłki w tygodniu?",
    "Co najbardziej podoba Ci się w pomyśle pudełek z posiłkami?",
    "Co by Cię powstrzymało przed zamówieniem?",
    "Ile byłby wart dla Ciebie taki zestaw?",
)


def persona(number: int) -> dict[str, Any]:
    given, family, gender, city, region = next(islice(cycle(PEOPLE), number, None))
    return {
        "id": f"per_{number:026d}",
        "full_name": f"{given} {family}",
        "age": 25 + number % 20,
        "gender": gender,
        "region": region,
        "settlement": "city_500k_plus",
        "city": city,
        "education": "tertiary",
        "status": "employed_private",
        "income_bracket": "7500_10000",
        "occupation": "specjalistka do spraw marketingu" if gender == "female" else "inżynier oprogramowania",
        "segment_name": "Zapracowani w wielkim mieście",
        "headline": "Liczy czas uważniej niż pieniądze",
        "background_story": STORY * 2,
        "quote": "Jak mam wolny wieczór, to nie po to, żeby stać przy garach.",
        "big_five": {
            "openness": 0.62,
            "conscientiousness": 0.71,
            "extraversion": 0.34,
            "agreeableness": 0.55,
            "neuroticism": 0.48,
        },
        "hofstede": {"power_distance": 0.68, "individualism": 0.6, "masculinity": 0.64},
        "values": ["security", "self_direction", "benevolence"],
        "interests": ["cooking", "cycling"],
        "labels": {
            "gender": "kobieta" if gender == "female" else "mężczyzna",
            "region": region,
            "settlement": "miasto od 500 tys.",
            "education": "wyższe",
            "status": "zatrudnienie w firmie prywatnej",
            "income_bracket": "7 500–10 000 zł",
            "values": ["bezpieczeństwo", "niezależność", "życzliwość"],
            "interests": ["gotowanie", "jazda na rowerze"],
        },
    }


def focus_group(personas: list[dict[str, Any]], questions: tuple[str, ...] = QUESTIONS) -> dict[str, Any]:
    turns: list[dict[str, Any]] = []
    for index, question in enumerate(questions):
        speakers = [("moderator", None, "Moderator", question)]
        speakers += [("persona", p["id"], p["full_name"], f"{ANSWER} ({p['age']})") for p in personas]
        for kind, speaker_id, name, text in speakers:
            turns.append(
                {
                    "id": f"trn_{len(turns):026d}",
                    "seq": len(turns),
                    "speaker": {"kind": kind, "id": speaker_id, "name": name},
                    "question_index": index,
                    "text": text,
                    "outcome": "answered",
                    "written_by": "offline" if kind == "persona" else None,
                }
            )
    said = [turn for turn in turns if turn["speaker"]["kind"] == "persona"]
    quote = [
        {
            "text": "Dla mnie liczy się przede wszystkim cena.",
            "turn_id": turn["id"],
            "persona_id": turn["speaker"]["id"],
            "persona_name": turn["speaker"]["name"],
        }
        for turn in said[:2]
    ]
    themes = [
        {
            "title": title,
            "description": "Wątek wraca w odpowiedziach na drugie i trzecie pytanie, częściej u osób o niższych "
            "dochodach. Ton jest przeważnie krytyczny.",
            "reach": reach,
            "reach_share": reach / max(1, len(personas)),
            "sentiment": sentiment,
            "quotes": quote,
        }
        for title, reach, sentiment in (
            ("Cena i wartość za pieniądze", max(0, len(personas) - 1), -0.42),
            ("Oszczędność czasu", len(personas) // 2, 0.55),
            ("Smak i jakość składników", len(personas) // 3, 0.05),
        )
    ]
    return {
        "focus_group": {
            "id": "fg_" + "0" * 26,
            "name": "Pudełka z posiłkami: pierwsza rozmowa",
            "status": "completed",
            "mode": "parallel",
            "questions": list(questions),
            "stimulus": "Pudełko na pięć kolacji tygodniowo za 249 zł, dostawa w niedzielę.",
        },
        "turns": turns,
        "summary": {
            "themes": themes,
            "key_insights": [
                f"{max(0, len(personas) - 1)} z {len(personas)} osób mówi o cenie.",
                "Oszczędność czasu wymieniają przede wszystkim osoby pracujące.",
            ],
            "summary": "Pomysł budzi ciekawość, ale cena jest pierwszą przeszkodą, o której mówią badani.",
            "quotes_dropped": 1,
        },
        "metrics": {
            "turns": len(turns),
            "short_turn_share": 0.225,
            "participation_gini": 0.137,
            "moderator_word_share": 0.041,
        },
    }


def needs() -> dict[str, Any]:
    quote = {"text": "Dla mnie liczy się przede wszystkim cena.", "turn_id": "trn_" + f"{1:026d}"}
    return {
        "jobs_to_be_done": [
            {
                "job_statement": "Kiedy wracam późno z pracy, chcę mieć gotowy plan kolacji, żeby odpocząć.",
                "priority_score": 8,
                "frequency": "daily",
                "difficulty": 5,
                "quotes": [quote],
            }
        ],
        "desired_outcomes": [
            {
                "outcome_statement": "Skrócić czas od decyzji do gotowego posiłku",
                "importance": 8.2,
                "satisfaction": 4.1,
                "opportunity_score": 33.62,
                "odi_score": 12.3,
                "is_measurable": True,
            },
            {
                "outcome_statement": "Zmniejszyć wydatki na jedzenie poza domem",
                "importance": 9.0,
                "satisfaction": 3.0,
                "opportunity_score": 54.0,
                "odi_score": 15.0,
                "is_measurable": True,
            },
        ],
        "pain_points": [
            {
                "pain_title": "Cena wyższa niż obiad na mieście",
                "pain_description": "Badani porównują cenę pudełka z obiadem w barze i wypada ona niekorzystnie.",
                "severity": 8,
                "frequency": "weekly",
                "percent_affected": 0.95,
                "quotes": [quote],
                "potential_solutions": ["mniejsze pudełko", "pierwszy tydzień za pół ceny"],
            }
        ],
        "generated_at": "2026-11-04T10:00:00Z",
        "generated_by": "offline",
        "outdated": False,
    }


def representativeness(n: int) -> dict[str, Any]:
    return {
        "n": n,
        "dimensions": [
            {
                "dimension": "gender",
                "chi_square": 0.012,
                "p_value": 0.998,
                "method": "Monte Carlo; przy kwotach p jest bliskie 1 z konstrukcji i niczego nie dowodzi",
                "cramers_v": 0.02,
                "tvd": 0.0125,
                "max_margin_error_persons": 0.25,
                "target": {"female": 0.5125, "male": 0.4875},
                "observed": {"female": 0.525, "male": 0.475},
            },
            {
                "dimension": "education",
                "chi_square": 0.21,
                "p_value": 0.974,
                "method": "Monte Carlo; przy kwotach p jest bliskie 1 z konstrukcji i niczego nie dowodzi",
                "cramers_v": 0.05,
                "tvd": 0.034,
                "max_margin_error_persons": 0.66,
                "target": {"primary": 0.08, "vocational": 0.22, "secondary": 0.36, "tertiary": 0.34},
                "observed": {"primary": 0.1, "vocational": 0.2, "secondary": 0.35, "tertiary": 0.35},
            },
        ],
        "verdict": "To 20 osób syntetycznych, których wiek, płeć i wykształcenie zgadzają się z danymi GUS 2024 co do "
        "jednej osoby. Ich opinie są wytworem modelu.",
        "notes": ["Dochód przeliczono z rang na progi z 2024 roku."],
        "sources": [{"title": "Ludność. Stan i struktura", "year": 2024, "licence": "dane publiczne"}],
    }


def project(people: int = 3, questions: tuple[str, ...] = QUESTIONS) -> dict[str, Any]:
    """A whole study of `people` respondents; ``people * len(questions)`` answers."""
    personas = [persona(number) for number in range(people)]
    return {
        "project": {
            "id": "prj_" + "0" * 26,
            "name": "Pudełka z posiłkami w dużych miastach",
            "description": "Czy kobiety w wieku 25–44 lat zamówią abonament na zestawy do gotowania?",
            "language": "pl",
            "sample_size": people,
            "target": {
                "country": "PL",
                "age_min": 25,
                "age_max": 44,
                "genders": ["female"],
                "settlements": ["city_500k_plus"],
                "quotas": {"education": {"secondary": 0.4, "tertiary": 0.6}},
            },
        },
        "personas": personas,
        "representativeness": representativeness(people),
        "focus_groups": [focus_group(personas, questions)] if people else [],
        "needs": needs(),
    }


def group_alone(people: int = 3, questions: tuple[str, ...] = QUESTIONS) -> dict[str, Any]:
    """The payload of a focus group's own export."""
    study = project(people, questions)
    return {**study["focus_groups"][0], "personas": study["personas"], "project": study["project"]}


def persona_alone() -> dict[str, Any]:
    """The payload of a respondent's own export."""
    answers = [
        {"turn_id": "trn_" + f"{1:026d}", "question": QUESTIONS[0], "text": ANSWER, "outcome": "answered"}
    ]
    return {"persona": persona(0), "needs": needs(), "answers": answers, "project": project(1)["project"]}
