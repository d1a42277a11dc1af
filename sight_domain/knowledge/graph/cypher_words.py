"""The words of a Cypher query, and which of them may be used."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from sight_domain.knowledge.graph.refusals import cypher_not_allowed

LONGEST_QUERY = 4_000

CLAUSES = frozenset({"MATCH", "OPTIONAL", "WHERE", "WITH", "UNWIND", "RETURN", "ORDER", "SKIP", "LIMIT"})
OPERATORS = frozenset(
    [
        "AND",
        "OR",
        "XOR",
        "NOT",
        "IN",
        "STARTS",
        "ENDS",
        "CONTAINS",
        "IS",
        "NULL",
        "TRUE",
        "FALSE",
        "CASE",
        "WHEN",
        "THEN",
        "ELSE",
        "END",
        "AS",
        "DISTINCT",
        "ASC",
        "DESC",
        "ASCENDING",
        "DESCENDING",
    ]
)
FUNCTIONS = frozenset(
    "abs all any avg ceil coalesce collect count endNode floor head keys labels last left length max min nodes none"
    " percentileCont percentileDisc properties relationships replace reverse right round single size sqrt startNode"
    " stDev stDevP substring sum tail toFloat toInteger toLower toString toUpper trim type".lower().split()
)
# No variable may be called like a word that begins something in any version of Cypher, so that none can be smuggled in.
_RESERVED = frozenset(
    [
        "ALLSHORTESTPATHS",
        "ALTER",
        "BY",
        "CALL",
        "CREATE",
        "CYPHER",
        "DELETE",
        "DENY",
        "DETACH",
        "DROP",
        "EXISTS",
        "EXPLAIN",
        "FILTER",
        "FINISH",
        "FOREACH",
        "GRANT",
        "INSERT",
        "LET",
        "LOAD",
        "MERGE",
        "NODETACH",
        "ON",
        "PROFILE",
        "REDUCE",
        "REMOVE",
        "RENAME",
        "REVOKE",
        "SET",
        "SHORTEST",
        "SHORTESTPATH",
        "SHOW",
        "START",
        "STOP",
        "TERMINATE",
        "UNION",
        "USE",
        "USING",
        "YIELD",
    ]
)
_TOKEN = re.compile(
    r"(?P<space>\s+|//[^\n]*|/\*.*?\*/)"
    r"|(?P<text>'(?:[^'\\]|\\[\\'\"bfnrt])*'|\"(?:[^\"\\]|\\[\\'\"bfnrt])*\")"
    r"|(?P<number>\d+(?:\.(?!\.)\d+)?(?:[eE][-+]?\d+)?(?!\w))"
    r"|(?P<name>[A-Za-z_ĄĆĘŁŃÓŚŹŻąćęłńóśźż][A-Za-z0-9_ĄĆĘŁŃÓŚŹŻąćęłńóśźż]*)"
    r"|(?P<sign><=|>=|<>|\.\.|[-+*/%^=<>()\[\]{},.:|&!])",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word as it will be written again; comments and white space are no tokens."""

    kind: Literal["text", "number", "name", "sign", "end"]
    text: str

    @property
    def upper(self) -> str:
        """For names: in capitals, as keywords compare."""
        return self.text.upper() if self.kind == "name" else self.text

    @property
    def is_reserved(self) -> bool:
        """Whether nothing of one's own may be called so."""
        return self.upper in _RESERVED or self.upper in CLAUSES or self.upper in OPERATORS


END = Token("end", "")


def tokens_of(query: str) -> list[Token]:
    """The tokens of a query, `END` last.

    Raises:
        SightError: ``invalid_argument`` (cypher) for what is no Cypher, names in backticks, parameters and escapes of
            characters: Neo4j resolves those before it reads a query, so that they can hide anything.
    """
    if len(query) > LONGEST_QUERY:
        raise cypher_not_allowed(
            f"The query has {len(query)} characters; at most {LONGEST_QUERY} are read.",
            f"Liczba znaków zapytania to {len(query)}; dopuszczalna: {LONGEST_QUERY}.",
        )
    if re.search(r"\\u", query, re.IGNORECASE):
        raise cypher_not_allowed(
            r"Escapes like \u0041 are not read; write the character itself.",
            r"Zapis znaków w postaci \u0041 nie jest odczytywany; wpisz sam znak.",
        )
    return [*_tokens(query), END]


def _tokens(query: str) -> Iterator[Token]:
    at = 0
    while at < len(query):
        found = _TOKEN.match(query, at)
        if found is None:
            shown = query[at : at + 12]
            raise cypher_not_allowed(
                f"'{shown}' cannot be read here: no backticks, parameters, regular expressions or second statements.",
                f"Nie można tu odczytać „{shown}”: bez znaków `, parametrów, wyrażeń regularnych i drugich poleceń.",
            )
        at = found.end()
        match found.lastgroup:
            case "text" | "number" | "name" | "sign" as kind:
                yield Token(kind, found.group())
            case _:
                pass
