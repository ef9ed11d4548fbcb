"""A mail on the wire: its headers, its two languages, its letters."""

import ssl
from email.message import EmailMessage

import pytest
from django.core import mail as django_mail
from pytest_django.fixtures import Settings

from accounts.models import Message
from accounts.outbox import smtp
from accounts.outbox.errors import Failed, Refused, Unreachable
from accounts.outbox.mail import BY_SMTP, composed, handed_over, reachable
from tests.accounts.outbox.servers import Sink, free_port, mail_server


def written(**fields) -> Message:
    return Message(**{"topic": "notice", "recipient": "ana@example.org", "destination": "example.org", "subject": "Qiao: news & more",
                      "text": "News.\n.a line with a point\n", "html": "<p>News."} | fields)


@pytest.fixture
def by_smtp(settings: Settings) -> Settings:
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.HAS_MAIL_SERVER = BY_SMTP, "127.0.0.1", True
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.DEFAULT_FROM_EMAIL = "Qiao 桥 <no-reply@qiao.example>"
    settings.SITE_URL = "https://qiao.example"
    return settings


def sent(settings: Settings, message: Message, **answers) -> tuple[EmailMessage, Sink]:
    with mail_server(**answers) as sink:
        settings.EMAIL_PORT = sink.port
        with handed_over(message):
            pass
    return sink.arrived[0], sink


def test_a_mail_has_the_headers_that_it_needs(by_smtp: Settings):
    message = written(headers={"List-Unsubscribe": "<https://qiao.example/en/off/1>", "Bcc": "eve@evil.example"})
    mail, sink = sent(by_smtp, message)
    assert mail["Message-ID"] == f"<{message.id}@qiao.example>"
    assert mail["Date"].datetime.timestamp() == int(message.created_at.timestamp())
    assert mail["From"] == "Qiao 桥 <no-reply@qiao.example>"
    assert (mail["To"], mail["Auto-Submitted"], mail["Bcc"]) == ("ana@example.org", "auto-generated", None)
    assert mail["List-Unsubscribe"] == "<https://qiao.example/en/off/1>"
    assert "mail FROM:<no-reply@qiao.example>" in " ".join(sink.lines)
    assert "ehlo qiao.example" in " ".join(sink.lines)
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text
    assert html
    assert text.get_content().splitlines() == ["News.", ".a line with a point"]
    assert html.get_content().strip() == "<p>News."
    assert composed(message, "ana@example.org")["Message-ID"] == mail["Message-ID"]  # the same at every try


def test_chinese_subjects_and_texts_arrive_whole_and_travel_as_ascii(by_smtp: Settings):
    subject = "东南大学仪器科学与工程学院副教授沈若澜请求加入您的机构，请您在九十天之内予以确认或者谢绝" * 2
    mail, sink = sent(by_smtp, written(subject=subject, text="您好，沈若澜。\n" * 60, html="<p>您好，沈若澜。</p>" * 60))
    assert mail["Subject"] == subject
    assert "".join(sink.lines).isascii()
    text = mail.get_body(("plain",))
    assert text
    assert text.get_content().replace("\r\n", "\n") == "您好，沈若澜。\n" * 60
    raw = composed(written(subject=subject), "ana@example.org").as_bytes()
    assert max(map(len, raw.split(b"\r\n"))) <= 78
    assert raw.isascii()


@pytest.mark.parametrize("subject", ["News\r\nBcc: eve@evil.example", "News\nX: y", "News\r"])
def test_a_subject_is_one_line_whatever_the_row_says(by_smtp: Settings, subject: str):
    mail, _sink = sent(by_smtp, written(subject=subject))
    assert mail["Subject"] == " ".join(subject.split())
    assert mail["Bcc"] is mail["X"] is None


@pytest.mark.parametrize("address", [
    "ana@example.org\r\nRCPT TO:<eve@evil.example>", "ana", "", "ana@", "@example.org", "a b@example.org", "ana@exa mple.org", "ana@example..org",
])
def test_an_impossible_address_is_a_dead_letter(by_smtp: Settings, address: str):
    with mail_server() as sink:
        by_smtp.EMAIL_PORT = sink.port
        with pytest.raises(Refused), handed_over(written(recipient=address)):
            pass
        assert not sink.arrived


def test_a_domain_in_other_letters_is_written_as_dns_has_it(by_smtp: Settings):
    assert reachable("ana@例子.中国") == "ana@xn--fsqu00a.xn--fiqs8s"
    _mail, sink = sent(by_smtp, written(recipient="ana@例子.中国"))
    assert "xn--fsqu00a" in " ".join(sink.lines)


def test_an_address_in_other_letters_needs_a_server_that_can_write_to_it(by_smtp: Settings):
    with mail_server() as plain:
        by_smtp.EMAIL_PORT = plain.port
        with pytest.raises(Refused, match="such letters"), handed_over(written(recipient="若澜@example.org")):
            pass
    mail, sink = sent(by_smtp, written(recipient="若澜@example.org"), extensions=("8BITMIME", "SMTPUTF8"))
    assert "SMTPUTF8" in " ".join(sink.lines)
    assert "若澜@example.org" in str(mail["To"])


def test_answers_mean_what_they_say(by_smtp: Settings):
    cases = [
        ({"RCPT": "550 5.1.1 <ana@example.org> unknown"}, Refused, "the address was refused: 550 5.1.1"),
        ({"RCPT": "450 4.2.1 later"}, Failed, "the address was refused: 450 4.2.1"), ({"RCPT": "552 full"}, Failed, "552"),
        ({"RCPT": "530 sign in"}, Failed, "530"), ({"MAIL": "553 not you"}, Failed, "the sender was refused: 553"),
        ({"dot": "554 5.7.1 spam"}, Refused, "the message was refused: 554 5.7.1"), ({"dot": "451 later"}, Failed, "451"),
        ({"DATA": "drop"}, Failed, "broke off"), ({"dot": "drop"}, Failed, "broke off"), ({"MAIL": "drop"}, Failed, "broke off"),
        ({"greeting": "554 no"}, Unreachable, "SMTPConnectError 554"), ({"greeting": "421 busy"}, Unreachable, "421"),
        ({"greeting": "drop"}, Unreachable, "SMTPServerDisconnected"), ({"greeting": "HTTP/1.1 400 Bad Request"}, Unreachable, "can't be used"),
        ({"EHLO": "500 no", "HELO": "500 no"}, Unreachable, "SMTPHeloError"),
    ]
    for answers, kind, reason in cases:
        with mail_server(**answers) as sink:
            by_smtp.EMAIL_PORT = sink.port
            with pytest.raises(kind, match=reason) as caught, handed_over(written()):
                pass
            assert "ana" not in str(caught.value), answers
    by_smtp.EMAIL_PORT = free_port()
    with pytest.raises(Unreachable, match="ConnectionRefusedError"), handed_over(written()):
        pass


def test_after_the_yes_nothing_that_the_server_does_matters(by_smtp: Settings, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(smtp, "FAREWELL", 0.2)
    for answers in ({"dot": "lie"}, {"QUIT": "drop"}, {"QUIT": "hang"}, {"QUIT": "550 stay"}):
        _mail, sink = sent(by_smtp, written(), **answers)
        assert len(sink.arrived) == 1


@pytest.mark.parametrize("answers", [
    {"greeting": "hang"}, {"EHLO": "hang"}, {"greeting": "drip"}, {"RCPT": "drip"}, {"dot": "hang"}, {"DATA": "drip"},
])
def test_a_server_that_hangs_or_drips_is_left_in_time(by_smtp: Settings, monkeypatch: pytest.MonkeyPatch, answers: dict[str, str]):
    monkeypatch.setattr(smtp, "TIME_LIMIT", 0.5)
    monkeypatch.setattr(smtp, "FAREWELL", 0.1)
    with mail_server(**answers) as sink:
        by_smtp.EMAIL_PORT = sink.port
        with pytest.raises((Failed, Unreachable)), handed_over(written()):
            pass


def test_tls_is_never_left_out(by_smtp: Settings):
    by_smtp.EMAIL_USE_TLS, by_smtp.EMAIL_HOST_USER, by_smtp.EMAIL_HOST_PASSWORD = True, "qiao", "secret"
    cases = [{}, {"extensions": ("STARTTLS",), "STARTTLS": "454 not now"}, {"extensions": ("STARTTLS",), "STARTTLS": "220 go on"},
             {"extensions": ("STARTTLS",), "STARTTLS": "220 go on\r\n250 injected"}]
    for answers in cases:
        with mail_server(**answers) as sink:
            by_smtp.EMAIL_PORT = sink.port
            with pytest.raises(Unreachable), handed_over(written()):
                pass
            assert not sink.arrived
            assert not any(line.upper().startswith(("MAIL", "AUTH")) for line in sink.lines), sink.lines
    by_smtp.EMAIL_USE_TLS, by_smtp.EMAIL_USE_SSL = False, True
    with mail_server() as sink:  # speaks no TLS at all
        by_smtp.EMAIL_PORT = sink.port
        with pytest.raises(Unreachable), handed_over(written()):
            pass


def test_the_server_s_certificate_and_name_are_checked():
    context = smtp.tls_context()
    assert (context.check_hostname, context.verify_mode) == (True, ssl.CERT_REQUIRED)


def test_another_backend_of_django_gets_the_same_mail(settings: Settings):
    message = written(subject="新消息", headers={"List-Unsubscribe": "<https://qiao.example/en/off/1>"})
    with handed_over(message):
        pass
    mail = django_mail.outbox[0]
    assert (mail.subject, mail.to, mail.body) == ("新消息", ["ana@example.org"], message.text)
    assert mail.message()["Message-ID"].startswith(f"<{message.id}@")
    settings.EMAIL_BACKEND = "tests.accounts.outbox.servers.NoBackend"
    with pytest.raises(Failed), handed_over(message):
        pass
