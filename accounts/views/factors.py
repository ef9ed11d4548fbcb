"""Passkeys, authenticator app and recovery codes: allauth's doors with our rules about what follows."""

from typing import Any

from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from allauth.core.internal.httpkit import authenticated_user
from allauth.mfa.base import views as base
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkeys
from allauth.mfa.webauthn.internal import auth, flows
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from accounts.signin import factors, sessions

Type = Authenticator.Type
fresh = method_decorator(never_cache, name="dispatch")


@fresh
class AddApp(app.ActivateTOTPView):
    """Its owner, after showing once more who they are: a QR code, and a code to prove that it was read."""

    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            response: HttpResponse = super().form_valid(form)
            factors.added(self.request, authenticated_user(self.request), Type.TOTP, form.counter)
        return response

    def get_success_url(self) -> str:
        return reverse("mfa_view_recovery_codes") if self.did_generate_recovery_codes else factors.way_back(self.request) or reverse("security")

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        shown: dict[str, Any] = super().get_context_data(**more)
        secret = shown["form"].secret
        return shown | {"groups": [secret[at:at + 4] for at in range(0, len(secret), 4)]}


@fresh
class RemoveApp(app.DeactivateTOTPView):
    """Its owner, after showing once more who they are. Other sessions end."""

    success_url = reverse_lazy("security")

    def form_valid(self, form: Any) -> HttpResponse:
        pk = self.authenticator.pk
        with transaction.atomic():
            response: HttpResponse = super().form_valid(form)
            factors.removed(self.request, authenticated_user(self.request), pk, Type.TOTP)
        return response


@fresh
class NewCodes(codes.GenerateRecoveryCodesView):
    """Its owner: new recovery codes, and the old ones end."""

    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            response: HttpResponse = super().form_valid(form)
            factors.codes_made(self.request, authenticated_user(self.request))
        return response


@fresh
class ShowCodes(codes.ViewRecoveryCodesView):
    """Its owner, once: the codes, to be kept on paper or as a file."""

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        shown: dict[str, Any] = super().get_context_data(**more)
        return shown | {"after": factors.way_back(self.request)}


@fresh
class AddPasskey(passkeys.AddWebAuthnView):
    """Its owner, after showing once more who they are. Each passkey can sign in alone."""

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        shown: dict[str, Any] = super().get_context_data(**more)
        user = authenticated_user(self.request)
        agent = self.request.META.get("HTTP_USER_AGENT", "")
        return shown | {
            "form": more.get("form") or self.get_form(), "options": dict(auth.begin_registration(user, passwordless=True)),
            "works": factors.passkeys_work_here(), "suggestion": sessions.device_of(agent),
        }

    def get_success_url(self) -> str:
        return reverse("mfa_view_recovery_codes") if self.did_generate_recovery_codes else factors.way_back(self.request) or reverse("security")

    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            response: HttpResponse = super().form_valid(form)
            factors.added(self.request, authenticated_user(self.request), Type.WEBAUTHN)
        return response


@fresh
class RemovePasskey(passkeys.RemoveWebAuthnView):
    """Its owner, after showing once more who they are. Other sessions end."""

    success_url = reverse_lazy("security")

    def form_valid(self, form: Any) -> HttpResponse:
        passkey = self.get_object()
        with transaction.atomic():
            response: HttpResponse = super().form_valid(form)
            factors.removed(self.request, authenticated_user(self.request), passkey.pk, Type.WEBAUTHN, passkey.wrap().name)
        return response


@fresh
class NamePasskey(passkeys.EditWebAuthnView):
    """Its owner."""

    success_url = reverse_lazy("security")


@fresh
class PasskeySignIn(passkeys.LoginWebAuthnView):
    """Anybody: by GET what a browser needs to ask for a passkey, as JSON; by POST its answer."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return JsonResponse(dict(auth.begin_authentication(user=None)))

    def form_valid(self, form: Any) -> HttpResponse:
        passkey = form.cleaned_data["credential"]
        login = Login(user=passkey.user, redirect_url=get_next_redirect_url(self.request))
        response: HttpResponse = flows.perform_passwordless_login(self.request, passkey, login)
        return response


@fresh
class SecondStep(base.AuthenticateView):
    """Whoever gave the right password or code by mail, and has a second factor."""

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        shown: dict[str, Any] = super().get_context_data(**more)
        return shown | {"state": factors.state_of(self.stage.login.user), "options": shown["js_data"]["request_options"]}


@fresh
class ConfirmByCode(base.ReauthenticateView):
    """Whoever is signed in and has an authenticator app or recovery codes."""


@fresh
class ConfirmByPasskey(passkeys.ReauthenticateWebAuthnView):
    """Whoever is signed in and has a passkey."""

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        shown: dict[str, Any] = super().get_context_data(**more)
        alternatives = self.get_reauthentication_alternatives()
        return shown | {"form": more.get("form"), "options": shown["js_data"]["request_options"], "reauthentication_alternatives": alternatives}

    def form_invalid(self, form: Any) -> HttpResponse:
        response: HttpResponse = self.render_to_response(self.get_context_data(form=form))
        return response


