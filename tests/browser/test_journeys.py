"""What people do with their accounts, from nothing to the end, in a real browser: each way once narrow and once wide, in both languages."""

import re

import pytest
from django.conf import settings as django_settings
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from accounts import consents
from accounts.models import User
from directory import search
from directory.models import Membership, Profile
from tests import mailbox, make
from tests.accounts.test_factors import code_now
from tests.browser.checking import sound
from tests.browser.conftest import Open
from tests.browser.test_passkeys import person, signed_in, with_key
from tests.ways import ways

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CY = "cy@bridgeford.example"
BOTH_WAYS = pytest.mark.parametrize(("lang", "width"), ways(("zh-hans", 360), ("en", 1280)))
OTHER_WAYS = pytest.mark.parametrize(("lang", "width"), ways(("en", 360), ("zh-hans", 1280)))
NAMES = ("Cy Anson", "Ana Bridge", "Mei Harbour", "Bridgeford University", "Anson", "Chrome", "Linux")


@pytest.fixture(autouse=True)
def named_site(settings: Settings, live_server: LiveServer) -> None:
    settings.SITE_URL = live_server.url


@pytest.fixture
def world(live_server: LiveServer) -> dict[str, Profile]:
    """One organisation, with a domain of its own."""
    home = make.institute("Bridgeford University", "桥津大学", domains=["bridgeford.example"], place=make.cambridge())
    search.catch_up()
    return {"home": home}


def at(page: Page, path: str) -> None:
    """The page stands at this path, in whichever language it was."""
    expect(page).to_have_url(re.compile(rf"^http://[^/]+/(en|zh-hans){re.escape(path)}(#.*)?$"))


def send(page: Page) -> None:
    """Send the page's main form."""
    page.locator("main form .button:not(.plain):not(.second)").first.click()


def sign_up(page: Page, lang: str, email: str = CY, onward: str = "") -> None:
    page.goto(f"/{lang}/account/new{onward}")
    page.fill("#id_email", email)
    page.fill("#id_name", "Cy Anson")
    page.check("#id_terms")
    send(page)


def type_code(page: Page, email: str = CY) -> None:
    page.fill("#id_code", mailbox.code(email))
    send(page)


def out(page: Page, lang: str) -> None:
    page.goto(f"/{lang}/account/logout")
    send(page)
    page.goto(f"/{lang}/account")
    at(page, f"/account/login?next=/{lang}/account")


@BOTH_WAYS
def test_from_nothing_to_a_profile_an_organisation_and_a_passkey(opened: Open, world: dict[str, Profile], lang: str, width: int):
    page = opened(f"/{lang}/account/login", width=width)
    sound(page, lang, known=NAMES)
    page.locator(f"main a[href^='/{lang}/account/new']").click()
    assert page.locator("main input[type=checkbox]").count() == 3
    assert page.locator("main input[type=checkbox]:checked").count() == 0
    page.fill("#id_email", CY)
    page.fill("#id_name", "Cy Anson")
    send(page)
    sound(page, lang, known=NAMES)  # the terms are needed
    assert page.locator(".error-summary a[href='#id_terms']").count() == 1
    assert page.input_value("#id_name") == "Cy Anson"
    assert not User.objects.exists()
    page.check("#id_terms")
    page.check("#id_news")
    send(page)
    at(page, "/account/address/code")
    sound(page, lang, known=NAMES)
    type_code(page)
    at(page, "/account")
    sound(page, lang, known=NAMES)  # the first time: what to begin with, nothing that waits
    assert page.locator("#needs ~ .doors li").count() >= 1
    assert page.locator("#needs ~ .timeline").count() == 0

    page.locator(f"main a[href='/{lang}/profiles/new']").first.click()
    page.fill("[name=name_en]", "Cy Anson")
    page.fill("[name=family_en]", "Anson")
    page.click(".actions button")
    mine = Profile.objects.get(owner__email=CY)
    at(page, f"/profiles/{mine.uid}/edit")

    page.goto(f"/{lang}/account/organisations")
    sound(page, lang, known=NAMES)
    page.locator(".doors form button").click()
    assert Membership.objects.get(user__email=CY).organisation == world["home"]
    sound(page, lang, known=NAMES)

    with_key(page)
    page.goto(f"/{lang}/account/security")
    page.locator("#passkeys a[href$='passkeys/new']").click()
    page.wait_for_url("**/account/security/passkeys/new")  # at once: the code of signing up was typed a moment ago
    sound(page, lang, known=NAMES)
    page.fill("#id_name", "My phone" if lang == "en" else "手机")
    page.locator("form.passkey button.works").click()
    page.wait_for_url("**/account/security/codes")
    sound(page, lang, known=NAMES)
    out(page, lang)
    page.locator("form.passkey button.works").click()
    at(page, "/account")
    assert page.locator(f"main a[href='/{lang}/profiles/{mine.uid}/edit']").count() >= 1


@OTHER_WAYS
def test_asking_is_answered_by_a_manager_and_ended_while_the_page_is_open(opened: Open, world: dict[str, Profile], lang: str, width: int):
    ana, home = person("ana@example.org", full_name="Ana Bridge", language=lang), world["home"]
    mei = make.confirmed(make.manager(home, full_name="Mei Harbour", language=lang))
    page, manager = opened(f"/{lang}/", width=width), opened(f"/{lang}/", width=width)
    signed_in(page, ana)
    signed_in(manager, mei)
    page.goto(f"/{lang}/profiles/{home.uid}/join")
    page.fill("#id_message", "桥梁系博士后。")
    send(page)
    assert page.goto(f"/{lang}/profiles/{home.uid}/people").status == 404  # type: ignore[union-attr]
    manager.goto(f"/{lang}/account")
    sound(manager, lang, known=NAMES)
    manager.locator("#needs ~ .timeline a").first.click()
    sound(manager, lang, known=NAMES)
    manager.locator("form[action$='/approve'] button").first.click()
    sound(manager, lang, known=NAMES)

    page.goto(f"/{lang}/profiles/{home.uid}/people")  # the next request already
    expect(page.locator("#members ~ table")).to_contain_text("Mei Harbour")
    sound(page, lang, known=NAMES)
    page.goto(f"/{lang}/account/notices")
    expect(page.locator("main")).to_contain_text("桥津大学" if lang == "zh-hans" else "Bridgeford University")
    sound(page, lang, known=NAMES)
    page.goto(f"/{lang}/profiles/{home.uid}/people")

    manager.goto(f"/{lang}/profiles/{home.uid}/people")
    manager.locator("a[href*='/remove']").first.click()
    sound(manager, lang, known=NAMES)
    send(manager)
    page.locator("main a[href*='/leave']").click()  # the page stood open all the while
    expect(page.locator("main")).not_to_contain_text("Mei Harbour")
    sound(page, lang, known=NAMES)
    assert page.goto(f"/{lang}/profiles/{home.uid}/people").status == 404  # type: ignore[union-attr]
    page.goto(f"/{lang}/account")
    expect(page.locator("#news ~ .timeline li, #news ~ ul li").first).to_be_visible()  # and is told


@OTHER_WAYS
def test_staff_are_led_to_a_second_factor_and_on_to_their_work(opened: Open, lang: str, width: int):
    staff = person("staff@example.org", is_staff=True, is_superuser=True, full_name="Ana Bridge", language=lang)
    page = opened(f"/{lang}/", width=width)
    page.goto(f"/{lang}/account/login/password?next=/{lang}/account/staff")
    page.fill("#id_login", staff.email)
    page.fill("#id_password", "a good password")
    send(page)
    expect(page).to_have_url(re.compile("/account/second-factor"))
    sound(page, lang, known=NAMES)
    page.locator("main a[href*='security/app']").click()
    expect(page).to_have_url(re.compile("/account/confirm/mail"))  # a password alone gives nobody such a role's first factor
    send(page)
    type_code(page, staff.email)
    at(page, "/account/security/app")
    sound(page, lang, known=NAMES)
    secret = "".join(page.locator(".secret span").all_inner_texts())
    page.fill("#id_code", "000000")
    send(page)
    sound(page, lang, known=NAMES)
    assert "".join(page.locator(".secret span").all_inner_texts()) == secret
    page.fill("#id_code", code_now(secret))
    send(page)
    at(page, "/account/security/codes")
    codes = page.locator(".codes li").all_inner_texts()
    page.locator("main .row .button:not(.second)").click()
    at(page, "/account/staff")
    sound(page, lang, known=NAMES)

    out(page, lang)
    page.goto(f"/{lang}/account/login/password?next=/{lang}/account/staff")
    page.fill("#id_login", staff.email)
    page.fill("#id_password", "a good password")
    send(page)
    at(page, "/account/login/factor")
    sound(page, lang, known=NAMES)
    page.fill("#id_code", codes[3])
    send(page)
    at(page, "/account/staff")


@pytest.mark.parametrize(("lang", "other", "width"), ways(("en", "zh-hans", 360), ("zh-hans", "en", 1280)))
def test_changing_the_language_in_the_middle_keeps_the_code_and_the_way_on(opened: Open, lang: str, other: str, width: int):
    page = opened(f"/{lang}/", width=width)
    where = "/directory?q=bridges"
    page.goto(f"/{lang}/account/login?next=/{lang}/directory%3Fq%3Dbridges")
    page.locator(f"main a[href^='/{lang}/account/new']").click()
    page.locator(f".langs a[href^='/{other}/']").click()
    assert "next=" in page.url
    page.fill("#id_email", CY)
    page.fill("#id_name", "Cy Anson")
    page.check("#id_terms")
    send(page)
    page.locator(f".langs a[href^='/{lang}/']").click()
    assert "/account/address/code" in page.url
    sound(page, lang, known=NAMES)
    type_code(page)
    at(page, where)
    assert User.objects.get().language == other  # the language in which they agreed
    out(page, lang)
    page.goto(f"/{lang}/account/login?next=/{lang}/directory%3Fq%3Dbridges")
    page.fill("#id_email", CY)
    send(page)
    page.locator(f".langs a[href^='/{other}/']").click()
    sound(page, other, known=NAMES)
    page.fill("#id_code", "000000")
    send(page)
    sound(page, other, known=NAMES)
    type_code(page)
    at(page, where)


@BOTH_WAYS
def test_settings_consents_and_what_follows(opened: Open, lang: str, width: int):
    ana = person("ana@example.org", full_name="Ana Bridge", language=lang)
    consents.give(ana, "terms", on="sign-up", language=lang)
    consents.give(ana, "news", on="sign-up", language=lang)
    page = opened(f"/{lang}/", width=width, scheme="dark")
    signed_in(page, ana)
    page.goto(f"/{lang}/account/settings")
    page.select_option("#mail select >> nth=0", "weekly")
    page.select_option("#id_time_zone", "Asia/Shanghai")
    send(page)
    sound(page, lang, known=NAMES)
    ana.refresh_from_db()
    assert ana.time_zone == "Asia/Shanghai"
    assert page.locator("#mail select").first.input_value() == "weekly"

    page.goto(f"/{lang}/account/consents")
    sound(page, lang, known=NAMES)
    page.locator("button[value=withdraw]").first.click()
    assert not consents.holds(ana, "news")
    sound(page, lang, known=NAMES)
    assert page.locator("#past ~ .timeline li").count() == 1
    other = "en" if lang == "zh-hans" else "zh-hans"
    page.goto(f"/{lang}/account/settings")
    page.check(f"[name=language][value={other}]")
    send(page)
    expect(page.locator("html")).to_have_attribute("lang", {"en": "en-GB", "zh-hans": "zh-Hans"}[other])
    sound(page, other, known=NAMES)


@OTHER_WAYS
def test_signing_out_everywhere_is_over_on_the_other_device_at_its_next_click(opened: Open, lang: str, width: int):
    ana = person("ana@example.org", full_name="Ana Bridge", language=lang)
    here, there = opened(f"/{lang}/", width=width), opened(f"/{lang}/", width=width)
    for page in (here, there):
        page.goto(f"/{lang}/account/login")
        page.fill("#id_email", ana.email)
        send(page)
        type_code(page, ana.email)
    there.goto(f"/{lang}/account/settings")
    here.goto(f"/{lang}/account/security/sessions")
    expect(here.locator(".ways > li")).to_have_count(2)
    sound(here, lang, known=NAMES)
    here.locator("button[value=all]").click()
    there.locator(".side-nav a[href$='/account/consents']").click()
    expect(there).to_have_url(re.compile("/account/login"))
    here.goto(f"/{lang}/account")
    expect(here).to_have_url(re.compile("/account/login"))
    sound(here, lang, known=NAMES)
    assert django_settings.SESSION_COOKIE_HTTPONLY
