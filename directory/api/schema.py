"""OpenAPI: what each field and parameter means, with an example. It takes no part in answering; a test holds the two together."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import orjson
from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import override
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse

from directory.api import fields as api_fields
from directory.filters import filterset, parameters
from directory.filters.values import MOST_VALUES, OneParameter, Parameter

Json = dict[str, Any]

MEANINGS = {
    200: "The answer.",
    304: "Unchanged since the answer whose ETag was sent in If-None-Match.",
    308: "The record lives on under another uid; Location has it.",
    400: "A parameter can't be meant; `errors` names each with a suggestion.",
    404: "There is nothing here, or nothing this reader may know of.",
    406: "Only JSON is sent from here.",
    503: "The search index is being built; Retry-After says when to try again.",
}


def ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def answers(name: str, *statuses: int) -> Any:
    """The answers of an operation: the named component at 200, problems otherwise."""
    found: dict[Any, Any] = {(200, "application/json"): OpenApiResponse(ref(name), MEANINGS[200])}
    found[304] = OpenApiResponse(None, MEANINGS[304])
    for status in sorted({*statuses, 400, 406}):
        if status == 308:
            found[308] = OpenApiResponse(None, MEANINGS[308])
        else:
            found[status, "application/problem+json"] = OpenApiResponse(ref("Problem"), MEANINGS[status])
    return found


def value_schema(parameter: Parameter) -> Json:
    """What a parameter takes, as a JSON schema: one value, or several, each perhaps after `!`."""
    schema = parameter.read.schema()
    if isinstance(parameter, OneParameter):
        return schema
    if "enum" in schema:
        one = "|".join(value.replace(".", r"\.") for value in schema["enum"])
    else:
        one = schema["pattern"].strip("^$") if "pattern" in schema else "[1-9][0-9]{3}"
    return {"type": "array", "items": {"type": "string", "pattern": f"^{'!?' if parameter.negatable else ''}({one})$"}, "maxItems": MOST_VALUES}


def parameters_of(known: Mapping[str, Parameter]) -> list[OpenApiParameter]:
    """Parameters as OpenAPI has them, in English."""
    with override("en"):
        return [
            OpenApiParameter(name, _with_example(one), OpenApiParameter.QUERY, required=False, description=str(one.description), **_style(one))
            for name, one in known.items()
        ]


def _with_example(parameter: Parameter) -> Json:
    schema = value_schema(parameter)
    kind = schema.get("type")
    example = int(parameter.example) if kind == "integer" else parameter.example.split(",") if kind == "array" else parameter.example
    return schema | {"examples": [example]}


def _style(parameter: Parameter) -> Json:
    """Several values stand in one parameter, with commas between them."""
    return {} if isinstance(parameter, OneParameter) else {"style": "form", "explode": False}


def list_parameters() -> list[OpenApiParameter]:
    return parameters_of(parameters("cursor"))


def detail_parameters() -> list[OpenApiParameter]:
    address = OpenApiParameter(
        "address", {"type": "string", "pattern": r"^[^/]{1,200}$", "examples": ["7k2m9qxw3tab"]}, OpenApiParameter.PATH, required=True,
        description="The uid, or an identifier as `scheme:value`: `ror:04ct4d772`, `orcid:0000-0002-1825-0097`.",
    )
    return [address, *parameters_of(filterset.detail_parameters())]


@lru_cache(maxsize=1)
def document() -> bytes:
    """The whole document as JSON, made once a process."""
    with override("en"):
        made = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    components = made.setdefault("components", {}).setdefault("schemas", {})
    components.update(api_fields.COMPONENTS)
    for path in settings.API_COMPONENTS:
        components.update(import_string(path))
    return orjson.dumps(made, default=str)
