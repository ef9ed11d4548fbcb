"""One search, every door: page, API, export and feed give the same profiles in the same order, in both languages and for every tier."""

import csv
import io
import re
from html import unescape
from itertools import product

import orjson
import pytest
from django.test import Client
from django.utils.translation import override

from directory import filters
from tests import make
from tests.lists import indexed

pytestmark = pytest.mark.django_db

# Each narrows by something else; the grid takes them in pairs.
NARROWED = (
    "", "kind=institute", "kind=!company", "country=CN", "country=CN,GB", "subject=2", "subject__all=2.2,1.2", "type=education,facility",
    "offering=host",
    "seeking=solve,joint-research", "language=zh-Hans", "has=ror,orcid", "missing=ror", "established__gte=1900", "updated__gte=2020-01-01",
    "city=nanjing-cn-js",
    "subdivision=GB-ENG", "written_in=zh", "verified=!any", "kind=company&established=1901",
)
WORDS = ("", "q=机器人", "q=university", "q=robots")
SORTS = ("", "sort=name", "sort=-name", "sort=newest", "sort=oldest")


def page_of(client: Client, query: str, lang: str = "en") -> list[str]:
    answer = client.get(f"/{lang}/directory?size=200&{query}")
    assert answer.status_code == 200, query
    return re.findall(r'data-uid="([0-9a-z]+)"', answer.content.decode())


def api_of(client: Client, query: str, lang: str = "en") -> list[str]:
    return [row["uid"] for row in client.get(f"/api/v1/profiles?size=200&{query}", headers={"Accept-Language": lang}).json()["data"]]


def csv_of(client: Client, query: str, lang: str = "en") -> list[str]:
    content = b"".join(client.get(f"/{lang}/directory/export.csv?{query}").streaming_content)
    return [row[0] for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))][1:]


def cases() -> list[str]:
    pairs = [*product(NARROWED, WORDS[:2], SORTS[:1]), *product(NARROWED[:6], WORDS, SORTS)]
    return list(dict.fromkeys("&".join(part for part in parts if part) for parts in pairs))


def test_the_page_and_the_api_give_the_same_profiles_in_the_same_order(client: Client):
    indexed()
    found = 0
    for query in cases():
        for lang in ("en", "zh-hans"):
            of_api = api_of(client, query, lang)
            assert page_of(client, query, lang) == of_api, (query, lang)
            found += bool(of_api)
    assert found > 60


def test_exports_and_feeds_give_what_the_page_gives(client: Client):
    indexed()
    for query in cases()[::5]:
        of_page = page_of(client, query)
        assert csv_of(client, query) == of_page, query
        feed = client.get(f"/en/directory/feed.atom?{query}").content.decode()
        assert set(re.findall(r"profiles/([0-9a-z]{12})</id>", feed)) == set(of_page), query


def test_every_tier_finds_the_same_by_every_door():
    indexed()
    for user in (None, make.member(), make.partner()):
        client = Client()
        if user:
            make.sign_in(user, client)
        for query in ("", "q=members", "q=innermost", "country=GB", "has=wikidata", "city=cambridge-gb-eng&sort=name"):
            assert page_of(client, query) == api_of(client, query) == csv_of(client, query), (user, query)


def test_the_page_offers_its_own_search_as_an_api_query(client: Client):
    indexed()
    for query in ("q=机器人&country=CN&sort=name", "kind=!company&subject__all=2.2,1.2&page=1", "established__gte=1900"):
        page = unescape(client.get(f"/en/directory?{query}").content.decode())
        from django.http import QueryDict

        with override("en"):
            address = filters.as_api_query(QueryDict(query))
        assert address in page or re.sub(r"\s+", "", address) in re.sub(r"\s+", "", page), query
        listed = orjson.loads(client.get(address).content)
        assert [row["uid"] for row in listed["data"]] == page_of(client, query.replace("&page=1", "")), query
