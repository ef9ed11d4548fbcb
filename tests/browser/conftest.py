"""What browser tests share: one Chromium a run, a served small directory, pages that remember what their console said."""

import os
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from directory.models import Profile
from tests import lists

# Playwright keeps an event loop in this thread; Django's tests talk to the database from the same thread all the same.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

Open = Callable[..., Page]
EXPECTED = ("the server responded with a status of 4",)  # the console reports our own 400 and 404 pages


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def world(live_server: LiveServer) -> dict[str, Profile]:
    return lists.indexed()


@pytest.fixture
def opened(browser: Browser, live_server: LiveServer, world: dict[str, Profile]) -> Iterator[Open]:
    """Opens an address in a window of its own. At the end of the test no page may have complained: no error, no breach of the CSP."""
    contexts, said = [], []

    def visit(address: str, *, width: int = 1440, scheme: str = "light", scripts: bool = True, **options: object) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, java_script_enabled=scripts, base_url=live_server.url, **options,
        )
        contexts.append(context)
        page = context.new_page()
        loud = ("error", "warning")
        page.on("console", lambda message: said.append(f"{page.url}: {message.type} {message.text}") if message.type in loud else None)
        page.on("pageerror", lambda error: said.append(f"{page.url}: {error}"))
        page.goto(address)
        return page

    yield visit
    for context in contexts:
        context.close()
    assert not [line for line in said if not any(known in line for known in EXPECTED)]
