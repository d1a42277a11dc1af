"""The words of a study's statements, in memory: BM25 over stems and exact forms, as documents are searched."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from uuid import UUID

from sight_domain.insights.statements import Statement
from sight_domain.knowledge.service import K1, B, Terms, index_terms, query_terms
from sight_domain.language import Language


class StatementIndex:
    """What was said up to one version. Made from the one before, only new statements are analysed."""

    def __init__(
        self,
        version: str,
        statements: Sequence[Statement],
        language: Language,
        before: StatementIndex | None = None,
    ) -> None:
        known = before.terms if before else {}
        self.version = version
        self.statements: Mapping[UUID, Statement] = {one.id: one for one in statements}
        self.terms: Mapping[UUID, Terms] = {
            one.id: known.get(one.id) or index_terms(one.text, language) for one in statements
        }
        self._postings: dict[str, list[tuple[UUID, int]]] = {}
        for key, terms in self.terms.items():
            for term, frequency in terms.frequencies.items():
                self._postings.setdefault(term, []).append((key, frequency))
        total = sum(terms.length for terms in self.terms.values())
        self._mean_length = total / len(self.terms) if total else 1.0

    def ranking(self, query: str, depth: int) -> list[UUID]:
        """The `depth` statements that share most with a query, best first; equal ones in the order of being said.

        The formula is that of `knowledge.keyword`: Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009.
        """
        scores: dict[UUID, float] = {}
        count = len(self.terms)
        for term, weight in query_terms(query).items():
            found = self._postings.get(term, ())
            idf = math.log(1 + (count - len(found) + 0.5) / (len(found) + 0.5))
            for key, frequency in found:
                length = self.terms[key].length / self._mean_length
                gain = frequency * (K1 + 1) / (frequency + K1 * (1 - B + B * length))
                scores[key] = scores.get(key, 0.0) + weight * idf * gain
        return sorted(scores, key=lambda key: (-round(scores[key], 6), key))[:depth]
