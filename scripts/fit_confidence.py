"""Fit the confidence of search hits to judged collections, and say how well it is calibrated.

    python -m scripts.fit_confidence [--write] FOLDER=HOME …

Each FOLDER is a judged collection (`sight eval retrieval` describes it) and HOME where ``sight eval retrieval --keep HOME``
indexed it. Every hit among the first 20 of each question is one example, relevant when its document was judged so. Each
collection weighs the same, whatever its size. ``--write`` puts the coefficients into ``confidence.yaml``; the table tells
the error on questions left out (five parts) and on each collection when fitted to the others.
"""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Console

from agent.commands.evaluate import embed_collection, index_collection
from sight_domain.accounts.actor import Actor
from sight_domain.ids import Kind, to_public
from sight_domain.knowledge.calibration import reliability
from sight_domain.knowledge.confidence import FEATURES, Evidence
from sight_domain.knowledge.fusion import FusionWeights
from sight_domain.knowledge.schemas import CALIBRATED
from sight_domain.knowledge.scope import Scope
from sight_domain.knowledge.searching import QueryVector, documents_of, ranked
from sight_domain.knowledge.service import read_collection
from sight_domain.settings import Settings
from tools.services import Services

DEPTH = 20
FOLDS = 5
RIDGE = 1.0
"""Against coefficients that run away: half a squared coefficient costs as much as one example's log-likelihood."""


@dataclass(frozen=True, slots=True)
class Examples:
    """Hits of one collection: their features, whether they were relevant, and the number of their question."""

    collection: str
    features: NDArray[np.float64]
    relevant: NDArray[np.bool_]
    question: NDArray[np.int64]


async def examples(folder: Path, home: Path) -> dict[str, Examples]:
    """For each mode of search, the hits of a collection that was indexed in `home`."""
    collection = read_collection(folder)
    settings = Settings(home=home, database_url=None, provider="offline")
    rows: dict[str, list[tuple[Evidence, bool, int]]] = {mode.value: [] for mode in CALIBRATED}
    console = Console(stderr=True)
    async with Services(settings) as services:
        texts = await index_collection(services.knowledge, Actor(language="en"), collection, console)
        await embed_collection(services.knowledge, console)
        for number, (key, query) in enumerate(collection.queries.items()):
            made = await services.gateway.embed([query], purpose="query")
            vector = QueryVector(made.vectors[0], made.model, len(collection.corpus))
            for mode in CALIBRATED:
                hits = await ranked(
                    services.database, query, Scope(None), mode, vector, FusionWeights.of(settings)
                )
                async with services.database.session() as session:
                    documents = await documents_of(session, hits)
                for document, best in list(documents.items())[:DEPTH]:
                    judged = collection.judged[key]
                    stands_for = texts.get(to_public(Kind.DOCUMENT, document), ())
                    is_relevant = any(judged.get(one, 0) > 0 for one in stands_for)
                    rows[mode.value].append((best.evidence, is_relevant, number))
    return {
        mode: Examples(
            collection.name,
            np.array([evidence.features for evidence, _, _ in of_mode]),
            np.array([is_relevant for _, is_relevant, _ in of_mode]),
            np.array([number for _, _, number in of_mode]),
        )
        for mode, of_mode in rows.items()
    }


def fitted(of_collections: Sequence[Examples]) -> NDArray[np.float64]:
    """Coefficients of a ridge logistic regression by Newton's method, each collection weighing the same.

    Source: Hastie, Tibshirani and Friedman, The Elements of Statistical Learning, 2009, section 4.4.
    """
    inputs = np.vstack([one.features for one in of_collections])
    relevant = np.concatenate([one.relevant for one in of_collections]).astype(float)
    total = len(relevant) / len(of_collections)
    weights = np.concatenate(
        [np.full(len(one.relevant), total / len(one.relevant)) for one in of_collections]
    )
    penalty = np.diag([0.0] + [RIDGE] * (inputs.shape[1] - 1))
    coefficients = np.zeros(inputs.shape[1])
    for _ in range(50):
        stated = _stated(inputs, coefficients)
        gradient = inputs.T @ (weights * (relevant - stated)) - penalty @ coefficients
        curvature = (inputs * (weights * stated * (1 - stated))[:, None]).T @ inputs + penalty
        # A feature that never varies in this mode is left at nothing.
        step = np.linalg.lstsq(curvature, gradient, rcond=None)[0]
        coefficients += step
        if float(np.abs(step).max()) < 1e-9:
            break
    return coefficients


def _stated(inputs: NDArray[np.float64], coefficients: NDArray[np.float64]) -> NDArray[np.float64]:
    return 1 / (1 + np.exp(-inputs @ coefficients))


def _part(examples: Examples, chosen: NDArray[np.bool_]) -> Examples:
    return Examples(
        examples.collection, examples.features[chosen], examples.relevant[chosen], examples.question[chosen]
    )


def report(mode: str, of_collections: Sequence[Examples]) -> None:
    """Print the calibration on questions left out and on collections left out."""
    for at, collection in enumerate(of_collections):
        stated = np.zeros(len(collection.relevant))
        for fold in range(FOLDS):
            inside = collection.question % FOLDS == fold
            rest = [_part(one, one.question % FOLDS != fold) for one in of_collections]
            stated[inside] = _stated(collection.features[inside], fitted(rest))
        _print(mode, collection, "questions left out", stated)
        others = [one for other, one in enumerate(of_collections) if other != at]
        if others:
            _print(mode, collection, "collection left out", _stated(collection.features, fitted(others)))


def _print(mode: str, collection: Examples, how: str, stated: NDArray[np.float64]) -> None:
    told = reliability(stated.tolist(), collection.relevant.tolist())
    bins = ", ".join(f"{one.stated:.2f}->{one.true:.2f} ({one.n})" for one in told.bins)
    print(
        f"{mode:8} {collection.collection:14} {how:20} n {told.n}, calibration error {told.error:.3f},"
        f" Brier {told.brier:.3f} (base {told.brier_base:.3f}); {bins}"
    )


async def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("collections", nargs="+", metavar="FOLDER=HOME")
    parser.add_argument("--write", action="store_true", help="Put the coefficients into confidence.yaml.")
    given = parser.parse_args()
    found = [await examples(*map(Path, one.split("=", 1))) for one in given.collections]
    lines = []
    for mode in (mode.value for mode in CALIBRATED):
        of_mode = [one[mode] for one in found]
        report(mode, of_mode)
        named = ", ".join(
            f"{name}: {value:.4f}" for name, value in zip(FEATURES, fitted(of_mode), strict=True)
        )
        lines.append(f"{mode}: {{{named}}}\n")
        print(lines[-1])
    if given.write:
        (files("sight_domain.knowledge") / "confidence.yaml").write_text("".join(lines))  # pyright: ignore


if __name__ == "__main__":
    asyncio.run(main())
