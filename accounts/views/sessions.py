"""Where I am signed in: the list, ending one, ending all."""

from allauth.account.adapter import get_adapter
from allauth.core.internal.httpkit import authenticated_user
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.signin import sessions
from accounts.zones import zone_of


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def page(request: HttpRequest) -> HttpResponse:
    """Anybody signed in, for their own sessions alone: GET lists them, POST ends one (`end`), the others (`end=others`) or all (`end=all`)."""
    user = authenticated_user(request)
    if request.method != "POST":
        shown = {"places": sessions.places_of(request, user), "zone": zone_of(user.time_zone), "here_is": "security"}
        return render(request, "usersessions/usersession_list.html", shown)
    which = request.POST.get("end", "")
    if which == "all":
        sessions.end_all(user)
        get_adapter().logout(request)
        messages.info(request, _("You are signed out everywhere."))
        return HttpResponseRedirect(reverse("account_login"))
    if which == "others":
        count = sessions.end_others(request, user)
        messages.info(request, _("You are signed out everywhere else.") if count else _("You weren’t signed in anywhere else."))
    elif which.isascii() and which.isdigit() and len(which) < 19:
        ended = sessions.end(user, int(which))
        messages.info(request, _("That session has ended.") if ended else _("That session had ended already."))
    return HttpResponseRedirect(reverse("usersessions_list"))
