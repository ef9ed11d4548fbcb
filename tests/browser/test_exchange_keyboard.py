"""Writing, reviewing and deciding with the keyboard alone: every stop is seen, and the act is done."""

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from directory import search
from directory.models import Profile
from tests import make
from tests.browser.conftest import Open
from tests.exchanges import making

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MOST_STOPS = 90
SEEN = """() => {
  const one = document.activeElement, style = getComputedStyle(one), box = one.getBoundingClientRect()
  const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2
  return outlined && box.width > 0 && box.bottom > 0 && box.top < innerHeight ? '' : one.outerHTML.slice(0, 200)
}"""


@pytest.fixture
def world(live_server: LiveServer) -> dict[str, Profile]:
    home = make.institute("Bridgeford University", "桥津大学", place=make.cambridge())
    search.catch_up()
    return {"home": home}


def window(opened: Open, server: LiveServer, user: User, path: str) -> Page:
    page = opened("/en/", width=1280, reduced_motion="reduce")  # a page that glides would still be on its way
    session = make.sign_in(user).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": server.url}])
    page.goto(path)
    return page


def tab_to(page: Page, selector: str) -> None:
    """On, stop by stop, each of them seen, to the one that is meant."""
    for _stop in range(MOST_STOPS):
        page.keyboard.press("Tab")
        hidden = page.evaluate(SEEN)
        assert not hidden, f"{page.url}: nothing shows where the keyboard is: {hidden}"
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{page.url}: the keyboard never comes to {selector}")


def test_a_section_is_written_and_saved(opened: Open, world: dict[str, Profile], live_server: LiveServer):
    draft = making.application(making.call(), making.applicant(), "draft")
    draft.sections.all().delete()
    page = window(opened, live_server, draft.applicant, f"/en/account/applications/{draft.uid}/sections/project")
    tab_to(page, "main form .field .input")
    page.keyboard.type("Soft hands")
    tab_to(page, "main form textarea.input, main form .field ~ .field .input")
    page.keyboard.type("A soft hand for both shores")
    tab_to(page, "main .actions button[name=save]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sections/stay")
    assert "Soft hands" in str(draft.sections.get(key="project").answers)


def test_a_review_is_given(opened: Open, world: dict[str, Profile], live_server: LiveServer):
    application = making.application(making.call(status="in-review"), status="under-review")
    reviewer = making.reviewer(application.call.programme)
    assignment = making.assignment(application, reviewer, "invited")
    page = window(opened, live_server, reviewer, f"/en/account/reviews/{assignment.pk}")
    tab_to(page, "button[name=declare]")
    page.keyboard.press("Enter")
    expect(page.locator("#id_to_panel")).to_be_visible()
    for criterion in making.RUBRIC:
        tab_to(page, f"[name=score-{criterion['key']}]")
        page.keyboard.press("Space")
        page.keyboard.press("ArrowRight")
    tab_to(page, "#id_to_panel")
    page.keyboard.type("Well planned.")
    tab_to(page, "button[name=submit]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/account/reviews")
    assignment.refresh_from_db()
    assert assignment.state == "submitted"


def test_a_decision_is_noted(opened: Open, world: dict[str, Profile], live_server: LiveServer):
    call = making.call(status="deciding", reviews_wanted=1)
    application = making.application(call, status="under-review")
    making.assignment(application, making.reviewer(call.programme), "submitted")
    path = f"/en/account/calls/{call.uid}/applications/{application.uid}"
    page = window(opened, live_server, making.coordinator(call.programme), path)
    tab_to(page, "select[name=outcome]")
    page.keyboard.type("Decline")
    tab_to(page, "section:has(> #decision) button.button")
    page.keyboard.press("Enter")
    page.wait_for_load_state()
    expect(page.locator("main")).to_contain_text("Decision")
    assert application.decisions.get().outcome == "reject"
