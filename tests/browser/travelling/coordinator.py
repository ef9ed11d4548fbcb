"""The coordinator opens the call, has the applications reviewed, and sends the decisions."""

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import expect

from exchanges.models import Application, Call, Programme
from tests.browser.travelling.windows import Journey, press
from tests.exchanges import making

DAY = timedelta(days=1)


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
