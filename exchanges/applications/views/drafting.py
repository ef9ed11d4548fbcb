"""Beginning an application, and the steps of its draft beside the questions: documents, hosts, who takes part, an earlier one to copy from."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts import audit
from accounts.actor import Actor, actor_of
from accounts.errors import AccountError
from exchanges.applications import drafts, inviting, pairs, rules, services, standing
from exchanges.applications.forms import file_hint
from exchanges.applications.missing import titled
from exchanges.applications.models import Application, CoApplicant
from exchanges.applications.receipts import clock_lines
from exchanges.applications.views.around import found, frame_of, shown, take_out, visitor, why_not, zone_name
from exchanges.applications.vocabulary import CoRole
from exchanges.calls.models import Call
from exchanges.files.receiving import MOST_AT_ONCE, MOST_OF_ONE, takes_files


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Anybody signed in, on a call they can see; POST begins the draft, or leads to the one there is."""
    actor = actor_of(request)
    call = None if "\0" in uid else Call.objects.visible_to(actor).filter(uid=uid, is_template=False).select_related("programme").first()
    if call is None:
        raise Http404
    if (entrance := visitor(request)) is not None:
        return entrance
    fault = ""
    if request.method == "POST":
        try:
            made = services.begin(call, by=actor, language=get_language() or "en", side=request.POST.get("side", "")[:2])
            return HttpResponseRedirect(standing.steps_of(made, [])[0].href if made.status == "draft" else reverse("application", args=[made.uid]))
        except AccountError as refusal:
            fault = str(refusal)
    known = Application.objects.visible_to(actor).filter(call=call, applicant=actor.person).order_by("-pk").first()
    return shown(request, "begin", {
        "call": call, "call_title": titled({"en": call.title_en, "zh": call.title_zh}), "fault": fault, "known": known,
        "clocks": clock_lines(call.closes_at, call.zone, zone_name(actor)) if call.closes_at else [],
    }, status=400 if fault else 200)


@takes_files(MOST_OF_ONE, most=MOST_AT_ONCE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def documents(request: HttpRequest, uid: str) -> HttpResponseBase:
    """The applicant and co-applicants; those who may write add and remove files."""
    if (entrance := visitor(request)) is not None:
        return entrance
    actor, application = found(request, uid)
    faults: dict[str, str] = {}
    if request.method == "POST":
        faults = _documents_sent(request, actor, application)
        if not faults:
            return HttpResponseRedirect(standing.href_of(application, "application_documents"))
    files = list(application.attachments.filter(removed_at=None, slot__startswith="document:").select_related("file").order_by("pk"))
    rows = [
        {"key": one["key"], "title": titled(one["title"]), "help": titled(one.get("help") or {}), "hint": file_hint(one),
         "required": one.get("required"), "files": [held for held in files if held.slot == f"document:{one['key']}"],
         "fault": faults.get(one["key"], "")}
        for one in application.call.documents
    ]
    context = frame_of(actor, application, "documents") | {"rows": rows, "fault": faults.get("", "")}
    return shown(request, "documents", context, status=400 if faults else 200)


def _documents_sent(request: HttpRequest, actor: Actor, application: Application) -> dict[str, str]:
    """Store what was chosen, take out what was pressed; refusals by the key of the document."""
    faults: dict[str, str] = {}
    if refused := take_out(request, actor, application):
        return {"": refused}
    for one in application.call.documents:
        upload = request.FILES.get(f"document-{one['key']}")
        if upload is not None:
            try:
                drafts.attach(application, f"document:{one['key']}", upload, by=actor, types=one.get("types", ["pdf"]), max_mb=one.get("max_mb", 10))
            except AccountError as refusal:
                faults[one["key"]] = why_not(refusal, actor, application)
    return faults


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def hosts(request: HttpRequest, uid: str) -> HttpResponseBase:
    """The applicant and co-applicants: the wishes, best first, one list a rank."""
    if (entrance := visitor(request)) is not None:
        return entrance
    actor, application = found(request, uid)
    positions, fault = standing.position_hosts(application), ""
    chosen = [one.position.uid for one in application.preferences.select_related("position").order_by("rank")]
    if request.method == "POST":
        chosen = [given for given in (request.POST.get(f"rank-{rank}", "")[:20] for rank in range(1, len(positions) + 1)) if given]
        try:
            drafts.prefer(application, chosen, by=actor)
            messages.success(request, _("Saved."))
            return HttpResponseRedirect(standing.href_of(application, "application_hosts"))
        except AccountError as refusal:
            fault = why_not(refusal, actor, application)
    lists = [{"rank": rank, "now": chosen[rank - 1] if rank <= len(chosen) else ""} for rank in range(1, min(len(positions), 10) + 1)]
    context = frame_of(actor, application, "hosts") | {"positions": positions, "lists": lists, "fault": fault}
    return shown(request, "hosts", context, status=400 if fault else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: HttpRequest, uid: str) -> HttpResponseBase:
    """The applicant and co-applicants see who takes part; the applicant invites and removes, a co-applicant may leave."""
    if (entrance := visitor(request)) is not None:
        return entrance
    actor, application = found(request, uid)
    fault = ""
    if request.method == "POST":
        try:
            said = _people_act(request, actor, application)
            messages.success(request, said)
            still = rules.takes_part(actor, application)
            return HttpResponseRedirect(standing.href_of(application, "application_people") if still else reverse("my_page"))
        except AccountError as refusal:
            fault = why_not(refusal, actor, application)
    return shown(request, "people", frame_of(actor, application, "people") | {
        "rows": list(application.co_applicants.exclude(state="removed").select_related("user").order_by("pk")), "fault": fault, "typed": request.POST,
        "other": pairs.standing(application) if application.pair_id else "", "has_other": pairs.other_half(application) is not None, "actor": actor,
    }, status=400 if fault else 200)


def _people_act(request: HttpRequest, actor: Actor, application: Application) -> str:
    given = request.POST
    key = given.get("key", "")
    number = int(key) if key.isascii() and key.isdigit() and len(key) < 18 else 0
    if given.get("act") == "remove":
        inviting.remove(application, number, by=actor)
        return _("Removed. It holds from now on.")
    if given.get("act") == "role":
        inviting.change_role(application, number, given.get("role", "")[:4], by=actor)
        return _("Saved. It holds from now on.")
    role = given.get("role", "")
    inviting.invite(
        application, email=given.get("email", "")[:320], name=given.get("name", ""), part=given.get("part", ""), by=actor,
        role=role if role in CoRole.values else CoRole.VIEW,
    )
    return _("Invited. The mail is on its way.")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponseBase:
    """Whoever holds the link sees what it is about once signed in; only who has confirmed the invited address accepts or declines."""
    if (entrance := visitor(request)) is not None:
        return entrance
    return _answered(request, actor_of(request), inviting.by_token(token))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invited(request: HttpRequest, key: int) -> HttpResponseBase:
    """The same without the link, from My page: only for who has confirmed the invited address; for everybody else it isn't there."""
    if (entrance := visitor(request)) is not None:
        return entrance
    actor = actor_of(request)
    return _answered(request, actor, inviting.by_key(key, actor) if key < 10**18 else None)


def _answered(request: HttpRequest, actor: Actor, invited: CoApplicant | None) -> HttpResponseBase:
    if invited is None or invited.state in {"removed", "declined"}:
        raise Http404
    fault = ""
    if request.method == "POST":
        try:
            if request.POST.get("act") == "decline":
                inviting.decline(invited, by=actor)
                messages.success(request, _("Declined. Nothing of the application was shown to you."))
                return HttpResponseRedirect(reverse("my_page"))
            made = inviting.accept(invited, by=actor, language=get_language() or "en")
            return HttpResponseRedirect(reverse("application", args=[made.uid]))
        except AccountError as refusal:
            audit.refused("application.accept-invitation", actor, on=("co-applicant", str(invited.pk)), right="invited")
            fault = str(refusal)
    return shown(request, "invitation", {
        "invited": invited, "call_title": standing.call_title(invited.application), "fault": fault, "theirs": inviting.is_invited(actor, invited),
        "inviter": str(invited.application.applicant), "call": invited.application.call,
    }, status=400 if fault else 200)


@never_cache
@require_POST
def copy(request: HttpRequest, uid: str) -> HttpResponseBase:
    """The applicant, from an application of their own; those who may write this draft."""
    if (entrance := visitor(request)) is not None:
        return entrance
    actor, application = found(request, uid)
    _actor, earlier = found(request, request.POST.get("from", "")[:20])
    try:
        count = services.copy_from(application, earlier, by=actor)
        said = ngettext("%(num)s answer was copied. Look it over.", "%(num)s answers were copied. Look them over.", count)
        messages.success(request, said % {"num": count} if count else _("Nothing could be copied: the questions are others, or answered already."))
    except AccountError as refusal:
        messages.error(request, why_not(refusal, actor, application))
    return HttpResponseRedirect(reverse("application", args=[application.uid]))
