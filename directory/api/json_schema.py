"""The few words in which api_fields describes JSON: each makes a schema with a meaning and an example."""

from typing import Any

Json = dict[str, Any]


def text(meaning: str, example: Any, **more: Any) -> Json:
    return {"type": "string", "description": meaning, "examples": [example], **more}


def maybe(schema: Json) -> Json:
    """The same, or null."""
    types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    return schema | {"type": [*types, "null"]} | ({"enum": [*schema["enum"], None]} if "enum" in schema else {})


def number(meaning: str, example: int, **more: Any) -> Json:
    return {"type": "integer", "description": meaning, "examples": [example], **more}


def yes(meaning: str, example: bool) -> Json:
    return {"type": "boolean", "description": meaning, "examples": [example]}


def many(meaning: str, of: Json, example: list[Any]) -> Json:
    return {"type": "array", "description": meaning, "items": of, "examples": [example]}


def thing(meaning: str, fields: dict[str, Json], optional: tuple[str, ...] = ()) -> Json:
    """An object whose keys are all there, but for the optional ones."""
    required = [name for name in fields if name not in optional]
    example = {name: field["examples"][0] for name, field in fields.items() if "examples" in field and name in required}
    return {
        "type": "object", "description": meaning, "properties": fields, "required": required, "additionalProperties": False, "examples": [example],
    }


def both(meaning: str, en: str, zh: str, nullable: bool = False) -> Json:
    one, other = text("In English.", en), text("In Chinese, simplified.", zh)
    return thing(meaning, {"en": maybe(one), "zh": maybe(other)} if nullable else {"en": one, "zh": other})


def closed(meaning: str, values: list[str], example: str, blank: bool = False) -> Json:
    return text(meaning, example, enum=[*values, ""] if blank else values)


def day(meaning: str, example: str) -> Json:
    return text(meaning, example, format="date")


def instant(meaning: str, example: str = "2026-11-22T10:00:00Z") -> Json:
    return text(meaning, example, format="date-time")
