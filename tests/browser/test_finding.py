"""Finding by hand: typing, choosing, filtering, turning pages, with the keyboard, with and without scripts."""

import re

import pytest
from playwright.sync_api import Page, expect

from directory.models import Profile
from tests.browser.conftest import Open

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def heading(page: Page) -> str:
    return page.locator("h1").inner_text()


def test_typing_suggests_and_the_keyboard_chooses(opened: Open, world: dict[str, Profile]):
    page = opened("/en/")
    box = page.get_by_role("combobox", name="Search the directory")
    box.press_sequentially("southe")
    options = page.get_by_role("option")
    expect(options.first).to_contain_text("Southeast University")
    assert box.get_attribute("aria-expanded") == "true"
    box.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    assert box.get_attribute("aria-activedescendant") == options.first.get_attribute("id")
    box.press("Escape")
    expect(options.first).to_be_hidden()
    assert box.get_attribute("aria-expanded") == "false"
    assert box.input_value() == "southe"
    box.press("ArrowDown")
    expect(options.first).to_be_visible()
    box.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    box.press("Enter")
    page.wait_for_url(f"**/en/profiles/{world['seu'].uid}")


def test_pinyin_and_han_suggest_on_the_chinese_page(opened: Open):
    page = opened("/zh-hans/", width=360)
    page.get_by_role("combobox").press_sequentially("东南")
    expect(page.get_by_role("option").first).to_contain_text("东南大学")


def test_a_ticked_box_narrows_without_a_reload_and_back_undoes_it(opened: Open):
    page = opened("/en/directory")
    page.evaluate("window.same = true")
    before = heading(page)
    page.get_by_role("checkbox", name=re.compile("Companies")).check()
    page.wait_for_url("**/en/directory?kind=company")
    expect(page.locator("h1")).to_have_text("2 profiles")
    expect(page.get_by_role("checkbox", name=re.compile("Companies"))).to_be_focused()
    assert page.evaluate("window.same") is True
    page.get_by_role("link", name="Remove Kind: Companies").click()
    expect(page.locator("h1")).to_have_text(before)
    page.go_back()
    expect(page.locator("h1")).to_have_text("2 profiles")
    expect(page.locator(".langs a[lang=zh-Hans]")).to_have_attribute("href", "/zh-hans/directory?kind=company")


def test_sorting_applies_at_once(opened: Open):
    page = opened("/en/directory?kind=institute")
    page.get_by_label("Sort by").select_option("-name")
    page.wait_for_url("**sort=-name**")
    names = page.locator("h2.name a").all_inner_texts()
    assert names == sorted(names, key=str.casefold, reverse=True)


def test_the_way_through_without_scripts(opened: Open, world: dict[str, Profile]):
    page = opened("/en/", scripts=False)
    page.get_by_label("Search the directory").fill("robotics")
    page.get_by_role("button", name="Search").click()
    assert "/en/directory?q=robotics" in page.url
    page.locator("#f-kind-company").check()
    page.get_by_role("button", name="Apply filters").click()
    assert page.locator("[data-uid]").count() == 1
    page.get_by_label("Sort by").select_option("name")
    page.get_by_role("button", name="Show", exact=True).click()
    assert "sort=name" in page.url
    assert "kind=company" in page.url
    page.get_by_role("link", name="Clear all").click()
    page.get_by_role("link", name="中文").click()
    assert "/zh-hans/directory?q=robotics" in page.url
    page.get_by_role("button", name="深色").click()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert "/zh-hans/directory?q=robotics" in page.url
    page.locator("h2.name a").first.click()
    assert "/zh-hans/profiles/" in page.url


def test_the_drawer_opens_without_scripts(opened: Open):
    page = opened("/en/directory", width=360, scripts=False)
    expect(page.locator("#filters")).to_be_hidden()
    page.get_by_role("button", name="Filters", exact=True).click()
    page.locator("#f-kind-company").check()
    page.get_by_role("button", name="Apply filters").click()
    assert page.locator("h1").inner_text() == "2 profiles"


@pytest.mark.parametrize("address", ["/en/", "/zh-hans/directory", "/en/browse"])
def test_every_stop_of_the_keyboard_is_seen(opened: Open, address: str):
    page = opened(address)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    seen = 0
    for _stop in range(150):
        page.keyboard.press("Tab")
        stop = page.evaluate("""() => {
            const at = document.activeElement, box = at.getBoundingClientRect();
            const ringed = (one) => one && getComputedStyle(one).outlineStyle !== 'none' && parseFloat(getComputedStyle(one).outlineWidth) >= 1;
            return {body: at === document.body, tag: at.outerHTML.slice(0, 120), width: box.width, height: box.height,
                    ring: ringed(at) || ringed(at.closest('.box'))};
        }""")
        if stop["body"]:
            break
        seen += 1
        assert stop["ring"], f"no ring on {stop['tag']}"
        assert stop["width"] > 0, stop["tag"]
        assert stop["height"] > 0, stop["tag"]
    assert seen > 10


def test_light_and_dark_switch_without_a_reload_and_stay(opened: Open):
    page = opened("/en/about")
    page.evaluate("window.same = true")
    with page.expect_response("**/en/theme"):
        page.get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert page.evaluate("window.same") is True
    page.goto("/en/")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
