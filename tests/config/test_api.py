"""JSON manners: hostile JSON is a 400 or a 415, refusals are problem+json in the reader's language, our own faults tell nothing."""

import io
import logging

import orjson
import pytest
from django.test import Client, RequestFactory
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.views import APIView

from config import api
from directory.api import views as reading
from directory.errors import BadParameters, IndexNotReady, NotFound, ParameterError
from tests.lists import indexed


def parse(body: bytes, charset: str | None = None) -> object:
    return api.StrictJSONParser().parse(io.BytesIO(body), "application/json", {"encoding": charset} if charset else {})


def test_json_in_utf_8_is_read():
    assert parse('{"名": ["a", 1, null]}'.encode()) == {"名": ["a", 1, None]}
    assert parse(b"[1]", "UTF-8") == parse(b"[1]", "utf8") == parse(b"[1]", "us-ascii") == [1]


@pytest.mark.parametrize("charset", [
    "bz2_codec", "zlib_codec", "rot13", "utf-16", "utf-7", "idna", "base64", "nonsense", "a" * 300, "utf\x008", "unicode_escape",
])
def test_no_other_charset_is_read(charset: str):
    with pytest.raises(exceptions.UnsupportedMediaType):
        parse(b"[1]", charset)


@pytest.mark.parametrize("body", [
    b"", b"{", b"nonsense", b"[" * 200_000, b'{"a":' * 100_000, b"[" * 200 + b"]" * 200, b'{"a": NaN}', b"[Infinity]", b'"\xff"',
    b'"\\ud800"', b'["a\\u0000b"]',
    b'{"\\u0000": 1}', "[1]".encode("utf-16"), b"\xef\xbb\xbf[1]", b"'a'", b"[1] [2]", b"\x1f\x8b\x08", b'{"a":1}}',
])
def test_hostile_json_is_refused(body: bytes):
    with pytest.raises(exceptions.ParseError) as caught:
        parse(body)
    assert len(str(caught.value.detail)) > 20


def test_a_body_too_large_is_refused():
    with pytest.raises(api.TooLarge):
        parse(b'"' + b"a" * api.LONGEST_JSON + b'"')


def problem(error: Exception, headers: dict[str, str] | None = None) -> tuple[int, dict, dict]:
    request = Request(RequestFactory().get("/api/v1/profiles", headers=headers or {}))
    answer = api.problem_response(error, {"request": request, "view": APIView()})
    answer.accepted_renderer, answer.accepted_media_type, answer.renderer_context = api.JSONRenderer(), "application/json", {}
    answer.render()
    assert answer["Content-Type"] == "application/problem+json"
    return answer.status_code, orjson.loads(answer.content), dict(answer.headers)


@pytest.mark.parametrize(("error", "status"), [
    (BadParameters([ParameterError("a", "b", "c")]), 400), (NotFound(), 404), (IndexNotReady(), 503), (exceptions.ParseError(), 400),
    (exceptions.MethodNotAllowed("PUT"), 405),
    (exceptions.UnsupportedMediaType("text/x"), 415), (exceptions.NotAcceptable(), 406), (exceptions.NotAuthenticated(), 401),
    (exceptions.PermissionDenied(), 403),
    (exceptions.Throttled(wait=7), 429), (api.TooLarge(), 413),
])
def test_every_refusal_has_the_same_shape(error: Exception, status: int):
    found, body, _headers = problem(error)
    assert found == body["status"] == status
    assert set(body) == {"type", "title", "status", "detail", "instance", "request_id", "errors"}
    assert body["title"]
    assert body["detail"]
    assert body["instance"] == "/api/v1/profiles"


def test_whoever_must_wait_is_told_how_long():
    assert problem(exceptions.Throttled(wait=7))[2]["Retry-After"] == "7"
    assert problem(IndexNotReady())[2]["Retry-After"] == "30"


def test_a_fault_of_ours_is_logged_and_tells_nothing(caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.ERROR):
        status, body, _headers = problem(RuntimeError("the secret is 42"))
    assert status == 500
    assert "42" not in orjson.dumps(body).decode()
    assert "RuntimeError" in caplog.text


@pytest.mark.django_db
def test_a_failure_in_a_view_is_a_problem_with_its_request_id(monkeypatch: pytest.MonkeyPatch):
    def broken(*_args: object) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr(reading, "parse", broken)
    answer = Client(raise_request_exception=False).get("/api/v1/profiles")
    assert (answer.status_code, answer.headers["Content-Type"]) == (500, "application/problem+json")
    assert answer.json()["request_id"] == answer.headers["X-Request-Id"]


@pytest.mark.django_db
def test_problems_are_told_in_the_readers_language(client: Client):
    indexed()
    english = client.get("/api/v1/profiles?contry=CN").json()
    chinese = client.get("/api/v1/profiles?contry=CN", headers={"Accept-Language": "zh-CN"}).json()
    assert english["errors"][0]["suggestion"] == chinese["errors"][0]["suggestion"] == "country"
    assert english["errors"][0]["code"] == chinese["errors"][0]["code"] == "unknown_parameter"
    assert client.get("/api/v1/profiles?contry=CN", headers={"Accept-Language": "zh-CN"}).headers["Content-Language"] == "zh-hans"


def test_json_is_written_as_utf_8():
    assert api.JSONRenderer().render({"名": "东南大学"}) == '{"名":"东南大学"}'.encode()
