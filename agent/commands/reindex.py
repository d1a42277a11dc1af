"""``sight reindex``: give every document the vectors of another embedder, or its graph, while searches go on."""

from __future__ import annotations

from rich.console import Console
from rich.progress import Progress

from sight_domain.errors import ErrorCode, SightError
from sight_domain.language import Language, Text
from sight_domain.settings import get_settings
from tools.services import Services

_AT_ONCE = 64


async def run(embedder: str, *, drop_others: bool, language: Language | None) -> None:
    """Make the missing vectors of `embedder`, build its index, and say how to change over to it.

    Raises:
        SightError: ``not_configured`` when the embedder cannot be used, ``unavailable`` when it fails on the way;
            what was made until then stays and is not made again.
    """
    settings = get_settings().model_copy(update={"embedder": embedder})
    speak = language or settings.language
    console = Console()
    async with Services(settings) as services:
        model = services.gateway.embedding_model()
        if model is None:
            raise _unusable(embedder)
        with Progress(console=console) as progress:
            task = progress.add_task(model.id, total=None)
            made, remaining = 0, 1
            while remaining:
                done = await services.knowledge.embed_pending(limit=_AT_ONCE)
                made, remaining = made + done.embedded, done.remaining if done.embedded else 0
                progress.update(task, completed=made, total=made + remaining)
        dropped = await services.knowledge.drop_other_vectors() if drop_others else 0
    said = Text(
        en=f"{made} vectors made; all documents now have vectors of {model.id}. Set SIGHT_EMBEDDER={embedder} and"
        " restart what is running to search with it.",
        pl=f"Utworzone wektory: {made}; wszystkie dokumenty mają już wektory modelu {model.id}. Ustaw"
        f" SIGHT_EMBEDDER={embedder} i uruchom ponownie to, co działa, by z nich korzystać.",
    )
    console.print(said.to(speak), highlight=False)
    if drop_others:
        gone = Text(
            en=f"Vectors of other models removed: {dropped}.",
            pl=f"Usunięte wektory innych modeli: {dropped}.",
        )
        console.print(gone.to(speak), highlight=False)


async def run_graph(*, language: Language | None) -> None:
    """Read what has not been read for the graph, and make its store hold the graphs of all documents.

    Raises:
        SightError: ``not_configured`` when the graph is off, ``unavailable`` when Neo4j does not answer; what was read
            until then stays and is not read again.
    """
    settings = get_settings()
    speak = language or settings.language
    console = Console()
    async with Services(settings) as services:
        with Progress(console=console) as progress:
            task = progress.add_task("graph", total=None)
            read, put = await services.graph.fill(
                lambda done, of: progress.update(task, completed=done, total=of)
            )
    said = Text(
        en=f"Documents read for the graph: {read}. Graphs put into the store from what was read before: {put}.",
        pl=f"Dokumenty odczytane do grafu: {read}. Grafy przeniesione z wcześniejszych odczytów: {put}.",
    )
    console.print(said.to(speak), highlight=False)


def _unusable(embedder: str) -> SightError:
    return SightError(
        ErrorCode.NOT_CONFIGURED,
        Text(
            en=f"The embedder {embedder!r} cannot be used here.",
            pl=f"Nie można tu użyć modelu wektorów {embedder!r}.",
        ),
        Text(
            en="Give its key or install it; `sight doctor` shows what is missing.",
            pl="Podaj jego klucz albo go zainstaluj; `sight doctor` pokaże, czego brakuje.",
        ),
        field="embedder",
    )
