"""What is said when the graph cannot be asked or made as wanted."""

from __future__ import annotations

from sight_domain.errors import ErrorCode, SightError, invalid_argument
from sight_domain.language import Text


def cypher_needs_neo4j() -> SightError:
    return SightError(
        ErrorCode.UNSUPPORTED,
        Text(
            en="This installation keeps its graph in PostgreSQL, which does not speak Cypher.",
            pl="Ta instalacja przechowuje graf w PostgreSQL, który nie obsługuje języka Cypher.",
        ),
        Text(
            en="Ask with `question` instead, or set SIGHT_NEO4J_URI and run `sight reindex graph`.",
            pl="Zadaj pytanie w polu `question` albo ustaw SIGHT_NEO4J_URI i uruchom `sight reindex graph`.",
        ),
        field="cypher",
    )


def graph_is_off(field: str) -> SightError:
    return SightError(
        ErrorCode.NOT_CONFIGURED,
        Text(en="The knowledge graph is switched off.", pl="Graf wiedzy jest wyłączony."),
        Text(
            en="Set SIGHT_GRAPH=on and run `sight reindex graph`, or use search_knowledge.",
            pl="Ustaw SIGHT_GRAPH=on i uruchom `sight reindex graph` albo użyj search_knowledge.",
        ),
        field=field,
    )


def neo4j_away() -> SightError:
    return SightError(
        ErrorCode.UNAVAILABLE,
        Text(
            en="Neo4j, which holds the knowledge graph, does not answer.",
            pl="Neo4j, w którym jest graf wiedzy, nie odpowiada.",
        ),
        Text(
            en="Nothing was changed. Check SIGHT_NEO4J_URI with `sight doctor` and try again.",
            pl="Niczego nie zmieniono. Sprawdź SIGHT_NEO4J_URI poleceniem `sight doctor` i spróbuj ponownie.",
        ),
        retry_safe=True,
    )


def neo4j_refuses_login() -> SightError:
    return SightError(
        ErrorCode.NOT_CONFIGURED,
        Text(
            en="Neo4j, which holds the knowledge graph, refuses the login.",
            pl="Neo4j, w którym jest graf wiedzy, odrzuca logowanie.",
        ),
        Text(
            en="Check SIGHT_NEO4J_USER and SIGHT_NEO4J_PASSWORD.",
            pl="Sprawdź SIGHT_NEO4J_USER i SIGHT_NEO4J_PASSWORD.",
        ),
    )


def cypher_not_allowed(en: str, pl: str) -> SightError:
    """A query outside the part of Cypher that can be confined to a project."""
    return invalid_argument(
        "cypher",
        Text(en=en, pl=pl),
        Text(
            en="Read with MATCH, OPTIONAL MATCH, WHERE, WITH, UNWIND, RETURN, ORDER BY, SKIP and LIMIT; for example"
            " MATCH (f:Fact)-[:ABOUT]->(e:Entity) RETURN e.name, f.value, f.unit LIMIT 10.",
            pl="Czytaj za pomocą MATCH, OPTIONAL MATCH, WHERE, WITH, UNWIND, RETURN, ORDER BY, SKIP i LIMIT; na przykład"
            " MATCH (f:Fact)-[:ABOUT]->(e:Entity) RETURN e.name, f.value, f.unit LIMIT 10.",
        ),
    )


def cypher_failed(reason: str) -> SightError:
    """Neo4j's own word on a query."""
    said = " ".join(reason.split())[:300]
    return cypher_not_allowed(
        f"Neo4j cannot run this query: {said}", f"Neo4j nie może wykonać tego zapytania: {said}"
    )


def cypher_too_slow(seconds: float) -> SightError:
    return cypher_not_allowed(
        f"The query took longer than {seconds:g} s and was stopped.",
        f"Zapytanie trwało dłużej niż {seconds:g} s i zostało przerwane.",
    )
