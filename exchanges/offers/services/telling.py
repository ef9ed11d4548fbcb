"""Who is told what about offers: by mail what has a date, by a notice the rest; in the transaction of what it tells of."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import translation

from accounts import notices, outbox
from accounts.models import User
from accounts.vocabulary import NoticeKind
from exchanges.calls import wording
from exchanges.models import Application, Call, HostPosition, Offer, ProgrammeRole


def titles(call: Call) -> dict[str, str]:
    """The call's title in both languages, one standing in for the other where it is missing."""
    return {"en": call.title_en or call.title_zh or call.uid, "zh": call.title_zh or call.title_en or call.uid}


def path_of(application: Application) -> str:
    """Where its offer is read and answered."""
    return f"account/applications/{application.uid}/offer"


def until(expires_at: datetime, call: Call, language: str, zone: str = "") -> str:
    """The last minute in which an offer can be answered, on each clock: "4 December 2026, 23:59 (London); …"."""
    return wording.until(expires_at - timedelta(minutes=1), call.zone, language, zone)


def offered(offer: Offer, call: Call) -> None:
    """The offer to who gets no letter with it, as from the waiting list: all of it stands in this mail."""
    _mail(
        "offered", offer, call, is_promoted=offer.promoted_from_id is not None, conditions=offer.conditions,
        position=_title(offer.position, offer.application.applicant.language),
    )


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
            "call": titles(call)["zh" if language == "zh-hans" else "en"], "until": until(offer.expires_at, call, language, user.time_zone),
            "link": f"{settings.SITE_URL}/{language}/{path_of(offer.application)}", "number": offer.application.number, **facts,
        }
    outbox.post(f"offers/{topic}", to=user, facts=more, dedupe_key=f"offer:{topic}:{offer.uid}")


def _title(position: HostPosition | None, language: str) -> str:
    if position is None:
        return ""
    texts = [position.title_en, position.title_zh]
    return next(filter(None, reversed(texts) if language == "zh-hans" else texts), "")


def tell_applicant(offer: Offer, topic: str, **facts: str) -> None:
    """A notice to the applicant. What somebody wrote is not in it; it stands on the page of the offer."""
    notices.tell(
        offer.application.applicant, NoticeKind.EXCHANGE, f"offers/{topic}", facts={"call": titles(offer.application.call), **facts},
        path=path_of(offer.application), dedupe_key=f"offer:{topic}:{offer.uid}:{offer.deferral_asked_at or ''}",
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
