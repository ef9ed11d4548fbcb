"""Settings: what is chosen holds at once, for pages and for mail; what can't be is refused in words and nothing typed is lost."""

import zoneinfo

import pytest
from django.utils import timezone, translation

from accounts import zones
from accounts.models import AuditEvent, NoticeChoice
from accounts.notices import choices
from accounts.signin.language import after_sign_in
from accounts.vocabulary import Frequency, NoticeKind
from tests import make

OFTEN = {f"often-{kind}": "at-once" for kind in ("belonging", "profile", "exchange")}
GOOD = {"full_name": "Ana Lee", "language": "en", "time_zone": "Asia/Shanghai", **OFTEN}


def save(client, lang: str = "en", **other):
    return client.post(f"/{lang}/account/settings", {**GOOD, **other})


@pytest.mark.django_db
def test_what_is_chosen_is_kept():
    ana = make.member()
    response = save(make.sign_in(ana), full_name="  Ana   Lee ", **{"often-profile": "weekly"})
    assert (response.status_code, response["Location"]) == (302, "/en/account/settings")
    ana.refresh_from_db()
    assert (ana.full_name, ana.language, ana.time_zone) == ("Ana Lee", "en", "Asia/Shanghai")
    assert choices.frequency_of(ana, NoticeKind.PROFILE) == Frequency.WEEKLY
    assert NoticeChoice.objects.count() == 1
    event = AuditEvent.objects.get(act="user.settings")
    assert "Ana" not in str(event.facts)


@pytest.mark.django_db
def test_another_language_holds_for_the_next_page_and_the_page_says_so_in_it():
    client = make.sign_in(make.member())
    response = save(client, language="zh-hans")
    assert response["Location"] == "/zh-hans/account/settings"
    assert "设置已保存。" in client.get(response["Location"]).content.decode()
    # Who reads another page than their own language stays there: only changing the choice leads away.
    assert save(client, language="zh-hans", full_name="Ana")["Location"] == "/en/account/settings"


@pytest.mark.django_db
@pytest.mark.parametrize(("field", "value"), [
    ("language", "fr"), ("language", ""), ("time_zone", "Mars/Phobos"), ("time_zone", "../../etc/passwd"), ("time_zone", "x" * 500),
    ("full_name", "x" * 201), ("often-profile", "hourly"), ("often-profile", ""),
])
def test_what_cannot_be_chosen_is_refused_and_nothing_is_lost(field: str, value: str):
    ana = make.member()
    response = save(make.sign_in(ana), **{field: value})
    assert response.status_code == 400
    html = response.content.decode()
    assert "Error: Settings" in html
    assert f'href="#id_{field}"' in html
    assert f'id="id_{field}"' in html
    if field != "full_name":
        assert 'value="Ana Lee"' in html
    ana.refresh_from_db()
    assert ana.full_name == ""
    assert not NoticeChoice.objects.exists()


@pytest.mark.django_db
def test_only_staff_choose_how_often_work_is_told():
    assert "often-work" not in make.sign_in(make.member()).get("/en/account/settings").content.decode()
    assert "often-work" in make.sign_in(make.staff()).get("/en/account/settings").content.decode()
    save(make.sign_in(make.member("cy@example.org")), **{"often-work": "daily"})
    assert not NoticeChoice.objects.exists()


@pytest.mark.parametrize("lang", ["en", "zh-hans"])
def test_every_zone_of_the_world_is_on_the_list_once_in_the_readers_language(lang: str):
    listed = [zone for _region, rows in zones.choices(lang) for zone in rows][len(zones.OFTEN):]
    ids = [zone.id for zone in listed]
    assert len(ids) == len(set(ids)) > 400
    assert set(ids) <= zoneinfo.available_timezones()
    assert {"Asia/Shanghai", "Europe/London", "Asia/Kolkata", "America/Argentina/Ushuaia"} <= set(ids)
    labels = {zone.id: zone.label for zone in listed}
    assert labels["Asia/Kolkata"] == ("Kolkata (UTC+5:30)" if lang == "en" else "加尔各答（UTC+5:30）")
    if lang == "zh-hans":
        assert len([label for label in labels.values() if label[0].isascii()]) <= 5


def test_a_zone_under_an_old_name_stays_on_the_list_of_who_chose_it():
    assert "Asia/Calcutta" not in {zone.id for _region, rows in zones.choices("en") for zone in rows}
    assert "Asia/Calcutta" in {zone.id for _region, rows in zones.choices("en", "Asia/Calcutta") for zone in rows}


@pytest.mark.parametrize(("zone", "shown"), [
    ("America/St_Johns", "UTC−3:30"), ("UTC", "UTC"), ("Asia/Shanghai", "UTC+8"), ("Pacific/Chatham", "UTC+13:45"),
])
def test_how_far_a_zone_is_from_utc(zone: str, shown: str):
    winter = timezone.now().replace(year=2026, month=12, day=1)
    assert zones.offset(zone, winter) == shown


@pytest.mark.django_db
@pytest.mark.parametrize(("page", "browser", "account", "leads"), [
    ("en", "en-GB", "zh-hans", "zh-hans"),  # nobody chose: the account decides
    ("zh-hans", "zh-CN", "en", "en"),
    ("zh-hans", "en-GB", "en", "zh-hans"),  # switched on the way: stays
    ("en", "zh-CN", "zh-hans", "en"),
    ("en", "", "en", "en"),
])
def test_signing_in_leads_to_the_accounts_language_unless_the_visitor_chose(rf, page: str, browser: str, account: str, leads: str):
    request = rf.get("/", HTTP_ACCEPT_LANGUAGE=browser)
    request.user = make.member(language=account)
    with translation.override(page):
        assert after_sign_in(request) == leads
