"""What of letters waits on My page: another referee to name, and letters that should be in."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import hooks
from accounts.actor import Actor, actor_for
from exchanges.models import Application, Call, Letter
from exchanges.references import links, services, standing
from tests import make
from tests.exchanges import making
from tests.exchanges.letters import actor, applying, name, sent

pytestmark = pytest.mark.django_db


def texts(by: Actor) -> list[str]:
    return [str(one.text) for one in standing.needs(by)]


def declined(application: Application, email: str = "rosa@uni.example") -> Letter:
    letter = name(application, email)
    services.decline(letter, by=links.actor_for(letter), reason="No time")
    letter.refresh_from_db()
    return letter


def late(application: Application, email: str = "late@uni.example") -> Letter:
    letter = name(application, email)
    Letter.objects.filter(pk=letter.pk).update(due_at=timezone.now() - timedelta(days=2))
    return letter


def no_date(application: Application) -> Application:
    Call.objects.filter(pk=application.call_id).update(letters_due_at=None)
    application.call.refresh_from_db()
    return application


def test_who_declined_makes_the_applicant_name_another():
    application = applying()
    ana = actor(application.applicant)
    assert texts(ana) == []
    letter = declined(application)
    [need] = standing.needs(ana)
    assert need.href == reverse("application_referees", args=[application.uid])
    assert "Autumn call" in str(need.text)
    assert "Rosa Referee" in str(need.text)
    assert "No time" not in str(need.text)
    page = make.sign_in(application.applicant).get("/en/account").content.decode()
    assert need.href in page
    assert "No time" not in page
    name(application, "other@uni.example", replaces=letter)
    assert texts(ana) == []


def test_one_line_an_application_and_none_where_nobody_can_be_named():
    application = applying()
    declined(application)
    declined(application, "second@uni.example")
    ana = actor(application.applicant)
    assert len(texts(ana)) == 1
    Application.objects.filter(pk=application.pk).update(status="rejected")
    assert texts(ana) == []
    Application.objects.filter(pk=application.pk).update(status="under-review")
    assert len(texts(ana)) == 1
    Call.objects.filter(pk=application.call_id).update(letters_due_at=timezone.now() - timedelta(minutes=1))
    assert texts(ana) == []


def test_a_draft_that_nobody_can_send_any_more_names_nobody():
    application = applying("before", "draft")
    declined(application)
    ana = actor(application.applicant)
    assert len(texts(ana)) == 1
    Call.objects.filter(pk=application.call_id).update(closes_at=timezone.now() - timedelta(minutes=1))
    assert texts(ana) == []


def test_enough_letters_need_no_other_referee():
    application = applying(wanted=1)
    letter = declined(application)
    Letter.objects.filter(pk=letter.pk).update(state="expired", token_hash=None)
    sent(application, "second@uni.example")
    assert texts(actor(application.applicant)) == []


def test_coordinators_read_how_many_letters_are_overdue_before_and_after_the_clock_wrote_it_down():
    application = no_date(applying())
    ben = making.coordinator(application.call.programme)
    late(application)
    name(application, "in.time@uni.example")
    elsewhere = making.coordinator(making.programme())
    for _round in range(2):
        [need] = standing.needs(actor(ben))
        assert str(need.text) == "1 letter of reference for “Autumn call” is overdue"
        assert texts(actor(elsewhere)) == []
        page = make.sign_in(ben).get(need.href).content.decode()
        assert "late@uni.example" in page
        assert "in.time@uni.example" not in page
        services.expire_due()
    assert Letter.objects.get(email="late@uni.example").state == "expired"
    assert need.href in make.sign_in(ben).get("/en/account").content.decode()
    services.again(Letter.objects.get(email="late@uni.example"), by=actor(ben), days=7)
    assert texts(actor(ben)) == []


def test_a_letter_that_nobody_waits_for_is_not_overdue():
    application = no_date(applying())
    ben = making.coordinator(application.call.programme)
    letter = late(application)
    services.expire_due()
    name(application, "other@uni.example", replaces=Letter.objects.get(pk=letter.pk))
    assert texts(actor(ben)) == []
    late(application, "second@uni.example")
    assert len(texts(actor(ben))) == 1
    Application.objects.filter(pk=application.pk).update(status="rejected")
    assert texts(actor(ben)) == []


def test_nobody_is_told_of_letters_for_their_own_application_nor_before_it_was_sent():
    application = no_date(applying("before", "draft"))
    late(application)
    ben = making.coordinator(application.call.programme)
    assert texts(actor(ben)) == []
    Application.objects.filter(pk=application.pk).update(status="submitted", number="T-1", submitted_at=timezone.now())
    assert len(texts(actor(ben))) == 1
    assert not texts(actor_for(ben, second_factor_used=False))
    application.co_applicants.create(user=ben, email=ben.email, name="Ben", state="accepted", token_hash="b" * 64)
    assert texts(actor(ben)) == []


def test_staff_have_the_pile_and_coordinators_do_not():
    application = no_date(applying())
    late(application)
    [pile] = standing.work(make.acting(make.staff()))
    assert (pile.count, pile.oldest is not None) == (1, True)
    assert standing.work(actor(making.coordinator(application.call.programme))) == []
    assert standing.work(actor_for(None)) == []
    assert "Overdue letters of reference" in [str(one.label) for one in hooks.work_for(make.acting(make.staff("second@example.org")))]
