"""Free Cypher, confined: reading only, and never beyond the places that somebody may see.

A query is not passed on. It is read here, word by word, by a grammar that knows no clause that writes, calls, loads or
opens a subquery, and written anew; in every pattern each node gets the labels of the places. As relations never lead out
of a place (`model.Place`), a query that only begins in a place stays there, however long its paths. Neo4j runs the
result in a transaction that may only read, with a limit of time and rows.

Read: ``MATCH``, ``OPTIONAL MATCH``, ``WHERE``, ``WITH``, ``UNWIND``, ``RETURN``, ``ORDER BY``, ``SKIP``, ``LIMIT``,
labels with ``| & !``, paths of at most four steps, comprehensions over lists, ``CASE``, and the functions of
`cypher_words.FUNCTIONS`. Not read: patterns inside expressions, subqueries, ``UNION``, procedures, regular expressions.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from itertools import pairwise

from sight_domain.errors import SightError
from sight_domain.knowledge.graph.cypher_words import CLAUSES, END, FUNCTIONS, OPERATORS, Token, tokens_of
from sight_domain.knowledge.graph.model import Place
from sight_domain.knowledge.graph.refusals import cypher_not_allowed

MOST_NODES = 8
"""Nodes in all patterns of a query: each may multiply the work."""
LONGEST_PATH = 4
_TIGHT_AFTER = frozenset({"", "(", "[", ".", ":"})
_TIGHT_BEFORE = frozenset({")", "]", ",", ".", ":"})


@dataclass(frozen=True, slots=True)
class ScopedQuery:
    """A query that was written by `scoped`."""

    text: str


def scoped(query: str, places: Collection[Place], *, limit: int) -> ScopedQuery:
    """`query` written anew so that it reads, and only in `places`; with ``LIMIT limit + 1`` where it has none.

    Raises:
        SightError: ``invalid_argument`` (cypher), naming what is not read.
    """
    return ScopedQuery(_Reader(tokens_of(query), sorted(place.label for place in places)).query(limit))


class _Reader:
    """Reads tokens and writes them, with the scope added. Whatever it does not expect it refuses."""

    def __init__(self, tokens: list[Token], labels: list[str]) -> None:
        self._tokens = tokens
        self._at = 0
        self._written: list[str] = []
        self._scope = labels[0] if len(labels) == 1 else f"({'|'.join(labels)})"
        self._known: set[str] = set()
        self._nodes = 0

    def query(self, limit: int) -> str:
        limited = returned = False
        while self._here is not END:
            word = self._keyword(CLAUSES)
            if returned and word not in ("ORDER", "SKIP", "LIMIT"):
                raise self._unexpected()
            match word:
                case "OPTIONAL":
                    self._keyword({"MATCH"})
                    self._patterns()
                case "MATCH":
                    self._patterns()
                case "UNWIND":
                    self._expressions()
                case "ORDER":
                    self._keyword({"BY"})
                    self._expressions()
                case "WITH" | "RETURN":
                    if self._here.upper == "DISTINCT":
                        self._take()
                    self._expressions()
                    returned = word == "RETURN"
                case "LIMIT" | "SKIP":
                    limited = limited or (returned and word == "LIMIT")
                    self._number()
                case _:
                    self._expressions()
        if not returned:
            raise cypher_not_allowed("The query returns nothing.", "Zapytanie niczego nie zwraca.")
        if not limited:
            self._written += ["LIMIT", str(limit + 1)]
        return _joined(self._written)

    @property
    def _here(self) -> Token:
        return self._tokens[self._at]

    @property
    def _next(self) -> Token:
        return self._tokens[min(self._at + 1, len(self._tokens) - 1)]

    def _take(self) -> Token:
        token = self._here
        self._written.append(token.text)
        self._at += 1
        return token

    def _sign(self, *wanted: str) -> str:
        if self._here.kind != "sign" or self._here.text not in wanted:
            raise self._unexpected()
        return self._take().text

    def _keyword(self, wanted: Collection[str]) -> str:
        if self._here.kind != "name" or self._here.upper not in wanted:
            raise self._unexpected()
        self._at += 1
        self._written.append(self._tokens[self._at - 1].upper)
        return self._written[-1]

    def _number(self) -> int:
        if self._here.kind != "number" or not self._here.text.isdigit():
            raise self._unexpected()
        return int(self._take().text)

    def _name(self) -> str:
        """A name of somebody's own: of a variable, a label, a type or a property."""
        if self._here.kind != "name":
            raise self._unexpected()
        return self._take().text

    def _variable(self) -> None:
        if self._here.is_reserved:
            raise self._unexpected()
        self._known.add(self._name())

    def _patterns(self) -> None:
        while True:
            if self._here.kind == "name" and self._next.text == "=":
                self._variable()
                self._sign("=")
            self._node()
            while self._here.text in ("-", "<"):
                self._relation()
                self._node()
            if self._here.text != ",":
                return
            self._take()

    def _node(self) -> None:
        self._nodes += 1
        if self._nodes > MOST_NODES:
            raise cypher_not_allowed(
                f"The patterns have more than {MOST_NODES} nodes.",
                f"Wzorce mają więcej niż {MOST_NODES} węzłów.",
            )
        self._sign("(")
        if self._here.kind == "name":
            self._variable()
        self._written.append(":")
        if self._here.text == ":":
            self._at += 1
            self._written.append("(")
            self._labels()
            self._written += [")", "&"]
        self._written.append(self._scope)
        if self._here.text == "{":
            self._properties()
        self._sign(")")

    def _labels(self) -> None:
        """``A|B``, ``A&!B``, ``(A|B)&C``, and ``A:B``, which is ``A&B``."""
        while self._here.text == "!":
            self._take()
        if self._here.text == "(":
            self._take()
            self._labels()
            self._sign(")")
        else:
            self._name()
        if self._here.text == ":":
            self._at += 1
            self._written.append("&")
            self._labels()
        elif self._here.text in ("|", "&"):
            self._take()
            self._labels()

    def _relation(self) -> None:
        """``-[r:A|B*1..3 {x: 1}]->``, ``<-[…]-``, ``-[…]-``, ``-->``, ``<--``, ``--``."""
        left = self._here.text == "<"
        if left:
            self._take()
        self._sign("-")
        if self._here.text == "[":
            self._take()
            if self._here.kind == "name":
                self._variable()
            if self._here.text == ":":
                self._take()
                self._name()
                while self._here.text == "|":
                    self._take()
                    if self._here.text == ":":
                        self._at += 1
                    self._name()
            if self._here.text == "*":
                self._steps()
            if self._here.text == "{":
                self._properties()
            self._sign("]")
        self._sign("-")
        if self._here.text == ">" and not left:
            self._take()

    def _steps(self) -> None:
        self._sign("*")
        most: int | None = None
        if self._here.kind == "number":
            most = self._number()
        if self._here.text == "..":
            self._take()
            most = self._number() if self._here.kind == "number" else None
        if most is None or most > LONGEST_PATH:
            raise cypher_not_allowed(
                f"A path needs an end, of at most {LONGEST_PATH} steps: [*1..{LONGEST_PATH}].",
                f"Ścieżka musi mieć koniec, po najwyżej {LONGEST_PATH} krokach: [*1..{LONGEST_PATH}].",
            )

    def _properties(self) -> None:
        """``{name: 'x', year: 2024}``."""
        self._sign("{")
        while self._here.text != "}":
            self._name()
            self._sign(":")
            self._expression(ends={",", "}"})
            if self._here.text == ",":
                self._take()
        self._sign("}")

    def _expressions(self) -> None:
        """What stands between a clause's keyword and the next clause: expressions, commas, names after ``AS``."""
        self._expression(ends=set())

    def _expression(self, *, ends: set[str]) -> None:
        """Everything up to one of `ends`, the next clause or the end, outside of brackets."""
        open_brackets: list[str] = []
        before = END
        while self._here is not END:
            here = self._here
            if not open_brackets and (here.text in ends or self._begins_clause(before)):
                break
            if here.text in ("(", "["):
                open_brackets.append(")" if here.text == "(" else "]")
            elif here.text in (")", "]") and (not open_brackets or open_brackets.pop() != here.text):
                raise self._unexpected()
            self._one(before, inside=bool(open_brackets))
            before = here
        if open_brackets or before is END:
            raise self._unexpected()

    def _begins_clause(self, before: Token) -> bool:
        here = self._here
        if here.kind != "name" or before.text in (".", ":"):
            return False
        if here.upper == "WITH":
            return before.upper not in ("STARTS", "ENDS")
        return here.upper in CLAUSES

    def _one(self, before: Token, *, inside: bool) -> None:
        """One token of an expression."""
        here, following = self._here, self._next
        if here.text == "{" or (here.text == ".." and not inside) or (here.text == "|" and not inside):
            raise self._unexpected()
        if self._opens_a_pattern():
            raise cypher_not_allowed(
                "Patterns inside expressions are not read; put them into MATCH.",
                "Wzorce wewnątrz wyrażeń nie są odczytywane; umieść je w MATCH.",
            )
        if here.kind == "name" and before.text in (".", ":"):
            # A variable may be called like a library of functions: apoc.create.node(…).
            if following.text == "(":
                raise _no_such_function(here.text)
        elif here.kind == "name":
            self._word(before, following, inside=inside)
        self._take()

    def _opens_a_pattern(self) -> bool:
        """Whether a relation begins here: ``-[``, ``--``, ``->``, ``<--``, ``<-[``; ``< -1`` is none."""
        signs = [token.text for token in self._tokens[self._at : self._at + 3]]
        if signs[:2] == ["<", "-"]:
            signs = signs[1:]
        return signs[0] == "-" and signs[1] in ("[", "-", ">")

    def _word(self, before: Token, following: Token, *, inside: bool) -> None:
        """Refuse a name that is no keyword of expressions, no function that is known, and no variable."""
        here = self._here
        if following.text == "(" and here.upper not in OPERATORS:
            if here.text.lower() not in FUNCTIONS:
                raise _no_such_function(here.text)
        elif before.upper == "AS" or (before.text in ("(", "[") and following.upper == "IN"):
            if here.is_reserved:
                raise self._unexpected()
            self._known.add(here.text)
        elif (
            here.upper in OPERATORS
            or (here.upper == "WHERE" and inside)
            or (here.upper == "WITH" and before.upper in ("STARTS", "ENDS"))
        ):
            pass
        elif here.text not in self._known:
            raise self._unexpected()

    def _unexpected(self) -> SightError:
        shown = self._here.text or "the end"
        return cypher_not_allowed(
            f"'{shown}' is not read here.", f"„{self._here.text or 'koniec'}” nie jest tu odczytywane."
        )


def _no_such_function(name: str) -> SightError:
    return cypher_not_allowed(f"The function {name} is not available.", f"Funkcja {name} nie jest dostępna.")


def _joined(words: list[str]) -> str:
    """As one would write it. Signs keep their blanks: those that stand alone here must not open a comment there."""
    text = ""
    for before, word in pairwise(["", *words]):
        tight = (
            before in _TIGHT_AFTER or word in _TIGHT_BEFORE or (word == "(" and before.lower() in FUNCTIONS)
        )
        text += word if tight else f" {word}"
    return text
