"""News: told once, put into the reader's words, mailed as often as they chose, ended by a link without signing in."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts import notices, periodic
from accounts.models import Message, Notice, NoticeChoice, User
from accounts.notices import choices, digests, reading
from accounts.vocabulary import Frequency, NoticeKind
from tests import make
from tests.racing import at_once

pytestmark = pytest.mark.django_db
KIND = NoticeKind.BELONGING
TOPIC = "belonging/approved"
FACTS = {"organisation": {"en": "Bridgeford University", "zh": "桥津大学"}}
MORNING = datetime(2026, 11, 24, 8, tzinfo=UTC)  # a Tuesday


def tell(user: User, at: datetime | None = None, **more) -> Notice:
    notice = notices.tell(user, more.pop("kind", KIND), TOPIC, facts=FACTS, path="account/organisations", **more)
    if at:
        Notice.objects.filter(pk=notice.pk).update(at=at)
    return notice


def wants(user: User, often: str, kind: str = KIND) -> None:
    choices.choose(user, {kind: often})


def off_of(message: Message) -> str:
    return message.headers["List-Unsubscribe"].strip("<>").removeprefix(settings.SITE_URL)


def test_news_is_told_in_the_readers_language_and_at_once_unless_they_chose_otherwise():
    ana = make.member(language="zh-hans")
    notice = tell(ana)
    mail = Message.objects.get()
    assert mail.user == ana
    assert mail.language == "zh-hans"
    assert "桥津大学" in mail.text
    assert "桥津大学" in notices.line(notice, "zh-hans").text
    assert "Bridgeford" in notices.line(notice, "en").text
    assert notices.line(notice, "en").href == f"{settings.SITE_URL}/en/account/organisations"


def test_the_same_thing_is_told_once():
    ana = make.member()
    first = tell(ana, dedupe_key="once")
    assert tell(ana, dedupe_key="once") == first
    assert (Notice.objects.count(), Message.objects.count()) == (1, 1)


def test_a_sentence_that_is_gone_leaves_the_name_of_its_kind():
    old = Notice.objects.create(user=make.member(), kind=KIND, topic="no/such-thing")
    assert notices.line(old, "en").text == str(KIND.label)


def test_every_sentence_that_is_told_has_its_template():
    names = {path.relative_to(folder).as_posix() for folder in settings.BASE_DIR.glob("*/jinja2/notices") for path in folder.rglob("*.txt")}
    assert f"{TOPIC}.txt" in names
    for path in settings.BASE_DIR.glob("*/jinja2/notices/**/*.txt"):
        assert len(Path(path).read_text(encoding="utf-8").strip().splitlines()) == 1, path


@pytest.mark.parametrize(("often", "mails", "waits"), [
    (Frequency.AT_ONCE, 1, False), (Frequency.DAILY, 0, True), (Frequency.WEEKLY, 0, True), (Frequency.NEVER, 0, False),
])
def test_mail_comes_as_often_as_chosen(often: str, mails: int, waits: bool):
    ana = make.member()
    wants(ana, often)
    assert tell(ana).mail_due == waits
    assert Message.objects.count() == mails


@pytest.mark.parametrize(("zone", "now", "morning"), [
    ("Asia/Shanghai", "2026-11-24T00:00", "2026-11-24T00:00"), ("Asia/Shanghai", "2026-11-23T23:59", "2026-11-23T00:00"),
    ("Europe/London", "2026-07-01T07:00", "2026-07-01T07:00"), ("Europe/London", "2026-07-01T06:59", "2026-06-30T07:00"),
    ("", "2026-11-24T09:00", "2026-11-24T08:00"), ("Mars/Phobos", "2026-11-24T09:00", "2026-11-24T08:00"),
    ("Europe/London", "2026-10-25T08:30", "2026-10-25T08:00"),  # the morning after the clocks went back
])
def test_morning_is_eight_on_the_readers_own_clock(zone: str, now: str, morning: str):
    moment = datetime.fromisoformat(now).replace(tzinfo=UTC)
    assert digests.last_morning(zone, moment) == datetime.fromisoformat(morning).replace(tzinfo=UTC)


def test_a_week_begins_on_monday_morning():
    assert digests.last_morning("", MORNING, weekly=True) == datetime(2026, 11, 23, 8, tzinfo=UTC)
    assert digests.last_morning("", datetime(2026, 11, 23, 7, 59, tzinfo=UTC), weekly=True) == datetime(2026, 11, 16, 8, tzinfo=UTC)


def test_the_mail_of_the_morning_holds_what_waited_once():
    ana = make.member()
    wants(ana, Frequency.DAILY)
    wants(ana, Frequency.WEEKLY, NoticeKind.PROFILE)
    tell(ana, MORNING - timedelta(hours=3))
    tell(ana, MORNING - timedelta(hours=2), kind=NoticeKind.PROFILE)
    tell(ana, MORNING + timedelta(minutes=1))
    assert digests.send_due(MORNING) == "1 digests with 1 notices"
    assert digests.send_due(MORNING + timedelta(hours=2)) == "0 digests with 0 notices"
    assert Message.objects.count() == 1
    assert digests.send_due(MORNING + timedelta(days=6)) == "1 digests with 2 notices"  # Monday: the weekly one, and Tuesday's late one
    assert Message.objects.order_by("created_at").last().text.count("/en/account/organisations") == 2


def test_who_wants_no_mail_any_more_gets_none_and_keeps_the_news():
    ana, gone = make.member(), make.member("gone@example.org")
    for user in (ana, gone):
        wants(user, Frequency.DAILY)
        tell(user, MORNING - timedelta(hours=1))
    wants(ana, Frequency.NEVER)
    User.objects.filter(pk=gone.pk).update(is_active=False)
    digests.send_due(MORNING)
    assert not Message.objects.exists()
    assert not Notice.objects.filter(mail_due=True).exists()
    assert reading.unread(ana) == 1


def test_who_chose_at_once_in_between_gets_what_waited():
    ana = make.member()
    wants(ana, Frequency.WEEKLY)
    tell(ana, MORNING - timedelta(hours=1))
    wants(ana, Frequency.AT_ONCE)
    assert digests.send(ana, MORNING) == 1


@pytest.mark.django_db(transaction=True)
def test_a_digest_goes_out_once_however_many_workers_there_are():
    ana = make.member()
    wants(ana, Frequency.DAILY)
    for minutes in range(5):
        tell(ana, MORNING - timedelta(minutes=minutes + 1))
    assert sorted(at_once(*[lambda: digests.send(ana, MORNING)] * 4)) == [0, 0, 0, 5]
    assert Message.objects.count() == 1


def test_the_worker_knows_the_digests():
    job = periodic.jobs()["notices.digests"]
    assert job.every
    assert job.every <= timedelta(hours=1)
    make.member()
    assert digests.send_due() == "0 digests with 0 notices"


def test_news_of_more_than_a_year_ago_goes():
    ana = make.member()
    tell(ana, timezone.now() - timedelta(days=366))
    kept = tell(ana)
    digests.prune()
    assert list(Notice.objects.all()) == [kept]


def test_a_mail_can_be_ended_with_one_press_and_without_signing_in():
    ana = make.member()
    tell(ana)
    message = Message.objects.get()
    assert message.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert off_of(message) in message.text
    stranger = Client(enforce_csrf_checks=True)
    page = stranger.get(off_of(message))
    assert page.status_code == 200
    assert ana.email not in page.content.decode()
    assert not NoticeChoice.objects.exists()  # looking changes nothing: scanners of mail follow links
    assert stranger.post(off_of(message), {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert choices.frequencies(ana) == dict.fromkeys(NoticeKind.values, Frequency.AT_ONCE) | {KIND: Frequency.NEVER}
    tell(ana)
    assert Message.objects.count() == 1


FORGED = {
    "a letter": "x", "three parts": "a:b:c", "another salt": choices.signing.dumps([1, ["work"]], salt="another"),
    "another content": choices.signing.dumps("x", salt=choices.SALT),
}


@pytest.mark.parametrize("token", FORGED.values(), ids=FORGED)
def test_a_forged_link_ends_nothing(token: str):
    make.member()
    for method in ("get", "post"):
        assert getattr(Client(), method)(f"/en/account/notices/off/{token}").status_code == 404
    assert not NoticeChoice.objects.exists()


def test_a_link_of_somebody_who_is_gone_is_no_page():
    ana = make.member()
    path = choices.off_link(ana, [KIND]).removeprefix(settings.SITE_URL)
    User.objects.filter(pk=ana.pk).update(is_active=False)
    assert Client().get(path).status_code == 404


def test_counting_what_is_new_takes_one_look_at_an_index():
    ana = make.member()
    Notice.objects.bulk_create(Notice(user=ana, kind=KIND, topic=TOPIC, read_at=timezone.now()) for _n in range(300))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    plan = Notice.objects.filter(user=ana, read_at=None).explain()
    assert "notice_unread" in plan, plan
