"""Showing once more who one is, with a code by mail."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import resume_request
from allauth.account.utils import get_next_redirect_url
from allauth.core.internal.httpkit import authenticated_user
from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.signin import confirming, entrance


class CodeForm(forms.Form):
    code = forms.CharField(max_length=20, error_messages={"required": "", "max_length": ""})

    def refuse(self, sentence: str) -> None:
        self.errors.clear()
        self.add_error("code", sentence)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def by_mail(request: HttpRequest) -> HttpResponse:
    """Whoever is signed in and has no second factor: have a code sent to the address of the account, and type it. Who has one is led to it."""
    user, form, ways = authenticated_user(request), CodeForm(), other_ways(request)
    if entrance.proof_asked(request) == "factor":
        return HttpResponseRedirect(ways[0]["url"])
    if request.method == "POST" and "code" in request.POST:
        form = CodeForm(request.POST)
        if form.is_valid() and confirming.accept(request, user, form.cleaned_data["code"]):
            return resume_request(request) or HttpResponseRedirect(reverse("security"))
        form.refuse(_("This code isn’t right, or its ten minutes are over. Check it, or ask for a new one."))
    elif request.method == "POST":
        if confirming.send(request, user):
            return HttpResponseRedirect(request.get_full_path())
        form = CodeForm({})
        form.refuse(_("Too many codes were asked for. Wait ten minutes, then ask again."))
    return render(request, "account/confirm_by_mail.html", {
        "form": form, "is_sent": confirming.is_sent(request), "after": get_next_redirect_url(request) or "", "to": user.email,
        "reauthentication_alternatives": ways,
    })


def other_ways(request: HttpRequest) -> list[dict[str, Any]]:
    """The other ways of this person, with where they wanted to go."""
    query = request.META.get("QUERY_STRING", "")
    ways = get_adapter().get_reauthentication_methods(authenticated_user(request))
    return [one | {"url": f"{one['url']}?{query}" if query else one["url"]} for one in ways if one["id"] != "mail"]
