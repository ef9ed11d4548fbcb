"""The outbox's part of the worker, against mail servers of every temper: nothing is lost, nothing keeps the others waiting."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from accounts import outbox
from accounts.models import Message
from accounts.outbox import lanes, queue, sending, smtp
from accounts.outbox.mail import BY_SMTP
from accounts.vocabulary import MessageState
from tests import make
from tests.accounts.outbox.servers import Sink, free_port, mail_server, until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def impatient(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.HAS_MAIL_SERVER = BY_SMTP, "127.0.0.1", True
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = ""
    monkeypatch.setattr(smtp, "TIME_LIMIT", 1.0)
    monkeypatch.setattr(smtp, "FAREWELL", 0.1)
    monkeypatch.setattr(lanes, "SLOW", 0.5)
    monkeypatch.setattr(lanes, "CLOSED", (0.3, 0.6))
    monkeypatch.setattr(sending, "PAUSE", 0.05)
    return settings


@contextmanager
def at_work() -> Iterator[None]:
    """A worker's outbox, on a thread of its own."""
    stop = threading.Event()
    thread = threading.Thread(target=sending.send, args=(stop,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(15)
        assert not thread.is_alive()


def post(to: str = "ana@example.org", **options) -> Message:
    return outbox.post("notice", to=to, facts={"lines": [{"text": "News", "href": ""}]}, **options)


def states() -> dict[str, int]:
    found: dict[str, int] = {}
    for state in Message.objects.values_list("state", flat=True):
        found[state] = found.get(state, 0) + 1
    return found


def serve(settings: Settings, sink: Sink) -> Sink:
    settings.EMAIL_PORT = sink.port
    return sink


def test_mail_goes_out_soon_after_the_change(impatient: Settings, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sending, "PAUSE", 0.5)
    with mail_server() as sink, at_work():
        serve(impatient, sink)
        time.sleep(0.1)
        began, message = time.monotonic(), post()
        until(lambda: sink.arrived)
        assert time.monotonic() - began < 2
        until(lambda: states() == {"sent": 1})
    assert sink.ids == [f"<{message.pk}@127.0.0.1>"]


def test_two_workers_send_each_mail_once(impatient: Settings):
    posted = {f"<{post(f'ana@example{number % 7}.org').pk}@127.0.0.1>" for number in range(60)}
    with mail_server() as sink:
        serve(impatient, sink)
        with at_work(), at_work():
            until(lambda: states() == {"sent": 60})
    assert sorted(sink.ids) == sorted(posted)


def test_a_server_that_is_away_costs_no_try_and_loses_nothing(impatient: Settings):
    impatient.EMAIL_PORT = free_port()
    posted = [post() for _ in range(3)]
    with at_work():
        until(lambda: Message.objects.exclude(last_error="").exists())
        assert set(Message.objects.values_list("state", flat=True)) == {"queued"}
        with mail_server() as sink:
            serve(impatient, sink)
            until(lambda: states() == {"sent": 3})
    assert len(sink.ids) == len(posted)
    assert set(Message.objects.values_list("attempts", flat=True)) == {1}


def test_one_hanging_destination_delays_no_other(impatient: Settings):
    """Twenty mails to a hospital whose server never answers for its recipients; ten to others, written later."""
    for number in range(20):
        post(f"ana{number}@slow.example")
    with mail_server(RCPT=lambda line: "hang" if "slow.example" in line else "250 ok") as sink:
        serve(impatient, sink)
        with at_work():
            time.sleep(0.3)
            began = time.monotonic()
            for number in range(10):
                post(f"ben{number}@other{number}.example")
            until(lambda: states().get("sent") == 10)
            assert time.monotonic() - began < 3
            hung = Message.objects.filter(destination="slow.example")
            until(lambda: hung.exclude(last_error="").exists())
            assert hung.filter(state="queued").count() == 20


def test_a_greeting_that_never_comes_keeps_everything_for_later(impatient: Settings):
    post()
    with mail_server(greeting="hang") as silent:
        serve(impatient, silent)
        with at_work():
            until(lambda: Message.objects.exclude(last_error="").exists())
            with mail_server() as sink:
                serve(impatient, sink)
                until(lambda: states() == {"sent": 1})
    assert len(sink.ids) == 1


@pytest.mark.parametrize(("answers", "state", "why"), [
    ({"RCPT": "550 5.1.1 unknown"}, "dead", "550"), ({"RCPT": "451 4.3.0 later"}, "queued", "451"), ({"dot": "drop"}, "queued", "broke off"),
    ({"DATA": "drop"}, "queued", "broke off"), ({"dot": "lie"}, "sent", ""), ({"dot": "554 no"}, "dead", "554"),
])
def test_what_a_server_does_decides_what_becomes_of_a_message(impatient: Settings, answers: dict[str, str], state: str, why: str):
    post()
    with mail_server(**answers) as sink:
        serve(impatient, sink)
        sending.send(threading.Event(), once=True)
    message = Message.objects.get()
    assert (message.state, message.lease_token, message.attempts) == (state, None, 1)
    assert why in message.last_error
    assert state != "queued" or message.next_at > timezone.now() + timedelta(seconds=40)


def test_mail_for_an_inactive_account_and_a_code_after_its_time_are_not_sent(impatient: Settings):
    outbox.post("notice", to=make.user(is_active=False), facts={"lines": [{"text": "News", "href": ""}]})
    post(secret=True, give_up_at=timezone.now() - timedelta(seconds=1))
    with mail_server() as sink:
        serve(impatient, sink)
        sending.send(threading.Event(), once=True)
    assert not sink.arrived
    assert states() == {"dropped": 1, "dead": 1}
    assert set(Message.objects.values_list("text", flat=True)) == {""}


def test_a_message_left_by_a_killed_worker_is_sent_by_the_next(impatient: Settings):
    message = queue.claim(post())
    assert message
    with mail_server() as sink:
        serve(impatient, sink)
        sending.send(threading.Event(), once=True)
        assert not sink.arrived
        Message.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
        sending.send(threading.Event(), once=True)
    assert sink.ids == [f"<{message.pk}@127.0.0.1>"]
    assert states() == {"sent": 1}


def test_no_request_waits_for_the_mail_server(impatient: Settings):
    with mail_server(greeting="hang") as sink:
        serve(impatient, sink)
        with at_work():
            for _ in range(8):
                post()
            until(lambda: sink.talks)
            took = []
            for _ in range(5):
                began = time.monotonic()
                make_a_mail_by_request()
                took.append(time.monotonic() - began)
            assert min(took) < 1
    assert Message.objects.count() > 8


def make_a_mail_by_request() -> None:
    """A reset of a password is asked for: the answer comes whether mail goes or not."""
    if not Message.objects.filter(recipient="cy@example.org").exists():
        make.member("cy@example.org")
    assert Client().post("/en/account/password", {"email": "cy@example.org"}).status_code in (200, 302, 429)
    post("cy@example.org")


def test_an_end_that_the_database_can_t_take_now_is_written_later(impatient: Settings, monkeypatch: pytest.MonkeyPatch):
    tries, finish = [], queue.finish

    def away_at_first(message: Message, state: MessageState, error: str = "") -> bool:
        tries.append(state)
        if len(tries) < 3:
            raise OperationalError("gone away")
        return finish(message, state, error)

    monkeypatch.setattr(queue, "finish", away_at_first)
    post()
    with mail_server() as sink:
        serve(impatient, sink)
        sending.send(threading.Event(), once=True)
    assert (len(sink.arrived), len(tries), states()) == (1, 3, {"sent": 1})


def test_a_fault_of_ours_loses_no_message_and_ends_no_thread(impatient: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture):
    def faulty(message: Message) -> None:
        raise RuntimeError(f"secret words for {message.recipient}")

    monkeypatch.setattr(lanes.Lane, "try_once", lambda lane, message: faulty(message))
    for _ in range(6):
        post()
    sending.send(threading.Event(), once=True)
    assert states() == {"queued": 6}
    assert set(Message.objects.values_list("last_error", flat=True)) == {"an error of our own: RuntimeError"}
    assert "secret words" not in caplog.text


def test_without_a_mail_server_everything_goes_to_the_mailbox_page(impatient: Settings):
    impatient.HAS_MAIL_SERVER = False
    post()
    sending.send(threading.Event(), once=True)
    assert states() == {"kept": 1}


@pytest.mark.postgres
def test_a_database_that_was_away_finds_the_worker_still_there(impatient: Settings, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sending, "AFTER_AN_ERROR", 0.1)
    with mail_server() as sink:
        serve(impatient, sink)
        with at_work():
            for number in range(1, 4):
                post()
                until(lambda number=number: states() == {"sent": number})
                with connection.cursor() as cursor:
                    everybody_else = "datname = current_database() AND pid <> pg_backend_pid()"
                    cursor.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {everybody_else}")
