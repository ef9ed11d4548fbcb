"""Every page that needs an account, as somebody who may see it, in both languages, narrow and wide, light and dark."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from tests.browser.checking import faults, scrolls
from tests.browser.conftest import Open
from tests.permissions import matrix
from tests.permissions import world as worlds
from tests.permissions.addresses import BELONGING, EDITING, ONESELF, SIGNING_IN, STAFF, Row
from tests.permissions.world import World
from tests.ways import ways

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# Who looks: the first of these who sees the page.
READERS = ("visitor", "owner", "manager", "member", "coordinator", "barestaff", "staff")
# No HTML pages of ours: files, answers for scripts, a letter as it is; and other names of the security page.
NO_PAGE = {"staff_audit_export", "staff_status", "mfa_login_webauthn", "mailbox_html", "mfa_index", "mfa_list_webauthn", "account_request_login_code"}

# What people of this world wrote, and what a hint offers as an English title.
WRITTEN = ("Soft robots", "Maren Oakhollow", "Oakhollow", "Maren", "Plain Person", "Lecturer", "House", "Works", "alias", "Professor", "test", "user")


@pytest.fixture
def world(live_server: LiveServer) -> World:
    return worlds.build()


def reader(row: Row) -> str:
    return next((role for role in READERS if row.kind and matrix.expected(role, row.kind) == "see"), "")


def rows() -> Iterator[tuple[str, Row]]:
    """Each page once, however many things it stands for."""
    seen = set()
    for row in (*SIGNING_IN, *ONESELF, *STAFF, *EDITING, *BELONGING):
        kind = (row.name, row.args.get("part"), row.args.get("noun"), row.args.get("name"))
        if kind not in seen and reader(row) and row.name not in NO_PAGE:
            seen.add(kind)
            yield reader(row), row


def come_in(page: Page, world: World, role: str, server: LiveServer) -> None:
    page.context.clear_cookies()
    if role in world.cast.cookies:
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": world.cast.cookies[role], "url": server.url}])


WAYS = ways(("zh-hans", 360, 1280, "dark"), ("en", 1280, 360, "light"))


@pytest.mark.parametrize(("lang", "width", "other", "scheme"), WAYS)
def test_every_page_of_an_account_breaks_no_rule(
    opened: Open, world: World, live_server: LiveServer, lang: str, width: int, other: int, scheme: str,
):
    page = opened(f"/{lang}/", width=width, scheme=scheme)
    found, now = [], ""
    for role, row in sorted(rows(), key=lambda pair: pair[0]):
        part = "main" if role == now else None  # the frame is looked at once a reader
        if role != now:
            come_in(page, world, now := role, live_server)
        answer = page.goto(row.address(world, lang))
        if not answer or answer.status >= 400:
            found.append(f"{page.url} as {role}: {answer and answer.status}")
            continue
        found += faults(page, lang, known=WRITTEN, part=part)
        page.set_viewport_size({"width": other, "height": 900})
        found += [f"{page.url} scrolls sideways at {other}"] if scrolls(page) else []
        page.set_viewport_size({"width": width, "height": 900})
    assert not found, "\n".join(found)


def test_the_header_of_somebody_signed_in_stands_on_one_line(opened: Open, world: World, live_server: LiveServer):
    page = opened("/en/")
    come_in(page, world, "owner", live_server)
    for width in (1000, 1200, 1280, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto("/en/browse")
        assert page.locator(".nav").bounding_box()["height"] < 50, width  # type: ignore[index]
