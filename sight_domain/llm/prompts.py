"""Prompts: one YAML file each under ``prompts/``, in both languages, rendered strictly.

A file holds ``id``, ``version``, ``description``, ``inputs`` (name: description, or ``{description, optional: true}``)
and ``system`` and ``user`` templates (Jinja2), each with ``pl`` and ``en``. What a person or a document wrote is put
in with the ``fence`` filter, so that it cannot pose as an instruction. What several prompts say alike is a macro in
``shared/``; a change there is a new version of each of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from sight_domain.errors import ErrorCode, SightError
from sight_domain.language import LANGUAGES, Language, Text
from sight_domain.yaml_text import read_yaml

if TYPE_CHECKING:
    from jinja2 import Environment, Template

FOLDER = Path(__file__).parents[2] / "prompts"
_PARTS = ("system", "user")
_KEYS = {"id", "version", "description", "inputs", *_PARTS}


@dataclass(frozen=True, slots=True)
class RenderedPrompt:
    """A prompt with its inputs filled in. Either part may be empty, not both."""

    id: str
    version: int
    language: Language
    system: str
    user: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """One prompt file, checked and compiled."""

    id: str
    version: int
    description: str
    inputs: Mapping[str, str]
    optional: frozenset[str]
    templates: Mapping[tuple[str, Language], Template]

    def render(self, inputs: Mapping[str, Any], language: Language) -> RenderedPrompt:
        """Fill in `inputs`; optional ones that are missing are ``None``.

        Raises:
            SightError: ``internal`` when an input is missing, not declared, or lacks a part the template uses.
        """
        from jinja2 import UndefinedError

        undeclared = sorted(set(inputs) - set(self.inputs))
        missing = sorted(set(self.inputs) - self.optional - set(inputs))
        if undeclared or missing:
            raise _defect(self.id, f"inputs not declared: {undeclared}; inputs missing: {missing}")
        filled = {**dict.fromkeys(self.optional), **inputs}
        parts = dict.fromkeys(_PARTS, "")
        for part in _PARTS:
            template = self.templates.get((part, language))
            if template is not None:
                try:
                    parts[part] = template.render(filled).strip()
                except UndefinedError as error:
                    raise _defect(self.id, str(error)) from error
        return RenderedPrompt(self.id, self.version, language, parts["system"], parts["user"])


class PromptLibrary:
    """All prompts of a folder by id; each file is read on first use."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._folder = folder
        self._prompts: dict[str, Prompt] = {}
        self._environment = _environment(folder)

    def ids(self) -> list[str]:
        """Every prompt's id: ``family.name`` for ``family/name.yaml``."""
        return sorted(f"{path.parent.name}.{path.stem}" for path in self._folder.glob("*/*.yaml"))

    def get(self, prompt_id: str) -> Prompt:
        """The prompt of that id.

        Raises:
            SightError: ``internal`` when there is none or its file is faulty.
        """
        if prompt_id not in self._prompts:
            family, _, name = prompt_id.partition(".")
            path = self._folder / family / f"{name}.yaml"
            if not re.fullmatch(r"\w+\.\w+", prompt_id) or not path.is_file():
                raise _defect(prompt_id, f"there is no such prompt; there are: {', '.join(self.ids())}")
            self._prompts[prompt_id] = _parsed(prompt_id, path, self._environment)
        return self._prompts[prompt_id]


def fence(text: object, name: str) -> str:
    """Text between delimiters that it cannot forge: ``<<<NAME`` … ``NAME>>>``; delimiters inside are replaced."""
    harmless = str(text).replace("<<<", "‹‹‹").replace(">>>", "›››")
    return f"<<<{name}\n{harmless}\n{name}>>>"


def _environment(folder: Path) -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    # Prompts are plain text for a model: HTML escaping would corrupt what respondents said.
    environment = Environment(
        loader=FileSystemLoader(folder),
        undefined=StrictUndefined,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["fence"] = fence
    return environment


def _parsed(prompt_id: str, path: Path, environment: Environment) -> Prompt:
    from jinja2 import TemplateSyntaxError, meta

    try:
        content = read_yaml(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise _defect(prompt_id, str(error)) from error
    if not isinstance(content, dict) or set(content) - _KEYS or content.get("id") != prompt_id:
        raise _defect(prompt_id, f"expected the keys {sorted(_KEYS)} and the file's own id")
    if not isinstance(content.get("version"), int) or not content.get("description"):
        raise _defect(prompt_id, "version (a whole number) and description are required")
    declared: dict[str, Any] = content.get("inputs") or {}
    optional = frozenset(
        name for name, about in declared.items() if isinstance(about, dict) and about.get("optional")
    )
    described = {
        name: about["description"] if isinstance(about, dict) else about for name, about in declared.items()
    }
    if not any(content.get(part) for part in _PARTS):
        raise _defect(prompt_id, "neither a system nor a user template")
    templates: dict[tuple[str, Language], Template] = {}
    for part in _PARTS:
        if not content.get(part):
            continue
        if set(content[part]) != set(LANGUAGES):
            raise _defect(prompt_id, f"{part} must be given in {', '.join(LANGUAGES)} and nothing else")
        for language in LANGUAGES:
            source = content[part][language]
            try:
                used = meta.find_undeclared_variables(environment.parse(source))
            except TemplateSyntaxError as error:
                raise _defect(
                    prompt_id, f"{part}.{language}, line {error.lineno}: {error.message}"
                ) from error
            if used - set(declared):
                raise _defect(
                    prompt_id, f"{part}.{language} uses inputs not declared: {sorted(used - set(declared))}"
                )
            templates[part, language] = environment.from_string(source)
    return Prompt(prompt_id, content["version"], content["description"], described, optional, templates)


def _defect(prompt_id: str, fault: str) -> SightError:
    return SightError(
        ErrorCode.INTERNAL,
        Text(
            en=f"The prompt {prompt_id} cannot be used: {fault}",
            pl=f"Nie można użyć promptu {prompt_id}: {fault}",
        ),
        Text(
            en="This is a defect of Sight; please report it with this message.",
            pl="To błąd programu Sight; zgłoś go, podając ten komunikat.",
        ),
    )
