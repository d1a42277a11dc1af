"""The smallest JSON value that fits a JSON Schema, as pydantic writes them."""

from __future__ import annotations

import random
from typing import Any

# Texts that are held to a number of words, and how many they get; no two have a phrase in common.
_LONG_TEXTS = {"background_story": 140}
_SYLLABLES = ["ba", "ko", "ri", "tu", "se", "na", "mo", "li", "du", "fe", "ga", "pi"]
_WORDS = "A plain statement long enough to count as text, written by the fake model for the field "


def smallest_value(
    schema: dict[str, Any], salt: str = "", root: dict[str, Any] | None = None, name: str = "value"
) -> Any:
    """Texts contain `salt`. Follows ``$ref``, ``anyOf``, ``enum``, ``const``, ``minimum``, ``minItems`` and ``minLength``. Lists get at
    least one item, so that there is something to look at."""
    root = schema if root is None else root
    if "$ref" in schema:
        target: Any = root
        for key in schema["$ref"].removeprefix("#/").split("/"):
            target = target[key]
        return smallest_value(target, salt, root, name)
    for choice in ("anyOf", "oneOf", "allOf"):
        if choice in schema:
            return smallest_value(schema[choice][0], salt, root, name)
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][0]
    match schema.get("type"):
        case "object":
            required = schema.get("required", list(schema.get("properties", {})))
            properties = schema.get("properties", {})
            return {
                key: smallest_value(properties[key], salt, root, key)
                for key in properties
                if key in required or "default" not in properties[key]
            }
        case "array":
            count = max(schema.get("minItems", 0), min(1, schema.get("maxItems", 1)))
            if name == "probabilities":
                return [1 / count] * count
            return [
                smallest_value(schema.get("items", {"type": "string"}), salt, root, name)
                for _ in range(count)
            ]
        case "integer":
            return int(schema.get("minimum", schema.get("exclusiveMinimum", 0) + 1))
        case "number":
            low, high = schema.get("minimum", 0.0), schema.get("maximum")
            return low if high is None else (low + high) / 2
        case "boolean":
            return True
        case "null":
            return None
        case _ if name in _LONG_TEXTS:
            return _nonsense(_LONG_TEXTS[name], salt)
        case _:
            text = f"{_WORDS}{name} {salt}.".replace(" .", ".")
            text = text.ljust(schema.get("minLength", 0), ".")
            return text[: schema.get("maxLength", len(text))]


def _nonsense(words: int, salt: str) -> str:
    """Sentences of made-up words, the same for the same `salt`."""
    chance = random.Random(salt)
    made = ["".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4))) for _ in range(words)]
    return " ".join(f"{' '.join(made[i : i + 10]).capitalize()}." for i in range(0, words, 10))
