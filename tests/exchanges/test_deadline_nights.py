"""The closing instant on ordinary days and on the nights on which clocks change, in both zones: a second before, the instant, a second after."""

from datetime import UTC, datetime, timedelta

import pytest

from exchanges.applications.drafts import TooLate
from exchanges.applications.models import Application
from exchanges.applications.submitting import submit
from exchanges.calls import services
from tests import make
from tests.exchanges import making

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
# The wall clock of the call, and the instant in UTC: of a time that is shown twice the first is meant.
NIGHTS = {
    "winter": ("Europe/London", "2027-01-15T17:00", "2027-01-15T17:00"),
    "the last minute before clocks go forward": ("Europe/London", "2027-03-28T00:59", "2027-03-28T00:59"),
    "the first after": ("Europe/London", "2027-03-28T02:00", "2027-03-28T01:00"),
    "shown twice": ("Europe/London", "2027-10-31T01:30", "2027-10-31T00:30"),
    "the hour after it": ("Europe/London", "2027-10-31T02:00", "2027-10-31T02:00"),
    "china, on London's spring night": ("Asia/Shanghai", "2027-03-28T09:30", "2027-03-28T01:30"),
    "china, on London's autumn night": ("Asia/Shanghai", "2027-10-31T09:30", "2027-10-31T01:30"),
}


def draft_until(night: str, grace: int) -> tuple[Application, datetime]:
    zone, local, utc = NIGHTS[night]
    call = making.call(status="draft", published_at=None, opens_at=None, closes_at=None)
    coordinator = make.acting(making.coordinator(call.programme))
    given = {"zone": zone, "opens": datetime(2026, 11, 1), "closes": datetime.fromisoformat(local), "grace": grace}  # noqa: DTZ001 - a wall clock
    services.edit(call, "dates", given, by=coordinator)
    call.refresh_from_db()
    type(call).objects.filter(pk=call.pk).update(status="published", published_at=call.opens_at)
    return making.application(call, by=making.applicant(), status="draft"), datetime.fromisoformat(utc).replace(tzinfo=UTC)


@pytest.mark.parametrize("grace", [0, 10])
@pytest.mark.parametrize("night", NIGHTS)
def test_what_arrives_before_the_closing_is_in_and_at_it_is_not(night: str, grace: int):
    application, closing = draft_until(night, grace)
    over = closing + timedelta(minutes=grace)
    for late in (over, over + SECOND):
        with pytest.raises(TooLate):
            submit(application, key="key-of-this-form", by=make.acting(application.applicant), received_at=late)
    assert not application.revisions.exists()
    sent = submit(application, key="key-of-this-form", by=make.acting(application.applicant), received_at=over - SECOND)
    assert sent.is_new
    assert sent.revision.is_late is bool(grace)


@pytest.mark.parametrize("night", NIGHTS)
def test_the_last_second_before_the_closing_is_not_late(night: str):
    application, closing = draft_until(night, 10)
    assert not submit(application, key="key-of-this-form", by=make.acting(application.applicant), received_at=closing - SECOND).revision.is_late
