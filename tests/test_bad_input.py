"""Whatever is sent: a clear 400 (or 404, 405, 415), never a 500, at every door alike."""

import re
from urllib.parse import quote

import orjson
import pytest
from django.test import Client

from tests import make
from tests.lists import indexed

pytestmark = pytest.mark.django_db

DOORS = ("/en/directory", "/zh-hans/directory", "/api/v1/profiles", "/en/directory/export.csv", "/en/directory/export.json",
         "/en/directory/export.xlsx", "/en/directory/feed.atom")
REFUSED = (
    "contry=CN", "kind=firm", "country=UK", "subject=99", "established=x", "established__gte=9999999999999999999999", "updated__gte=yesterday",
    "updated__gte=2026-13-01", "sort=bogus", "sort=id", "sort=-seq", "q=" + "a" * 10_000, "q=a%00b", "q=%1b%5b31m", "kind=%00", "%00=1", "kind=!",
    "q=a&q=b", "country=" + "CN," * 500, "city=" + "a" * 10_000, "owner=1", "status=draft", "profile__seq__gte=1", "kind__in=company",
    "kind__regex=.*",
    "q__startswith=a", "order_by=owner__password", "tier=3", "a[]=1", "a[b][c]=d", "__proto__=1", "kind=company;drop", "member_of='%20OR%201=1",
)
PAGED = ("size=0", "size=-1", "size=201", "size=1000000", "size=ten", "page=0", "page=-1", "page=1e9", "page=1000000000", "page=501", "size=1.5")
CURSORS = ("cursor=abc", "cursor=" + "A" * 64, "cursor=!!!!", "cursor=" + "A" * 5000, "cursor=eyJhIjoxfQ", "cursor=%00", "page=2&cursor=" + "A" * 64)
TAKEN = (
    "q=$" + "a" * 200, "q=" + quote("$^(.*)*[a-z]{1000}\\"), "q=" + "%22" * 100, "q=" + quote("*:* AND (kind:company OR -name:[a TO b])"), "q=%FF%FE",
    "q=" + quote("'; DROP TABLE directory_profile; --"), "q=" + quote("\u202ereversed"), "q=" + quote("👩‍🔬" * 50), "q=" + quote("ａｂｃ　全角"),
    "q=" + quote("e" + "\u0301" * 200), "q=" + quote("中" * 500), "q=" + quote("a " * 250), "q=" + quote("~!@#$%^&*()_+{}|:<>?"),
    "q=" + quote("\u200b\ufeff"),
    "q=%ED%A0%80",
)


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=True)


def refused(client: Client, address: str, status: int = 400) -> str:
    answer = client.get(address)
    assert answer.status_code == status, (address[:120], answer.status_code)
    text = answer.content.decode()
    assert "Traceback" not in text
    assert "\0" not in text
    if address.startswith("/api/"):
        assert answer.headers["Content-Type"] == "application/problem+json"
        body = orjson.loads(text)
        assert body["status"] == status
        if status == 400:
            assert body["errors"], address[:120]
            assert all(one["detail"] and one["code"] and "parameter" in one for one in body["errors"])
    else:
        assert answer.headers["Content-Type"].startswith("text/html")
        assert re.search(r"<h1[ >]", text)
    return text


def test_what_cannot_be_meant_is_refused_at_every_door(client: Client):
    indexed()
    for door in DOORS:
        for query in REFUSED:
            refused(client, f"{door}?{query}")


def test_pages_out_of_reach_are_refused(client: Client):
    indexed()
    for door in ("/en/directory", "/zh-hans/directory", "/api/v1/profiles"):
        for query in PAGED:
            refused(client, f"{door}?{query}")


def test_wrong_cursors_are_refused(client: Client):
    indexed()
    for query in CURSORS:
        refused(client, f"/api/v1/profiles?{query}")


def test_odd_searches_are_only_searches(client: Client):
    indexed()
    for door in DOORS:
        for query in TAKEN:
            answer = client.get(f"{door}?{query}")
            assert answer.status_code == 200, (door, query[:80])
            b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_a_thousand_parameters_are_refused(client: Client):
    indexed()
    for door in DOORS:
        for query in ("&".join(f"p{number}=1" for number in range(1001)), "&".join(["country=CN"] * 1001)):
            assert client.get(f"{door}?{query}").status_code == 400, door


def test_the_page_of_a_fault_says_what_to_write_and_keeps_what_was_typed(client: Client):
    indexed()
    text = refused(client, "/en/directory?contry=CN&q=bridges")
    assert "country" in text
    assert "bridges" in text


def test_addresses_that_are_not_there(client: Client):
    indexed()
    for address in ("/api/v1/nothing", "/api/", "/api/v2/profiles", "/api/v1/profiles/a/b", "/api/v1/profiles/%00", "/api/v1/profiles/..%2f..%2fetc"):
        refused(client, address, 404)
    for address in ("/en/profiles/%00", "/en/profiles/000000000000", "/en/directory/export.exe"):
        assert client.get(address).status_code == 404


def test_other_methods_are_refused(client: Client):
    for method in ("post", "put", "patch", "delete", "options", "trace"):
        for address in ("/api/v1/profiles", "/api/v1/profiles/000000000000", "/api/v1/suggest", "/api/v1/subjects", "/api/v1/schema", "/api/v1/"):
            answer = getattr(client, method)(address)
            assert answer.status_code == 405, (method, address)
            assert set(answer.headers["Allow"].replace(" ", "").split(",")) == {"GET", "HEAD"}
            assert answer.headers["Content-Type"] == "application/problem+json"


def test_other_methods_are_refused_alike_when_signed_in():
    client = Client(enforce_csrf_checks=True)
    make.sign_in(make.member(), client)
    assert client.generic("POST", "/api/v1/profiles", b"[" * 1000, "application/json; charset=bz2_codec").status_code == 405


def test_other_forms_than_json_are_refused(client: Client):
    indexed()
    assert client.get("/api/v1/profiles", headers={"Accept": "application/xml"}).status_code == 406
    assert client.get("/api/v1/profiles", headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}).status_code == 200
    assert client.get("/api/v1/profiles?format=xml").status_code == 400


def test_odd_headers_do_no_harm(client: Client):
    indexed()
    for name, values in {
        "Accept-Language": ("zh-Hant-TW;q=0.5,*", "x" * 5000, "en;q=abc", "\u4e2d"),
        "If-None-Match": ("*", "W/", '"', "a,b,c" * 500), "Accept": ("*/*;q=0", ";;;", ","),
        "X-Request-Id": ("../../etc", "a" * 500, "<script>"), "Authorization": ("Bearer x", "Basic ====", "\u4e2d"),
        "Cookie": ("sessionid=../../x", "=;=;"),
        "Range": ("bytes=0-", "bytes=-1"),
    }.items():
        for value in values:
            for door in DOORS[:4]:
                status = client.get(door, headers={name: value}).status_code
                assert status in {200, 304, 400, 401, 403, 406}, (name, value[:40], door, status)


def test_a_hostile_host_is_refused_under_the_api_too(client: Client):
    answer = client.get("/api/v1/profiles", headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
