"""The catalogue: every capability of Sight as one typed async function, ready for any door.

A toolset module registers its functions with `tool`; `catalogue()` has them all; `call` checks the arguments,
runs the function and lets nothing out but its result or a `SightError`.
"""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from importlib.resources import files
from typing import Any, get_type_hints

from pydantic import BaseModel, ConfigDict, create_model

from sight_domain.errors import ErrorCode, SightError
from sight_domain.language import Text
from sight_domain.logs import within_request
from sight_domain.yaml_text import read_yaml
from tools.context import ToolContext
from tools.schemas import Schemas, schemas_of
from tools.validation import validated

TOOLSETS = (
    "projects",
    "personas",
    "focus_groups",
    "surveys",
    "insights",
    "knowledge",
    "reports",
    "estimates",
    "runs",
)


@dataclass(frozen=True, slots=True)
class Tool:
    """One capability. `arguments` and `result` are Pydantic models; `examples` are things researchers say for it."""

    name: str
    toolset: str
    title: Text
    description: str
    arguments: type[BaseModel]
    result: type[BaseModel]
    run: Callable[..., Awaitable[BaseModel]]
    read_only: bool = False
    destructive: bool = False
    idempotent: bool = False
    long_running: bool = False
    examples: tuple[str, ...] = field(default=())

    @property
    def input_schema(self) -> dict[str, Any]:
        return _schemas()[self.name].input

    @property
    def output_schema(self) -> dict[str, Any]:
        return _schemas()[self.name].output


_registered: dict[str, Tool] = {}


def tool(
    title: Text,
    *,
    read_only: bool = False,
    destructive: bool = False,
    idempotent: bool = False,
    long_running: bool = False,
) -> Callable[[Callable[..., Awaitable[BaseModel]]], Callable[..., Awaitable[BaseModel]]]:
    """Register a tool function; its signature is the schema, its docstring the description."""

    def register(function: Callable[..., Awaitable[BaseModel]]) -> Callable[..., Awaitable[BaseModel]]:
        name = function.__name__
        hints = get_type_hints(function, include_extras=True)
        fields: dict[str, Any] = {
            parameter.name: (
                hints[parameter.name],
                ... if parameter.default is inspect.Parameter.empty else parameter.default,
            )
            for parameter in list(inspect.signature(function).parameters.values())[1:]
        }
        arguments = create_model(f"{name}_arguments", __config__=ConfigDict(extra="forbid"), **fields)
        _registered[name] = Tool(
            name=name,
            toolset=function.__module__.rpartition(".")[2],
            title=title,
            description=inspect.cleandoc(function.__doc__ or ""),
            arguments=arguments,
            result=hints["return"],
            run=function,
            read_only=read_only,
            destructive=destructive,
            idempotent=idempotent or read_only,
            long_running=long_running,
            examples=_examples().get(name, ()),
        )
        return function

    return register


@cache
def catalogue() -> Mapping[str, Tool]:
    """Every tool by name, in the order of the toolsets."""
    for toolset in TOOLSETS:
        import_module(f"tools.{toolset}")
    return dict(_registered)


@cache
def _schemas() -> Mapping[str, Schemas]:
    return schemas_of(catalogue().values())


def find_tool(name: str) -> Tool:
    """The tool of this name; ``not_found`` with the names there are."""
    found = catalogue().get(name)
    if found is None:
        raise no_such_tool(name, catalogue())
    return found


def no_such_tool(name: str, among: Iterable[str]) -> SightError:
    """``not_found`` with the names there are."""
    names = ", ".join(among)
    return SightError(
        ErrorCode.NOT_FOUND,
        Text(en=f"There is no tool '{name}'.", pl=f"Nie ma narzędzia „{name}”."),
        Text(en=f"The tools are: {names}.", pl=f"Narzędzia to: {names}."),
        field="name",
    )


async def call(name: str, arguments: Mapping[str, Any], context: ToolContext) -> BaseModel:
    """Check the arguments and run a tool.

    Raises:
        SightError: whatever went wrong; a defect of ours as ``internal``, with the details in the log only.
    """
    found = find_tool(name)
    checked = validated(found.arguments, arguments)
    given = {key: getattr(checked, key) for key in found.arguments.model_fields}
    try:
        with within_request():
            return await found.run(context, **given)
    except SightError:
        raise
    except Exception as error:
        import structlog

        from sight_domain.storage.shortages import as_told

        told = as_told(error)
        if told is not None:
            raise told from error
        structlog.get_logger("sight.tools").exception("tool failed", tool=name)
        raise SightError(
            ErrorCode.INTERNAL,
            Text(
                en=f"Something broke inside Sight while running {name}.",
                pl=f"Coś zepsuło się w Sight podczas wykonywania {name}.",
            ),
            Text(
                en="The log has the details. Nothing half-made was kept.",
                pl="Szczegóły są w dzienniku. Nic połowicznego nie zapisano.",
            ),
        ) from error


@cache
def _examples() -> Mapping[str, tuple[str, ...]]:
    text = (files("tools") / "examples.yaml").read_text(encoding="utf-8")
    return {name: tuple(said) for name, said in read_yaml(text).items()}
