"""The applicant writes, names a referee, sends, and accepts."""

from playwright.sync_api import expect

from exchanges.models import Application, Call
from tests.browser.travelling.windows import Journey, press

REFEREE = "rosa@lakeside.example"


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


def sends(journey: Journey, application: Application) -> None:
    page = journey.to("applicant", f"account/applications/{application.uid}/send")
    press(page)
    application.refresh_from_db()
    assert application.status == "submitted", page.locator("main").inner_text()
    expect(page.locator("main")).to_contain_text(application.number or "?")
    page.goto(f"/{journey.lang}/account/applications/{application.uid}")
    journey.look(page, again=True)


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
