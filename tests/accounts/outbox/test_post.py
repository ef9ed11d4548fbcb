"""Writing into the outbox: with the change or not at all, once a key, and nothing dangerous in it."""

import time

import pytest
from django.db import transaction
from django.template import engines
from pytest_django.fixtures import Settings

from accounts import outbox
from accounts.models import Message
from accounts.outbox import texts
from accounts.vocabulary import MessageState
from tests import make
from tests.racing import at_once


def lines(text: str, href: str = "") -> dict[str, object]:
    return {"lines": [{"text": text, "href": href}]}


def test_a_mail_is_there_with_its_change_or_not_at_all(db):
    with pytest.raises(RuntimeError), transaction.atomic():
        outbox.post("notice", to="ana@example.org", facts=lines("News"))
        raise RuntimeError
    assert not Message.objects.exists()


def test_a_mail_is_in_the_reader_s_language_with_text_and_html(db):
    message = outbox.post("notice", to=make.member(language="zh-hans"), facts=lines("新消息"))
    assert message.language == "zh-hans"
    assert 'lang="zh-Hans"' in message.html
    assert message.destination == "example.org"
    assert "您" in message.text


def test_the_second_mail_with_a_key_is_the_first(db):
    first = outbox.post("notice", to="ana@example.org", facts=lines("One"), dedupe_key="k")
    assert outbox.post("notice", to="ana@example.org", facts=lines("Two"), dedupe_key="k") == first
    assert Message.objects.get().subject == "One"


@pytest.mark.django_db(transaction=True)
def test_two_who_write_the_same_mail_at_once_write_one():
    def write() -> int:
        with transaction.atomic():
            return outbox.post("notice", to="ana@example.org", facts=lines("One"), dedupe_key="k").pk

    assert at_once(*[write] * 4) == [Message.objects.get().pk] * 4


NASTY = [
    "Ana\r\nBcc: eve@evil.example", "Ana\nSubject: owned", "Ana\x00\x85\u2028Bcc: x", '<a href="http://evil.example">Ana</a>',
    "[Ana](http://evil.example)", "{{7*7}} {x.__class__} %(x)s {% raw %}", "see www.evil.example/prize", "\u202eana", "evil.example",
]


@pytest.mark.parametrize("name", NASTY)
def test_a_name_becomes_neither_a_header_nor_a_link_nor_code(db, name: str):
    message = outbox.post("notice", to="ana@example.org", facts=lines(f"{name} has joined", "http://127.0.0.1:8000/en/account/organisations"))
    assert len(message.subject.splitlines()) == 1
    assert "\u202e" not in message.subject + message.text + message.html
    assert '<a href="http://evil' not in message.html
    assert "evil.example" not in message.text.replace("@evil.example", "")
    assert "evil.example" not in message.html.replace("@evil.example", "")
    assert "49" not in message.text
    assert "http://127.0.0.1:8000/en/account/organisations" in message.text  # ours stays whole


def test_only_addresses_of_the_site_itself_are_ours(settings: Settings):
    settings.SITE_URL = "https://qiao.example"
    assert texts.unlinked("https://qiao.example/en/x?y=1 and qiao.example") == "https://qiao.example/en/x?y=1 and qiao.example"
    assert "qiao.example.evil" not in texts.unlinked("https://qiao.example.evil.org/en/")
    assert "qiao.example@evil.org" not in texts.unlinked("https://qiao.example@evil.org/")
    assert "evil.org" not in texts.unlinked("evil.org/@ana and evil.org?ana@example.org")
    assert texts.unlinked("请打开https://qiao.example/en/x。") == "请打开https://qiao.example/en/x。"
    for end in (".", "。", "）。", ", and so on"):
        assert texts.unlinked(f"See https://qiao.example{end}") == f"See https://qiao.example{end}"
    assert texts.unlinked("Write to ana@example.org.") == "Write to ana@example.org."
    assert texts.unlinked("At 3.5 km, e.g. here. 沈若澜2.0") == "At 3.5 km, e.g. here. 沈若澜2.0"


def test_long_texts_without_a_space_are_read_in_a_moment():
    began = time.monotonic()
    for long in ("桥" * 50_000, "a-" * 50_000, "a." * 50_000, "x" * 50_000, "a@" * 20_000):
        texts.unlinked(long)
    assert time.monotonic() - began < 5  # half a second; with a regular expression that goes back, minutes


def test_the_text_of_a_mail_is_not_escaped(db):
    message = outbox.post("notice", to="ana@example.org", facts=lines("Oak & Hollow’s <Ltd> “x”"))
    assert "Oak & Hollow’s <Ltd> “x”" in message.text
    assert message.subject == "Oak & Hollow’s <Ltd> “x”"
    assert "Oak &amp; Hollow’s &lt;Ltd&gt; “x”" in message.html


def test_the_parts_of_a_mail_escape_what_they_are_given():
    template = engines["jinja2"].from_string('{% import "mail/_parts.html" as mail %}{{ mail.p(x) }}{{ mail.code(x) }}{{ mail.button(x, x) }}')
    assert "<b>" not in template.render({"x": '<b>"'})


def test_a_mail_that_nobody_wants_any_more_is_dropped_with_its_text(db):
    message = outbox.post("notice", to="ana@example.org", facts=lines("One"))
    outbox.drop(message, "the invitation was withdrawn")
    message.refresh_from_db()
    assert (message.state, message.text, message.html, message.subject) == (MessageState.DROPPED, "", "", "")
    assert message.last_error == "the invitation was withdrawn"


def test_who_goes_is_forgotten_by_the_outbox(db):
    ana = make.member()
    waiting = outbox.post("notice", to=ana, facts=lines("One"))
    outbox.forget(ana)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.recipient, waiting.destination, waiting.text) == (MessageState.DROPPED, "", "", "")
