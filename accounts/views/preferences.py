"""Settings: name, language, time zone, how often what comes by mail."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import preferences
from accounts.actor import actor_of
from accounts.forms import SettingsForm
from accounts.views.mine import person_of


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def settings(request: HttpRequest) -> HttpResponse:
    """Anybody signed in, about themselves. Who chooses another language reads the next page in it."""
    person = person_of(request)
    form = SettingsForm(request.POST if request.method == "POST" else None, actor=actor_of(request), user=person)
    if request.method == "POST" and form.is_valid():
        kept = {name: form.cleaned_data[name] for name in preferences.CHOSEN}
        changed = preferences.save(person, by=person, frequencies=form.frequencies(), **kept)
        language = person.language if "language" in changed else translation.get_language()
        with translation.override(language):
            messages.success(request, _("Your settings are saved."))
            return HttpResponseRedirect(reverse("settings"))
    return render(request, "account/settings.html", {"form": form, "person": person, "here_is": "settings"}, status=400 if form.errors else 200)
