"""The referee's pages: by a link, without an account. Nothing happens by opening one: a mail scanner may follow the link as often as it likes."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts import audit
from accounts.actor import Actor, actor_of
from accounts.errors import AccountError
from directory.views.typed import keep, kept, saves_by_itself
from exchanges.calls import wording
from exchanges.errors import NotNow, Stale
from exchanges.files import serving
from exchanges.files.receiving import takes_files
from exchanges.files.services import FileRefused
from exchanges.references import links, services
from exchanges.references.forms import AnswerForm, WriteForm
from exchanges.references.models import Letter
from exchanges.references.rules import due_of, is_on_their_side
from exchanges.references.services.answering import LONGEST, MOST_BYTES

GRANTS, DONE = "letters", "letter_done"  # in the session
MOST_GRANTS = 20

Page = Callable[..., HttpResponseBase]


@require_safe
@never_cache
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever opens a link: the token goes from the address bar into the session, whatever it is worth. HEAD not even that."""
    address = reverse("letter_gone")
    letter = links.by_token(token, timezone.now())
    if letter is not None:
        address = reverse("letter", args=[letter.pk])
        if request.method != "HEAD":
            grants = {**request.session.get(GRANTS, {}), str(letter.pk): links.grant_of(letter).kept()}
            request.session[GRANTS] = dict(list(grants.items())[-MOST_GRANTS:])
            services.opened(letter, by=links.actor_for(letter))
    answer = HttpResponseRedirect(address)
    answer["Referrer-Policy"] = "no-referrer"
    return answer


@never_cache
def gone(request: HttpRequest, key: int = 0) -> HttpResponse:
    """One answer for every link that opens nothing: unknown, voided, used, too late; and where a session ended while a letter was written. What was
    typed meanwhile is given back to be copied, and stands in the form again when a link opens it in this browser."""
    typed = request.POST.get("text", "")[: LONGEST * 2] if request.method == "POST" else ""
    if typed and key:
        keep(request, reverse("letter", args=[key]))
    if saves_by_itself(request):
        return JsonResponse({"message": _("Not saved; the text is kept on this device. Open the link in your mail again to save it.")}, status=404)
    return render(request, "exchanges/references/gone.html", {"typed": typed}, status=404)


def by_link(page: Page) -> Page:
    """Finds the letter that this browser came by a link for, and who acts: the referee of this one letter, whoever else is signed in here."""

    @wraps(page)
    def found(request: HttpRequest, key: int) -> HttpResponseBase:
        grants = request.session.get(GRANTS)
        letter = links.by_grant(grants.get(str(key)) if isinstance(grants, dict) else None, timezone.now())
        if letter is None or letter.pk != key:
            return gone(request, key)
        visitor = actor_of(request)
        if visitor.person is not None and is_on_their_side(visitor, letter):
            audit.refused("letter.write", visitor, on=("application", letter.application.uid), right="referee", letter=letter.pk)
            return gone(request)
        try:
            return page(request, letter, links.actor_for(letter))
        except NotNow:  # it ended while this page was open
            return gone(request, key)

    return never_cache(found)


@require_safe
@by_link
def letter(request: HttpRequest, letter: Letter, actor: Actor) -> HttpResponse:
    """Will you write one? Then the letter itself."""
    if letter.state == "requested":
        return render(request, "exchanges/references/decide.html", facts(letter, form=AnswerForm()))
    typed = kept(request)
    return writing(request, letter, form=WriteForm(typed) if typed and "text" in typed else None, is_back=typed is not None)


@require_POST
@by_link
def answer(request: HttpRequest, letter: Letter, actor: Actor) -> HttpResponse:
    """Yes or no."""
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return render(request, "exchanges/references/decide.html", facts(letter, form=form), status=400)
    if form.cleaned_data["answer"] == "yes":
        services.accept(letter, by=actor, language=get_language() or "")
        return HttpResponseRedirect(reverse("letter", args=[letter.pk]))
    services.decline(letter, by=actor, reason=form.cleaned_data["reason"])
    return done_with(request, letter, "declined")


@takes_files(MOST_BYTES, most=4 * MOST_BYTES)
@require_POST
@by_link
def write(request: HttpRequest, letter: Letter, actor: Actor) -> HttpResponse:
    """Save, add or remove a file, or send. What can't be done says so beside what was typed."""
    form = WriteForm(request.POST)
    act = request.POST.get("act", "save")
    if saves_by_itself(request):
        return save_by_itself(letter, actor, form)
    if not form.is_valid():
        return writing(request, letter, form=form, status=400)
    text, version = form.cleaned_data["text"], form.cleaned_data["version"]
    try:
        letter = services.save(letter, text=text, version=version, by=actor)
        if upload := request.FILES.get("file"):
            letter = services.attach(letter, upload, by=actor)
        if act == "detach":
            services.detach(letter, by=actor)
        elif act == "send":
            services.submit(letter, text=text, version=letter.version, by=actor)
            return done_with(request, letter, "submitted")
    except Stale as stale:
        letter.refresh_from_db()
        return writing(request, letter, form=form, theirs=stale.theirs, status=409)
    except NotNow:
        raise
    except AccountError as refusal:
        letter.refresh_from_db()
        form.add_error(None, str(refusal))
        return writing(request, letter, form=form, file_error=isinstance(refusal, FileRefused), status=400)
    return HttpResponseRedirect(reverse("letter", args=[letter.pk]) + "?saved=1")


def save_by_itself(letter: Letter, actor: Actor, form: WriteForm) -> JsonResponse:
    """What is written so far, as it is typed."""
    if not form.is_valid():
        return JsonResponse({"message": next(iter(form.errors.values()))[0]}, status=400)
    try:
        saved = services.save(letter, text=form.cleaned_data["text"], version=form.cleaned_data["version"], by=actor)
    except Stale as stale:
        return JsonResponse({"message": str(stale)}, status=409)
    return JsonResponse({"version": saved.version, "message": _("Saved. You can close this page and come back by the same link.")})


@require_safe
@by_link
def file(request: HttpRequest, letter: Letter, actor: Actor) -> HttpResponseBase:
    """The file that the referee added, for themselves."""
    return serving.response(letter.file) if letter.file else gone(request)


@require_safe
@never_cache
def done(request: HttpRequest) -> HttpResponse:
    """After sending or declining: the link opens nothing any more."""
    outcome = request.session.get(DONE)
    if outcome not in {"submitted", "declined"}:
        return gone(request)
    return render(request, "exchanges/references/done.html", {"outcome": outcome})


def done_with(request: HttpRequest, letter: Letter, outcome: str) -> HttpResponse:
    grants = dict(request.session.get(GRANTS, {}))
    grants.pop(str(letter.pk), None)
    request.session[GRANTS], request.session[DONE] = grants, outcome
    return HttpResponseRedirect(reverse("letter_done"))


def writing(
    request: HttpRequest, letter: Letter, *, form: WriteForm | None = None, theirs: object = None, file_error: bool = False, is_back: bool = False,
    status: int = 200,
) -> HttpResponse:
    form = form or WriteForm({"text": letter.text, "version": letter.version})
    return render(request, "exchanges/references/write.html", facts(
        letter, form=form, theirs=theirs, file_error=file_error, saved="saved" in request.GET, most=LONGEST, is_back=is_back,
        typed=form.data.get("text", letter.text), version=form.data.get("version", letter.version) if is_back else letter.version,
    ), status=status)


def facts(letter: Letter, **more: Any) -> dict[str, Any]:
    """What both pages say of the request."""
    application, lang = letter.application, get_language() or "en"
    return {
        "letter": letter, "application": application, "call": application.call, "applicant": str(application.applicant),
        "until": wording.until(due_of(letter), application.call.zone, lang), **more,
    }
