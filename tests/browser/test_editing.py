"""A person's own profile in a real browser: begun, written, previewed, published, found, taken out, with and without scripts."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from directory import search
from directory.models import Profile
from tests import make
from tests.browser.conftest import Open
from tests.ways import ways

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def checked(page: Page) -> None:
    """No violation of axe, nothing that scrolls sideways, one heading of the first rank."""
    faults = [f"{page.url}: {one['id']} {[node['html'][:150] for node in one['nodes'][:3]]}" for one in Axe().run(page).response["violations"]]
    assert not faults, "\n".join(faults)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), page.url
    assert page.locator("h1").count() == 1, page.url


@pytest.mark.parametrize(("lang", "width"), ways(("en", 1440), ("zh-hans", 360)))
def test_the_way_from_nothing_to_a_found_profile_and_back(opened: Open, live_server: LiveServer, lang: str, width: int):
    ana = make.member("ana.bridge@example.org")
    page = opened(f"/{lang}/", width=width)
    session = make.sign_in(ana).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page.goto(f"/{lang}/profiles/new")
    checked(page)
    page.fill("[name=name_en]", "Ana Bridgemaker")
    page.fill("[name=family_en]", "Nobody")
    page.click(".actions button")
    checked(page)  # the family name isn't in the name
    page.fill("[name=family_en]", "Bridgemaker")
    page.click(".actions button")
    mine = Profile.objects.get(owner=ana)
    assert page.url.endswith(f"/{lang}/profiles/{mine.uid}/edit")
    checked(page)
    for part in ("names", "about", "fields", "posts", "offers", "place", "details", "identifiers") if width == 360 else ("posts",):
        page.goto(f"/{lang}/profiles/{mine.uid}/edit/{part}")
        checked(page)
    page.goto(f"/{lang}/profiles/{mine.uid}/edit/about")
    page.fill("[name=summary_en]", "Vibration of footbridges.")
    page.select_option("[name=who_summary]", "0")
    page.fill("[name=keywords_en]", "resonance")
    page.locator("[name=keywords_en]").press("Tab")
    page.click(".actions button[name=save]")
    page.goto(f"/{lang}/profiles/{mine.uid}/as/public")
    checked(page)
    assert page.get_by_text("Vibration of footbridges.").count() == 1
    assert page.get_by_text("resonance").count() == 0  # keywords are for members until their writer says otherwise
    page.goto(f"/{lang}/profiles/{mine.uid}/publish")
    checked(page)
    page.click(".actions button")
    checked(page)  # not agreed yet
    page.check("[name=agree]")
    page.click(".actions button")
    search.catch_up()
    visitor = opened(f"/{lang}/directory?q=footbridges", width=width)
    assert visitor.locator(".hit").count() == 1
    page.goto(f"/{lang}/profiles/{mine.uid}/withdraw")
    checked(page)
    page.click(".actions button")
    assert visitor.goto(f"/{lang}/profiles/{mine.uid}").status == 404  # type: ignore[union-attr]


def test_a_row_is_added_and_enter_saves_without_a_script(opened: Open, live_server: LiveServer):
    ana = make.member("ana.bridge@example.org")
    mine = make.person("Ana Bridgemaker", owner=ana)
    page = opened("/en/", width=360, scripts=False)
    page.context.add_cookies([{"name": "sessionid", "value": make.sign_in(ana).cookies["sessionid"].value, "url": live_server.url}])
    page.goto(f"/en/profiles/{mine.uid}/edit/names")
    page.fill("[name=r0-value]", "Ana B.")
    page.click("button[name=add]")
    assert page.input_value("[name=r0-value]") == "Ana B."
    page.fill("[name=r1-value]", "A. Bridgemaker")
    page.press("[name=r1-value]", "Enter")
    assert page.url.endswith("/edit#names")
    assert {"Ana B.", "A. Bridgemaker"} <= set(mine.names.values_list("value", flat=True))
