"""Every page in both languages, narrow and wide, light and dark: no accessibility fault, no sideways scroll, nothing in the console."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from directory.models import Profile
from tests.browser.conftest import Open
from tests.ways import ways

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES = (
    "", "directory", "directory?q=robotics&kind=company&country=GB", "directory?q=nothinglikethis&kind=company", "directory?contry=CN",
    "browse", "browse/places", "browse/fields", "browse/types", "about", "developers", "nowhere",
)
KINDS = ("seu", "firm", "wang")


def addresses(world: dict[str, Profile], lang: str) -> list[str]:
    return [f"/{lang}/{page}" for page in PAGES] + [f"/{lang}/profiles/{world[name].uid}" for name in KINDS]


@pytest.mark.parametrize(("lang", "width", "scheme"), ways(
    ("en", 1440, "light"), ("zh-hans", 1440, "dark"), ("zh-hans", 360, "dark"), ("en", 360, "light"), ("zh-hans", 768, "light"), ("en", 768, "dark"),
))
def test_axe_finds_nothing(opened: Open, world: dict[str, Profile], lang: str, width: int, scheme: str):
    page = opened(f"/{lang}/", width=width, scheme=scheme)
    faults = []
    for address in addresses(world, lang):
        page.goto(address)
        found = Axe().run(page)
        faults += [f"{address}: {one['id']} {[node['html'][:150] for node in one['nodes'][:3]]}" for one in found.response["violations"]]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("lang", ["en", "zh-hans"])
def test_nothing_scrolls_sideways_at_320_pixels_or_with_text_twice_as_large(opened: Open, world: dict[str, Profile], lang: str):
    narrow = opened(f"/{lang}/", width=320)
    wide = []
    for address in addresses(world, lang):
        narrow.goto(address)
        wide += [address] if narrow.evaluate("document.documentElement.scrollWidth") > 320 else []
        # Twice the text on 640 pixels is what zooming to 200 % does to a window of 1280.
        narrow.set_viewport_size({"width": 640, "height": 900})
        narrow.evaluate("document.querySelector('html').style.setProperty('font-size', '200%')")
        wide += [f"{address} at 200 %"] if narrow.evaluate("document.documentElement.scrollWidth") > 640 else []
        narrow.set_viewport_size({"width": 320, "height": 900})
    assert not wide


def test_the_open_drawer_and_the_open_dialog_pass_too(opened: Open):
    page = opened("/en/directory?kind=company", width=360)
    page.get_by_role("button", name="Filters, 1 on").click()
    assert page.locator("#filters").is_visible()
    assert Axe().run(page).violations_count == 0
    page.locator("#filters").get_by_role("button", name="Close").click()
    page.get_by_role("button", name="Copy as API query").click()
    assert page.locator("#as-api").is_visible()
    assert Axe().run(page).violations_count == 0


def test_print_leaves_the_controls_out(opened: Open):
    page = opened("/en/directory?q=robotics")
    page.emulate_media(media="print")
    assert not page.locator("form.search").is_visible()
    assert not page.locator("#filters").is_visible()
    assert page.locator("h1").is_visible()
