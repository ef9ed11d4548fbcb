"""Numbers follow commit order and have no gaps, whoever writes at the same time; on SQLite and PostgreSQL alike."""

import random
import threading
import time

import pytest
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError

from directory import changes
from directory.models import Change
from tests import make

WRITERS, EACH = 6, 8


@pytest.mark.django_db(transaction=True)
def test_whoever_has_read_up_to_a_number_has_missed_nothing_below_it():
    profile = make.institute()
    start = changes.last_seq()
    stop = threading.Event()
    seen: list[list[int]] = []

    def write(seed: int) -> None:
        dice = random.Random(seed)
        for turn in range(EACH):
            try:
                with transaction.atomic():
                    time.sleep(dice.random() / 200)
                    changes.record_many([changes.Entry(profile.pk, profile.uid)] * dice.randint(1, 3), by=None)
                    time.sleep(dice.random() / 200)
                    if turn % 4 == 3:
                        raise RuntimeError("rolled back: its numbers must not be missing")
            except RuntimeError:
                pass
        connection.close()

    def read() -> None:
        while not stop.is_set():
            seen.append(list(Change.objects.filter(seq__gt=start).order_by("seq").values_list("seq", flat=True)))
            time.sleep(0.001)
        connection.close()

    writers = [threading.Thread(target=write, args=(seed,)) for seed in range(WRITERS)]
    reader = threading.Thread(target=read)
    reader.start()
    for thread in writers:
        thread.start()
    for thread in writers:
        thread.join()
    stop.set()
    reader.join()
    for numbers in seen:
        assert numbers == list(range(start + 1, start + 1 + len(numbers)))
    assert Change.objects.count() == changes.last_seq() > start


@pytest.mark.django_db(transaction=True)
def test_a_number_is_only_given_inside_a_transaction():
    with pytest.raises(TransactionManagementError):
        changes.reserve(1)


@pytest.mark.django_db
def test_a_change_stamps_its_profile():
    profile = make.institute()
    before = profile.updated_at
    seq = changes.record(changes.Entry(profile.pk, profile.uid), by=None)
    profile.refresh_from_db()
    assert profile.seq == seq
    assert profile.updated_at > before
