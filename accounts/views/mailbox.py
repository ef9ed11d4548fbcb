"""The mailbox of staff: every mail of the outbox, and the ones to send again. Without a mail server this is where mail is read."""

from urllib.parse import urlencode
from uuid import UUID

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp_replace, csp_update
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from accounts import rules, services
from accounts.actor import actor_of
from accounts.models import Message, User
from accounts.outbox import queue, reading
from accounts.outbox.texts import is_ours
from accounts.views.doors import for_staff
from accounts.zones import zone_of


def person_of(request: HttpRequest) -> User:
    person = actor_of(request).person
    if person is None:
        raise Http404
    return person


def message_of(key: UUID) -> Message:
    if message := reading.found(key):
        return message
    raise Http404


@require_safe
@for_staff
def page(request: HttpRequest) -> HttpResponse:
    """Staff. The messages, the newest first, by state and topic; how many are in which state, and since when the oldest waits."""
    form = reading.MailboxForm(request.GET)
    valid = form.is_valid()
    asked = form.as_query() if valid else {}
    found = reading.listed(asked, request.GET.get("before", "")) if valid else reading.Page([], "")
    counts = reading.counts()
    return render(request, "account/mailbox.html", {
        "form": form, "asked": asked, "messages": found.messages, "next": urlencode({**asked, "before": found.next}) if found.next else "",
        "further": request.GET.get("before", ""), "query": urlencode(asked), "counts": counts,
        "dead": sum(count for state, _label, count in counts if state == "dead"), "oldest": reading.oldest_unsent(), "topics": reading.topics(),
        "has_server": settings.HAS_MAIL_SERVER, "zone": zone_of(person_of(request).time_zone), "here_is": "mailbox",
    }, status=200 if valid else 400)


@csp_update({"frame-src": [SELF]})
@require_safe
@for_staff
def message(request: HttpRequest, key: UUID) -> HttpResponse:
    """Staff. One message. Reading what it says is written into the audit log."""
    found, actor = message_of(key), actor_of(request)
    may_read = rules.reads_text(actor, found, reading.owner_of(found))
    if may_read and found.text:
        reading.read(found, by=actor.user)
    return render(request, "account/mailbox_message.html", {
        "message": found, "may_read": may_read, "lines": [pieces(line) for line in found.text.splitlines()] if may_read else [],
        "give_up_at": queue.deadline(found), "may_send_again": queue.is_worth_sending(found), "zone": zone_of(person_of(request).time_zone),
        "here_is": "mailbox",
    })


def pieces(line: str) -> list[tuple[str, bool]]:
    """(words, whether they are an address of this site that may be a link)."""
    found: list[tuple[str, bool]] = []
    for word in line.split(" "):
        ours = word.startswith(("http://", "https://")) and is_ours(word)
        if found and not ours and not found[-1][1]:
            found[-1] = (f"{found[-1][0]} {word}", False)
        else:
            found.append((word, ours))
    return found


@csp_replace({
    "default-src": [NONE], "style-src": [UNSAFE_INLINE], "frame-ancestors": [SELF], "sandbox": [""], "script-src": [NONE], "img-src": [NONE],
    "font-src": [NONE], "connect-src": [NONE], "form-action": [NONE], "manifest-src": [NONE],
})
@xframe_options_sameorigin
@require_safe
@for_staff
def html(request: HttpRequest, key: UUID) -> HttpResponse:
    """Staff. The message as HTML, for the frame on its page: nothing in it runs, loads or leads anywhere."""
    found, actor = message_of(key), actor_of(request)
    if not (rules.reads_text(actor, found, reading.owner_of(found)) and found.html):
        raise Http404
    reading.read(found, by=actor.user)
    return HttpResponse(found.html)


@require_POST
@for_staff
def send_again(request: HttpRequest, key: UUID) -> HttpResponse:
    """Staff. Send one dead letter again."""
    found = message_of(key)
    if services.send_again(reading.only(found), by=person_of(request)):
        messages.success(request, _("The mail waits to be sent again."))
    else:
        messages.error(request, _("This mail can’t be sent again: it was not given up, or its time is over. Nothing was changed."))
    return HttpResponseRedirect(reverse("mailbox_message", args=[found.pk]))


@require_POST
@for_staff
def send_all_again(request: HttpRequest) -> HttpResponse:
    """Staff. Send all dead letters again."""
    count = services.send_again(reading.dead(), by=person_of(request))
    messages.success(request, ngettext("%(num)s mail waits to be sent again.", "%(num)s mails wait to be sent again.", count) % {"num": count})
    return HttpResponseRedirect(reverse("mailbox"))
