"""The yardstick of the keyword search: `bm25s`, another implementation of BM25, over the same words of the same texts."""

from __future__ import annotations

from collections.abc import Callable

from sight_domain.errors import ErrorCode, SightError
from sight_domain.knowledge.service import (
    K1,
    B,
    Collection,
    detect_language,
    index_terms,
    query_terms,
)
from sight_domain.language import Text

NAME = "bm25s"


def yardstick(collection: Collection, depth: int = 100) -> Callable[[str], list[str]]:
    """A ranking of a collection's texts for a query, best first; the weights of terms are the keyword leg's.

    Raises:
        SightError: ``not_configured`` where bm25s is not installed.
    """
    try:
        import bm25s
    except ModuleNotFoundError as error:
        raise _not_installed() from error
    texts = [f"{one.title}\n{one.text}" for one in collection.corpus]
    terms = [index_terms(text, detect_language(text)) for text in texts]
    index = bm25s.BM25(method="lucene", k1=K1, b=B)
    index.index([sorted(one.frequencies.elements()) for one in terms], show_progress=False)

    def ranked(query: str) -> list[str]:
        scores = [0.0] * len(texts)
        for term, weight in query_terms(query).items():
            if term in index.vocab_dict:
                for at, score in enumerate(index.get_scores([term])):
                    scores[at] += weight * float(score)
        best = sorted(range(len(texts)), key=lambda at: (-scores[at], at))[:depth]
        return [collection.corpus[at].id for at in best if scores[at] > 0]

    return ranked


def _not_installed() -> SightError:
    return SightError(
        ErrorCode.NOT_CONFIGURED,
        Text(en="bm25s is not installed.", pl="Biblioteka bm25s nie jest zainstalowana."),
        Text(
            en="Install it with `pip install 'sight[dev]'`, or leave bm25s out of --legs.",
            pl="Zainstaluj ją poleceniem `pip install 'sight[dev]'` albo pomiń bm25s w --legs.",
        ),
    )
