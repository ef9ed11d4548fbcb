"""Who is told what about offers: by mail what has a date, by a notice the rest; in the transaction of what it tells of."""

from datetime import timedelta

from django.conf import settings
from django.utils import translation

from accounts import notices, outbox
from accounts.models import User
from accounts.vocabulary import NoticeKind
from accounts.zones import cities
from directory import wording
from exchanges.calls.deadlines import clocks
from exchanges.models import Application, Call, Offer, ProgrammeRole

SEPARATOR = {"zh-hans": "；"}


def titles(call: Call) -> dict[str, str]:
    """The call's title in both languages, one standing in for the other where it is missing."""
    return {"en": call.title_en or call.title_zh or call.uid, "zh": call.title_zh or call.title_en or call.uid}


def path_of(offer: Offer) -> str:
    return f"account/applications/{offer.application.uid}/offer"


def until(offer: Offer, call: Call, language: str, zone: str = "") -> str:
    """The last minute in which the offer can be answered, on each clock: "4 December 2026, 23:59 (London); …"."""
    last = offer.expires_at - timedelta(minutes=1)
    brackets = "（{}）" if language == "zh-hans" else " ({})"
    shown = [
        f"{wording.day(one.shows, language)} {one.shows:%H:%M}" + brackets.format(cities(language).get(one.zone, one.zone))
        for one in clocks(last, call.zone, zone)
    ]
    return SEPARATOR.get(language, "; ").join(shown)


def offered(offer: Offer, call: Call) -> None:
    """The offer itself; who comes from the waiting list is told that, too."""
    _mail("offered", offer, call, is_promoted=offer.promoted_from_id is not None, days=call.offer_days)


def reminded(offer: Offer, call: Call) -> None:
    _mail("reminder", offer, call)


def expired(offer: Offer, call: Call) -> None:
    _mail("expired", offer, call)


def _mail(topic: str, offer: Offer, call: Call, **facts: object) -> None:
    """Goes by mail whatever the person chose for notices: it has a date."""
    user = offer.application.applicant
    language = user.language
    with translation.override(language):
        more = {
            "call": titles(call)["zh" if language == "zh-hans" else "en"], "until": until(offer, call, language, user.time_zone),
            "link": f"{settings.SITE_URL}/{language}/{path_of(offer)}", "number": offer.application.number,
            "has_conditions": bool(offer.conditions), **facts,
        }
    outbox.post(f"offers/{topic}", to=user, facts=more, dedupe_key=f"offer:{topic}:{offer.uid}")


def tell_applicant(offer: Offer, topic: str, **facts: str) -> None:
    """A notice to the applicant. What somebody wrote is not in it; it stands on the page of the offer."""
    notices.tell(
        offer.application.applicant, NoticeKind.EXCHANGE, f"offers/{topic}", facts={"call": titles(offer.application.call), **facts},
        path=path_of(offer), dedupe_key=f"offer:{topic}:{offer.uid}:{offer.deferral_asked_at or ''}",
    )


def tell_coordinators(offer: Offer, topic: str) -> None:
    """A notice to those who run the programme, without the applicant if they are one of them."""
    call = offer.application.call
    for user in coordinators_of(call, offer.application):
        notices.tell(
            user, NoticeKind.EXCHANGE, f"offers/{topic}", facts={"call": titles(call), "number": offer.application.number or ""},
            path=f"account/calls/{call.uid}/offers", dedupe_key=f"offer:{topic}:{offer.uid}:{user.pk}:{offer.deferral_asked_at or ''}",
        )


def coordinators_of(call: Call, application: Application) -> list[User]:
    held = ProgrammeRole.objects.filter(programme=call.programme_id, role="coordinator", ended_at=None, user__is_active=True)
    return [one.user for one in held.exclude(user=application.applicant_id).select_related("user").order_by("pk")]
