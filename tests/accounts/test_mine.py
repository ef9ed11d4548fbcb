"""My page and where my data is seen: what a new account, a busy one and a stranger find there."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts import audit, consents, hooks, notices, outbox
from accounts.models import Notice
from accounts.vocabulary import NoticeKind, Purpose
from directory.models import Membership
from directory.seen import PARTS, tiers_of
from directory.vocabulary import TIERED_FIELDS
from tests import make

pytestmark = pytest.mark.django_db
PAGES = ("account", "account/notices", "account/settings", "account/consents", "account/seen")


def main_of(response) -> str:
    assert response.status_code == 200, response
    return response.content.decode().split("<main", 1)[1].split("</main>")[0]


def header_of(response) -> str:
    return response.content.decode().split("<header", 1)[1].split("</header>")[0]


def tell(user, **more) -> Notice:
    facts = {"organisation": {"en": "Bridgeford University", "zh": "桥津大学"}}
    return notices.tell(user, NoticeKind.BELONGING, "belonging/approved", facts=facts, path="account/organisations", **more)


@pytest.mark.parametrize("lang", ["en", "zh-hans"])
@pytest.mark.parametrize("page", PAGES)
def test_a_new_account_finds_friendly_pages_that_nobody_keeps(page: str, lang: str):
    response = make.sign_in(make.member()).get(f"/{lang}/{page}")
    main = main_of(response)
    assert main.count("<h1") == 1
    assert 'aria-current="page"' in main
    assert "no-store" in response["Cache-Control"]
    assert 'content="noindex"' in response.content.decode()


@pytest.mark.parametrize("page", PAGES)
def test_a_visitor_is_sent_to_sign_in_and_back(page: str):
    response = Client().get(f"/en/{page}")
    assert response.status_code == 302
    assert response["Location"] == f"/en/account/login?next=/en/{page}"


def test_a_new_account_is_told_what_to_do_first():
    main = main_of(make.sign_in(make.member()).get("/en/account"))
    assert "Say what you are called" in main
    assert "Choose your time zone" in main
    settled = main_of(make.sign_in(make.member("ben@example.org", full_name="Ben", time_zone="Asia/Shanghai")).get("/en/account"))
    assert "Say what you are called" not in settled
    assert "Nothing at the moment." in settled
    assert "Good to see you, Ben." in settled


def test_the_header_shows_who_is_here_and_how_much_is_new():
    ana = make.member(full_name="Ana <b>Lee</b>")
    client = make.sign_in(ana)
    assert 'class="new"' not in header_of(client.get("/en/"))
    tell(ana)
    header = header_of(client.get("/en/"))
    assert "Ana &lt;b&gt;Lee&lt;/b&gt;" in header
    assert re.search(r'class="new">1<', header)
    assert 'href="/en/account"' in header
    assert 'href="/en/account/logout"' in header
    assert "Sign in" in header_of(Client().get("/en/"))
    assert ana.email not in header


def test_the_header_costs_one_question(django_assert_num_queries: DjangoAssertNumQueries):
    client = make.sign_in(make.member())
    client.get("/en/about")
    with django_assert_num_queries(3):  # the session, the user, what is new
        client.get("/en/about")
    with django_assert_num_queries(0):
        Client().get("/en/about")


def test_what_waits_stands_on_my_page_the_longest_waiting_first(monkeypatch: pytest.MonkeyPatch, settings):
    now = timezone.now()
    needs = [hooks.Need("Answer B", "/en/b", now), hooks.Need("Answer A", "/en/a", now - timedelta(days=3), now + timedelta(days=2))]
    settings.MY_PAGE = []
    monkeypatch.setattr(hooks, "needs_of", lambda actor: sorted(needs, key=lambda need: need.since))
    main = main_of(make.sign_in(make.member()).get("/en/account"))
    assert main.index("Answer A") < main.index("Answer B")
    assert "Until" in main


def test_news_is_opened_once_and_only_by_its_reader():
    ana, cy = make.member(), make.member("cy@example.org")
    notice = tell(ana)
    client, stranger = make.sign_in(ana), make.sign_in(cy)
    assert "Bridgeford University" in main_of(client.get("/en/account"))
    assert stranger.get(f"/en/account/notices/{notice.pk}").status_code == 404
    assert Notice.objects.get().read_at is None
    opened = client.get(f"/zh-hans/account/notices/{notice.pk}")
    assert (opened.status_code, opened["Location"]) == (302, "/zh-hans/account/organisations")
    assert Notice.objects.get().read_at
    assert client.get("/en/account/notices/999999999999999999999").status_code == 404


def test_all_news_can_be_marked_as_read_by_a_button_alone():
    ana = make.member()
    tell(ana), tell(ana)
    client = make.sign_in(ana)
    assert client.get("/en/account/notices/read").status_code == 405
    assert client.post("/en/account/notices/read")["Location"] == "/en/account/notices"
    assert not Notice.objects.filter(read_at=None).exists()


@pytest.mark.parametrize("page", ["1", "2", "99", "0", "-1", "x", "1e9", ""])
def test_old_news_stands_on_further_pages_and_no_number_breaks_them(page: str):
    ana = make.member()
    for number in range(25):
        Notice.objects.create(user=ana, kind=NoticeKind.WORK, topic=f"gone/{number}")
    main = main_of(make.sign_in(ana).get(f"/en/account/notices?page={page}"))
    assert "Page " in main
    assert main.count('class="when"') == (5 if page in ("2", "99", "0", "-1") else 20)


def test_a_person_sees_who_sees_which_part_of_their_profile():
    ana = make.member()
    tiers = {"website": 3, "summary": 1}
    profile = make.person("Maren Oakhollow", owner=ana, summary_en="Soft robots", website="https://example.org", field_tiers=tiers)
    main = main_of(make.sign_in(ana).get("/en/account/seen"))
    assert "Maren Oakhollow" in main
    assert f"/en/profiles/{profile.uid}" in main
    for who, part in (("Everybody", "Names"), ("Signed-in members", "Summary"), ("Only you", "Website")):
        assert re.search(rf"<dt>{who}</dt><dd>[^<]*{part}", main), who


def test_every_part_that_can_be_hidden_is_accounted_for():
    assert set(TIERED_FIELDS) <= set(PARTS)
    assert set(tiers_of(make.person("Maren Oakhollow"))) >= {("names", 0)}


def test_a_person_sees_which_managers_know_of_them():
    ana = make.member()
    house = make.institute()
    assert "Bridgeford University" not in main_of(make.sign_in(ana).get("/en/account/seen"))
    Membership.objects.create(user=ana, organisation=house, way_in="staff")
    assert "Bridgeford University" in main_of(make.sign_in(ana).get("/en/account/seen"))


def test_a_person_sees_that_staff_looked_but_not_who():
    ana, cy, staff = make.member(), make.member("cy@example.org"), make.staff(full_name="Secret Agent")
    profile = make.person("Maren Oakhollow", owner=ana)
    audit.record("profile.read", by=staff, on=("profile", profile.uid), right="staff")
    audit.record("message.read", by=staff, on=("message", str(outbox.post("notice", to=ana, facts={"lines": []}).pk)), right="staff")
    audit.record("message.read", by=staff, on=("message", str(outbox.post("notice", to=cy, facts={"lines": []}).pk)), right="staff")
    audit.record("user.read", by=ana, on=("user", str(ana.pk)), right="owner")
    audit.record("user.read", by=staff, on=("user", str(cy.pk)), right="staff")
    main = main_of(make.sign_in(ana).get("/en/account/seen"))
    assert main.count('data-label="Who"') == 2
    assert "A mail to you" in main
    assert "Private parts of your profile" in main
    assert "Staff of the Centre" in main
    assert "Secret Agent" not in main
    assert staff.email not in main


def test_a_person_sees_whom_abroad_their_data_goes_to():
    ana = make.member()
    consents.give(ana, Purpose.TRANSFER, on="consents", language="en", recipient="Nanjing Bridge Institute", jurisdiction="CN")
    main = main_of(make.sign_in(ana).get("/zh-hans/account/seen"))
    assert "Nanjing Bridge Institute" in main
    assert "中国" in main


@pytest.mark.parametrize("lang", ["en", "zh-hans"])
def test_the_privacy_page_is_open_to_everybody_and_linked_in_the_footer(lang: str):
    response = Client().get(f"/{lang}/privacy")
    main = main_of(response)
    for topic in ("account", "access", "profile", "belonging", "exchange", "consent", "mail", "audit", "where", "rights"):
        assert f'id="{topic}"' in main, topic
    assert f'href="/{lang}/privacy"' in response.content.decode().split("<footer", 1)[1]
    assert Client().post(f"/{lang}/privacy").status_code == 405
