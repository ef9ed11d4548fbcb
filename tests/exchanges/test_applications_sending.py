"""Sending: once, whole, by the server's clock, with a number, a hash and one receipt."""

import hashlib
import json
import threading
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pypdf
import pytest
from django.db import connection

from accounts.models import Message, User
from exchanges.applications import drafts, receipts, services, upkeep
from exchanges.applications.models import Application, Revision
from exchanges.applications.submitting import Incomplete, submit
from exchanges.applications.withdrawing import withdraw
from exchanges.errors import ExchangeError, NotAllowed, NotNow, Stale
from exchanges.models import Call, Event
from tests import mailbox, make
from tests.exchanges import making

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)


def ready(call: Call, by: User | None = None) -> Application:
    """A draft that can be sent."""
    return making.application(call, by=by or making.applicant(), status="draft")


def send(one: Application, key: str = "key-of-this-form", at: datetime | None = None) -> Any:
    return submit(one, key=key, by=make.acting(one.applicant), received_at=at or making.NOW())


@pytest.mark.django_db
def test_sending_gives_a_number_a_copy_and_one_receipt():
    call = making.call()
    one = ready(call)
    first, again, other_key = send(one), send(one), send(one, key="another-key-1")
    assert (first.is_new, again.is_new, other_key.is_new) == (True, False, False)
    assert first.revision == again.revision == other_key.revision
    one.refresh_from_db()
    assert one.status == "submitted"
    assert one.number == f"BF{call.pk}-{making.NOW():%Y}-0001"
    assert one.title.startswith("Soft robots")
    canonical = json.dumps(first.revision.content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    assert first.revision.sha256 == hashlib.sha256(canonical).hexdigest()
    call.forms.get().refresh_from_db()
    assert call.forms.get().frozen_at
    receipt = mailbox.to(one.applicant.email, "applications/receipt")
    assert len(receipt) == 1
    assert one.number in receipt[0].subject
    assert first.revision.sha256 in receipt[0].text
    assert "London" in receipt[0].text
    assert "Beijing" in receipt[0].text
    assert Event.objects.filter(noun="application", key=one.pk, move="submit").count() == 1


@pytest.mark.django_db
def test_a_draft_may_be_incomplete_what_is_sent_may_not():
    one = ready(making.call())
    one.sections.filter(key="stay").update(answers={"months": {"typed": "six"}})
    one.sections.filter(key="project").update(answers={"title": "Hands"})
    with pytest.raises(Incomplete) as refused:
        send(one)
    said = [gap.message for gap in refused.value.gaps]
    assert said == ["Answer “Aim”.", "Write “Months” as a whole number."]
    one.refresh_from_db()
    assert one.status == "draft"
    assert one.number is None
    assert not Revision.objects.exists()
    assert not Message.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(("seconds", "grace", "taken", "late"), [
    (-1, 0, True, False), (0, 0, False, None), (1, 0, False, None), (0, 10, True, True), (599, 10, True, True), (600, 10, False, None),
])
def test_the_clock_of_the_server_decides(seconds: int, grace: int, taken: bool, late: bool | None):
    call = making.call(opens_at=NOON - timedelta(days=9), closes_at=NOON, grace=grace)
    one = ready(call)
    if taken:
        assert send(one, at=NOON + timedelta(seconds=seconds)).revision.is_late is late
    else:
        with pytest.raises(drafts.TooLate):
            send(one, at=NOON + timedelta(seconds=seconds))
        assert not one.revisions.exists()


@pytest.mark.django_db
def test_numbers_have_no_gaps_though_some_tries_fail():
    call = making.call()
    for turn in range(4):
        one = ready(call)
        if turn == 1:
            one.sections.all().delete()
            with pytest.raises(Incomplete):
                send(one)
        else:
            send(one)
    numbers = sorted(Application.objects.filter(call=call, number__isnull=False).values_list("number", flat=True))
    assert [number[-4:] for number in numbers] == ["0001", "0002", "0003"]


@pytest.mark.django_db
def test_only_the_applicant_sends():
    one = ready(making.call())
    helper = making.applicant()
    one.co_applicants.create(user=helper, email=helper.email, name="Hel Per", role="edit", state="accepted", token_hash="h")
    for somebody in (helper, making.coordinator(one.call.programme), make.staff(), making.applicant()):
        with pytest.raises(NotAllowed):
            submit(one, key="key-of-this-form", by=make.acting(somebody), received_at=making.NOW())


@pytest.mark.django_db
def test_a_key_that_is_none_is_refused():
    with pytest.raises(ExchangeError):
        send(ready(making.call()), key="")


@pytest.mark.django_db
def test_reopened_and_not_sent_again_the_sent_copy_counts():
    call = making.call()
    one = ready(call)
    send(one)
    assert services.reopen(one, by=make.acting(one.applicant))
    services.save_section(one, "project", {"title": "Other", "aim": "x"}, 1, by=make.acting(one.applicant))
    one.refresh_from_db()
    assert one.status == "draft"
    assert one.title.startswith("Soft robots")
    assert one.revisions.count() == 1
    Call.objects.filter(pk=call.pk).update(closes_at=making.NOW() - timedelta(seconds=1))
    assert upkeep.settle() == "1 settled"
    assert upkeep.settle() == "0 settled"
    one.refresh_from_db()
    assert one.status == "submitted"
    assert one.number


@pytest.mark.django_db
def test_sent_again_it_keeps_its_number_and_both_copies():
    one = ready(making.call())
    first = send(one).revision
    one.refresh_from_db()
    number = one.number
    services.reopen(one, by=make.acting(one.applicant))
    services.save_section(one, "project", {"title": "Other", "aim": "x"}, 1, by=make.acting(one.applicant))
    second = send(one, key="second-form").revision
    one.refresh_from_db()
    assert one.number == number
    assert one.title == "Other"
    assert [first.number, second.number] == [1, 2]
    assert first.sha256 != second.sha256
    assert len(mailbox.to(one.applicant.email, "applications/receipt")) == 2


@pytest.mark.django_db
def test_after_the_deadline_a_draft_is_over_before_any_job_ran():
    call = making.call(opens_at=making.NOW() - timedelta(days=9), closes_at=making.NOW() - timedelta(seconds=1))
    one = ready(call)
    with pytest.raises(drafts.TooLate):
        services.save_section(one, "project", {"title": "x"}, 1, by=make.acting(one.applicant))
    with pytest.raises(NotNow):
        send(one)
    upkeep.settle()
    one.refresh_from_db()
    assert one.status == "not-sent"


@pytest.mark.django_db
def test_a_stale_save_overwrites_nothing():
    one = ready(making.call())
    ana = make.acting(one.applicant)
    assert services.save_section(one, "project", {"title": "A"}, 1, by=ana).version == 2
    assert services.save_section(one, "project", {"title": "A"}, 1, by=ana).version == 2  # the same again is the same
    with pytest.raises(Stale) as stale:
        services.save_section(one, "project", {"title": "B"}, 1, by=ana)
    assert stale.value.theirs.answers == {"title": "A"}
    assert one.sections.get(key="project").answers == {"title": "A"}


@pytest.mark.django_db
def test_more_information_goes_round():
    one = making.application(making.closed_call())
    coordinator = make.acting(making.coordinator(one.call.programme))
    services.move(one, "ask-info", by=coordinator, info_wanted="Which lab?", info_due_at=making.NOW() + timedelta(days=3))
    services.save_section(one, "project", {"title": "Hands", "aim": "In the lab"}, 1, by=make.acting(one.applicant))
    assert send(one).revision.number == 2
    one.refresh_from_db()
    assert one.status == "submitted"
    assert one.info_wanted == ""
    services.move(one, "ask-info", by=coordinator, info_wanted="And?", info_due_at=making.NOW() - timedelta(seconds=1))
    with pytest.raises(drafts.TooLate):
        send(one, key="too-late-now")


@pytest.mark.django_db
def test_two_stages_concept_then_full():
    call = making.call(stages=2, full_closes_at=making.NOW() + timedelta(days=40))
    call.forms.create(stage=2, version=1, sections=making.SECTIONS[:1])
    one = making.application(call, status="shortlisted")
    Call.objects.filter(pk=call.pk).update(closes_at=making.NOW() - timedelta(days=1), status="in-review")
    services.move(one, "invite", by=make.acting(making.coordinator(call.programme)))
    assert (one.status, one.stage, one.form.stage) == ("draft", 2, 2)
    services.save_section(one, "project", {"title": "Full", "aim": "All of it"}, 0, by=make.acting(one.applicant))
    assert send(one).revision.stage == 2


@pytest.mark.django_db
def test_withdrawing_frees_and_ends():
    one = making.application(status="offered")
    offer = making.offer(one)
    letter = making.letter(one)
    assert withdraw(one, by=make.acting(one.applicant))
    assert not withdraw(one, by=make.acting(one.applicant))
    offer.refresh_from_db()
    letter.refresh_from_db()
    one.call.refresh_from_db()
    assert (one.status, letter.state, one.call.taken) == ("withdrawn", "cancelled", 0)
    assert offer.state not in {"sent", "conditions", "confirmed"}


@pytest.mark.django_db
@pytest.mark.parametrize("lang", ["en", "zh-hans"])
def test_the_receipt_is_an_accessible_pdf(lang: str):
    one = ready(making.call())
    one.sections.filter(key="project").update(answers={"title": "软体机器人 #set text(red) $x$ “q”", "aim": "Line\n\n= Not a heading"})
    made = receipts.pdf(send(one).revision, lang)
    reader = pypdf.PdfReader(BytesIO(made))
    text = "".join(page.extract_text() for page in reader.pages)
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert "StructTreeRoot" in str(reader.trailer["/Root"])
    assert str(reader.trailer["/Root"]["/Lang"]).startswith(lang[:2])
    assert "#set text(red)" in text
    assert "= Not a heading" in text
    assert "软体机器人" in text


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_hundred_applicants_press_send_fifty_times():
    call = making.call()
    drafted = [ready(call, making.applicant(f"many{number}@example.org")) for number in range(100)]
    actors = {one.pk: make.acting(one.applicant) for one in drafted}
    failures: list[Exception] = []
    tries = [one for _turn in range(50) for one in drafted]
    lock = threading.Lock()

    def work() -> None:
        try:
            while True:
                with lock:
                    if not tries:
                        return
                    one = tries.pop()
                submit(one, key="the-same-form", by=actors[one.pk], received_at=making.NOW())
        except Exception as error:  # noqa: BLE001 - told to the test below
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    numbers = sorted(Application.objects.filter(call=call).values_list("number", flat=True))
    assert [number[-4:] for number in numbers] == [f"{number:04}" for number in range(1, 101)]
    assert Revision.objects.count() == 100
    assert Message.objects.filter(topic="applications/receipt").count() == 100
