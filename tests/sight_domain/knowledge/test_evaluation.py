"""The measures of search quality are those of the textbooks, and a broken collection is named line by line."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sight_domain.errors import SightError
from sight_domain.knowledge.evaluation import (
    mean_with_interval,
    measures,
    ndcg,
    read_collection,
    recall,
    reciprocal_rank,
)

JUDGED = {"a": 3, "b": 1, "c": 0}


def test_ndcg_discounts_gains_by_rank() -> None:
    ideal = 3 + 1 / math.log2(3)
    assert ndcg(["a", "b"], JUDGED) == pytest.approx(1.0)
    assert ndcg(["b", "x", "a"], JUDGED) == pytest.approx((1 + 3 / 2) / ideal)
    assert ndcg(["x"] * 10 + ["a"], JUDGED) == 0.0


def test_recall_counts_relevant_texts_only() -> None:
    assert recall(["c", "b"], JUDGED, 10) == 0.5
    assert recall(["x", "a", "b"], JUDGED, 2) == 0.5
    assert recall(["a"], {"c": 0}, 10) == 0.0


def test_reciprocal_rank_is_of_the_first_relevant_text() -> None:
    assert reciprocal_rank(["c", "x", "b", "a"], JUDGED) == pytest.approx(1 / 3)
    assert reciprocal_rank(["c", "x"], JUDGED) == 0.0


@given(st.permutations([*"abcdefgh"]))
def test_every_measure_is_a_share(ranking: list[str]) -> None:
    judged = {"a": 2, "d": 1, "h": 1}
    assert all(0 <= value <= 1 for value in measures(ranking, judged).values())
    assert measures(sorted(ranking, key=lambda one: -judged.get(one, 0)), judged)["ndcg@10"] == 1.0


def test_the_interval_of_equal_values_has_no_width() -> None:
    estimate = mean_with_interval([0.25] * 40)
    assert (estimate.mean, estimate.low, estimate.high) == (0.25, 0.25, 0.25)


def test_the_interval_holds_the_mean_and_narrows_with_more_questions() -> None:
    few, many = mean_with_interval([0.0, 1.0] * 10), mean_with_interval([0.0, 1.0] * 1000)
    assert few.low < few.mean == 0.5 < few.high
    assert many.high - many.low < few.high - few.low


def test_a_collection_is_read_with_the_questions_that_were_judged(tmp_path: Path) -> None:
    folder = collection(tmp_path)
    read = read_collection(folder)
    assert [passage.id for passage in read.corpus] == ["d1", "d2"]
    assert read.queries == {"q1": "herbata"}
    assert read.judged["q1"] == {"d1": 2, "d2": 0}


@pytest.mark.parametrize(
    ("file", "content", "named"),
    [
        ("corpus.jsonl", '{"_id": "d1", "text": "x"}\nnot json\n', "corpus.jsonl, 2"),
        ("corpus.jsonl", '{"id": "d1", "text": "x"}\n', "corpus.jsonl, 1"),
        ("queries.jsonl", '{"_id": "q1"}\n', "queries.jsonl, 1"),
        ("qrels/test.tsv", "query-id\tcorpus-id\tscore\nq1\td1\tmuch\n", "test.tsv, 2"),
        ("qrels/test.tsv", "query-id\tcorpus-id\tscore\nq9\td1\t1\n", "queries.jsonl"),
    ],
)
def test_what_is_wrong_with_a_collection_is_said_with_its_line(
    tmp_path: Path, file: str, content: str, named: str
) -> None:
    folder = collection(tmp_path)
    (folder / file).write_text(content, encoding="utf-8")
    with pytest.raises(SightError) as refused:
        read_collection(folder)
    assert named in refused.value.message.en
    assert named in refused.value.message.pl


def test_a_folder_without_a_collection_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SightError, match=r"corpus\.jsonl"):
        read_collection(tmp_path)


def collection(folder: Path) -> Path:
    (folder / "qrels").mkdir(parents=True)
    corpus = [{"_id": "d1", "title": "Napoje", "text": "Herbata i kawa."}, {"_id": "d2", "text": "Chleb."}]
    queries = [{"_id": "q1", "text": "herbata"}, {"_id": "q2", "text": "not judged"}]
    for name, rows in (("corpus", corpus), ("queries", queries)):
        lines = "".join(json.dumps(row) + "\n" for row in rows)
        (folder / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    (folder / "qrels" / "test.tsv").write_text(
        "query-id\tcorpus-id\tscore\nq1\td1\t2\nq1\td2\t0\n", encoding="utf-8"
    )
    return folder
