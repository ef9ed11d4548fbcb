"""One section of the draft: shown, saved as it is typed or with its button, files and all; nothing that was typed is lost."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse, QueryDict
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.actor import Actor, actor_of
from accounts.errors import AccountError
from accounts.zones import zone_of
from directory.views.typed import keep, kept, survives_expiry
from exchanges.applications import answers, drafts, missing, services, standing
from exchanges.applications.forms import Page
from exchanges.applications.models import Application
from exchanges.applications.reading import Row
from exchanges.applications.views.around import found, frame_of, shown, take_out, visitor, why_not, zone_name
from exchanges.errors import NotAllowed, Stale
from exchanges.files.receiving import MOST_AT_ONCE, MOST_OF_ONE, takes_files


@takes_files(MOST_OF_ONE, most=MOST_AT_ONCE)
@never_cache
@survives_expiry
@require_http_methods(["GET", "HEAD", "POST"])
def section(request: HttpRequest, uid: str, key: str) -> HttpResponseBase:
    """The applicant and co-applicants; POST saves, for those who may write. With the header X-Autosave the answer is JSON."""
    if actor_of(request).person is None and request.method == "POST":
        keep(request)
        if _is_auto(request):
            return JsonResponse({"message": _("You were signed out. Your text is kept on this device; sign in again to save it.")}, status=401)
    if (entrance := visitor(request)) is not None:
        return entrance
    actor, application = found(request, uid)
    asked = next((one for one in application.form.sections if one["key"] == key), None)
    if asked is None:
        raise Http404
    if request.method == "POST":
        return _save(request, actor, application, asked)
    typed = kept(request)
    given = answers.read(asked, typed, _currency(application)) if typed else _saved(application, key)[0]
    version = _version(typed) if typed else _saved(application, key)[1]
    return _show(request, actor, application, asked, given, version, restored=typed is not None)


def _save(request: HttpRequest, actor: Actor, application: Application, asked: dict[str, Any]) -> HttpResponseBase:
    given = answers.read(asked, request.POST, _currency(application))
    version = _version(request.POST)
    if getattr(request, "form_expired", False):
        if _is_auto(request):
            return JsonResponse({"message": _("You signed in again in another window. Save with the button once.")}, status=403)
        return _show(request, actor, application, asked, given, version, status=403, expired=True)
    try:
        row = services.save_section(application, asked["key"], given, version, by=actor)
    except Stale as stale:
        if _is_auto(request):
            return JsonResponse({"message": str(stale)}, status=409)
        theirs = _in_words(asked, stale.theirs.answers)  # type: ignore[attr-defined]  # the newer section
        return _show(request, actor, application, asked, given, stale.theirs.version, status=409, meanwhile=theirs)  # type: ignore[attr-defined]
    except AccountError as refusal:
        words, status = why_not(refusal, actor, application), 403 if isinstance(refusal, NotAllowed) else 409
        if _is_auto(request):
            return JsonResponse({"message": words}, status=status)
        return _show(request, actor, application, asked, given, version, status=status, refused=words)
    if _is_auto(request):
        return JsonResponse({"version": row.version, "message": saved_words(row.saved_at, zone_name(actor))})
    return _files(request, actor, application, asked, row.version)


def _files(request: HttpRequest, actor: Actor, application: Application, asked: dict[str, Any], version: int) -> HttpResponseBase:
    """Files of the section's questions; what isn't taken is said at its field, the answers are saved all the same."""
    faults: list[missing.Gap] = []
    for one in asked["questions"]:
        upload = request.FILES.get(f"q-{one['key']}")
        if one["type"] == "file" and upload is not None:
            slot = f"question:{asked['key']}.{one['key']}"
            try:
                drafts.attach(application, slot, upload, by=actor, types=one["types"], max_mb=one["max_mb"])
            except AccountError as refusal:
                faults.append(missing.Gap(asked["key"], f"q-{one['key']}", why_not(refusal, actor, application), is_wrong=True))
    refused = take_out(request, actor, application)
    if faults or refused:
        given = _saved(application, asked["key"])[0]
        return _show(request, actor, application, asked, given, version, status=400, faults=faults, **({"refused": refused} if refused else {}))
    return HttpResponseRedirect(_next(request, application, asked["key"]))


def _next(request: HttpRequest, application: Application, key: str) -> str:
    """Where a saved form leads: the same page for another row or a search, the status page, or the next step."""
    here = standing.href_of(application, "application_section", key)
    if "add" in request.POST:
        group = request.POST["add"][:40]
        return f"{here}?more={group}#q-{group}" if group.replace("-", "").replace("_", "").isalnum() else here
    if "detach" in request.POST or "find" in request.POST:
        return here
    if "exit" in request.POST:
        return standing.href_of(application, "application")
    steps = standing.steps_of(application, [])
    place = next((number for number, one in enumerate(steps) if one.key == key), len(steps))
    return steps[place + 1].href if place + 1 < len(steps) else standing.href_of(application, "application_send")


def _show(
    request: HttpRequest, actor: Actor, application: Application, asked: dict[str, Any], given: answers.Answers, version: int, *,
    status: int = 200, faults: list[missing.Gap] | None = None, **more: Any,
) -> HttpResponse:
    files = list(application.attachments.filter(removed_at=None).select_related("file").order_by("pk"))
    gaps = missing.in_section(application, asked, given)
    if "check" not in request.GET:
        gaps = [one for one in gaps if one.is_wrong]
    gaps += faults or []
    page = Page(application, asked, given, gaps=gaps, files=files, actor=actor, more=request.GET.get("more", ""))
    saved = application.sections.filter(stage=application.stage, key=asked["key"]).first()
    return shown(request, "section", frame_of(actor, application, asked["key"]) | {
        "page": page, "title": missing.titled(asked["title"]), "help": missing.titled(asked.get("help") or {}), "version": version,
        "gaps": gaps, "saved": saved_words(saved.saved_at, zone_name(actor)) if saved else "",
        "has_files": any(one["type"] == "file" for one in asked["questions"]), "key": asked["key"],
        "state": "conflict" if "meanwhile" in more else "saved",
    } | more, status=status)


def _in_words(asked: dict[str, Any], given: answers.Answers) -> list[Row]:
    """The newer text of a stale save, to be read beside one's own."""
    from exchanges.applications.reading import plain_rows

    return plain_rows(asked, given)


def saved_words(at: Any, zone: str) -> str:
    """Saved at 14:32:07. You can close this page and come back."""
    time = time_format(at.astimezone(zone_of(zone)), "H:i:s")
    return _("Saved at %(time)s. You can close this page and come back.") % {"time": time}


def _saved(application: Application, key: str) -> tuple[answers.Answers, int]:
    row = application.sections.filter(stage=application.stage, key=key).first()
    return (row.answers, row.version) if row else ({}, 0)


def _currency(application: Application) -> str:
    """The half's own in a paired application; else each question has its own."""
    return application.currency if application.side else ""


def _version(data: QueryDict) -> int:
    text = str(data.get("version", ""))
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _is_auto(request: HttpRequest) -> bool:
    return bool(request.headers.get("X-Autosave"))
