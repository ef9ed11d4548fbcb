"""My page, and what I was told: the newest first, read or new."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import hooks
from accounts.actor import Actor, actor_of
from accounts.models import User
from accounts.notices import choices, reading
from accounts.vocabulary import Frequency, NoticeKind
from accounts.zones import zone_of


@dataclass(frozen=True)
class Step:
    """Something to do first in a new account."""

    text: str | Promise
    why: str | Promise
    href: str


def person_of(request: HttpRequest) -> User:
    """Who is here; for pages behind login_required."""
    person = actor_of(request).person
    if person is None:
        raise Http404
    return person


def first_steps(actor: Actor, person: User) -> list[Step]:
    """What a new account still lacks."""
    steps = []
    if not person.full_name:
        steps.append(Step(_("Say what you are called"), _("So that others see a name when you write or ask to join."), reverse("settings")))
    if not person.time_zone:
        steps.append(Step(_("Choose your time zone"), _("Deadlines are then shown on your own clock."), reverse("settings") + "#id_time_zone"))
    return steps


@require_safe
@never_cache
@login_required
def my_page(request: HttpRequest) -> HttpResponse:
    """Anybody signed in, about themselves: what waits for them, what is new, their profile, their organisations, their account."""
    actor, person = actor_of(request), person_of(request)
    return render(request, "account/my_page.html", {
        "person": person, "now": actor.now, "needs": hooks.needs_of(actor), "sections": hooks.sections_of(actor), "steps": first_steps(actor, person),
        "news": reading.latest(person, get_language() or "en"), "zone": zone_of(person.time_zone), "here_is": "my_page",
    })


@require_safe
@never_cache
@login_required
def notices(request: HttpRequest) -> HttpResponse:
    """Anybody signed in: everything they were told, a page at a time."""
    person = person_of(request)
    page = reading.page(person, request.GET.get("page", "1"))
    return render(request, "account/notices.html", {
        "page": page, "news": reading.told(list(page.object_list), get_language() or "en"), "unread": reading.unread(person),
        "zone": zone_of(person.time_zone), "here_is": "notices",
    })


@require_safe
@never_cache
@login_required
def notice(request: HttpRequest, key: int) -> HttpResponse:
    """Their own notice: note that it was read and go where it leads. Nothing else changes, so that a link can do it."""
    found = reading.open_notice(person_of(request), key)
    if found is None:
        raise Http404
    return HttpResponseRedirect(f"/{get_language()}/{found.path}" if found.path else reverse("notices"))


@require_POST
@login_required
def notices_read(request: HttpRequest) -> HttpResponse:
    """Anybody signed in: all their notices are read now."""
    reading.mark_read(person_of(request))
    return HttpResponseRedirect(reverse("notices"))


@csrf_exempt  # the signed link is the permission; mail programs send the POST without a cookie (RFC 8058)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def notices_off(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever holds the link from a mail: GET says what it does, POST ends these mails for its reader. It names nobody."""
    found = choices.read_off(token)
    if found is None:
        raise Http404
    user, kinds = found
    if request.method == "POST":
        choices.choose(user, dict.fromkeys(kinds, Frequency.NEVER))
    labels = [NoticeKind(kind).label for kind in kinds]
    return render(request, "account/notices_off.html", {"kinds": labels, "done": request.method == "POST"})
