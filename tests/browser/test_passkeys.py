"""Passkeys in a real browser with a virtual authenticator: add, sign in alone, use as second factor, rename, remove, and what is refused."""

import re
from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as django_settings
from playwright.sync_api import CDPSession, Page, expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from tests import make
from tests.accounts.test_factors import here
from tests.ways import ways

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Open = Callable[..., Page]
KEY = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(autouse=True)
def named_site(settings: Settings, live_server: LiveServer) -> None:
    settings.SITE_URL = live_server.url


def with_key(page: Page, **more: object) -> tuple[CDPSession, str]:
    """Give the window a virtual authenticator."""
    cdp = page.context.new_cdp_session(page)
    cdp.send("WebAuthn.enable")
    return cdp, cdp.send("WebAuthn.addVirtualAuthenticator", {"options": KEY | more})["authenticatorId"]


def signed_in(page: Page, user: User) -> None:
    session = here(user, by="code").cookies[django_settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": django_settings.SESSION_COOKIE_NAME, "value": session, "url": django_settings.SITE_URL}])


def person(email: str = "ana@example.org", **fields: object) -> User:
    user = make.member(email, **fields)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def add(page: Page, name: str = "My phone", lang: str = "en") -> None:
    page.goto(f"/{lang}/account/security/passkeys/new")
    page.locator("#id_name").fill(name)
    page.locator("form.passkey button.works").click()
    page.wait_for_url("**/account/security/codes")


def clean(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_add_sign_in_alone_rename_remove(opened: Open) -> None:
    ana = person()
    page = opened("/en/")
    with_key(page)
    signed_in(page, ana)
    page.goto("/en/account/security/passkeys/new")
    assert page.locator("#id_name").input_value() == "Chrome on Linux"
    add(page)
    expect(page.locator(".codes li")).to_have_count(10)
    clean(page)
    page.get_by_role("link", name="I have kept them").click()
    expect(page.locator("#passkeys")).to_contain_text("My phone")
    clean(page)

    page.context.clear_cookies()
    page.goto("/en/account/login?next=/en/account/security")
    page.get_by_role("button", name="A passkey on this device").click()
    page.wait_for_url("**/en/account/security")
    expect(page.locator("#passkeys")).to_contain_text("last used")

    page.get_by_role("link", name="Rename My phone").click()
    page.locator("#id_name").fill("Old phone")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#passkeys")).to_contain_text("Old phone")
    page.get_by_role("link", name="Remove Old phone").click()
    clean(page)
    page.get_by_role("button", name="Remove the passkey").click()
    expect(page.locator("#passkeys")).to_contain_text("None.")
    assert not Authenticator.objects.exists()

    page.context.clear_cookies()
    page.goto("/en/account/login")
    page.get_by_role("button", name="A passkey on this device").click()  # the device still has it
    expect(page.locator("main")).to_contain_text("isn’t right")
    page.goto("/en/account/security")
    assert "/account/login" in page.url


def test_a_passkey_is_the_second_step_after_a_password_and_wakes_a_role(opened: Open) -> None:
    mei = person("mei@example.org", is_staff=True, is_superuser=True)
    page = opened("/zh-hans/")
    with_key(page)
    signed_in(page, mei)
    page.goto("/admin/")
    assert "/account/second-factor" in page.url
    add(page, "手机", "zh-hans")
    page.goto("/admin/")
    assert page.url.endswith("/admin/")
    page.context.clear_cookies()
    page.goto("/zh-hans/account/login/password")
    page.locator("#id_login").fill(mei.email)
    page.locator("#id_password").fill("a good password")
    page.locator("main form button").first.click()
    page.wait_for_url("**/account/login/factor")
    clean(page)
    page.locator("form.passkey button").click()
    page.wait_for_url(re.compile(r"/zh-hans/$"))
    page.goto("/admin/")
    assert page.url.endswith("/admin/")


def test_showing_once_more_who_one_is_with_a_passkey(opened: Open) -> None:
    ana = person()
    page = opened("/en/")
    with_key(page)
    signed_in(page, ana)
    add(page)
    page.goto("/en/account/confirm/passkey?next=/en/account/security")
    clean(page)
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/en/account/security")


def test_no_finger_no_entry_and_a_device_has_one_for_an_account(opened: Open) -> None:
    ana = person()
    page = opened("/en/")
    cdp, key = with_key(page)
    signed_in(page, ana)
    add(page)
    page.goto("/en/account/security/passkeys/new")
    page.locator("form.passkey button.works").click()
    expect(page.get_by_role("alert")).to_contain_text("has a passkey for your account already")
    cdp.send("WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": False})
    page.context.clear_cookies()
    page.goto("/en/account/login")
    page.get_by_role("button", name="A passkey on this device").click()
    expect(page.get_by_role("alert")).to_contain_text("No passkey was used")
    assert Authenticator.objects.filter(type="webauthn").count() == 1


def test_an_answer_from_another_address_is_refused(opened: Open, settings: Settings) -> None:
    ana = person()
    page = opened("/en/")
    with_key(page)
    signed_in(page, ana)
    add(page)
    page.context.clear_cookies()
    settings.SITE_URL = "http://localhost:1"  # the page at hand now stands at a neighbour's address, under the same name
    page.goto("/en/account/login")
    page.get_by_role("button", name="A passkey on this device").click()
    expect(page.locator("main")).to_contain_text("isn’t right")


def test_without_script_or_passkeys_the_page_says_so(opened: Open) -> None:
    plain = opened("/en/account/login", scripts=False)
    expect(plain.locator("form.passkey .lacking")).to_contain_text("A passkey on this device: A passkey needs JavaScript")
    old = opened("/en/")
    old.add_init_script("delete window.PublicKeyCredential")
    old.goto("/en/account/login")
    expect(old.locator("form.passkey .lacking")).to_contain_text("This browser can’t use passkeys")


@pytest.mark.parametrize(("lang", "width"), ways(("en", 360), ("zh-hans", 360), ("zh-hans", 1440)))
def test_pages_of_security_break_no_rule(opened: Open, lang: str, width: int) -> None:
    page = opened("/en/", width=width)
    signed_in(page, person(language=lang))
    for path in ("security", "security/sessions", "security/app", "security/passkeys/new", "security/elsewhere", "confirm/mail"):
        page.goto(f"/{lang}/account/{path}")
        clean(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
