"""Several people at one call at the same moment."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from exchanges.calls import services
from exchanges.errors import Stale
from exchanges.models import Event
from tests import make
from tests.exchanges import making
from tests.exchanges.test_calls_editing import draft, whole

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_of_many_saves_of_one_version_exactly_one_is_kept():
    call = draft()
    actor = make.acting(making.coordinator(call.programme))

    def save(number: int) -> bool:
        try:
            services.edit(call, "texts", {"title_en": f"Title {number}"}, version=1, by=actor)
        except Stale:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(8) as pool:
        kept = list(pool.map(save, range(16)))
    call.refresh_from_db()
    assert sum(kept) == 1
    assert (call.title_en, call.version) == (f"Title {kept.index(True)}", 2)


def test_a_call_published_by_many_is_published_once():
    call = whole()
    actor = make.acting(making.coordinator(call.programme))

    def publish(_number: int) -> bool:
        try:
            return services.move(call, "publish", by=actor)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(publish, range(16)))
    assert sum(done) == 1
    assert Event.objects.filter(move="publish").count() == 1
