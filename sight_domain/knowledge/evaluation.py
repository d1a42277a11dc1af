"""Search quality on a judged collection: how good the rankings of each leg are, and how sure that is.

A collection is a folder in BEIR layout: ``corpus.jsonl`` {_id, title, text}, ``queries.jsonl`` {_id, text} and
``qrels/test.tsv`` (query-id, corpus-id, score).
"""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from sight_domain.errors import SightError, invalid_argument
from sight_domain.language import Text

RESAMPLES = 2_000
MEASURES = ("ndcg@10", "recall@10", "recall@100", "mrr")


@dataclass(frozen=True, slots=True)
class Passage:
    """One text of the corpus."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Collection:
    """Texts, the questions that have a judgement, and what was judged: question -> text -> gain (0 is irrelevant)."""

    name: str
    corpus: tuple[Passage, ...]
    queries: Mapping[str, str]
    judged: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over questions with its 95 % percentile-bootstrap interval."""

    mean: float
    low: float
    high: float


def read_collection(folder: Path) -> Collection:
    """Read a judged collection.

    Raises:
        SightError: ``invalid_argument`` naming the file, and the line where there is one, that is missing or not as
            described.
    """
    corpus = tuple(
        Passage(row["_id"], row.get("title") or "", row.get("text") or "")
        for row in _rows(folder / "corpus.jsonl", ("_id", "text"))
    )
    judged: dict[str, dict[str, int]] = {}
    path = folder / "qrels" / "test.tsv"
    with _opened(path) as lines:
        for number, row in enumerate(csv.DictReader(lines, delimiter="\t"), start=2):
            try:
                judged.setdefault(row["query-id"], {})[row["corpus-id"]] = int(row["score"])
            except (KeyError, TypeError, ValueError):
                raise _unusable(path, number, "query-id, corpus-id, score") from None
    queries = {
        row["_id"]: row["text"]
        for row in _rows(folder / "queries.jsonl", ("_id", "text"))
        if any(gain > 0 for gain in judged.get(row["_id"], {}).values())
    }
    if not corpus or not queries:
        raise _unusable(folder / "queries.jsonl", None, "_id, text")
    return Collection(folder.name, corpus, queries, judged)


def ndcg(ranking: Sequence[str], judged: Mapping[str, int], depth: int = 10) -> float:
    """``DCG / ideal DCG`` at `depth`, in [0, 1], with ``DCG = sum of gain / log2(rank + 1)``.

    Source: Järvelin and Kekäläinen, Cumulated gain-based evaluation of IR techniques, 2002.
    """
    gained = sum(
        judged.get(one, 0) / math.log2(rank + 1) for rank, one in enumerate(ranking[:depth], start=1)
    )
    best = sorted(judged.values(), reverse=True)[:depth]
    ideal = sum(gain / math.log2(rank + 1) for rank, gain in enumerate(best, start=1))
    return gained / ideal if ideal else 0.0


def recall(ranking: Sequence[str], judged: Mapping[str, int], depth: int) -> float:
    """Share of the relevant texts among the first `depth`."""
    relevant = {one for one, gain in judged.items() if gain > 0}
    return len(relevant.intersection(ranking[:depth])) / len(relevant) if relevant else 0.0


def reciprocal_rank(ranking: Sequence[str], judged: Mapping[str, int]) -> float:
    """1 / rank of the first relevant text; 0 when none was found."""
    return next((1 / rank for rank, one in enumerate(ranking, start=1) if judged.get(one, 0) > 0), 0.0)


def measures(ranking: Sequence[str], judged: Mapping[str, int]) -> dict[str, float]:
    """All of `MEASURES` of one question's ranking."""
    return {
        "ndcg@10": ndcg(ranking, judged),
        "recall@10": recall(ranking, judged, 10),
        "recall@100": recall(ranking, judged, 100),
        "mrr": reciprocal_rank(ranking, judged),
    }


def mean_with_interval(values: Sequence[float], *, seed: int = 1) -> Estimate:
    """The mean of one value for each question, and its 95 % interval by resampling questions.

    Of differences between two legs on the same questions this is the paired bootstrap.
    Source: Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13 (percentile intervals).
    """
    import numpy as np

    sample = np.asarray(values, dtype=float)
    drawn = np.random.default_rng(seed).integers(0, len(sample), size=(RESAMPLES, len(sample)))
    low, high = np.percentile(sample[drawn].mean(axis=1), [2.5, 97.5])
    return Estimate(float(sample.mean()), float(low), float(high))


def _rows(path: Path, keys: Sequence[str]) -> Iterator[dict[str, str]]:
    with _opened(path) as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
                if not all(isinstance(row[key], str) for key in keys):
                    raise TypeError
            except (ValueError, KeyError, TypeError):
                raise _unusable(path, number, ", ".join(keys)) from None
            yield row


def _opened(path: Path) -> TextIO:
    try:
        return path.open(encoding="utf-8", newline="")
    except OSError:
        raise _unusable(path, None, "") from None


def _unusable(path: Path, line: int | None, expected: str) -> SightError:
    place = f"{path}, {line}" if line else str(path)
    return invalid_argument(
        "folder",
        Text(
            en=f"The judged collection cannot be read: {place}.",
            pl=f"Nie można odczytać ocenionego zbioru: {place}.",
        ),
        Text(
            en="Give a folder with corpus.jsonl {_id, title, text}, queries.jsonl {_id, text} and qrels/test.tsv"
            + (f"; this file needs {expected}." if expected else "."),
            pl="Podaj folder z plikami corpus.jsonl {_id, title, text}, queries.jsonl {_id, text} i qrels/test.tsv"
            + (f"; ten plik wymaga: {expected}." if expected else "."),
        ),
    )
