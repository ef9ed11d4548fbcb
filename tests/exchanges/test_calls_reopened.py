"""What comes back when a call is opened again: drafts that were ended as not sent, and halves that waited for the other."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.models import Notice
from exchanges.applications import services as applications
from exchanges.applications import submitting, upkeep, withdrawing
from exchanges.calls import services
from exchanges.models import Application, Call, Event
from tests import mailbox, make
from tests.exchanges import making

pytestmark = pytest.mark.django_db
UNTIL = datetime(2099, 1, 1, 12, tzinfo=UTC)


def over(**fields):
    """A call that closes in a moment of our choosing."""
    return making.call(opens_at=making.NOW() - timedelta(days=9), closes_at=making.NOW() + timedelta(days=1), **fields)


def close(call: Call) -> None:
    Call.objects.filter(pk=call.pk).update(closes_at=making.NOW() - timedelta(minutes=1))
    call.refresh_from_db()
    upkeep.settle()


def reopen(call: Call, closes: datetime = UNTIL) -> bool:
    staff = make.acting(make.staff(f"staff{Event.objects.count()}@example.org"))
    return services.move(call, "reopen", by=staff, reason="The server was down", closes=closes)


def status(of: Application) -> str:
    of.refresh_from_db()
    return of.status


def mails(of: Application) -> list[str]:
    return [one.topic for one in mailbox.to(of.applicant.email) if one.topic == "applications/back"]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_draft_that_was_not_sent_comes_back_with_a_mail_and_can_be_sent(language):
    call = over()
    ana = making.applicant(language=language, time_zone="America/New_York")
    draft = making.application(call, ana, status="draft")
    close(call)
    assert status(draft) == "not-sent"
    assert reopen(call)
    assert status(draft) == "draft"
    assert draft.sections.count() == 2
    [mail] = mailbox.to(ana.email, "applications/back")
    assert mail.language == language
    for part in ("2099", "12:00", f"/{language}/account/applications/{draft.uid}", "伦敦" if language == "zh-hans" else "London"):
        assert part in mail.text
        assert part in mail.html
    assert [one.topic for one in Notice.objects.filter(user=ana)] == ["applications/not-sent"]
    submitting.submit(draft, key="key-of-this-form", by=make.acting(ana), received_at=making.NOW())
    assert status(draft) == "submitted"


def test_each_closing_and_each_opening_is_told_once():
    call = over()
    draft = making.application(call, status="draft")
    close(call)
    assert reopen(call)
    assert not reopen(call)
    assert upkeep.bring_back(call, making.NOW()) == []
    assert mails(draft) == ["applications/back"]
    close(call)
    upkeep.settle()
    assert status(draft) == "not-sent"
    assert Notice.objects.filter(topic="applications/not-sent").count() == 2
    assert reopen(call, UNTIL + timedelta(days=1))
    assert status(draft) == "draft"
    assert mails(draft) == ["applications/back"] * 2
    assert list(Event.objects.filter(noun="application").order_by("pk").values_list("move", flat=True)) == ["end-unsent", "bring-back"] * 2


def test_what_was_withdrawn_or_sent_stays_as_it_is():
    call = over()
    gone, sent = making.application(call, status="draft"), making.application(call)
    withdrawing.delete_draft(gone, by=make.acting(gone.applicant))
    close(call)
    reopen(call)
    assert (status(gone), status(sent)) == ("withdrawn", "submitted")
    assert mails(gone) == mails(sent) == []
    assert [one.user for one in Notice.objects.filter(topic="calls/reopen")] == [sent.applicant]


def test_another_draft_of_the_same_person_is_the_one_that_lives():
    call = over()
    ana = making.applicant()
    first, second = making.application(call, ana, status="not-sent"), making.application(call, ana, status="not-sent")
    making.application(call, status="not-sent")
    close(call)
    reopen(call)
    assert (status(first), status(second)) == ("not-sent", "draft")
    assert len(mails(first)) == 1
    close(call)
    Application.objects.filter(pk=first.pk).update(status="draft")
    reopen(call, UNTIL + timedelta(days=1))
    assert (status(first), status(second)) == ("draft", "not-sent")


def test_a_half_that_waited_counts_again_and_ends_again_without_the_other():
    call = over(is_paired=True, halves={"uk": {"currency": "GBP", "cap": 100_00}, "cn": {"currency": "CNY", "cap": 100_00}})
    pair = call.pairs.create()
    half = making.application(call, pair=pair, side="uk", currency="GBP", amount=1)
    other = making.application(call, pair=pair, side="cn", currency="CNY", status="draft")
    close(call)
    assert (status(half), status(other)) == ("not-sent", "not-sent")
    reopen(call)
    assert (status(half), status(other)) == ("submitted", "draft")
    assert "half" in mailbox.to(half.applicant.email, "applications/back")[0].text
    assert applications.reopen(half, by=make.acting(half.applicant))
    close(call)
    upkeep.settle()
    assert (status(half), status(other)) == ("not-sent", "not-sent")


def test_full_applications_that_were_not_sent_stay_ended_when_the_concepts_open_again():
    call = over(stages=2, full_closes_at=making.NOW() + timedelta(days=40), full_closes_local=making.NOW() + timedelta(days=40))
    call.forms.create(stage=2, sections=making.SECTIONS)
    concept = making.application(call, status="draft")
    full = making.application(call, status="not-sent", stage=2, form=call.forms.get(stage=2))
    close(call)
    Call.objects.filter(pk=call.pk).update(full_closes_at=making.NOW() - timedelta(seconds=1))
    assert upkeep.bring_back(call, making.NOW()) == []
    Call.objects.filter(pk=call.pk).update(full_closes_at=making.NOW() + timedelta(days=40))
    reopen(call, (making.NOW() + timedelta(days=20)).replace(second=0, microsecond=0))
    assert status(concept) == "draft"
    assert status(full) == "draft"  # its own closing is still to come
