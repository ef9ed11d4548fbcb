"""An exchange from the call to the confirmed placement, in browsers open at once: coordinator, applicant, referee, reviewers, host."""

import os
import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from directory import search
from directory.models import Profile
from exchanges.models import Application, Call, Placement, Programme
from tests import mailbox, make
from tests.browser.checking import sound
from tests.browser.conftest import Open
from tests.exchanges import making

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DAY = timedelta(days=1)
REFEREE = "rosa@lakeside.example"
NAMES = (
    "Cora Bridge", "Ada Sender", "Rita One", "Remy Two", "Rosa Referee", "Hana Host", "Bridge Fellowships", "Autumn call", "Bridgeford University",
    "Robotics group", "Soft hands", "A soft hand for both shores", "Well planned", "She builds with care", "Lakeside Institute",
    "rosa@lakeside.example", "English", "SHA-256", "SHA", "Receipt", "Asked the office", "GBP",
)


@pytest.fixture(autouse=True)
def named_site(settings: Settings, live_server: LiveServer) -> None:
    settings.SITE_URL = live_server.url


@pytest.fixture
def world(live_server: LiveServer) -> dict[str, Profile]:
    """A host in Cambridge, a programme with a template of a call, and everybody who takes part."""
    home = make.institute("Bridgeford University", "桥津大学", place=make.cambridge())
    search.catch_up()
    return {"home": home}


def people(programme: Programme, home: Profile, lang: str) -> dict[str, User]:
    own = {"language": lang}
    return {
        "coordinator": making.coordinator(programme, full_name="Cora Bridge", **own), "applicant": making.applicant(full_name="Ada Sender", **own),
        "one": making.reviewer(programme, full_name="Rita One", **own), "two": making.reviewer(programme, full_name="Remy Two", **own),
        "host": make.confirmed(make.manager(home, full_name="Hana Host", **own)),
    }


def template(programme: Programme, home: Profile) -> Call:
    """What the office keeps: everything of a call but its dates."""
    made = making.call(
        programme, is_template=True, status="draft", published_at=None, opens_at=None, closes_at=None, places=1, letters_wanted=1,
        letters_asked="before", reviews_wanted=2, offer_days=5,
    )
    making.position(made, host=home)
    return made


class Journey:
    """Everybody's window; every page that somebody comes to is looked at once."""

    def __init__(self, opened: Open, lang: str, width: int, users: dict[str, User]) -> None:
        self.lang, self.users, self.seen = lang, users, set[str]()
        self.window: Callable[[], Page] = lambda: opened(f"/{lang}/", width=width)
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
        """Nothing is wrong with the page; pages of the same kind are looked at once."""
        kind = re.sub(r"/[0-9a-z]{12}\b|/\d+\b", "/…", page.url.partition("?")[0].partition("#")[0])
        if kind not in self.seen or again:
            self.seen.add(kind)
            sound(page, self.lang, known=NAMES)
        return page


def press(page: Page, within: str = "main form", name: str = "") -> None:
    """The main button of a form."""
    page.locator(f"{within} button.button{f'[name={name}]' if name else ':not(.plain):not(.second)'}").first.click()


# A run goes one of the two ways, on the second database (MATRIX=quick) the other: .ci/run goes both.
WAYS = [("zh-hans", 360)] if os.environ.get("MATRIX") == "quick" else [("en", 1280)]


@pytest.mark.parametrize(("lang", "width"), WAYS)
def test_a_call_is_opened_and_somebody_travels(opened: Open, world: dict[str, Profile], lang: str, width: int):
    travel(opened, world["home"], lang, width)


def travel(opened: Open, home: Profile, lang: str, width: int) -> None:
    programme = making.programme()
    template(programme, home)
    journey = Journey(opened, lang, width, people(programme, home, lang))
    call = opens(journey, programme)
    application = applies(journey, call)
    writes_a_letter(journey)
    sends(journey, application)
    passes(call)
    reviews(journey, call, application)
    decides(journey, call, application)
    accepts(journey, application)
    confirms(journey, application)


def opens(journey: Journey, programme: Programme) -> Call:
    """The coordinator makes a call after the template, gives it dates and publishes it."""
    page = journey.to("coordinator", f"account/programmes/{programme.uid}/calls")
    press(page, "main section:has(#after) form")
    journey.look(page)
    page.locator("main a[href$='/edit/dates']").last.click()
    journey.look(page)
    now = timezone.now()
    page.select_option("[name=zone]", "Europe/London")
    page.fill("[name=opens]", f"{now - DAY:%Y-%m-%d} 09:00")
    page.fill("[name=closes]", f"{now + 20 * DAY:%Y-%m-%d} 17:00")
    page.locator("main .actions button[name=save]").click()
    page.locator("main a[href^='/'][href*='/account/calls/']:not([href*='/edit'])").first.click()
    call: Call = Call.objects.get(is_template=False)
    page.goto(f"/{journey.lang}/account/calls/{call.uid}")
    page.locator("main a[href$='/move/publish']").click()
    journey.look(page)
    press(page)
    call.refresh_from_db()
    assert call.status == "published", page.locator("main").inner_text()
    journey.look(page, again=True)
    return call


def applies(journey: Journey, call: Call) -> Application:
    """The applicant begins, writes both sections, wishes for the host and names a referee."""
    page = journey.to("applicant", "exchanges")
    page.locator(f"main a[href$='/exchanges/calls/{call.uid}']").first.click()
    journey.look(page)
    page.locator("main form[action$='/apply'] button, main a.button[href$='/apply']").first.click()
    if not Application.objects.exists():
        journey.look(page)
        press(page)
    application: Application = Application.objects.get()
    page.goto(f"/{journey.lang}/account/applications/{application.uid}")
    journey.look(page)
    page.goto(f"/{journey.lang}/account/applications/{application.uid}/sections/project")
    boxes = page.locator("main form .field .input")
    boxes.nth(0).fill("Soft hands")
    boxes.nth(1).fill("A soft hand for both shores")
    journey.look(page)
    press(page, name="save")
    page.goto(f"/{journey.lang}/account/applications/{application.uid}/sections/stay")
    page.locator("main form .field .input").first.fill("6")
    press(page, name="save")
    journey.to("applicant", f"account/applications/{application.uid}/hosts")
    page.select_option("#rank-1", index=1)
    press(page)
    journey.to("applicant", f"account/applications/{application.uid}/referees")
    page.fill("#id_name", "Rosa Referee")
    page.fill("#id_email", REFEREE)
    page.check(f"[name=language][value={journey.lang}]")
    press(page, "main section:has(#name-one) form")
    journey.look(page, again=True)
    return application


def writes_a_letter(journey: Journey) -> None:
    """The referee comes by the link in the mail, without an account, says yes and sends the letter."""
    site = re.escape(django_settings.SITE_URL)
    links = [link for mail in mailbox.to(REFEREE) for link in re.findall(rf"{site}(/\S*letters/\S+)", mail.text)]
    page = journey["referee"]
    page.goto(links[-1])
    assert "/letters/" not in page.url  # the token is gone from the address bar
    journey.look(page)
    page.check("[name=answer][value=yes]")
    press(page)
    journey.look(page, again=True)
    page.fill("#id_text", "She builds with care.")
    page.locator("main button[name=act][value=send]").click()
    journey.look(page)


def sends(journey: Journey, application: Application) -> None:
    page = journey.to("applicant", f"account/applications/{application.uid}/send")
    press(page)
    application.refresh_from_db()
    assert application.status == "submitted", page.locator("main").inner_text()
    expect(page.locator("main")).to_contain_text(application.number or "?")
    page.goto(f"/{journey.lang}/account/applications/{application.uid}")
    journey.look(page, again=True)


def passes(call: Call) -> None:
    """The deadline goes by."""
    past = timezone.now() - timedelta(minutes=5)
    Call.objects.filter(pk=call.pk).update(closes_at=past, closes_local=past)


def reviews(journey: Journey, call: Call, application: Application) -> None:
    """Found eligible, two reviewers asked by the plan; each says "no conflict", scores and sends."""
    page = journey.to("coordinator", f"account/calls/{call.uid}/applications")
    page.check("[name=application]", force=True)
    page.select_option("#id_act", "find-eligible")
    press(page, f"main form[action$='{call.uid}/applications/act']")
    journey.look(page)
    press(page)
    journey.look(page)
    journey.to("coordinator", f"account/calls/{call.uid}/assignments")
    press(page)
    assert application.assignments.count() == 2, page.locator("main").inner_text()
    for who in ("one", "two"):
        page = journey.to(who, "account/reviews")
        page.locator("main a[href*='/account/reviews/']").first.click()
        expect(page.locator("main")).not_to_contain_text("A soft hand for both shores")
        journey.look(page)
        page.locator("main button[name=declare]").click()
        expect(page.locator("main")).to_contain_text("A soft hand for both shores")
        journey.look(page, again=who == "one")
        for number, criterion in enumerate(making.RUBRIC):
            page.check(f"[name=score-{criterion['key']}][value='{4 + number % 2}']")
        page.fill("#id_to_panel", "Well planned.")
        page.locator("main button[name=submit]").click()
        page.wait_for_url("**/account/reviews")
    assert application.assignments.filter(state="submitted").count() == 2


def decides(journey: Journey, call: Call, application: Application) -> None:
    """Prepared on the application's page, unseen by the applicant; then all letters go out."""
    journey.to("coordinator", f"account/calls/{call.uid}/panel")
    page = journey.to("coordinator", f"account/calls/{call.uid}/applications/{application.uid}")
    form = page.locator("section:has(> #decision) form")
    form.locator("[name=outcome]").select_option("offer") if form.locator("select[name=outcome]").count() else form.locator(
        "[name=outcome][value=offer]").check()
    form.locator("select[name=position]").select_option(index=1)
    form.locator("button.button").last.click()
    assert application.decisions.get().outcome == "offer"
    journey.to("applicant", f"account/applications/{application.uid}")
    assert journey["applicant"].locator("main a[href$='/offer']").count() == 0
    journey.to("coordinator", f"account/calls/{call.uid}/decisions")
    press(page, "main section:has(#send) form")
    application.refresh_from_db()
    assert application.status == "offered", page.locator("main").inner_text()
    journey.look(page, again=True)
    journey.to("coordinator", f"account/calls/{call.uid}/offers")
    journey.to("coordinator", f"account/calls/{call.uid}/overview")


def accepts(journey: Journey, application: Application) -> None:
    page = journey["applicant"]
    page.reload()
    page.locator("main a[href$='/offer']").first.click()
    journey.look(page)
    page.locator("main a[href$='/offer/accept']").click()
    journey.look(page)
    press(page)
    application.refresh_from_db()
    assert application.status == "accepted", page.locator("main").inner_text()


def confirms(journey: Journey, application: Application) -> None:
    """The host confirms the days, what has to be checked is recorded, the applicant confirms."""
    stay: Placement = Placement.objects.get()
    at = f"account/placements/{stay.uid}"
    page = journey.to("host", at)
    days = [timezone.now().date() + 200 * DAY, timezone.now().date() + 300 * DAY]
    form = page.locator("main form[action$='/moves/host-confirm']")
    for name, day in zip(("starts_on", "ends_on"), days, strict=True):
        fill_day(form.locator(f"[name^={name}]").all(), day.isoformat())
    form.locator("button.button").click()
    stay.refresh_from_db()
    assert stay.state == "host-confirmed", page.locator("main").inner_text()
    for kind in recorded(stay):
        part = page.locator(f"main form[action$='/checks/{kind}/record']")
        page.locator(f"main details:has(form[action$='/checks/{kind}/record']) > summary").click()
        part.locator("[name=act][value=not-needed]").check()
        part.locator("[name=note]").fill("Asked the office")
        part.locator("button.button").click()
    journey.look(page, again=True)
    page = journey.to("applicant", at)
    page.locator("main form[action$='/moves/confirm'] button.button").click()
    stay.refresh_from_db()
    assert stay.state == "confirmed", page.locator("main").inner_text()
    journey.look(page, again=True)
    journey.to("coordinator", f"account/calls/{application.call.uid}/placements")


def recorded(stay: Placement) -> Iterator[str]:
    """What is still open, one after the other."""
    yield from list(stay.checks.filter(state="open").values_list("kind", flat=True))


def fill_day(boxes: list[object], day: str) -> None:
    """One box, or one each for year, month and day."""
    parts = dict(zip("ymd", day.split("-"), strict=True))
    for box in boxes:
        name = str(box.get_attribute("name"))  # type: ignore[attr-defined]
        box.fill(parts[name[-1]] if len(boxes) > 1 else day)  # type: ignore[attr-defined]
