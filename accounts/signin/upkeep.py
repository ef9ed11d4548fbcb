"""Keeping one's way in: a new password, another address, showing again who one is, going out."""

from typing import Any, ClassVar

from allauth.account import views
from allauth.account.internal import flows
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts import audit, consents
from accounts.models import User
from accounts.signin import mails, people, sessions
from accounts.signin.views import Faulty
from accounts.vocabulary import Purpose

ASKED = "account_reset_asked"  # the session's note that a link was asked for, so that the page that says so says the truth


class ResetPassword(Faulty, views.PasswordResetView):
    """Asking for a link."""

    def get_initial(self) -> dict[str, Any]:
        return {"email": self.request.GET.get("email", "")[:254]}

    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            response: HttpResponse = super().form_valid(form)
        self.request.session[ASKED] = True
        return response


@require_safe
def reset_sent(request: HttpRequest) -> HttpResponse:
    """The link is on its way, if there is an account. Who asked for none is led to where one asks."""
    if not request.session.pop(ASKED, False):
        return HttpResponseRedirect(reverse("account_reset_password"))
    return render(request, "account/password_reset_done.html", mails.whereabouts())


class ResetPasswordFromKey(Faulty, views.PasswordResetFromKeyView):
    """Choosing a new password by the link. It proves the address, and whoever was signed in elsewhere is no longer."""

    def form_valid(self, form: Any) -> HttpResponse:
        user: User = self.reset_user
        user.set_password(form.cleaned_data["password1"])  # hashed before the transaction
        hashed = user.password
        with transaction.atomic():
            people.prove(user, user.email, from_outside=True)
            user.password = hashed
            user.save(update_fields=["password"])
            sessions.end_all(user)
            flows.password_reset.finalize_password_reset(self.request, user)
            audit.record("password.reset", by=user, on=("user", str(user.pk)), right="owner")
        messages.success(self.request, _("Your new password is saved, and you are signed out everywhere. Sign in with it now."))
        return HttpResponseRedirect(reverse("account_login_password"))


class NewPassword(Faulty):
    """Saving a password from a page of one's own: other sessions end, this one goes on."""

    request: HttpRequest
    act = "password.change"
    saved = _("Your new password is saved. Other devices are signed out.")

    def form_valid(self, form: Any) -> HttpResponse:
        user: User = form.user
        user.set_password(form.cleaned_data["password1"])
        with transaction.atomic():
            user.save(update_fields=["password"])
            self.finalize(user)
            sessions.end_others(self.request, user)
            audit.record(self.act, by=user, on=("user", str(user.pk)), right="owner")
        messages.success(self.request, self.saved)
        return HttpResponseRedirect(reverse("security"))

    def finalize(self, user: User) -> None:
        flows.password_change.finalize_password_change(self.request, user)


class ChangePassword(NewPassword, views.PasswordChangeView):
    pass


class SetPassword(NewPassword, views.PasswordSetView):
    """A first password for who signs in by code."""

    act = "password.set"

    def finalize(self, user: User) -> None:
        flows.password_change.finalize_password_set(self.request, user)


class Address(Faulty, views.EmailView):
    """The address of the account, and changing it: the new one counts once its code is typed."""

    template_name = "account/email_change.html"
    http_method_names: ClassVar[list[str]] = ["get", "head", "post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Only asking for another address: one account has one."""
        with transaction.atomic():
            response: HttpResponse = super(views.EmailView, self).post(request, *args, **kwargs)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        user: Any = self.request.user
        return context | {"current": user.email, "proven": EmailAddress.objects.filter(user=user, email=user.email, verified=True).exists()}


class Reauthenticate(Faulty, views.ReauthenticateView):
    """Showing again, by password, who one is."""


class Logout(views.LogoutView):
    """Going out."""


@require_safe
def consent_texts(request: HttpRequest) -> HttpResponse:
    """The texts that people agree to, for everybody to read, as they stand now."""
    language = translation.get_language() or settings.LANGUAGE_CODE
    texts = [{"purpose": one, "words": consents.wording(one, language), "version": consents.CURRENT[one]} for one in Purpose]
    return render(request, "account/consent_texts.html", {"texts": texts})
