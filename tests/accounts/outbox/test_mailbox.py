"""The mailbox page of staff: what is there, what it says, what can be sent again, and that nobody else sees it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from accounts import outbox
from accounts.actor import actor_for
from accounts.models import AuditEvent, Message, User
from accounts.outbox import reading
from tests import make

pytestmark = pytest.mark.django_db
HOME = "/en/account/staff/mail"


def post(to: User | str = "ana@example.org", text: str = "News of Bridgeford", **options) -> Message:
    return outbox.post("notice", to=to, facts={"lines": [{"text": text, "href": "http://127.0.0.1:8000/en/account"}]}, **options)


def put(message: Message, state: str, **fields) -> Message:
    ended = None if state == "queued" else timezone.now()
    Message.objects.filter(pk=message.pk).update(state=state, ended_at=ended, **fields)
    return Message.objects.get(pk=message.pk)


def staff(email: str = "staff@example.org", **fields) -> Client:
    return make.sign_in(make.staff(email, **fields))


def readings() -> int:
    return AuditEvent.objects.filter(act="message.read").count()


@pytest.mark.parametrize("client", [Client, lambda: make.sign_in(make.member()), lambda: make.sign_in(make.partner())])
def test_for_everybody_else_there_is_no_mailbox(client):
    message, somebody = post(), client()
    for path in (HOME, f"{HOME}/{message.pk}", f"{HOME}/{message.pk}/html", f"{HOME}/{uuid4()}"):
        assert somebody.get(path).status_code == 404
    for path in (f"{HOME}/again", f"{HOME}/{message.pk}/again"):
        assert somebody.post(path).status_code in (404, 405)
    assert readings() == 0


@pytest.mark.parametrize("lang", ["en", "zh-hans"])
def test_staff_see_the_mails_and_read_one_and_that_is_written_down(lang: str):
    message, client = put(post(), "kept"), staff()
    listed = client.get(f"/{lang}/account/staff/mail")
    assert listed.status_code == 200
    assert "News of Bridgeford" in listed.content.decode()
    assert "no-store" in listed["Cache-Control"]
    assert readings() == 0  # the list shows subjects; the texts are read one by one
    shown = client.get(f"/{lang}/account/staff/mail/{message.pk}")
    assert 'href="http://127.0.0.1:8000/en/account"' in shown.content.decode()
    client.get(f"/{lang}/account/staff/mail/{message.pk}/html")
    event = AuditEvent.objects.get(act="message.read")  # once, though looked at twice
    assert (event.object_id, event.right, event.facts) == (str(message.pk), "staff", {"topic": "notice"})


def test_the_html_of_a_mail_can_run_load_and_reach_nothing():
    message, client = put(post(), "kept", html="<script>alert(1)</script><p style='color:red'>News"), staff()
    answer = client.get(f"{HOME}/{message.pk}/html")
    policy = answer["Content-Security-Policy"]
    assert "sandbox" in policy
    assert "allow" not in policy
    assert "default-src 'none'" in policy
    assert "script-src 'none'" in policy
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    page = client.get(f"{HOME}/{message.pk}")
    assert "<script>alert" not in page.content.decode()
    assert "frame-src 'self'" in page["Content-Security-Policy"]
    assert " sandbox " in page.content.decode()


def test_lists_are_narrowed_by_state_and_topic():
    put(post(text="Alpha"), "dead")
    put(post(text="Beta"), "kept", topic="signin/code")
    client = staff()
    assert "Alpha" in client.get(f"{HOME}?state=dead").content.decode()
    assert "Beta" not in client.get(f"{HOME}?state=dead").content.decode()
    assert "Alpha" not in client.get(f"{HOME}?topic=signin/code").content.decode()
    for wrong in ("state=nowhere", "topic=%27;drop", "topic=" + "x" * 99):
        assert client.get(f"{HOME}?{wrong}").status_code == 400
    for odd in ("before=x", "before=%00", "state=", "page=7"):
        assert client.get(f"{HOME}?{odd}").status_code == 200


def test_pages_of_the_list_show_every_mail_once(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(reading, "SIZE", 2)
    posted = [post(text=f"number {index}") for index in range(5)]
    Message.objects.update(created_at=timezone.now())  # all of one moment
    seen, cursor = [], ""
    for _ in range(4):
        page = reading.listed({}, cursor)
        seen += [message.pk for message in page.messages]
        if not (cursor := page.next):
            break
    assert sorted(seen) == sorted(message.pk for message in posted)


def test_what_lets_somebody_in_is_read_only_where_no_mail_server_brings_it():
    code = post(make.member(), text="Code 123456", secret=True)
    client = staff()
    for state, readable in (("queued", False), ("dead", False), ("sent", False), ("kept", True)):
        put(code, state)
        page = client.get(f"{HOME}/{code.pk}").content.decode()
        assert ("123456" in page) is readable, state
        assert client.get(f"{HOME}/{code.pk}/html").status_code == (200 if readable else 404)
        assert "123456" not in client.get(HOME).content.decode()
    assert readings() == 1


def test_staff_can_t_become_a_superuser_by_reading_their_mail():
    boss = make.staff("boss@example.org")
    code = put(post(boss, text="Code 123456", secret=True), "kept")
    plain = make.sign_in(make.user("editor@example.org", is_verified=True, is_staff=True))
    assert "123456" not in plain.get(f"{HOME}/{code.pk}").content.decode()
    assert plain.get(f"{HOME}/{code.pk}/html").status_code == 404
    assert "123456" in make.sign_in(boss).get(f"{HOME}/{code.pk}").content.decode()


def test_dead_letters_are_sent_again_one_or_all():
    one, two, code = put(post(), "dead"), put(post(), "dead"), put(post(secret=True, give_up_at=timezone.now() + timedelta(hours=1)), "dead")
    Message.objects.filter(pk=code.pk).update(give_up_at=timezone.now() - timedelta(hours=1))
    client = staff()
    assert client.get(f"{HOME}/{one.pk}/again").status_code == 405
    assert client.post(f"{HOME}/{one.pk}/again").status_code == 302
    assert set(Message.objects.filter(state="queued").values_list("pk", flat=True)) == {one.pk}
    assert client.post(f"{HOME}/{one.pk}/again", follow=True).status_code == 200  # a second time changes nothing
    assert client.post(f"{HOME}/again").status_code == 302
    assert set(Message.objects.filter(state="queued").values_list("pk", flat=True)) == {one.pk, two.pk}
    assert Message.objects.get(pk=code.pk).state == "dead"
    assert list(AuditEvent.objects.filter(act="message.replay").values_list("facts__count", flat=True)) == [1, 1]


def test_mail_that_waits_too_long_and_dead_letters_are_work():
    boss = actor_for(make.staff(), second_factor_used=True)
    assert [work.count for work in reading.piles(boss)] == [0, 0]
    put(post(), "dead")
    put(post(), "queued", created_at=timezone.now() - timedelta(minutes=16))
    post()
    late, dead = reading.piles(boss)
    assert (late.count, dead.count) == (1, 1)
    assert late.oldest
    assert late.href == f"{HOME}?state=queued"
    assert reading.piles(actor_for(make.member())) == []


def test_a_mail_whose_text_is_gone_says_so():
    message, client = put(post(), "sent", text="", html="", subject=""), staff()
    assert "no longer kept" in client.get(f"{HOME}/{message.pk}").content.decode()
    assert readings() == 0
