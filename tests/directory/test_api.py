"""The reading API: what a row holds, how lists are narrowed, paged and kept fresh, what one profile tells, how refusals look."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from directory import search, services
from directory.filters.filterset import FIELDS
from directory.models import Profile
from tests import make
from tests.lists import indexed

pytestmark = pytest.mark.django_db

LIST = "/api/v1/profiles"


@pytest.fixture
def world() -> dict[str, Profile]:
    return indexed()


def uids(answer) -> list[str]:
    return [row["uid"] for row in answer.json()["data"]]


def found(client: Client, query: str, world: dict[str, Profile]) -> set[str]:
    """The names of tests of what a search finds."""
    answer = client.get(f"{LIST}?size=200&{query}")
    assert answer.status_code == 200, answer.content
    by_uid = {profile.uid: name for name, profile in world.items()}
    assert answer.json()["page"]["total"] == len(uids(answer))
    return {by_uid[uid] for uid in uids(answer)}


def test_a_list_is_data_page_facets_and_query(client: Client, world: dict[str, Profile]):
    answer = client.get(f"{LIST}?q=southeast&facets=kind,country")
    body = answer.json()
    assert list(body) == ["data", "page", "facets", "query"]
    assert body["page"] == {"size": 20, "total": len(body["data"]), "next_cursor": None, "prev_cursor": None}
    assert body["data"][0]["uid"] == world["seu"].uid
    assert body["data"][0]["name"] == {"en": "Southeast University", "zh": "东南大学"}
    assert {"value": "04ct4d772", "scheme": "ror", "verified": False} in body["data"][0]["identifiers"]
    assert body["query"]["q"] == "southeast"
    assert answer.headers["Content-Type"] == "application/json"


def test_a_row_has_every_field_always(client: Client, world: dict[str, Profile]):
    for row in client.get(LIST).json()["data"]:
        assert set(row) == set(FIELDS)


CASES: list[tuple[str, set[str]]] = [
    ("kind=company", {"firm", "formula"}),
    ("kind=!institute,!company", {"wang", "maren", "hidden"}),
    ("country=CN", {"seu", "lab", "formula", "wang"}),
    ("country=cn&kind=institute,researcher", {"seu", "lab", "wang"}),
    ("city=nanjing-cn-js&type=facility", {"lab"}),
    ("subdivision=GB-ENG&kind=company", {"firm"}),
    ("subject=2", {"seu", "lab", "firm", "wang"}),
    ("subject__all=2.2,1.2", {"seu"}),
    ("subject=!2,!6&kind=institute,researcher", {"hidden"}),
    ("type__all=education,funder", {"seu"}),
    ("offering=host", {"wang"}),
    ("seeking=solve,joint-research", {"wang", "firm"}),
    ("language=zh-hans", {"wang"}),
    ("language__all=en,zh-Hans", {"wang"}),
    ("has=ror,isni", {"seu", "cam"}),
    ("missing=ror,isni&kind=institute", {"lab"}),
    ("established__gte=1900&established__lte=2000", {"seu", "lab"}),
    ("established=1902,1209", {"seu", "cam"}),
    ("updated__gte=2020-01-01&kind=company", {"firm", "formula"}),
    ("updated__lte=0001-01-01", set()),
    ("updated__gte=0001-01-01&kind=company", {"firm", "formula"}),
    ("established__gte=2000&established__lte=1900", set()),
    ("verified=any", set()),
    ("q=机器人", {"firm", "wang", "seu"}),
    ("q=机器人&kind=!company", {"wang", "seu"}),
]


def test_filters_find_what_they_say(client: Client, world: dict[str, Profile]):
    for query, expected in CASES:
        assert found(client, query, world) == expected, query


def test_member_of_finds_the_organisation_and_its_people(client: Client, world: dict[str, Profile]):
    assert found(client, f"member_of={world['seu'].uid}", world) == {"seu", "wang"}
    assert found(client, f"member_of={world['seu'].uid}&kind=researcher", world) == {"wang"}
    assert found(client, f"uid={world['seu'].uid},{world['cam'].uid}", world) == {"seu", "cam"}


def test_profiles_are_addressed_by_identifier_too_as_far_as_the_reader_knows_it(client: Client, world: dict[str, Profile]):
    assert found(client, "member_of=ror:04ct4d772", world) == {"seu", "wang"}
    assert found(client, "member_of=ror:https%3A//ror.org/04CT4D772", world) == {"seu", "wang"}
    assert found(client, "uid=ror:04ct4d772,orcid:0000000218250097,isni:0000 0001 2188 5934", world) == {"seu", "wang", "cam"}
    assert found(client, "uid=!ror:04ct4d772&kind=institute", world) == {"lab", "cam"}
    assert found(client, "uid=wikidata:Q42", world) == found(client, "uid=wikidata:Q43", world) == set()


def test_nobody_finds_drafts_or_what_was_merged(client: Client, world: dict[str, Profile]):
    everything = found(client, "", world)
    assert not {"draft", "gone"} & everything
    assert found(client, "q=draft", world) == set()


def test_facets_count_values_with_words_and_leave_their_own_filter_out(client: Client, world: dict[str, Profile]):
    facets = client.get(f"{LIST}?facets=country,kind&country=CN").json()["facets"]
    counts = {one["value"]: one["count"] for one in facets["country"]}
    assert counts == {"CN": 4, "GB": 3}
    assert [one["selected"] for one in facets["country"]] == [True, False]
    assert facets["country"][0]["label"] == {"en": "China", "zh": "中国"}
    assert {one["value"]: one["count"] for one in facets["kind"]} == {"institute": 2, "company": 1, "researcher": 1}


def test_every_facet_can_be_asked_for_at_once(client: Client, world: dict[str, Profile]):
    from directory.filters.filterset import FACETS

    facets = client.get(f"{LIST}?facets={','.join(FACETS)}").json()["facets"]
    assert list(facets) == list(FACETS)
    city = facets["city"][0]
    assert (city["label"]["en"], city["label"]["zh"]) == ("Nanjing", "南京")


def test_sparse_fields_are_exactly_those_asked_for(client: Client, world: dict[str, Profile]):
    for row in client.get(f"{LIST}?fields=uid,name").json()["data"]:
        assert list(row) == ["uid", "name"]


def test_order_by_name_both_ways(client: Client, world: dict[str, Profile]):
    ahead = uids(client.get(f"{LIST}?sort=name"))
    assert ahead == uids(client.get(f"{LIST}?sort=-name"))[::-1]
    names = [row["name"]["en"] for row in client.get(f"{LIST}?sort=name&kind=institute").json()["data"]]
    assert names == sorted(names)


def test_newest_first_and_oldest_first(client: Client, world: dict[str, Profile]):
    services.revise(world["lab"], by=None, website="https://new.example/")
    search.catch_up()
    assert uids(client.get(f"{LIST}?sort=newest"))[0] == world["lab"].uid
    assert uids(client.get(f"{LIST}?sort=oldest"))[-1] == world["lab"].uid


LISTS = ("", "sort=name", "sort=-name", "sort=newest", "q=university", "kind=institute&sort=oldest", "q=wei&sort=name&lang=zh-hans")


def test_cursors_walk_the_whole_list_once_and_back(client: Client, world: dict[str, Profile]):
    for query in LISTS:
        walk_on_and_back(client, query)


def walk_on_and_back(client: Client, query: str) -> None:
    whole = uids(client.get(f"{LIST}?size=200&{query}"))
    walked, cursors, cursor = [], [], ""
    while True:
        answer = client.get(f"{LIST}?size=2&{query}&cursor={cursor}")
        walked += uids(answer)
        page = answer.json()["page"]
        assert page["total"] == len(whole)
        if page["next_cursor"] is None:
            break
        cursors.append((uids(answer), page["next_cursor"]))
        cursor = page["next_cursor"]
    assert walked == whole
    for expected, _next in reversed(cursors):
        answer = client.get(f"{LIST}?size=2&{query}&cursor={page['prev_cursor']}")
        assert uids(answer) == expected
        page = answer.json()["page"]


def test_the_link_header_leads_on_with_every_parameter(client: Client, world: dict[str, Profile]):
    answer = client.get(f"{LIST}?size=2&kind=institute,company&sort=name&q=")
    address = answer.headers["Link"].split(">")[0].removeprefix("<")
    assert parse_qs(urlsplit(address).query)["kind"] == ["institute,company"]
    onward = client.get(address)
    assert not set(uids(onward)) & set(uids(answer))
    assert 'rel="prev"' in onward.headers["Link"]


def test_numbered_pages_give_the_same_list(client: Client, world: dict[str, Profile]):
    whole = uids(client.get(f"{LIST}?sort=name"))
    assert [uid for page in range(1, 6) for uid in uids(client.get(f"{LIST}?sort=name&size=2&page={page}"))] == whole


def test_an_unchanged_list_costs_304_and_a_changed_one_is_sent(client: Client, world: dict[str, Profile]):
    first = client.get(f"{LIST}?kind=institute")
    etag = first.headers["ETag"]
    again = client.get(f"{LIST}?kind=institute", headers={"If-None-Match": etag})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", etag)
    services.revise(world["lab"], by=None, website="https://new.example/")
    search.catch_up()
    assert client.get(f"{LIST}?kind=institute", headers={"If-None-Match": etag}).status_code == 200


def test_caches_keep_what_is_public_and_nothing_else(client: Client, world: dict[str, Profile]):
    answer = client.get(LIST)
    assert answer.headers["Cache-Control"] == "public, no-cache"
    assert {part.strip() for part in answer.headers["Vary"].split(",")} >= {"Authorization", "Cookie", "Accept-Language"}
    make.sign_in(make.member(), client)
    assert client.get(LIST).headers["Cache-Control"] == "private, no-cache"


def test_each_tier_reads_its_own_row(client: Client, world: dict[str, Profile]):
    hidden = world["hidden"].uid

    def row(client: Client) -> dict:
        return client.get(f"{LIST}?uid={hidden}").json()["data"][0]

    assert row(client)["summary"]["en"] == ""
    assert row(client)["country"] is None
    make.sign_in(make.member(), client)
    assert row(client)["summary"]["en"] == "Only for members."
    assert row(client)["country"] == "GB"
    assert "Innermost" not in json.dumps(row(client))


# The rest


def test_suggestions_begin_like_what_is_typed(client: Client, world: dict[str, Profile]):
    for text in ("southea", "东南", "dongnan", "SEU"):
        rows = client.get("/api/v1/suggest", {"q": text}).json()["data"]
        assert rows[0]["uid"] == world["seu"].uid, text
    assert client.get("/api/v1/suggest?q=").json()["data"] == []
    assert len(client.get("/api/v1/suggest?q=u&size=1").json()["data"]) <= 1
    assert client.get("/api/v1/suggest?q=a&sort=name").status_code == 400


def test_subjects_are_the_whole_classification(client: Client):
    rows = client.get("/api/v1/subjects").json()["data"]
    assert len(rows) == 48
    assert {"code": "2.5", "parent": "2", "label": {"en": "Materials engineering", "zh": "材料工程"}} in rows


def test_the_index_leads_to_everything(client: Client, world: dict[str, Profile]):
    body = client.get("/api/v1/").json()
    assert client.get("/api/v1").json() == body
    for name in ("profiles", "suggest", "subjects", "schema"):
        assert client.get(body[name]).status_code == 200


@pytest.mark.parametrize("address", ["/api/v1/profiles/", "/api/v1/suggest/", "/api/v1/subjects/", "/api/v1/schema/"])
def test_a_slash_at_the_end_makes_no_difference(client: Client, world: dict[str, Profile], address: str):
    assert client.get(address).content == client.get(address.rstrip("/")).content


def test_head_is_get_without_the_body(client: Client, world: dict[str, Profile]):
    full, head = client.get(LIST), client.head(LIST)
    assert head.content == b""
    assert head.headers["ETag"] == full.headers["ETag"]


def test_without_an_index_the_answer_is_503_and_when_to_come_back(client: Client):
    answer = client.get(LIST)
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.json()["type"].endswith("#not-ready")
