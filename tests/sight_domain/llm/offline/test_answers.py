from __future__ import annotations

import itertools
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from sight_domain.errors import ErrorCode, SightError
from sight_domain.language import Language
from sight_domain.llm.offline.answers import MAX_WORDS, MIN_WORDS, write_answer
from sight_domain.llm.offline.coding import code_text, sentence_spans

People = Callable[..., list[dict[str, Any]]]
Correlation = Callable[[Sequence[float], Sequence[float]], float]
Group = Callable[..., list[dict[str, Any]]]


def bigrams(text: str) -> set[tuple[str, str]]:
    words = re.findall(r"\w+", text.lower())
    return set(itertools.pairwise(words))


def mean_overlap(texts: list[str]) -> float:
    pairs = list(itertools.combinations([bigrams(text) for text in texts], 2))
    return sum(len(a & b) / len(a | b) for a, b in pairs) / len(pairs)


@pytest.mark.parametrize("language", ["pl", "en"])
def test_two_thousand_answers_are_two_thousand_texts(group: Group, language: Language) -> None:
    texts = [turn["text"] for turn in group(250, 8, language, 3)]
    repeated = [text for text, times in Counter(texts).items() if times > 1]
    assert repeated == []
    assert all(MIN_WORDS <= len(text.split()) <= MAX_WORDS for text in texts)


@pytest.mark.parametrize("language", ["pl", "en"])
def test_eighty_answers_of_a_group_do_not_sound_alike(group: Group, language: Language) -> None:
    turns = group(20, 4, language)
    overlap = mean_overlap([turn["text"] for turn in turns])
    print(f"{language}: mean pairwise word-bigram Jaccard {overlap:.3f}")
    assert overlap < 0.10
    for index in range(4):
        assert mean_overlap([turn["text"] for turn in turns if turn["question_index"] == index]) < 0.15


@pytest.mark.parametrize("language", ["pl", "en"])
def test_no_opening_sentence_is_worn_out(group: Group, language: Language) -> None:
    texts = [turn["text"] for turn in group(100, 8, language, 5)]
    openings = Counter(text[slice(*sentence_spans(text)[0])] for text in texts)
    assert openings.most_common(1)[0][1] <= 0.15 * len(texts)


def test_polish_answers_agree_with_the_speakers_gender(
    group: Group, misgendered: Callable[[str, str], list[str]]
) -> None:
    wrong = {
        turn["text"]: found
        for turn in group(80, 8, "pl", 7)
        if (found := misgendered(turn["text"], turn["gender"]))
    }
    assert wrong == {}


@pytest.mark.parametrize("language", ["pl", "en"])
def test_no_markup_and_no_slash_forms_are_left(group: Group, language: Language) -> None:
    for turn in group(60, 8, language, 9):
        assert not re.search(r"[{}<>|]|\w\(|/|  | [,.;:!?]|,,|\.\.|:\.|^[a-ząćęłńóśźż]", turn["text"]), turn[
            "text"
        ]


@pytest.mark.parametrize("language", ["pl", "en"])
def test_a_fair_share_of_answers_objects(group: Group, language: Language) -> None:
    turns = [t for t in group(100, 8, language, 11) if t["question_index"] != 2]
    objecting = [t for t in turns if any(m.polarity < -0.3 for m in code_text(t["text"], language))]
    share = len(objecting) / len(turns)
    print(f"{language}: answers with an objection, leaving out the question about worries: {share:.2f}")
    assert 0.15 < share < 0.45


def test_the_price_named_rises_with_income(people: People, rank_correlation: Correlation) -> None:
    group = people(200, "en", 4)
    ranks, amounts = [], []
    for person in group:
        inputs = {"respondent": person, "topic": "meal kits", "question": "How much would you pay?"}
        found = re.findall(r"(\d+) zł", write_answer(inputs, language="en", seed=1))
        ranks.append(person["income_rank"])
        amounts.append(int(found[-1]))
    rho = rank_correlation(ranks, amounts)
    print(f"income and amount named: rho = {rho:.2f}")
    assert rho > 0.7


def test_talk_of_the_new_rises_with_openness(people: People, rank_correlation: Correlation) -> None:
    group = people(300, "en", 6)
    openness, keen = [], []
    for person in group:
        inputs = {"respondent": person, "topic": "a new kind of shop", "question": "What do you think of it?"}
        text = write_answer(inputs, language="en", seed=1)
        openness.append(person["big_five"]["openness"])
        keen.append(sum(m.polarity for m in code_text(text, "en") if m.code == "novelty"))
    rho = rank_correlation(openness, keen)
    print(f"openness and keenness on the new in answers: rho = {rho:.2f}")
    assert rho > 0.15


def test_an_offer_on_the_table_anchors_the_amount(people: People) -> None:
    for person in people(20, "pl"):
        inputs = {
            "respondent": person,
            "topic": "zestawy posiłków",
            "question": "Ile to jest warte?",
            "stimulus": "Abonament za 200 zł miesięcznie",
            "question_kind": "price",
        }
        text = write_answer(inputs, language="pl", seed=1)
        amounts = [int(n) for n in re.findall(r"(\d+) zł", text)]
        assert all(40 <= amount <= 320 for amount in amounts)
        assert "miesięcznie" in text


def test_the_liveliest_talk_longer(people: People) -> None:
    lengths: dict[bool, list[int]] = {True: [], False: []}
    for person in people(200, "pl", 8):
        inputs = {"respondent": person, "topic": "rower miejski", "question": "Co o tym myślisz?"}
        lively = person["big_five"]["extraversion"] > 0.58
        lengths[lively].append(len(write_answer(inputs, language="pl", seed=1).split()))
    assert sum(lengths[True]) / len(lengths[True]) > sum(lengths[False]) / len(lengths[False]) + 5


def test_what_is_recalled_was_said_before(people: People) -> None:
    memory = [
        {
            "question": "Co myślisz?",
            "answer": "Za drogo. Cena jest dla mnie najważniejsza, liczę każdy grosz.",
        }
    ]
    recalled = 0
    for person in people(120, "pl", 2):
        inputs = {
            "respondent": person,
            "topic": "zestawy",
            "question": "A pierwsze wrażenie?",
            "memory": memory,
        }
        text = write_answer(inputs, language="pl", seed=1)
        if found := re.search(
            r"(?:jednego|przed chwilą|rusza): (\w+)|znowu wychodzi (\w+)|zmieniam, (\w+)", text
        ):
            recalled += 1
            assert "cena" in found.groups()
    assert recalled >= 5


def test_another_process_writes_the_same_answer() -> None:
    code = (
        "from sight_domain.llm.offline.writers import write;"
        "print(write('focus_groups.answer', {'respondent': {'gender': 'female', 'age': 30, 'id': 'x'}, 'topic': 'rower', "
        "'question': 'Co o tym myślisz?'}, language='pl', seed=5))"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-X", "utf8", "-c", code],
            capture_output=True,
            encoding="utf-8",
            check=True,
            env={"PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    ]
    assert runs[0] == runs[1]
    assert len(runs[0].split()) >= 10


def test_another_seed_gives_another_wording(people: People) -> None:
    person = people(1)[0]
    inputs = {"respondent": person, "topic": "rower miejski", "question": "Co o tym myślisz?"}
    assert len({write_answer(inputs, language="pl", seed=seed) for seed in range(10)}) == 10


def test_an_empty_question_is_refused_by_name() -> None:
    with pytest.raises(SightError) as caught:
        write_answer({"respondent": {"gender": "male", "age": 30}, "question": " "}, language="pl", seed=0)
    assert (caught.value.code, caught.value.field) == (ErrorCode.INVALID_ARGUMENT, "question")


@pytest.mark.parametrize(
    ("respondent", "field"),
    [
        (None, "respondent"),
        ({"age": 30}, "respondent.gender"),
        ({"gender": "male", "age": "x"}, "respondent.age"),
    ],
)
def test_an_unusable_respondent_is_refused_by_name(respondent: Any, field: str) -> None:
    with pytest.raises(SightError) as caught:
        write_answer({"respondent": respondent, "question": "Co?"}, language="en", seed=0)
    assert caught.value.field == field
