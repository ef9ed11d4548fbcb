"""How an application stands, checking and sending it, its receipt and files, reopening and withdrawing it."""

import secrets

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import consents
from accounts.actor import Actor
from accounts.client import arrived_at
from accounts.errors import AccountError
from accounts.vocabulary import Purpose
from accounts.zones import zone_of
from exchanges.applications import drafts, ending, pairs, receipts, rules, services, standing, wording
from exchanges.applications.models import Application
from exchanges.applications.reading import as_rows
from exchanges.applications.states import TRANSITIONS
from exchanges.applications.submitting import Incomplete, submit
from exchanges.applications.views.around import found, frame_of, shown, visitor, zone_name
from exchanges.applications.withdrawing import delete_draft
from exchanges.events.moves import open_moves
from exchanges.files import serving
from exchanges.reviews import decision_letters


@never_cache
@require_safe
def status(request: HttpRequest, uid: str) -> HttpResponseBase:
    """The applicant and co-applicants: what happened, what happens next and when."""
    if (entrance := visitor(request)) is not None:
        return entrance
    actor, application = found(request, uid)
    over = drafts.is_over(application, actor.now)
    stands, how, own = standing.stands(application, actor.now), ending.how(application), rules.is_applicant(actor, application)
    today = actor.now.astimezone(zone_of(application.call.zone)).date()
    last = application.revisions.order_by("-number").first()
    moves = open_moves(TRANSITIONS, actor, application, field="status")
    return shown(request, "status", frame_of(actor, application, "") | {
        "stands": stands, "way": wording.steps_of(application, stands, is_over=over), "revision": last, "over": over,
        "received": receipts.clock_lines(last.received_at, application.call.zone, zone_name(actor)) if last else [],
        "until": receipts.clock_lines(stands.until, application.call.zone, zone_name(actor)) if stands.until and stands.until > actor.now else [],
        "may_reopen": "reopen" in moves and not over, "may_withdraw": "withdraw" in moves,
        "earlier": standing.earlier_of(application) if application.status == "draft" and rules.is_applicant(actor, application) else [],
        "other": pairs.standing(application) if application.pair_id else "", "other_half": pairs.other_half(application),
        "reason": how.reason if how and own else "",
        "expected": wording.expected(application, today), "letters": decision_letters.kept(application) if own else [],
    })


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def send(request: HttpRequest, uid: str) -> HttpResponseBase:
    """The applicant: the checklist, the consents for hosts abroad, and sending. Co-applicants see the checklist."""
    arrived = arrived_at(request)  # it decides
    if (entrance := visitor(request)) is not None:
        return entrance
    actor, application = found(request, uid)
    fault, status = "", 200
    if request.method == "POST":
        try:
            sent = submit(application, key=request.POST.get("key", "")[:80], by=actor, received_at=arrived)
            if sent.is_new:
                _agree(request, actor, application)
                messages.success(request, _("Sent. The receipt is on its way to you by mail."))
            return HttpResponseRedirect(reverse("application", args=[application.uid]))
        except Incomplete as refusal:
            fault, status = str(refusal), 400
        except AccountError as refusal:
            fault, status = str(refusal), 409
    gaps = standing.gaps_of(application)
    frame = frame_of(actor, application, "send", gaps)
    hrefs = {one.key: one.href for one in frame["steps"]}
    lang = get_language() or "en"
    return shown(request, "send", frame | {
        "gaps": [(gap, f"{hrefs.get(gap.section, '')}?check#{gap.field}") for gap in gaps], "key": secrets.token_urlsafe(24), "fault": fault,
        "abroad": _asked_abroad(actor, application), "transfer_text": consents.wording(Purpose.TRANSFER, lang),
        "transfer_digest": consents.digest(Purpose.TRANSFER, lang), "other": pairs.standing(application) if application.pair_id else "",
        "home_country": settings.DATA_PLACE, "sent_before": application.revisions.filter(stage=application.stage).exists(),
    }, status=status)


def _asked_abroad(actor: Actor, application: Application) -> list[dict[str, str]]:
    """Who abroad would get it and hasn't been agreed to yet; each is a question of its own, never ticked beforehand."""
    if actor.person is None:
        return []
    own = "zh" if (get_language() or "").startswith("zh") else "en"
    return [
        {"key": one.key, "name": one.name[own], "country": one.country}
        for one in standing.hosts_abroad(application) if not consents.holds(actor.person, Purpose.TRANSFER, one.key)
    ]


def _agree(request: HttpRequest, actor: Actor, application: Application) -> None:
    """Write down what was ticked, for the words that were shown."""
    lang = get_language() or "en"
    if actor.person is None or request.POST.get("transfer_text") != consents.digest(Purpose.TRANSFER, lang):
        return
    ticked = set(request.POST.getlist("transfer"))
    for one in standing.hosts_abroad(application):
        if one.key in ticked:
            consents.give(actor.person, Purpose.TRANSFER, on="application", language=lang, recipient=one.key, jurisdiction=one.country)


@never_cache
@require_safe
def sent(request: HttpRequest, uid: str, number: int) -> HttpResponseBase:
    """The applicant and co-applicants: a sent copy, as it was sent."""
    if (entrance := visitor(request)) is not None:
        return entrance
    actor, application = found(request, uid)
    revision = application.revisions.filter(number=number).first() if number < 10000 else None
    if revision is None:
        raise Http404
    rows = as_rows(application, revision, lang=get_language() or "en", reader=actor)
    return shown(request, "sent", frame_of(actor, application, "") | {
        "revision": revision, "rows": rows, "received": receipts.clock_lines(revision.received_at, application.call.zone, zone_name(actor)),
    })


@never_cache
@require_safe
def receipt(request: HttpRequest, uid: str, number: int) -> HttpResponseBase:
    """The applicant and co-applicants: the receipt of a sent copy as a PDF, in the language of the address."""
    if (entrance := visitor(request)) is not None:
        return entrance
    _actor, application = found(request, uid)
    revision = application.revisions.filter(number=number).first() if number < 10000 else None
    if revision is None:
        raise Http404
    answer = HttpResponse(receipts.pdf(revision, get_language() or "en"), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{application.number}-{revision.number}.pdf"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@never_cache
@require_safe
def file(request: HttpRequest, uid: str, key: int) -> HttpResponseBase:
    """The applicant and co-applicants: a file of the draft or of a sent copy, always as an attachment."""
    if (entrance := visitor(request)) is not None:
        return entrance
    _actor, application = found(request, uid)
    held = application.attachments.filter(pk=key).select_related("file").first() if key < 10**18 else None
    if held is None:
        raise Http404
    return serving.response(held.file)


@never_cache
@require_POST
def reopen(request: HttpRequest, uid: str) -> HttpResponseBase:
    """The applicant, until the deadline."""
    if (entrance := visitor(request)) is not None:
        return entrance
    actor, application = found(request, uid)
    try:
        services.reopen(application, by=actor)
        messages.success(request, _("Reopened. The sent copy stays, and counts if you don’t send this one again."))
    except AccountError as refusal:
        messages.error(request, str(refusal))
    return HttpResponseRedirect(reverse("application", args=[application.uid]))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, uid: str) -> HttpResponseBase:
    """The applicant, at any time: first what follows, then doing it. Co-applicants are told that it isn't theirs to do."""
    if (entrance := visitor(request)) is not None:
        return entrance
    actor, application = found(request, uid)
    fault = ""
    if request.method == "POST":
        try:
            delete_draft(application, by=actor)
            messages.success(request, _("Withdrawn."))
            return HttpResponseRedirect(reverse("application", args=[application.uid]))
        except AccountError as refusal:
            fault = str(refusal)
    return shown(request, "withdraw", frame_of(actor, application, "") | {
        "fault": fault, "letters": application.letters.exclude(state__in=["declined", "expired", "cancelled"]).count(),
        "may": "withdraw" in open_moves(TRANSITIONS, actor, application, field="status"),
    }, status=409 if fault else 200)
