"""Paired applications: two halves with a language, a budget and a currency of their own; one counts only with the other."""

from typing import Any

from django.utils.translation import gettext as _

from accounts import notices
from accounts.actor import Actor
from accounts.vocabulary import NoticeKind
from exchanges.applications.models import Application, Pair
from exchanges.applications.vocabulary import ApplicationStatus
from exchanges.calls.vocabulary import Side

OUT = (ApplicationStatus.WITHDRAWN, ApplicationStatus.NOT_SENT, ApplicationStatus.ENDED, ApplicationStatus.INELIGIBLE)


def other_side(side: str) -> str:
    return Side.CN if side == Side.UK else Side.UK


def other_half(application: Application) -> Application | None:
    """The other half of the pair, if somebody has begun it."""
    if application.pair_id is None:
        return None
    found: Application | None = Application.objects.filter(pair=application.pair_id).exclude(pk=application.pk).first()
    return found


def others_of(applications: list[Application]) -> dict[int, Application]:
    """The other halves of some applications, by the key of the one they belong to; read at once."""
    whose: dict[int | None, list[Application]] = {one.pair_id: [] for one in applications if one.pair_id}
    rows = Application.objects.filter(pair__in=list(whose)).select_related("applicant") if whose else []
    for one in rows:
        whose[one.pair_id].append(one)
    return {one.pk: other for one in applications for other in whose.get(one.pair_id, []) if other.pk != one.pk}


def is_in(half: Application | None) -> bool:
    """Whether a half was sent and still stands: a reopened one counts by its sent copy."""
    return half is not None and half.number is not None and half.status not in OUT


def half_came_in(application: Application, *, by: Actor) -> bool:
    """A half was sent, its pair locked: with both in, the pair is complete from now on, and both applicants are told. Returns whether it is."""
    other = other_half(application)
    if other is None or application.pair_id is None or not is_in(other):
        return False
    pair = Pair.objects.get(pk=application.pair_id)
    if pair.complete_at is None:
        pair.complete_at = by.now
        pair.save(update_fields=["complete_at"])
        for half in (application, other):
            tell(half, "pair-complete")
    return True


def part(application: Application) -> None:
    """One half has ended, so there is no pair any more; the pair is locked."""
    if application.pair is not None:
        application.pair.complete_at = None
        application.pair.save(update_fields=["complete_at"])


def tell(application: Application, topic: str, key: str = "", **facts: Any) -> None:
    call = application.call
    notices.tell(
        application.applicant, NoticeKind.EXCHANGE, f"applications/{topic}",
        facts={"call": {"en": call.title_en, "zh": call.title_zh}, "number": application.number or "", **facts},
        path=f"account/applications/{application.uid}", dedupe_key=f"application:{topic}:{application.pk}:{key}",
    )


def standing(application: Application) -> str:
    """How the other half stands, in words."""
    other = other_half(application)
    if other is None:
        return _("Nobody writes the other half yet.")
    if is_in(other):
        return _("The other half is in.")
    return _("The other half is being written.") if other.status == ApplicationStatus.DRAFT else _("The other half has ended.")
