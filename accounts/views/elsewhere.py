"""Signing in with ORCID, WeChat or an organisation's own sign-in, and connecting these to an account."""

import logging
from collections.abc import Callable
from functools import wraps

from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.account.utils import get_next_redirect_url
from allauth.core.internal.httpkit import authenticated_user
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.views import LoginCancelledView, LoginErrorView, SignupView
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import consents
from accounts.actor import actor_of
from accounts.signin import openid, providers
from accounts.vocabulary import Purpose

log = logging.getLogger("qiao")
View = Callable[..., HttpResponseBase]
LANGUAGE = "elsewhere_language"  # the session's note of the language to come back to


@require_POST
@never_cache
def start(request: HttpRequest, name: str) -> HttpResponse:
    """Anybody, to sign in; whoever is signed in, to connect (`process=connect`), after showing once more who they are.

    The answer is a page that leads on, not a redirect: our rules for pages (CSP form-action) let no form end on another host."""
    provider = providers.provider_of(request, name)
    if provider is None:
        raise Http404
    process = "connect" if request.POST.get("process") == "connect" else "login"
    if (actor_of(request).person is None) == (process == "connect"):
        return HttpResponseRedirect(reverse("account_login" if process == "connect" else "socialaccount_connections"))
    request.session[LANGUAGE] = translation.get_language()
    try:
        where = openid.leave(request, provider, process, get_next_redirect_url(request) or "")
    except (OAuth2Error, OSError) as error:  # what the libraries raise for a provider that doesn't answer is an OSError
        log.warning("sign-in elsewhere: %s can't be asked (%s)", name, type(error).__name__)
        shown = {"name": providers.title_of(provider), "is_down": isinstance(error, OSError)}
        return render(request, "socialaccount/authentication_error.html", shown, status=503)
    return render(request, "socialaccount/leaving.html", {"where": where, "name": providers.title_of(provider)})


@require_GET
@never_cache

def back(request: HttpRequest, name: str) -> HttpResponse:
    """Anybody who comes back from a provider with the state that this session sent there. Its address knows no language; the session does."""
    provider = providers.provider_of(request, name)
    if provider is None or provider.id == "saml":
        raise Http404
    with translation.override(request.session.get(LANGUAGE) or translation.get_language()):
        response = openid.back(request, provider)
        if person := actor_of(request).person:
            providers.tell_who_it_is(person)
    return response


def answered(view: View) -> View:
    """A page of SAML, open to anybody. An identity provider whose description can't be fetched is down, which is no fault of ours."""

    @wraps(view)
    def asked(request: HttpRequest, organization_slug: str) -> HttpResponseBase:
        try:
            return view(request, organization_slug=organization_slug)
        except OSError as error:
            log.warning("sign-in elsewhere: %s can't be asked (%s)", organization_slug, type(error).__name__)
            known = providers.door(organization_slug)
            shown = {"name": known.title if known else "", "is_down": True}
            return render(request, "socialaccount/authentication_error.html", shown, status=503)

    return asked


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def connections(request: HttpRequest) -> HttpResponse:
    """Anybody signed in, for their own account: GET shows what is connected and what could be; POST disconnects one."""
    user = authenticated_user(request)
    if request.method == "POST":
        raise_if_reauthentication_required(request, app="allauth.socialaccount")
        pk = request.POST.get("disconnect", "")
        why_not = providers.disconnect(user, int(pk)) if pk.isascii() and pk.isdigit() and len(pk) < 19 else ""
        if why_not:
            messages.error(request, str(why_not))
        else:
            messages.info(request, _("It is disconnected."))
        return HttpResponseRedirect(reverse("socialaccount_connections"))
    connected = providers.connections_of(user)
    free = [door for door in providers.doors() if door.name not in {one.door for one in connected}]
    return render(request, "socialaccount/connections.html", {"connected": connected, "free": free, "here_is": "security"})


@method_decorator(never_cache, name="dispatch")
class SignUp(SignupView):
    """Who comes back from a provider without an account here: an address, and the consents of any sign-up."""

    def get_context_data(self, **more: object) -> dict[str, object]:
        shown: dict[str, object] = super().get_context_data(**more)
        language = translation.get_language() or "en"
        texts = {one.value: consents.wording(one, language) for one in (Purpose.TERMS, Purpose.NEWS, Purpose.STATISTICS)}
        return shown | {"name": providers.title_of(self.sociallogin.provider), "texts": texts}


@method_decorator(never_cache, name="dispatch")
class Cancelled(LoginCancelledView):
    """Anybody."""


@method_decorator(never_cache, name="dispatch")
class Failed(LoginErrorView):
    """Anybody."""
