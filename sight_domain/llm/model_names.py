"""Which models a study may be told to use, what is wrong with a name that it may not, and who wrote what there is."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from difflib import get_close_matches

from sight_domain.errors import ErrorCode, SightError, invalid_argument
from sight_domain.language import Text
from sight_domain.llm.registry import ModelSpec

OFFLINE = "offline"
_SETTING = {
    "gemini": "GOOGLE_API_KEY",
    "openai": "SIGHT_OPENAI_BASE_URL",
    "offline": "SIGHT_PROVIDER=offline",
}


def writers_named(written_by: Iterable[str | None]) -> str:
    """Who wrote texts, joined by commas: the offline engine first, as ``offline``, then models by their names."""
    names = {OFFLINE if name.startswith(OFFLINE) else name for name in written_by if name}
    return ", ".join(sorted(names, key=lambda name: (name != OFFLINE, name)))


def checked_models(
    names: Sequence[str],
    models: Mapping[str, ModelSpec],
    providers: Collection[str],
    today: date,
    *,
    field: str = "models",
) -> list[str]:
    """The registry's ids of `names`, which may also be what providers call the models; each once, in order.

    Raises:
        SightError: ``invalid_argument`` for a name that is unknown (with the nearest ones that can be asked), no writing model, or
            retired; ``not_configured`` for one whose provider is not (the offline engine beside a language model too).
    """
    by_name = {spec.name: id for id, spec in models.items() if spec.name} | {id: id for id in models}
    writers = {id: spec for id, spec in models.items() if spec.dimensions is None}
    chosen: dict[str, None] = {}
    for name in names:
        id = by_name.get(name.strip())
        if id not in writers:
            lasting = [id for id, spec in writers.items() if spec.retires_on is None]
            usable = [id for id in lasting if writers[id].provider in providers]
            raise _unknown(name, usable or lasting, field)
        spec = writers[id]
        if spec.retires_on is not None and spec.retires_on <= today:
            raise _retired(id, spec, field)
        if spec.provider not in providers:
            raise _not_configured(id, spec, field)
        chosen[id] = None
    return list(chosen)


def _unknown(name: str, known: list[str], field: str) -> SightError:
    near = get_close_matches(name, known, n=3, cutoff=0.4) or known
    return invalid_argument(
        field,
        Text(en=f"There is no model '{name}'.", pl=f"Nie ma modelu „{name}”."),
        Text(
            en=f"Nearest: {', '.join(near)}. A model that is not listed is added in SIGHT_MODELS_FILE.",
            pl=f"Najbliższe: {', '.join(near)}. Model spoza listy dodaje się w SIGHT_MODELS_FILE.",
        ),
    )


def _retired(name: str, spec: ModelSpec, field: str) -> SightError:
    return invalid_argument(
        field,
        Text(
            en=f"{name} was retired by {spec.provider} on {spec.retires_on}.",
            pl=f"{spec.provider} wycofał model {name} z dniem {spec.retires_on}.",
        ),
        Text(en="Name another model.", pl="Wskaż inny model."),
    )


def _not_configured(name: str, spec: ModelSpec, field: str) -> SightError:
    return SightError(
        ErrorCode.NOT_CONFIGURED,
        Text(
            en=f"{name} needs the provider {spec.provider}, which is not configured.",
            pl=f"{name} wymaga dostawcy {spec.provider}, który nie jest skonfigurowany.",
        ),
        Text(
            en=f"Set {_SETTING[spec.provider]}, or name a model of a configured provider.",
            pl=f"Ustaw {_SETTING[spec.provider]} albo wskaż model skonfigurowanego dostawcy.",
        ),
        field=field,
    )
