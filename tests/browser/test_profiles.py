"""Profile pages and signing in, as a person with a browser meets them."""

import json
import re

import pytest
from allauth.account.models import EmailAddress
from axe_playwright_python.sync_playwright import Axe

from directory.models import OrganisationLink, Profile
from tests import make
from tests.browser.conftest import Open
from tests.ways import ways

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
VIEWS = [("en", 1440, "light"), ("en", 360, "dark"), ("zh-hans", 768, "dark"), ("zh-hans", 360, "light")]
LONG_COMPANY = "江苏钟山智能制造与精密仪器新材料联合研究开发（南京江北新区）股份有限公司"
LONG_PERSON = "Imogen Castellane-Featherstonehaugh"


def ana_with_a_draft() -> Profile:
    ana = make.member()
    EmailAddress.objects.create(user=ana, email=ana.email, verified=True, primary=True)
    return make.person("Ana Bridge", publish=False, owner=ana, summary_zh="桥梁。")


def rich() -> list[Profile]:
    home = make.institute("Southeast University", "东南大学", place=make.nanjing(), types=["education"], established=1902, website="https://www.example.org/")
    for number in range(15):
        part = make.institute(f"State Key Laboratory Number {number} of Very Long and Detailed Technical Affairs", f"第{number}国家重点实验室")
        OrganisationLink.objects.create(organisation=part, type="parent", to=home)
    OrganisationLink.objects.create(organisation=home, type="successor", to_ror="04ct4d772", to_label="Somewhere Else")
    person = make.person(
        LONG_PERSON, place=make.nanjing(), summary_en="Soft hands that feel what they hold.", keywords_zh=["康复机器人"], subjects=["2.6"],
        identifiers=[{"scheme": "orcid", "value": "0000-0001-5109-3700"}], working_languages=["en", "zh-Hans"], website="https://www.example.org/",
        affiliations=[{"organisation": home, "role_en": "Professor", "start": "2021"}, {"organisation_text": "Elsewhere", "end": "2020"}],
        interests=[make.interest(title_en="To host a visitor", text_en="Three months.")],
    )
    name = "Jiangsu Zhongshan Intelligent Manufacturing and Precision Instruments (Nanjing) Co., Ltd."
    company = make.company(name, LONG_COMPANY, place=make.nanjing())
    return [home, person, company]


@pytest.mark.parametrize(("lang", "width", "scheme"), ways(*VIEWS))
def test_profiles_and_sign_in_pass_axe_and_do_not_scroll_sideways(opened: Open, lang: str, width: int, scheme: str):
    page = opened(f"/{lang}/", width=width, scheme=scheme)
    addresses = [f"/{lang}/profiles/{one.uid}" for one in rich()]
    addresses += [f"/{lang}/account/{name}" for name in ("login", "password", "password/sent", "password/2s-abc", "inactive")]
    faults = []
    for address in addresses:
        page.goto(address)
        found = Axe().run(page)
        faults += [f"{address}: {one['id']} {[node['html'][:150] for node in one['nodes'][:3]]}" for one in found.response["violations"]]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            faults.append(f"{address} scrolls sideways")
    assert not faults, "\n".join(faults)


def test_the_data_block_is_read_and_not_run(opened: Open):
    person = rich()[1]
    page = opened(f"/en/profiles/{person.uid}")
    data = json.loads(page.locator('script[type="application/ld+json"]').text_content() or "")
    assert data["@type"] == "Person"


def test_units_beyond_the_first_twelve_open_without_a_script(opened: Open):
    home = rich()[0]
    page = opened(f"/en/profiles/{home.uid}", scripts=False)
    last = page.get_by_role("link", name="State Key Laboratory Number 9 of")
    assert not last.is_visible()
    page.get_by_text("Show 3 more").click()
    assert last.is_visible()


def test_a_footnote_leads_to_its_source(opened: Open):
    page = opened(f"/en/profiles/{rich()[1].uid}")
    page.get_by_role("link", name="Source 1").first.click()
    assert page.locator("#s1").evaluate("node => node.matches(':target')")


def test_a_member_signs_in_with_the_keyboard_and_comes_back_to_the_page(opened: Open):
    draft, person = ana_with_a_draft(), rich()[1]
    page = opened(f"/en/profiles/{person.uid}")
    page.get_by_role("link", name="Sign in").click()
    page.get_by_role("link", name="Your password").press("Enter")
    page.wait_for_url(re.compile("/account/login/password"))  # the page before asks for the address too
    page.get_by_label("E-mail address").fill("ana@example.org")
    page.keyboard.press("Tab")
    page.keyboard.type("not the password")
    page.keyboard.press("Enter")
    page.locator(".error-summary").wait_for()
    assert page.title().startswith("Error: Sign in")
    assert page.get_by_label("E-mail address").input_value() == "ana@example.org"
    page.locator("input[name=password]").fill("a good password")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(rf"^[^?]*/en/profiles/{person.uid}$"))
    page.goto(f"/en/profiles/{draft.uid}")
    assert page.get_by_text("Only you and the staff see this page").is_visible()
    assert Axe().run(page).violations_count == 0
    page.get_by_role("link", name="Sign out").click()
    page.get_by_role("button", name="Sign out").click()
    assert page.get_by_text("You are signed out").is_visible()
