"""A request is taken in whole, within what its address takes, and a slow line keeps nobody else waiting."""

import errno
import gc
import threading
import time
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from accounts.client import arrived_at
from config import receiving
from config.receiving import REFUSED, OneAtATime, receive
from exchanges.files.receiving import MOST_AT_ONCE
from tests import make

SMALL = settings.DATA_UPLOAD_MAX_MEMORY_SIZE


class Line:
    """A body on its way: so many bytes come, then the line breaks, or ends."""

    def __init__(self, come: int, error: OSError | None = None) -> None:
        self.left, self.error, self.read_of_it = come, error, 0

    def read(self, most: int) -> bytes:
        size = min(most, self.left)
        if not size and self.error:
            raise self.error
        self.left -= size
        self.read_of_it += size
        return b"x" * size


def asked(path: str, line: Any, length: int | None, method: str = "POST", **more: str) -> dict[str, Any]:
    environ = RequestFactory()._base_environ(PATH_INFO=path, REQUEST_METHOD=method, **more)
    environ["wsgi.input"] = line
    environ["CONTENT_LENGTH"] = "" if length is None else str(length)
    environ["body"] = receive(environ)
    return environ


def addresses() -> tuple[str, str]:
    from django.urls import reverse

    return reverse("application_section", args=["0" * 12, "project"]), reverse("results")


def test_a_whole_body_is_handed_on():
    environ = asked(addresses()[1], Line(1000), 1000)
    assert REFUSED not in environ
    assert (environ["CONTENT_LENGTH"], environ["wsgi.input"].read()) == ("1000", b"x" * 1000)


def test_a_body_without_a_length_is_counted_as_it_comes():
    environ = asked(addresses()[1], Line(1000), None, HTTP_TRANSFER_ENCODING="chunked")
    assert (environ["CONTENT_LENGTH"], len(environ["wsgi.input"].read())) == ("1000", 1000)
    line = Line(10**9)
    assert asked(addresses()[1], line, None, HTTP_TRANSFER_ENCODING="chunked")[REFUSED] == ("large", SMALL)
    assert line.read_of_it == SMALL + 1


@pytest.mark.parametrize("error", [None, ConnectionResetError(errno.ECONNRESET, "gone")], ids=["ends", "breaks"])
def test_a_body_that_broke_off_is_never_worked_on(error: OSError | None):
    environ = asked(addresses()[0], Line(500, error), 1000)
    assert environ[REFUSED][0] == "cut"
    assert environ["wsgi.input"].read() == b""


def test_only_addresses_that_take_files_take_much():
    section, search = addresses()
    environ = asked(section, Line(SMALL + 1), SMALL + 1)
    assert (environ["CONTENT_LENGTH"], REFUSED in environ) == (str(SMALL + 1), False)
    assert isinstance(environ["body"].name, int)  # a file without a name
    for path in (search, "/en/nothing", "/", "/zh-hans/account/login/password", "/api/v1/profiles", "/\udcff"):
        assert asked(path, Line(SMALL + 1), SMALL + 1)[REFUSED] == ("large", SMALL), path
    assert asked(section.replace("/en/", "/zh-hans/"), Line(SMALL + 1), SMALL + 1).get(REFUSED) is None


def test_what_is_far_too_large_is_not_even_read():
    line = Line(10**12)
    assert asked(addresses()[0], line, 10**12)[REFUSED] == ("large", MOST_AT_ONCE)
    assert line.read_of_it == 0


def test_passport_scans_wait_in_memory():
    from django.urls import reverse

    environ = asked(reverse("placement_papers", args=["0" * 12]), Line(SMALL + 1), SMALL + 1)
    assert isinstance(environ["body"], BytesIO)


def test_a_question_without_a_body_reads_none():
    line = Line(100)
    assert asked(addresses()[1], line, 100, method="GET")["CONTENT_LENGTH"] == "0"
    assert line.read_of_it == 0


def test_a_full_disk_is_told_as_that(monkeypatch: pytest.MonkeyPatch):
    class Full(BytesIO):
        def write(self, _piece: Any) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(receiving, "TemporaryFile", Full)
    assert asked(addresses()[0], Line(SMALL + 1), SMALL + 1)[REFUSED][0] == "full"


@pytest.mark.django_db
@pytest.mark.parametrize(("why", "status", "en", "zh"), [
    ("large", 413, "This page takes 2.5", "本页一次最多接收2.5"), ("full", 507, "The disk of this site is full", "磁盘已满"),
    ("cut", 400, "nothing was lost", "没有丢失"),
])
def test_what_was_not_received_is_told_in_the_readers_language(why: str, status: int, en: str, zh: str):
    client = Client()
    make.sign_in(make.confirmed(make.member()), client)
    for path, words in ((addresses()[0], en), (addresses()[0].replace("/en/", "/zh-hans/"), zh)):
        answer = client.post(path, **{REFUSED: (why, SMALL)})
        assert answer.status_code == status
        assert words in answer.content.decode().replace("\xa0", " ")
    program = client.post("/api/v1/profiles", **{REFUSED: (why, SMALL)})
    assert (program.status_code, program["Content-Type"]) == (status, "application/problem+json")


@pytest.mark.django_db
def test_more_fields_or_files_than_a_form_has_are_too_much():
    client = Client()
    for form in ({f"f{number}": "1" for number in range(1100)}, {f"f{number}": BytesIO(b"x") for number in range(101)}):
        answer = client.post("/en/account/login/password", form)
        assert answer.status_code == 413
        assert "nothing that was saved before is lost" in answer.content.decode()


# The thread that works


def call(application: OneAtATime, environ: dict[str, Any] | None = None) -> Any:
    return application(environ or RequestFactory()._base_environ(), lambda *_said: None)


def test_a_slow_body_keeps_nobody_waiting():
    began, goes_on = threading.Event(), threading.Event()

    class Slow(Line):
        def read(self, most: int) -> bytes:
            began.set()
            goes_on.wait(10)
            return super().read(most)

    application = OneAtATime(lambda environ, _start: HttpResponse(environ["CONTENT_LENGTH"]))
    answers: list[bytes] = []
    slow = RequestFactory()._base_environ(REQUEST_METHOD="POST", CONTENT_LENGTH="5") | {"wsgi.input": Slow(5)}
    thread = threading.Thread(target=lambda: answers.extend(call(application, slow)))
    thread.start()
    assert began.wait(5)
    assert list(call(application)) == [b"0"]
    goes_on.set()
    thread.join(5)
    assert answers == [b"5"]


def test_a_request_arrives_when_it_is_whole_and_not_when_its_turn_comes():
    turn, goes_on = threading.Event(), threading.Event()
    seen: list[Any] = []

    def work(environ: dict[str, Any], _start: Any) -> HttpResponse:
        turn.set()
        goes_on.wait(10)
        seen.append((arrived_at(WSGIRequest(environ)), timezone.now()))
        return HttpResponse("x")

    application = OneAtATime(work)
    threads = [threading.Thread(target=call, args=(application,)) for _ in range(2)]
    for thread in threads:
        thread.start()
    assert turn.wait(5)
    time.sleep(0.2)
    goes_on.set()
    for thread in threads:
        thread.join(10)
    assert all((now - arrived).total_seconds() >= 0.2 for arrived, now in seen)


def test_one_request_is_worked_on_after_the_other_by_the_same_thread():
    at_work, seen = [], set()

    def work(_environ: Any, _start: Any) -> HttpResponse:
        at_work.append(1)
        assert len(at_work) == 1
        seen.add(threading.get_ident())
        time.sleep(0.01)
        at_work.pop()
        return HttpResponse("x")

    application = OneAtATime(work)
    threads = [threading.Thread(target=call, args=(application,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert len(seen) == 1
    assert threading.get_ident() not in seen


def test_what_is_made_while_it_is_sent_is_made_where_the_rest_is():
    made_on: set[int] = set()

    def pieces() -> Iterator[bytes]:
        for _ in range(50):
            made_on.add(threading.get_ident())
            yield b"piece"

    application = OneAtATime(lambda _environ, _start: StreamingHttpResponse(pieces()))
    sent = call(application)
    assert b"".join(sent) == b"piece" * 50
    assert made_on == {application.work.submit(threading.get_ident).result()}


def test_a_failure_while_it_is_sent_is_not_an_end():
    def pieces() -> Iterator[bytes]:
        yield b"piece"
        raise RuntimeError("broken")

    sent = iter(call(OneAtATime(lambda _environ, _start: StreamingHttpResponse(pieces()))))
    assert next(sent) == b"piece"
    with pytest.raises(RuntimeError):
        next(sent)


@pytest.mark.parametrize("says_so", [True, False])
def test_a_reader_who_goes_away_keeps_nobody_waiting(says_so: bool):
    closed = threading.Event()

    class Noted(StreamingHttpResponse):
        def close(self) -> None:
            super().close()
            closed.set()

    answers: list[Any] = [Noted(b"x" for _ in range(10_000)), HttpResponse("next")]
    application = OneAtATime(lambda _environ, _start: answers.pop(0))
    sent = call(application)
    next(iter(sent))
    if says_so:
        sent.close()
    del sent
    gc.collect()
    assert list(call(application)) == [b"next"]
    assert closed.is_set()


def test_the_bytes_of_a_file_need_no_turn():
    answers: list[Any] = [FileResponse(BytesIO(b"a file")), HttpResponse("next")]
    application = OneAtATime(lambda _environ, _start: answers.pop(0))
    sent = call(application)
    assert list(call(application)) == [b"next"]
    assert b"".join(sent) == b"a file"
    sent.close()


def test_a_failure_of_the_application_is_the_callers():
    def broken(_environ: Any, _start: Any) -> None:
        raise RuntimeError("broken")

    with pytest.raises(RuntimeError):
        call(OneAtATime(broken))
