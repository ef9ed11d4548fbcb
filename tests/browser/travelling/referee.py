"""The referee writes a letter without an account."""

import re

from django.conf import settings as django_settings

from tests import mailbox
from tests.browser.travelling.applicant import REFEREE
from tests.browser.travelling.windows import Journey, press


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
