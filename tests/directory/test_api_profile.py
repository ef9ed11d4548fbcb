"""One profile by the API: by uid or identifier, in part, merged or withdrawn, and nothing of it below its tier."""

import json

import pytest
from django.test import Client

from directory import search, services
from directory.models import Profile
from directory.services import NewName
from tests import make
from tests.lists import indexed

pytestmark = pytest.mark.django_db

LIST = "/api/v1/profiles"


@pytest.fixture
def world() -> dict[str, Profile]:
    return indexed()


def test_a_profile_in_full_by_uid_or_identifier(client: Client, world: dict[str, Profile]):
    body = client.get(f"{LIST}/{world['wang'].uid}").json()["data"]
    assert body["affiliations"][0]["organisation"]["uid"] == world["seu"].uid
    assert {one["title"]["en"]: one["text"]["en"] for one in body["interests"]}["A place in spring"] == "Six months."
    assert body["locations"][0]["city"]["zh"] == "南京"
    assert body["sources"][0]["source"] == "editor"
    for address in ("orcid:0000-0002-1825-0097", "ORCID:0000000218250097", "orcid:0000-0002-1825-0097/"):
        assert client.get(f"{LIST}/{address}").json()["data"] == body
    assert client.get(f"{LIST}/ror:04ct4d772").json()["data"]["uid"] == world["seu"].uid


def test_a_profile_can_be_read_in_part(client: Client, world: dict[str, Profile]):
    body = client.get(f"{LIST}/{world['wang'].uid}?fields=uid,interests,sources").json()["data"]
    assert list(body) == ["uid", "interests", "sources"]
    assert client.get(f"{LIST}?fields=uid,sources").json()["errors"][0]["code"] == "unknown_value"
    assert client.get(f"{LIST}/{world['wang'].uid}?fields=uid,relatons").json()["errors"][0]["suggestion"] == "relations"


def test_a_merged_record_leads_to_its_successor(client: Client, world: dict[str, Profile]):
    answer = client.get(f"{LIST}/{world['gone'].uid}")
    assert (answer.status_code, answer.headers["Location"]) == (308, f"{LIST}/{world['seu'].uid}")
    assert client.get(answer.headers["Location"]).json()["data"]["uid"] == world["seu"].uid


def test_a_withdrawn_record_leads_to_its_successor_or_nowhere(client: Client, world: dict[str, Profile]):
    services.withdraw(world["lab"], by=None, successor=world["seu"])
    services.withdraw(world["cam"], by=None)
    assert client.get(f"{LIST}/{world['lab'].uid}").headers["Location"] == f"{LIST}/{world['seu'].uid}"
    assert client.get(f"{LIST}/{world['cam'].uid}").status_code == 404


def test_missing_and_forbidden_look_the_same(client: Client, world: dict[str, Profile]):
    def told(address: str) -> dict:
        answer = client.get(f"{LIST}/{address}")
        assert answer.status_code == 404
        return {key: value for key, value in answer.json().items() if key not in {"instance", "request_id"}}

    nothing = told("000000000000")
    for address in (world["draft"].uid, "ror:000000000", "ror:nonsense", "nonsense:1", "wikidata:Q42", "ror:", ":", "x" * 150, "%00", "orcid:%00"):
        assert told(address) == nothing


def test_a_hidden_identifier_opens_nothing_below_its_tier(client: Client, world: dict[str, Profile]):
    assert client.get(f"{LIST}/wikidata:Q42").status_code == 404
    make.sign_in(make.member(), client)
    assert client.get(f"{LIST}/wikidata:Q42").json()["data"]["uid"] == world["hidden"].uid


def test_a_source_of_hidden_values_alone_is_not_named(client: Client, world: dict[str, Profile]):
    profile = make.person("Open Person", "")
    services.revise(profile, by=None, source="partner", names=[NewName("Open Person", "en", preferred=True), NewName("Inner", "en", "alias", tier=2)])
    search.catch_up()
    for client, expected in ((Client(), set()), (make.sign_in(make.partner()), {"names"})):
        sources = client.get(f"{LIST}/{profile.uid}").json()["data"]["sources"]
        told = {field for one in sources if one["source"] == "partner" for field in one["fields"]}
        assert told - {"names"} == set()
        assert "Inner" not in json.dumps(sources)
        assert expected <= told | {"names"}
