"""Everybody's window, and how a form is pressed."""

import re
from collections.abc import Callable

from django.conf import settings as django_settings
from playwright.sync_api import Page

from accounts.models import User
from tests import make
from tests.browser.checking import sound
from tests.browser.conftest import Open

NAMES = (
    "Cora Bridge", "Ada Sender", "Rita One", "Remy Two", "Rosa Referee", "Hana Host", "Bridge Fellowships", "Autumn call", "Bridgeford University",
    "Robotics group", "Soft hands", "A soft hand for both shores", "Well planned", "She builds with care", "Lakeside Institute",
    "rosa@lakeside.example", "English", "SHA-256", "SHA", "Receipt", "Asked the office", "GBP",
)


class Journey:
    """Everybody's window; every page that somebody comes to is looked at once."""

    def __init__(self, opened: Open, lang: str, width: int, users: dict[str, User], *, scripts: bool = True) -> None:
        self.lang, self.users, self.seen, self.scripts = lang, users, set[str](), scripts
        self.window: Callable[[], Page] = lambda: opened(f"/{lang}/", width=width, scripts=scripts)
        self.pages: dict[str, Page] = {}

    def __getitem__(self, who: str) -> Page:
        if who not in self.pages:
            page = self.pages[who] = self.window()
            if who in self.users:
                session = make.sign_in(self.users[who]).cookies[django_settings.SESSION_COOKIE_NAME].value
                page.context.add_cookies([{"name": django_settings.SESSION_COOKIE_NAME, "value": session, "url": django_settings.SITE_URL}])
        return self.pages[who]

    def to(self, who: str, path: str) -> Page:
        page = self[who]
        answer = page.goto(f"/{self.lang}/{path}")
        assert answer, path
        assert answer.status == 200, (answer.status, path)
        return self.look(page)

    def look(self, page: Page, *, again: bool = False) -> Page:
        """Nothing is wrong with the page; pages of the same kind are looked at once, and those without scripts look the same."""
        kind = re.sub(r"/[0-9a-z]{12}\b|/\d+\b", "/…", page.url.partition("?")[0].partition("#")[0])
        if self.scripts and (kind not in self.seen or again):
            self.seen.add(kind)
            sound(page, self.lang, known=NAMES)
        return page


def press(page: Page, within: str = "main form", name: str = "") -> None:
    """The main button of a form."""
    page.locator(f"{within} button.button{f'[name={name}]' if name else ':not(.plain):not(.second)'}").first.click()


def fill_day(boxes: list[object], day: str) -> None:
    """One box, or one each for year, month and day."""
    parts = dict(zip("ymd", day.split("-"), strict=True))
    for box in boxes:
        name = str(box.get_attribute("name"))  # type: ignore[attr-defined]
        box.fill(parts[name[-1]] if len(boxes) > 1 else day)  # type: ignore[attr-defined]
