"""Mails about what became of an application: each says in plain words what happened, why, and what its reader can do."""

from django.conf import settings

from accounts import outbox
from exchanges.applications.models import Application


def mail(application: Application, what: str, *, reason: str = "", key: str = "") -> None:
    """`what` names the words (mail/applications/_news.txt). A mail whatever somebody chose for notices: an application that ends is no news to be
    collected. `key` tells a second time of the same kind from the first."""
    call, person = application.call, application.applicant
    chinese = person.language == "zh-hans"
    outbox.post("applications/news", to=person, dedupe_key=f"application:{what}:{application.pk}:{key}", facts={
        "what": what, "reason": reason, "number": application.number or "", "may_again": call.is_rolling and what == "ineligible",
        "call": (call.title_zh or call.title_en) if chinese else (call.title_en or call.title_zh),
        "link": f"{settings.SITE_URL}/{person.language}/account/applications/{application.uid}",
    })
