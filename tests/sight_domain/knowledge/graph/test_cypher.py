"""Free Cypher reads, and only in its places; nothing that writes, calls, loads or looks elsewhere gets through."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, LiteralString, cast

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scripts.services.pytest_plugin import Neo4jServer
from sight_domain.errors import ErrorCode, SightError
from sight_domain.ids import new_uuid
from sight_domain.knowledge.graph.cypher import ScopedQuery, scoped
from sight_domain.knowledge.graph.cypher_words import END, tokens_of
from sight_domain.knowledge.graph.model import DocumentGraph, Place
from sight_domain.knowledge.graph.neo4j import Neo4jGraph
from sight_domain.knowledge.graph.postgres import PostgresGraph
from sight_domain.storage import neo4j as door
from sight_domain.storage.database import Database

MakeGraph = Callable[..., Awaitable[DocumentGraph]]
SOMEWHERE = Place(None, new_uuid())

READING = [
    "MATCH (f:Fact)-[:ABOUT]->(e:Entity) RETURN e.name, f.value LIMIT 10",
    "match (f:Fact {kind: 'measurement'})-[r:ABOUT|AMONG]->(e) where f.value > -1 and e.name starts with 'k' return e.name as nazwa",
    "MATCH p = (a:Entity)<-[:ABOUT|:AMONG*1..2]-(b) RETURN p, length(p) AS steps, nodes(p), [n IN nodes(p) WHERE n.name <> '' | toLower(n.name)]",
    "MATCH (d:Document)<-[:OF]-(:Passage)<-[:STATED_IN]-(f) WITH d, count(*) AS facts, avg(f.value) AS mean WHERE facts >= 1 RETURN d.title, facts, mean ORDER BY facts DESC SKIP 0 LIMIT 5",
    "UNWIND [2023, 2024] AS rok OPTIONAL MATCH (f:Fact {year: rok}) RETURN rok, collect(DISTINCT f.unit) AS units",
    "MATCH (n:Entity&!Fact|Document) RETURN labels(n), n:Entity AS isEntity, CASE WHEN n.kind IN ['group', 'indicator'] THEN 1 ELSE 0 END AS z",
    "MATCH (n:Entity:Entity) WHERE NOT n.name IS NULL AND (n.name CONTAINS 'e' OR n.kind ENDS WITH \"p\") RETURN DISTINCT n.name // a comment\n",
    "MATCH (a)--(b)-->(c)<--(d) RETURN count(*) AS count, 7 / 2 * 3 AS value /* another */",
    "RETURN 1 AS one",
]  # fmt: skip
FORBIDDEN = [
    "CREATE (n:Entity {name: 'x'}) RETURN n",
    "MATCH (n) CREATE (m:Entity) RETURN m",
    "MERGE (n:Entity {name: 'x'}) RETURN n",
    "MATCH (n) DELETE n",
    "MATCH (n) DETACH DELETE n RETURN 1",
    "MATCH (n) NODETACH DELETE n RETURN 1",
    "MATCH (n) SET n.name = 'x' RETURN n",
    "MATCH (n) WHERE n.year = 2024 SET n.name = 'x' RETURN n",
    "MATCH (n) RETURN n SET n.name = 'x'",
    "MATCH (n) RETURN n LIMIT 1 SET n.name = 'x'",
    "MATCH (n) RETURN n ORDER BY n.name DELETE n",
    "MATCH (set) SET set.name = 'x' RETURN set",
    "MATCH (n) REMOVE n.name RETURN n",
    "MATCH (n) FOREACH (x IN [1] | CREATE (m)) RETURN n",
    "INSERT (n:Entity) RETURN n",
    "CALL db.labels() YIELD label RETURN label",
    "CALL dbms.listConfig() YIELD name RETURN name",
    "CALL apoc.cypher.runWrite('CREATE (n)', {})",
    "CALL { CREATE (n) } RETURN 1",
    "CALL (*) { CREATE (n) } IN TRANSACTIONS RETURN 1",
    "MATCH (n) CALL { WITH n DELETE n } RETURN n",
    "LOAD CSV FROM 'file:///etc/passwd' AS line RETURN line",
    "SHOW USERS",
    "SHOW DATABASES YIELD name RETURN name",
    "TERMINATE TRANSACTIONS 'x'",
    "DROP CONSTRAINT sight_entity",
    "CREATE USER eve SET PASSWORD 'secret'",
    "ALTER CURRENT USER SET PASSWORD FROM 'a' TO 'b'",
    "USE system MATCH (n) RETURN n",
    "CYPHER 25 MATCH (n) RETURN n",
    "EXPLAIN MATCH (n) RETURN n",
    "PROFILE CREATE (n) RETURN n",
    "MATCH (n) RETURN n UNION MATCH (m) RETURN m",
    "MATCH (n) RETURN n; CREATE (m)",
    "MATCH (n) RETURN n \\u003b CREATE (m)",
    "\\u0043REATE (n) RETURN n",
    "MATCH (n) WHERE n.name = 'x\\u0027 SET n.name = \\u0027y' RETURN n",
    "MATCH (n) /* */ SET /* */ n.name = 'x' RETURN n",
    "MATCH (n) // \nDELETE n",
    "MATCH (`n`) RETURN `n`",
    "MATCH (n) RETURN n.name AS `x` CREATE (m)",
    "MATCH (n {name: $name}) RETURN n",
    "MATCH (n) WHERE EXISTS { MATCH (m:Entity) } RETURN n",
    "MATCH (n) WHERE exists((n)-->(:Entity)) RETURN n",
    "MATCH (n) RETURN COUNT { MATCH (m) RETURN m } AS c",
    "MATCH (n) RETURN COLLECT { MATCH (m) RETURN m.name } AS c",
    "MATCH (n) RETURN [(n)-->(m) | m.name]",
    "MATCH (n) RETURN [(:Entity)<-[]-(m) | m.name]",
    "MATCH (n) WHERE (n)--() RETURN n",
    "MATCH (n) WHERE (n)<--() RETURN n",
    "MATCH (n) WHERE shortestPath((n)-[*]-(m)) IS NULL RETURN n",
    "MATCH p = shortestPath((n)-[*1..3]-(m)) RETURN p",
    "MATCH (n)-[*]->(m) RETURN m",
    "MATCH (n)-[*1..]->(m) RETURN m",
    "MATCH (n)-[*1..9]->(m) RETURN m",
    "MATCH ((n)-[:ABOUT]->(m)){1,9} RETURN m",
    "MATCH (n)-[:ABOUT]->{1,9}(m) RETURN m",
    "MATCH (n WHERE n.year = 2024) RETURN n",
    "MATCH (a), (b), (c), (d), (e), (f), (g), (h), (i) RETURN a",
    "MATCH (n) WHERE n.name =~ '(a+)+$' RETURN n",
    "MATCH (n) RETURN range(1, 1000000000) AS r",
    "MATCH (n) RETURN reduce(s = 0, x IN [1] | s + x) AS r",
    "MATCH (apoc) RETURN apoc.create.vNode(['Entity']) AS v",
    "MATCH (n) RETURN db.nameFromElementId('x') AS v",
    "MATCH (n) RETURN n.name(1) AS v",
    "MATCH (n) RETURN n {.*, x: 1} AS v",
    "MATCH (n)",
    "MATCH (n) RETURN n) CREATE (m",
    "MATCH (n) RETURN (n",
    "MATCH (n) RETURN",
    "",
    "RETURN 1 / * 2",
    "ſET",
    "MATCH (n) ſET n.name = 'x' RETURN n",
    "x" * 5_000,
]  # fmt: skip


@pytest.mark.parametrize("query", FORBIDDEN)
def test_what_does_more_than_read_is_refused_with_what_to_do(query: str) -> None:
    if query == "RETURN 1 / * 2":
        assert "/*" not in scoped(query, [SOMEWHERE], limit=10).text
        return
    with pytest.raises(SightError) as raised:
        scoped(query, [SOMEWHERE], limit=10)
    assert (raised.value.code, raised.value.field) == (ErrorCode.INVALID_ARGUMENT, "cypher")
    assert "MATCH" in raised.value.hint.pl


@pytest.mark.parametrize("query", READING)
def test_every_node_of_what_is_read_is_confined(query: str) -> None:
    written = scoped(query, [SOMEWHERE], limit=10).text
    words = [token.text for token in tokens_of(written) if token is not END]
    matched = written.split(" WHERE ")[0] if "MATCH" in written else ""
    assert words.count(SOMEWHERE.label) >= min(1, matched.count("MATCH"))
    assert "LIMIT" in words
    assert "//" not in written and "/*" not in written


@given(st.lists(st.sampled_from(
    ["MATCH", "OPTIONAL", "WHERE", "RETURN", "WITH", "UNWIND", "AS", "ORDER", "BY", "LIMIT", "SET", "CREATE", "DELETE", "CALL", "LOAD", "CSV", "(", ")", "[", "]", "{", "}", "-", "<", ">", "|", ":", ",", ".", "*", "1", "2", "'x'", "n", "m", "e", "Entity", "ABOUT", "=", "/", "//", "/*", "*/", "IN", "count", "STARTS"]
), max_size=25))  # fmt: skip
@example(["MATCH", "(", "n", ")", "RETURN", "n"])
def test_whatever_gets_through_has_every_node_confined_and_no_word_that_writes(words: list[str]) -> None:
    try:
        written = scoped(" ".join(words), [SOMEWHERE], limit=5).text
    except SightError:
        return
    tokens = [token.text for token in tokens_of(written)]
    assert not {"SET", "CREATE", "DELETE", "CALL", "LOAD", "MERGE", "{"} & {
        token for before, token in zip(["", *tokens], tokens, strict=False) if before not in (".", ":", "(") and token != "{"
    }  # fmt: skip
    in_pattern = False
    for at, token in enumerate(tokens):
        if token in ("MATCH", "OPTIONAL"):
            in_pattern = True
        elif token in ("WHERE", "RETURN", "WITH", "UNWIND", "ORDER", "LIMIT"):
            in_pattern = False
        elif in_pattern and token == "(" and tokens[at - 1] in ("MATCH", ",", "-", ">", "="):
            assert SOMEWHERE.label in tokens[at : tokens.index(")", at) + 5]


async def test_postgresql_says_that_it_does_not_speak_cypher_and_what_does(database: Database) -> None:
    with pytest.raises(SightError) as raised:
        await PostgresGraph(database).run_cypher(scoped("RETURN 1", [SOMEWHERE], limit=1), limit=1, seconds=1)
    assert (raised.value.code, raised.value.field) == (ErrorCode.UNSUPPORTED, "cypher")
    assert "SIGHT_NEO4J_URI" in raised.value.hint.en and "`question`" in raised.value.hint.pl


@pytest.fixture
async def everything(
    neo4j_server: Neo4jServer, place: Place
) -> Callable[[], Awaitable[list[Mapping[str, Any]]]]:
    """Looks at Neo4j from outside: what is in the test's place, what is in none, users and constraints.

    Other tests may write in places of theirs at the same time.
    """
    mine = f"n:{place.label} OR none(l IN labels(n) WHERE l STARTS WITH 'P_' OR l STARTS WITH 'L_' OR l IN $theirs)"

    async def look() -> list[Mapping[str, Any]]:
        driver = door.connect(neo4j_server.uri, neo4j_server.user, neo4j_server.password)
        try:
            found: list[Mapping[str, Any]] = []
            for query in (
                f"MATCH (n) WHERE {mine} RETURN labels(n) AS l, properties(n) AS p ORDER BY elementId(n)",
                f"MATCH (n)-[r]->() WHERE {mine} RETURN type(r) AS t, properties(r) AS p ORDER BY elementId(r)",
                "SHOW USERS YIELD user RETURN user",
                "SHOW CONSTRAINTS YIELD name RETURN name ORDER BY name",
            ):
                given = {"theirs": ["SightPlace", "ProbeTest"]}
                records = (await driver.execute_query(cast("LiteralString", query), given)).records
                found += [record.data() for record in records]
            return found
        finally:
            await driver.close()

    return look


@pytest.mark.neo4j
async def test_neo4j_itself_refuses_to_write_when_the_grammar_is_gone_round(
    neo4j_store: Neo4jGraph, make_graph: MakeGraph, place: Place,
    everything: Callable[[], Awaitable[list[Mapping[str, Any]]]],
) -> None:  # fmt: skip
    await neo4j_store.put(await make_graph())
    before = await everything()
    refused = 0
    writes = [query for query in FORBIDDEN[:38] if not query.startswith(("TERMINATE", "ALTER"))]
    for query in writes:
        try:
            await neo4j_store.run_cypher(ScopedQuery(query), limit=5, seconds=2)
        except SightError:
            refused += 1
    assert refused > 0
    assert await everything() == before


@pytest.mark.neo4j
@pytest.mark.parametrize("query", READING)
async def test_neo4j_runs_what_was_written_anew(
    neo4j_store: Neo4jGraph, make_graph: MakeGraph, place: Place, query: str
) -> None:
    await neo4j_store.put(await make_graph())
    rows = await neo4j_store.run_cypher(scoped(query, [place, SOMEWHERE], limit=50), limit=50, seconds=5)
    assert rows.rows, query
    assert not rows.cut


@pytest.mark.neo4j
async def test_a_query_never_sees_another_place(
    neo4j_store: Neo4jGraph, make_graph: MakeGraph, place: Place
) -> None:
    secret = Place(place.owner_id, new_uuid())
    await neo4j_store.put(await make_graph(("czytelnictwo", "kobiety"), at=place))
    await neo4j_store.put(await make_graph(("tajemnica", "kobiety"), facts=(("tajemnica", "kobiety", None, 7.0),), at=secret))  # fmt: skip
    for query in (
        "MATCH (n) RETURN n",
        "MATCH (n:Entity) RETURN n.name",
        f"MATCH (n:{secret.label}) RETURN n",
        f"MATCH (n:Entity|{secret.label}) RETURN n",
        f"MATCH (n:!{place.label}) RETURN n",
        f"MATCH (n) WHERE n:{secret.label} RETURN n",
        "MATCH (a), (b) RETURN a, b",
        "MATCH p = (a:Entity)-[*1..4]-(b) RETURN nodes(p)",
        "MATCH (:Entity {name: 'kobiety'})-[*1..4]-(b) RETURN b",
        "MATCH ()-[r]-() RETURN r, startNode(r), endNode(r)",
    ):
        rows = await neo4j_store.run_cypher(scoped(query, [place], limit=500), limit=500, seconds=5)
        assert "tajemnica" not in repr(rows.rows) and "7.0" not in repr(rows.rows), query
    seen = await neo4j_store.run_cypher(
        scoped("MATCH (n:Entity) RETURN n.name", [secret], limit=9), limit=9, seconds=5
    )
    assert ["tajemnica"] in [list(row) for row in seen.rows]


@pytest.mark.neo4j
async def test_rows_are_cut_and_slow_queries_stopped(
    neo4j_store: Neo4jGraph, make_graph: MakeGraph, place: Place
) -> None:
    names = tuple(f"rzecz {number}" for number in range(40))
    await neo4j_store.put(await make_graph(names, facts=()))
    rows = await neo4j_store.run_cypher(
        scoped("MATCH (n:Entity) RETURN n.name", [place], limit=3), limit=3, seconds=5
    )
    assert (len(rows.rows), rows.cut, rows.columns) == (3, True, ("n.name",))
    endless = "MATCH (a), (b), (c), (d), (e), (f) RETURN count(*) AS n"
    with pytest.raises(SightError) as raised:
        await neo4j_store.run_cypher(scoped(endless, [place], limit=3), limit=3, seconds=0.5)
    assert "0.5 s" in raised.value.message.en


@pytest.mark.neo4j
async def test_neo4js_own_complaint_is_passed_on(neo4j_store: Neo4jGraph, place: Place) -> None:
    with pytest.raises(SightError) as raised:
        await neo4j_store.run_cypher(scoped("MATCH (n) WITH n.name AS x RETURN n", [place], limit=3), limit=3, seconds=5)  # fmt: skip
    assert raised.value.code is ErrorCode.INVALID_ARGUMENT
    assert "not defined" in raised.value.message.en


async def test_a_server_that_is_away_is_told_and_nothing_else_breaks(closed_port: int, place: Place) -> None:
    away = Neo4jGraph(f"bolt://127.0.0.1:{closed_port}", "neo4j", "secret")
    with pytest.raises(SightError) as raised:
        await away.entities(["kobiet"], [place], 10)
    assert (raised.value.code, raised.value.retry_safe) == (ErrorCode.UNAVAILABLE, True)
    assert "sight doctor" in raised.value.hint.en
    await away.aclose()
