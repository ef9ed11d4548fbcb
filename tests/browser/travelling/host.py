"""The host confirms the stay, what has to be checked is recorded, the applicant confirms."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from exchanges.models import Application, Placement
from tests.browser.travelling.windows import Journey, fill_day

DAY = timedelta(days=1)


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
