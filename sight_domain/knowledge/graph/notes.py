"""What the graph tells about itself beyond its facts."""

from __future__ import annotations

from sight_domain.errors import SightError
from sight_domain.language import Text


def graph_names_none() -> Text:
    return Text(
        en="The graph has no facts on this; search_knowledge looks into the texts.",
        pl="Graf nie zawiera faktów na ten temat; search_knowledge przeszukuje teksty.",
    )


def graphs_missing(missing: int, documents: int) -> Text:
    return Text(
        en=f"Documents without a graph: {missing} of {documents}; `sight reindex graph` makes the missing ones.",
        pl=f"Dokumenty bez grafu: {missing} z {documents}; brakujące utworzy `sight reindex graph`.",
    )


def without_graph(reason: SightError) -> Text:
    """A search did without its graph leg."""
    return Text(
        en=f"Searched without the graph. {reason.message.en}",
        pl=f"Wyszukano bez grafu. {reason.message.pl}",
    )


def partly_read(read: int, passages: int, failure: Text) -> Text:
    """A document whose passages could not all be read for the graph."""
    return Text(
        en=f"Its graph covers {read} of {passages} passages ({failure.en}); `sight reindex graph` reads the rest.",
        pl=f"Jego graf obejmuje {read} z {passages} fragmentów ({failure.pl}); resztę odczyta `sight reindex graph`.",
    )
