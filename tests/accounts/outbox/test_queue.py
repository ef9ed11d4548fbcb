"""Leases, tokens, tries: who may send a message, and how it may end."""

import uuid
from datetime import timedelta
from itertools import chain

import pytest
from django.utils import timezone

from accounts.models import Message
from accounts.outbox import queue
from accounts.vocabulary import Channel, MessageState
from tests import make
from tests.racing import at_once

NOW = timezone.now


def waiting(**fields) -> Message:
    address = {"recipient": "ana@example.org", "destination": "example.org"}
    return Message.objects.create(**{"topic": "notice", **address, "subject": "News", "text": "News.\n", "html": "<p>News."} | fields)


def reread(message: Message) -> Message:
    return Message.objects.get(pk=message.pk)


def claimed(**fields) -> Message:
    found = queue.claim(waiting(**fields))
    assert found
    return found


def test_a_message_is_taken_once(db):
    message = waiting()
    first = queue.claim(message)
    assert first
    assert first.lease_token
    assert first.attempts == 1
    assert queue.claim(message) is None
    assert not queue.due(Channel.MAIL, 10)


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_one_gets_the_message():
    messages = [waiting() for _ in range(5)]
    taken = at_once(*[lambda: [message.pk for message in map(queue.claim, messages) if message]] * 4)
    assert sorted(chain.from_iterable(taken)) == sorted(message.pk for message in messages)


def test_a_lease_that_ran_out_is_taken_by_another_and_only_the_other_may_end_it(db):
    first = claimed()
    Message.objects.update(lease_until=NOW() - timedelta(seconds=1))
    second = queue.claim(first)
    assert second
    assert second.attempts == 2
    assert not queue.finish(first, MessageState.SENT)
    assert not queue.retry(first, "x")
    assert not queue.give_back(first)
    assert reread(first).state == MessageState.QUEUED
    assert queue.finish(second, MessageState.SENT)
    assert reread(first).lease_token is None


def test_a_lease_is_extended_while_we_hold_it(db):
    message = claimed()
    Message.objects.update(lease_until=NOW() + timedelta(seconds=1))
    queue.extend([message])
    extended = reread(message).lease_until
    assert extended
    assert extended > NOW() + timedelta(seconds=50)
    message.lease_token = uuid.uuid4()
    Message.objects.update(lease_until=NOW())
    queue.extend([message])
    assert reread(message).lease_until < NOW()


def test_pauses_grow_from_a_minute_to_six_hours():
    minutes = [queue.pause(tries) / timedelta(minutes=1) for tries in range(1, 12)]
    assert 0.8 <= minutes[0] <= 1.2
    assert 3.2 <= minutes[1] <= 4.8
    assert all(0.8 * 360 <= pause <= 1.2 * 360 for pause in minutes[5:])
    assert len({queue.pause(3) for _ in range(10)}) > 1  # not all at the same moment


def test_what_failed_waits_and_after_three_days_is_a_dead_letter(db):
    message = claimed()
    assert queue.retry(message, "the mail server broke off")
    assert reread(message).next_at > NOW() + timedelta(seconds=40)
    assert reread(message).last_error == "the mail server broke off"
    old = claimed(created_at=NOW() - timedelta(hours=73))
    assert queue.retry(old, "again")
    assert reread(old).state == MessageState.DEAD
    assert reread(old).text


def test_a_code_is_given_up_when_its_time_is_over_and_leaves_no_text(db):
    message = claimed(is_secret=True, give_up_at=NOW() + timedelta(seconds=20))
    assert queue.retry(message, "later")
    assert reread(message).state == MessageState.DEAD
    stale = claimed(is_secret=True, give_up_at=NOW() - timedelta(seconds=1), created_at=NOW() - timedelta(hours=1))
    assert queue.is_worthless(stale)
    queue.finish(stale, MessageState.DEAD, "its time was over")
    assert (reread(stale).text, reread(stale).html, reread(stale).subject) == ("", "", "")


def test_a_secret_text_is_gone_once_it_is_sent(db):
    secret, plain = claimed(is_secret=True), claimed()
    queue.finish(secret, MessageState.SENT)
    queue.finish(plain, MessageState.SENT)
    assert reread(secret).text == reread(secret).subject == ""
    assert reread(plain).text == "News.\n"


def test_what_could_not_be_tried_costs_no_try(db):
    message = claimed()
    queue.give_back(message, "the mail server can't be used")
    again = reread(message)
    assert (again.attempts, again.state, again.lease_token) == (0, MessageState.QUEUED, None)
    assert queue.due(Channel.MAIL, 10).count() == 1
    old = claimed(created_at=NOW() - timedelta(hours=73))
    queue.give_back(old)
    assert reread(old).state == MessageState.DEAD


def test_the_longest_waiting_comes_first_and_a_full_destination_is_passed_over(db):
    later, sooner = waiting(), waiting(next_at=NOW() - timedelta(hours=1), destination="other.example")
    assert list(queue.due(Channel.MAIL, 10)) == [sooner, later]
    assert list(queue.due(Channel.MAIL, 10, without={"other.example"})) == [later]
    assert not queue.due(Channel.WEBHOOK, 10)
    waiting(next_at=NOW() + timedelta(minutes=1))
    assert queue.due(Channel.MAIL, 10).count() == 2


def test_a_clock_that_is_behind_ends_a_message_all_the_same(db):
    message = claimed(created_at=NOW() + timedelta(minutes=5))
    assert queue.finish(message, MessageState.SENT)


def test_without_a_mail_server_mail_is_kept_for_the_mailbox_page(db):
    kept, gone = waiting(), waiting(user=make.user(is_active=False))
    assert queue.keep_due() == 2
    assert queue.keep_due() == 0
    assert (reread(kept).state, bool(reread(kept).text)) == (MessageState.KEPT, True)
    assert (reread(gone).state, reread(gone).text) == (MessageState.DROPPED, "")


def test_dead_letters_are_sent_again_but_no_code_after_its_time(db):
    letter, stale = claimed(created_at=NOW() - timedelta(days=5)), claimed(is_secret=True, give_up_at=NOW() - timedelta(hours=1),
                                                                           created_at=NOW() - timedelta(days=5))
    fresh, sent = claimed(is_secret=True, give_up_at=NOW() + timedelta(hours=1)), claimed()
    for message in (letter, stale, fresh):
        queue.finish(message, MessageState.DEAD, "refused")
    queue.finish(sent, MessageState.SENT)
    assert queue.replay(Message.objects.all()) == 2
    assert (reread(letter).state, reread(letter).attempts) == (MessageState.QUEUED, 0)
    assert queue.deadline(reread(letter)) > NOW() + timedelta(hours=71)
    assert reread(fresh).give_up_at == fresh.give_up_at
    assert (reread(stale).state, reread(sent).state) == (MessageState.DEAD, MessageState.SENT)
