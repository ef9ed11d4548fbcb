"""The OpenAPI document tells the truth: every field and parameter has a meaning and an example, answers match it, nothing it allows breaks us."""

from collections import Counter
from typing import Any

import jsonschema
import orjson
import pytest
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance

from config.wsgi import application
from directory import filters
from directory.api import schema as api_schema
from directory.filters.filterset import FACETS
from exchanges.finding.filters import CallFilter, ProgrammeFilter
from tests.exchanges import making
from tests.lists import indexed

Json = dict[str, Any]
EXAMPLES = 30  # of each sort and address

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def document() -> Json:
    return orjson.loads(api_schema.document())


def walk(schema: Any, path: str) -> list[tuple[str, Json]]:
    """Every property of a schema, with where it stands."""
    found = []
    if isinstance(schema, dict):
        for name, of in schema.get("properties", {}).items():
            found.append((f"{path}.{name}", of))
        for key, of in schema.items():
            found += walk(of, f"{path}.{key}") if isinstance(of, dict) else []
    return found


def test_every_field_has_a_meaning_and_an_example(document: Json):
    fields = walk(document["components"]["schemas"], "")
    assert len(fields) > 120
    assert [path for path, of in fields if len(of.get("description", "")) < 8 or not of.get("examples")] == []


def test_every_parameter_has_a_meaning_and_an_example_that_works(document: Json):
    for path, operations in document["paths"].items():
        for one in operations["get"].get("parameters", []):
            assert len(one["description"]) > 15, (path, one["name"])
            assert one["schema"]["examples"], (path, one["name"])
            plain = jsonschema.Draft202012Validator(one["schema"])
            assert list(plain.iter_errors(one["schema"]["examples"][0])) == [], one["name"]


def test_the_document_is_openapi_3_1_and_valid(document: Json):
    assert document["openapi"].startswith("3.1")
    for name, schema in document["components"]["schemas"].items():
        jsonschema.Draft202012Validator.check_schema(schema)
        for path, of in walk(schema, name):
            if "$ref" not in orjson.dumps(of).decode():
                for example in of["examples"]:
                    if example not in ([], {}):
                        assert list(jsonschema.Draft202012Validator(of).iter_errors(example)) == [], path


def test_the_document_names_exactly_the_parameters_of_the_filter_set(document: Json):
    for path, declared in (("profiles", filters.ProfileFilter), ("calls", CallFilter), ("programmes", ProgrammeFilter)):
        named = {one["name"] for one in document["paths"][f"/api/v1/{path}"]["get"]["parameters"]}
        assert named == set(filters.parameters("cursor", declared)), path


def test_every_address_of_the_api_is_in_the_document(document: Json):
    of_exchanges = {"/api/v1/calls", "/api/v1/calls/{uid}", "/api/v1/programmes", "/api/v1/programmes/{uid}"}
    of_the_directory = {"/api/v1/profiles", "/api/v1/profiles/{address}", "/api/v1/suggest", "/api/v1/subjects"}
    assert set(document["paths"]) == {"/api/v1/"} | of_the_directory | of_exchanges


def validator(document: Json, name: str) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator({"$ref": f"#/components/schemas/{name}", "components": document["components"]})


def test_real_answers_are_what_the_document_says(document: Json, client: Client):
    world = indexed()
    call = making.call(is_paired=True, halves={"uk": {"currency": "GBP", "cap": 100}, "cn": {"currency": "CNY", "cap": None}})
    making.position(call, host=world["seu"])
    answers = {
        f"/api/v1/profiles?size=200&facets={','.join(FACETS)}&country=CN,GB&established__gte=1000&kind=!company": "ProfileList",
        "/api/v1/profiles": "ProfileList",
        "/api/v1/profiles?q=sotheast": "ProfileList", "/api/v1/suggest?q=south": "SuggestionList", "/api/v1/subjects": "SubjectList",
        "/api/v1/": "Index",
        "/api/v1/profiles?contry=CN": "Problem", "/api/v1/profiles/nobody": "Problem",
        "/api/v1/calls?facets=phase,kind,subject,country,host&size=200": "CallList", "/api/v1/calls?q=brigde": "CallList",
        "/api/v1/programmes?facets=phase,kind": "ProgrammeList", f"/api/v1/calls/{call.uid}": "CallDetail",
        f"/api/v1/programmes/{call.programme.uid}": "ProgrammeDetail", "/api/v1/calls?knd=x": "Problem", "/api/v1/calls/nobody": "Problem",
        **{f"/api/v1/profiles/{world[name].uid}": "ProfileDetail" for name in ("seu", "wang", "firm", "hidden", "formula")},
    }
    for address, name in answers.items():
        faults = list(validator(document, name).iter_errors(client.get(address).json()))
        assert faults == [], (address, faults)


CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


@pytest.mark.usefixtures("one_connection")
@pytest.mark.parametrize("mode", list(GenerationMode), ids=str)
def test_nothing_the_document_allows_or_forbids_breaks_the_api(mode: GenerationMode):
    indexed()
    making.call()
    schema = schemathesis.openapi.from_wsgi("/api/v1/schema", application)
    statuses: Counter[tuple[str, int]] = Counter()
    for result in schema.get_all_operations():
        operation = result.ok()

        @given(case=operation.as_strategy(generation_mode=mode))
        @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None)
        def attack(case: schemathesis.Case) -> None:
            statuses[case.operation.path, case.call_and_validate(checks=CHECKS).status_code] += 1

        if mode is GenerationMode.POSITIVE or operation.query.items or operation.path_parameters.items:
            attack()
    if mode is GenerationMode.POSITIVE:
        assert all(statuses[path, 200] for path in ("/api/v1/profiles", "/api/v1/suggest", "/api/v1/subjects", "/api/v1/", "/api/v1/calls")), statuses
    else:
        assert statuses["/api/v1/profiles", 400] > EXAMPLES // 3, statuses
