"""What a failure is told as, when it isn't the code that failed: a full disk, a database that is away."""

import errno

import pytest
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import translation

from config import handlers


def told(error: Exception, path: str = "/en/directory") -> HttpResponse:
    with translation.override("zh-hans" if path.startswith("/zh") else "en"):
        try:
            raise error
        except type(error):
            return handlers.server_error(RequestFactory().get(path))


@pytest.mark.parametrize("error", [
    OSError(errno.ENOSPC, "No space left on device"), OperationalError("database or disk is full"),
    OperationalError('could not extend file "base/1/2": No space left on device'),
], ids=["file", "sqlite", "postgresql"])
def test_a_full_disk_is_told_as_that(error: Exception):
    for path, words in (("/en/directory", "The disk of this site is full"), ("/zh-hans/directory", "磁盘已满")):
        answer = told(error, path)
        assert (answer.status_code, answer["Retry-After"]) == (507, "600")
        assert words in answer.content.decode()
    assert told(error, "/api/v1/profiles")["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("error", [OperationalError("connection refused"), OperationalError("database is locked"), InterfaceError("closed")])
def test_a_database_that_is_away_comes_back(error: Exception):
    for path in ("/en/directory", "/zh-hans/directory", "/api/v1/profiles"):
        answer = told(error, path)
        assert (answer.status_code, answer["Retry-After"]) == (503, "10")


def test_where_not_even_a_page_can_be_made_both_languages_are_told(monkeypatch: pytest.MonkeyPatch):
    def broken(*_args: object) -> None:
        raise OperationalError("still away")

    monkeypatch.setattr(handlers.frame, "unavailable", broken)
    answer = told(OperationalError("away"))
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    assert "没有任何内容丢失" in answer.content.decode()


def test_what_is_ours_stays_a_500():
    assert told(RuntimeError("broken")).status_code == 500
    assert told(OSError(errno.EACCES, "no")).status_code == 500
    assert told(OperationalError("no such table: directory_profile")).status_code == 500
