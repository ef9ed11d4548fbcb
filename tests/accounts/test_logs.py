"""Nothing personal stands in a log: planted addresses, names, codes and tokens are sought in every line that a whole day of use leaves."""

import io
import logging
import logging.config
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.test import Client, RequestFactory
from django.urls import resolve
from django.views.debug import ExceptionReporter, get_exception_reporter_filter
from granian.log import DEFAULT_ACCESSLOG_FMT

from accounts import outbox
from accounts.models import Message, User
from config import logs
from tests import make

NAME, GIVEN = "Quillon Plantagenet", "Plantagenet"
ADDRESS = "quillon.plantagenet@planted.example"
PASSWORD = "plantedpassw0rd-never-shown"
TOKEN = "pLanT3d" + "q8Zt1_VbX4mK7wRd-Ys2NcJh6LfPgE3u"
PLANTED = (ADDRESS, ADDRESS.replace("@", "%40"), GIVEN, PASSWORD, TOKEN, "planted.example")


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What the console would show, with every logger at its most talkative."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    spec = settings.LOGGING["formatters"]["line"]
    handler.setFormatter(logs.Line(spec["format"], style=spec["style"]))
    handler.addFilter(logs.OneLine())
    loggers = [logging.getLogger(name) for name in ("", "django", "django.server", "django.request", "qiao", "granian.access", "allauth")]
    before = [(logger, logger.level) for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.DEBUG)
    heard = [logging.getLogger(name) for name in ("", "django.server", "granian.access")]
    for logger in heard:
        logger.addHandler(handler)
    yield written
    for logger in heard:
        logger.removeHandler(handler)
    for logger, level in before:
        logger.setLevel(level)


def clean(written: io.StringIO) -> str:
    text = written.getvalue()
    assert not [planted for planted in PLANTED if planted.lower() in text.lower()], text
    return text


@pytest.mark.django_db
def test_a_day_of_use_leaves_nothing_of_anybody_in_the_log(lines: io.StringIO):
    ana = make.member(ADDRESS, full_name=NAME)
    client = Client(raise_request_exception=False)
    for path, sent in [
        ("account/login", {"login": ADDRESS, "email": ADDRESS}), ("account/login/password", {"login": ADDRESS, "password": PASSWORD}),
        ("account/new", {"email": ADDRESS, "full_name": NAME, "password1": PASSWORD}), ("account/login/code", {"code": "KXQ4-7TPM"}),
        ("account/password", {"email": ADDRESS}), ("account/settings", {"full_name": NAME}), ("account/login", {"email": f"{NAME}\r\nX: 1"}),
    ]:
        client.post(f"/en/{path}", sent, HTTP_USER_AGENT=NAME, HTTP_REFERER=f"/en/{TOKEN}")
    for path in [
        f"account/password/1-{TOKEN}", f"account/notices/off/{TOKEN}", f"account/address/{TOKEN}", f"invitations/{TOKEN}", f"{NAME}/{TOKEN}",
        f"directory?q={NAME}&x={ADDRESS}", f"profiles/{ADDRESS}", f"directory?page={ADDRESS}", "account/%00", f"%0aERROR forged {NAME}",
    ]:
        for lang in ("en", "zh-hans"):
            client.get(f"/{lang}/{path}")
    client.get(f"/api/v1/profiles?{GIVEN}={ADDRESS}")
    client.post("/api/v1/profiles", data=f'{{"name": "{NAME}', content_type="application/json")
    Client(enforce_csrf_checks=True).post(f"/en/account/notices/read?{TOKEN}", {"email": ADDRESS})
    signed = make.sign_in(ana)
    for page in ("", "/settings", "/consents", "/seen", "/notices"):
        signed.get(f"/en/account{page}")
    signed.post("/en/account/settings", {"full_name": NAME * 20, "language": "fr"})
    text = clean(lines)
    assert "django.request" in text  # the refusals were told


@pytest.mark.django_db
def test_a_page_that_fails_is_told_by_its_pattern_and_its_place(lines: io.StringIO, monkeypatch: pytest.MonkeyPatch):
    def fails(*_args: Any) -> None:
        raise ValueError(f"{NAME} <{ADDRESS}> said {TOKEN}")

    monkeypatch.setattr("accounts.hooks.needs_of", fails)
    client = make.sign_in(make.member(ADDRESS, full_name=NAME))
    client.raise_request_exception = False
    assert client.get(f"/en/account?{TOKEN}").status_code == 500
    text = clean(lines)
    assert "Internal Server Error: /en/account" in text
    assert "builtins.ValueError" in text
    assert "test_logs.py" in text


@pytest.mark.django_db
def test_what_the_database_says_of_a_value_is_not_repeated(lines: io.StringIO):
    make.member(ADDRESS)
    try:
        with transaction.atomic():
            User.objects.create(email=ADDRESS.upper())
    except IntegrityError:
        logging.getLogger("qiao.test").exception("could not be saved")
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT CAST(%s AS integer) FROM no_such_table", [ADDRESS])
    except Exception as error:
        logging.getLogger("qiao.test").exception("asked in vain: %s", type(error).__name__)
    text = clean(lines)
    assert "IntegrityError" in text


@pytest.mark.django_db
def test_a_mail_that_cannot_be_sent_names_no_reader(lines: io.StringIO):
    message = outbox.post("notice", to=make.member(ADDRESS, full_name=NAME), facts={"lines": []})
    logging.getLogger("qiao.outbox").error("%s failed: %s", message, {ADDRESS: (550, b"no such user")})
    assert Message.objects.filter(recipient=ADDRESS).exists()
    clean(lines)


@pytest.mark.parametrize(("said", "kept"), [
    ("duplicate key: Key (email)=(quillon.plantagenet@planted.example) already exists.", "duplicate key: Key […]"),
    (f"GET /en/x?token={TOKEN}", "GET /en/x?token=[…]"),
    ('{"code": "KXQ4-7TPM"}', '{"code": "[…]"}'),
    ("Cookie: sessionid=abc", "Cookie: […]"),
    ("from 203.0.113.9 and 2001:db8:1:2::9 and 127.0.0.1", "from […] and […] and 127.0.0.1"),
    ("ORCID 0000-0002-1825-0097", "ORCID […]"),
    ("message 6b1f2c1e-9f0a-4c0e-8f0e-0a1b2c3d4e5f, profile 7k2m9qxw3tab", "message 6b1f2c1e-9f0a-4c0e-8f0e-0a1b2c3d4e5f, profile 7k2m9qxw3tab"),
    ("17 waited 3.5 s in accounts_notice", "17 waited 3.5 s in accounts_notice"),
    ("database is locked", "database is locked"),
])
def test_what_is_somebodys_goes_by_its_shape(said: str, kept: str):
    assert logs.redacted(said) == kept


@pytest.mark.parametrize("name", ["django.server", "granian.access"])
def test_a_line_for_each_request_names_the_page_and_nobody(name: str, lines: io.StringIO):
    said = {"addr": "203.0.113.77", "time": "now", "method": "GET", "path": f"/zh-hans/account/notices/off/{TOKEN}?q={NAME}", "protocol": "HTTP/1.1",
            "status": 200, "dt_ms": 1.5}
    logging.getLogger(name).info(DEFAULT_ACCESSLOG_FMT, said)
    text = clean(lines)
    assert "/zh-hans/account/notices/off/<str:token>" in text
    assert "203.0.113.77" not in text


def test_a_log_line_stays_one_line(lines: io.StringIO):
    try:
        raise OSError("disk full\n2026-11-23 ERROR forged")
    except OSError:
        logging.getLogger("qiao.test").exception("bad\r\n2026-11-23 ERROR forged \x1b[31m")
    written = lines.getvalue().splitlines()
    assert "OSError: disk full" in written[-1]
    assert not [line for line in written if line.startswith("2026-11-23 ERROR forged")]
    assert all(line.startswith("    ") for line in written[1:])
    assert "\x1b" not in lines.getvalue()


def test_a_report_of_an_error_shows_no_value():
    request = RequestFactory().post("/en/account/login", {"email": ADDRESS, "code": TOKEN}, HTTP_COOKIE=f"sessionid={TOKEN}", HTTP_USER_AGENT=NAME)
    request.resolver_match = resolve("/en/account")
    somebody = NAME
    try:
        raise RuntimeError(len(somebody))
    except RuntimeError as error:
        reporter = ExceptionReporter(request, type(error), error, error.__traceback__)
        told = str(reporter.get_traceback_text())
    assert isinstance(get_exception_reporter_filter(request), logs.SafeReports)
    shown = re.sub(r"(?s)^.*?Request information", "", told)
    for planted in (ADDRESS, NAME, TOKEN):
        assert planted not in shown
