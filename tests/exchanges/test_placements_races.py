"""Placements under threads, where PostgreSQL alone can show it: one active at a time, one move, papers and their removal."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from pytest_django.fixtures import Settings

from exchanges.errors import ExchangeError
from exchanges.events.models import Event
from exchanges.models import Offer, Placement
from exchanges.placements import services
from exchanges.placements.services import Given
from tests.exchanges.papers import PDF
from tests.exchanges.stays import TODAY, stay

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def private(tmp_path: Path, settings: Settings) -> Iterator[None]:
    settings.FILES_DIR = tmp_path
    return


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Every act in a thread of its own, begun together: its result, or its refusal."""
    results: list[Any] = [None] * len(acts)
    begin = threading.Barrier(len(acts))

    def run(number: int, act: Callable[[], Any]) -> None:
        begin.wait(10)
        try:
            results[number] = act()
        except ExchangeError as refusal:
            results[number] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results


def test_two_hosts_record_the_arrival_of_one_person():
    first, second = stay("cleared"), stay("cleared")
    Placement.objects.filter(pk=second.placement.pk).update(person=first.users["person"])
    results = at_once(*(
        lambda one=one: services.move(one.placement, "arrive", by=one.acting("host"), given=Given(day=TODAY)) for one in (first, second)
    ))
    assert sum(isinstance(one, ExchangeError) for one in results) == 1
    assert Placement.objects.filter(state="active").count() == 1


def test_an_offer_proposed_by_many_gives_one_placement():
    one = stay("proposed")
    offer = Offer.objects.get(pk=one.placement.offer_id)
    one.placement.checks.all().delete()
    one.placement.delete()
    results = at_once(*(lambda: services.propose(offer, by=None) for _ in range(6)))
    assert len({placement.pk for placement in results}) == 1
    assert Event.objects.filter(noun="placement", move="propose", key=results[0].pk).count() == 1


def test_a_check_that_opens_while_the_person_confirms_never_leaves_a_promise():
    for _round in range(4):
        one = stay("host-confirmed")
        check = one.placement.checks.get(kind="visa")
        at_once(
            lambda one=one: services.move(one.placement, "confirm", by=one.acting("person")),
            lambda one=one, check=check: services.reopen(check, by=one.acting("host"), reason="Another route"),
        )
        assert one.fresh().state == "host-confirmed"
        assert one.placement.checks.get(kind="visa").state == "open"


def test_a_paper_given_while_the_placement_is_cleared_is_not_kept():
    one = stay("confirmed")
    at_once(
        lambda: services.give(one.placement, SimpleUploadedFile("p.pdf", PDF), by=one.acting("person")),
        lambda: services.move(one.placement, "clear", by=one.acting("coordinator")),
    )
    assert one.fresh().state == "cleared"
    assert not one.placement.papers.filter(removed_at=None).exists()


def test_cancelled_and_cleared_at_once_ends_one_way():
    one = stay("confirmed")
    at_once(
        lambda: services.move(one.placement, "cancel", by=one.acting("person"), given=Given(reason="A new post")),
        lambda: services.move(one.placement, "clear", by=one.acting("coordinator")),
    )
    assert one.fresh().state == "cancelled"  # cancelled first, or cleared first and cancelled then
    assert Offer.objects.get(pk=one.placement.offer_id).state == "withdrawn"
