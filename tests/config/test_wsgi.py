"""What reaches Django at all: no header makes a request fail before a handler can answer."""

import pytest
from django.test import RequestFactory

from config.wsgi import application
from tests.lists import indexed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_connection")]


def asked(address: str, **environ: str) -> int:
    told = []
    path, _mark, query = address.partition("?")
    asking = RequestFactory()._base_environ(PATH_INFO=path, QUERY_STRING=query, **environ)
    answer = application(asking, lambda status, _headers: told.append(status))
    b"".join(answer)
    return int(told[0][:3])


CHARSETS = ("bz2_codec", "zlib_codec", "rot13", "utf-16", "idna", "nonsense", "undefined", "unicode_escape", "a\0b", "", '"', "x" * 5000)


def test_a_charset_that_is_none_is_not_followed():
    indexed()
    for charset in CHARSETS:
        for door in ("/en/directory", "/api/v1/profiles", "/en/directory/export.json", "/en/directory/feed.atom"):
            assert asked(f"{door}?q=%E6%A1%A5&kind=company", CONTENT_TYPE=f"application/json; charset={charset}") == 200, (door, charset)
            assert asked(f"{door}?contry=CN", CONTENT_TYPE=f"text/html; charset={charset}") == 400, (door, charset)


def test_too_many_parameters_are_refused_whatever_the_header():
    indexed()
    for kind in ("", "application/json", "application/json; charset=utf-8"):
        assert asked("/api/v1/profiles?" + "&".join(["kind=company"] * 1001), CONTENT_TYPE=kind) == 400
