"""Arguments checked against a tool's signature, with errors a researcher can read."""

from __future__ import annotations

import difflib
import json
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from sight_domain.errors import SightError, invalid_argument
from sight_domain.language import Text


def validated(model: type[BaseModel], arguments: Mapping[str, Any]) -> BaseModel:
    """`arguments` as `model`, strictly: no unknown names, no ``"3"`` for 3.

    Raises:
        SightError: ``invalid_argument`` naming the first field at fault and what was expected there.
    """
    if (at := _with_nul(arguments, ())) is not None:
        raise _nul(_dotted(at))
    try:
        return model.model_validate_json(json.dumps(arguments), strict=True)
    except ValidationError as error:
        raise _readable(model, error) from None


def _with_nul(value: Any, at: tuple[int | str, ...]) -> tuple[int | str, ...] | None:
    """Where a text holds the character that PostgreSQL stores in none."""
    if isinstance(value, str):
        return at if "\0" in value else None
    if isinstance(value, Mapping):
        inner = value.items()
    elif isinstance(value, list | tuple):
        inner = enumerate(value)
    else:
        return None
    return next((found for key, one in inner if (found := _with_nul(one, (*at, key))) is not None), None)


def _nul(field: str) -> SightError:
    return invalid_argument(
        field,
        Text(
            en=f"`{field}` holds the character U+0000, which no text has.",
            pl=f"Pole `{field}` zawiera znak U+0000, którego nie ma w żadnym tekście.",
        ),
        Text(en="Take it out.", pl="Usuń ten znak."),
    )


def _readable(model: type[BaseModel], error: ValidationError) -> SightError:
    first = error.errors(include_url=False)[0]
    field = _dotted(first["loc"])
    kind, context = first["type"], first.get("ctx", {})
    if kind == "extra_forbidden":
        return _unknown_argument(model, field)
    expected = _expected(kind, context, first["msg"])
    if kind == "missing":
        problem = Text(en=f"`{field}` is missing.", pl=f"Brakuje pola `{field}`.")
    else:
        shown = _shown(first.get("input"))
        problem = Text(
            en=f"`{field}` cannot be {shown}.", pl=f"Pole `{field}` nie może mieć wartości {shown}."
        )
    return invalid_argument(field, problem, expected)


def _unknown_argument(model: type[BaseModel], field: str) -> SightError:
    known = sorted(model.model_fields)
    near = difflib.get_close_matches(field, known, n=1)
    suggestion_en = f" Did you mean `{near[0]}`?" if near else ""
    suggestion_pl = f" Czy chodziło o `{near[0]}`?" if near else ""
    names = ", ".join(known) or "-"
    return invalid_argument(
        field,
        Text(
            en=f"There is no argument `{field}`.{suggestion_en}",
            pl=f"Nie ma argumentu `{field}`.{suggestion_pl}",
        ),
        Text(en=f"The arguments are: {names}.", pl=f"Argumenty to: {names}."),
    )


def _dotted(location: tuple[int | str, ...]) -> str:
    dotted = ""
    for part in location:
        dotted += f"[{part}]" if isinstance(part, int) else f".{part}" if dotted else str(part)
    return dotted or "arguments"


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 80 else text[:77] + "…"


def _expected(kind: str, context: Mapping[str, Any], fallback: str) -> Text:
    bound = str(next(iter(context.values()), "")).replace(" or ", ", ")
    texts = {
        "missing": Text(en="Give it a value.", pl="Podaj wartość."),
        "string_type": Text(en="Give a text.", pl="Podaj tekst."),
        "int_type": Text(en="Give a whole number.", pl="Podaj liczbę całkowitą."),
        "int_from_float": Text(en="Give a whole number.", pl="Podaj liczbę całkowitą."),
        "float_type": Text(en="Give a number.", pl="Podaj liczbę."),
        "bool_type": Text(en="Give true or false.", pl="Podaj true albo false."),
        "list_type": Text(en="Give a list.", pl="Podaj listę."),
        "dict_type": Text(en="Give an object.", pl="Podaj obiekt."),
        "model_type": Text(en="Give an object.", pl="Podaj obiekt."),
        "model_attributes_type": Text(en="Give an object.", pl="Podaj obiekt."),
        "greater_than_equal": Text(en=f"Give at least {bound}.", pl=f"Podaj co najmniej {bound}."),
        "less_than_equal": Text(en=f"Give at most {bound}.", pl=f"Podaj najwyżej {bound}."),
        "literal_error": Text(en=f"Use one of: {bound}.", pl=f"Użyj jednej z wartości: {bound}."),
        "enum": Text(en=f"Use one of: {bound}.", pl=f"Użyj jednej z wartości: {bound}."),
        "string_too_short": Text(en="Give at least one character.", pl="Podaj co najmniej jeden znak."),
    }
    if kind in ("too_short", "too_long"):
        lowest, highest = context.get("min_length"), context.get("max_length")
        if kind == "too_short":
            return Text(en=f"Give at least {lowest}.", pl=f"Podaj co najmniej {lowest}.")
        return Text(en=f"Give at most {highest}.", pl=f"Podaj najwyżej {highest}.")
    return texts.get(kind, Text(en=fallback, pl=fallback))
