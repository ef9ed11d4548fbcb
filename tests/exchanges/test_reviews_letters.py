"""Letters of decisions: what was looked at is what goes out, one mail each, in the language of its reader."""

from datetime import timedelta

import pytest

from accounts.models import User
from exchanges.calls import wording
from exchanges.errors import Stale
from exchanges.models import Application, Decision, Event, Offer
from exchanges.offers import services as offers
from exchanges.offers import working_days
from exchanges.reviews import deciding, decision_letters, readiness
from tests import mailbox, make
from tests.exchanges.decided import World, letters

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


def test_what_was_not_looked_at_does_not_go_out(world: World):
    world.prepare_all()
    seen = readiness.digest(world.call, 1)
    world.prepare(world.last, "reject", letter="Another word.")
    with pytest.raises(Stale):
        deciding.release(world.call, by=world.by, seen=seen)
    assert not letters()


def test_the_preview_is_the_letter(world: World):
    world.prepare_all()
    decision = Decision.objects.get(application=world.best)
    shown = decision_letters.letter(decision)
    deciding.release(world.call, by=world.by)
    [sent] = mailbox.to(world.best.applicant.email, "reviews/decision")
    assert (sent.subject, sent.text) == (shown.subject, shown.text)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_an_offer_is_one_mail_with_conditions_deadline_and_the_way_to_answer(world: World, language: str):
    Application.objects.filter(pk=world.best.pk).update(language=language)
    User.objects.filter(pk=world.best.applicant_id).update(time_zone="America/New_York")
    world.prepare_all()
    deciding.release(world.call, by=world.by)
    [mail] = [one for one in mailbox.to(world.best.applicant.email) if one.topic.startswith(("reviews/", "offers/"))]
    offer = Offer.objects.get(application=world.best)
    until = wording.until(offer.expires_at - timedelta(minutes=1), world.call.zone, language, "America/New_York")
    assert len(until.split("；" if language == "zh-hans" else "; ")) == 3
    for part in ("A visa.", until, f"/{language}/account/applications/{world.best.uid}/offer"):
        assert part in mail.text
        assert part in mail.html
    assert "/offer" not in mailbox.to(world.second.applicant.email, "reviews/decision")[0].text


def test_who_moves_up_reads_the_conditions_and_the_deadline_in_one_mail(world: World):
    world.prepare_all()
    Decision.objects.filter(application=world.second).update(conditions="A degree.")
    deciding.release(world.call, by=world.by)
    offers.decline(Offer.objects.get(), by=make.acting(world.best.applicant))
    [mail] = mailbox.to(world.second.applicant.email, "offers/offered")
    for part in ("waiting list", "A degree.", f"account/applications/{world.second.uid}/offer", "23:59 (London)"):
        assert part in mail.text


def test_the_page_of_decisions_says_which_working_days_nobody_announced(world: World, monkeypatch: pytest.MonkeyPatch):
    world.call.offer_calendar = "CN"
    world.call.save()
    world.prepare_all()
    client, path = make.sign_in(world.coordinator), f"/en/account/calls/{world.call.uid}/decisions"
    monkeypatch.setattr(working_days, "last_announced", lambda: 2099)
    assert "have not been announced" not in client.get(path).content.decode()
    monkeypatch.setattr(working_days, "last_announced", lambda: 2025)
    assert "have not been announced" in client.get(path).content.decode()
    assert "尚未公布" in client.get(path.replace("/en/", "/zh-hans/")).content.decode()
    deciding.release(world.call, by=world.by)
    assert Event.objects.get(noun="offer", move="make").facts["unannounced"]
    monkeypatch.setattr(working_days, "last_announced", lambda: 2099)  # a newer calendar knows them; how the deadline was counted stays told
    assert "have not been announced" in client.get(path.replace("decisions", "offers")).content.decode()


def test_letters_are_in_the_language_of_the_applicant(world: World):
    chinese = world.one(language="zh-hans")
    world.prepare_all()
    world.prepare(chinese, "reject")
    deciding.release(world.call, by=world.by)
    assert mailbox.to(chinese.applicant.email, "reviews/decision")[0].language == "zh-hans"


@pytest.mark.parametrize(("mode", "named"), [("open", True), ("single", False), ("double", False)])
def test_reviewers_are_named_to_applicants_in_open_review_alone(mode: str, named: bool):
    world = World(review_mode=mode)
    User.objects.filter(pk=world.reviewers[0].pk).update(full_name="Rhea Reviewer")
    world.prepare_all()
    deciding.release(world.call, by=world.by)
    [mail] = mailbox.to(world.best.applicant.email, "reviews/decision")
    assert f"Comment 0 on {world.best.number}" in mail.text
    for text in (mail.subject, mail.text, mail.html):
        assert ("Rhea Reviewer" in text) == (named and text != mail.subject)
        assert world.reviewers[0].email not in text
