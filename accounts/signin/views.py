"""Coming in: by code, by password, by making an account. Known and unknown addresses go the same way and cost the same."""

from typing import Any

from allauth.account import views
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import get_next_redirect_url
from django.conf import settings
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts import audit, consents
from accounts.models import User
from accounts.signin import mails, people, sessions, tries
from accounts.vocabulary import Purpose

TRY_AFTER = "300"  # seconds: the longest that a limit on tries counts back in everyday use
DROPPED = _("Your address is confirmed. The password that was typed when this account was made no longer counts; set one under Security if you like.")
TOO_OLD = _("This code is too old or was tried too often. Ask for a new one; nothing was changed.")


class Faulty:
    """A form that is refused says so by its status too: 400, or 429 where a limit refused it."""

    def form_invalid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)  # type: ignore[misc]
        if response.status_code != 200:
            return response
        response.status_code = 400
        if any(error.code == "too_many_login_attempts" for errors in form.errors.as_data().values() for error in errors):
            response.status_code = 429
            response["Retry-After"] = TRY_AFTER
        return response


class Onward(Faulty):
    """What every page on the way in knows: where it leads afterwards, if that is a page of ours, and whether accounts can be made."""

    request: HttpRequest
    passthrough_next_url: Any

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        return context | {"onward": get_next_redirect_url(self.request) or "", "is_open": settings.SIGNUP_OPEN} | mails.whereabouts()


class Door(Onward):
    """What the doors share: the address they were opened with, the way on, the pages of a sign-in that already waits for its code."""

    def get_initial(self) -> dict[str, Any]:
        typed = self.request.GET.get("email", "")[:254]
        return {"email": typed, "login": typed}

    def _redirect_to_pending_stage(self, request: HttpRequest, stage: Any) -> HttpResponse | None:
        if stage.login.user is None:
            look_for_nobody()
        return HttpResponseRedirect(self.passthrough_next_url(reverse(stage.urlname))) if stage.urlname else None


class Login(Door, views.RequestLoginCodeView):
    """The first door: a code by mail."""

    template_name = "account/login.html"

    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            response: HttpResponse = super().form_valid(form)
            if form.person is None:
                to_nobody("signin/code", form.cleaned_data["email"])
        return response


class PasswordLogin(Door, views.LoginView):
    """The second door: a password."""

    template_name = "account/login_password.html"


def to_nobody(topic: str, email: str) -> None:
    """The work of a mail with a code, for an address that has no account."""
    mails.post(topic, email, code=get_adapter().generate_login_code(), unsent=mails.STRANGER)


def look_for_nobody() -> None:
    """The look that a known address costs, for one that isn't."""
    User.objects.filter(pk=0).first()


class CodePage(Onward):
    """What the two pages that ask for a code share: starting over, sending again, and the same work for an address without an account."""

    _process: Any
    _action: str
    topic = "signin/code"
    looks = 1  # how often the page of a known address asks who it is

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        process = getattr(self, "_process", None)
        if process is None and response.status_code == 302 and request.method == "POST" and not request.user.is_authenticated:
            messages.warning(request, TOO_OLD)
        if process is not None and process.user is None:
            for _look in range(self.looks):
                look_for_nobody()
        return response

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.POST.get("action") != "restart":
            if self._action == "verify" and not self.may_try():
                self._process.state["failed_attempts"] = self._process.max_attempts
                return self.form_invalid(None)
            return super().post(request, *args, **kwargs)  # type: ignore[misc,no-any-return]
        self._process.abort()
        return HttpResponseRedirect(self.passthrough_next_url(reverse("account_email" if request.user.is_authenticated else "account_login")))

    def may_try(self) -> bool:
        """Whether this code has a try left. One asking is one count, however often its code is sent again."""
        process = self._process
        return tries.take(f"{process.state['at']} {process.state['email']}", most=process.max_attempts, seconds=process.timeout + 60)

    def _resend_form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            response: HttpResponse = super()._resend_form_valid(form)  # type: ignore[misc]
            if self._process.user is None:
                to_nobody(self.topic, self._process.state["email"])
        messages.success(self.request, _("Another code is on its way. Only the newest one works."))
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        audit.signin_refused(self._process.state["email"], how="code")
        response = super().form_invalid(form)
        if response.status_code == 302:
            response["Location"] = self.passthrough_next_url(response["Location"])
        return response


class LoginCode(CodePage, views.ConfirmLoginCodeView):
    """The code that opens an account. It proves the address as well."""

    def _verify_form_valid(self, form: Any) -> HttpResponse:
        user = self._process.user
        with transaction.atomic():
            if people.prove(user, self._process.state["email"], from_outside=True):
                messages.info(self.request, DROPPED)
            response: HttpResponse = super()._verify_form_valid(form)
        return response


class AddressCode(CodePage, views.ConfirmEmailVerificationCodeView):
    """The code that proves an address: of a new account, or a new address of one that is signed in."""

    topic = "signin/confirm"
    looks = 2

    def _verify_form_valid(self, form: Any) -> HttpResponse:
        if not self.request.user.is_authenticated:  # on the way in: the session remembers how, so that nothing asks again at once
            record_authentication(self.request, self._process.user, method="code", email=self._process.email)
        try:
            with transaction.atomic():
                response: HttpResponse = super()._verify_form_valid(form)
                if self.request.user.is_authenticated:
                    user: Any = self.request.user
                    sessions.end_others(self.request, user)
                    audit.record("address.change", by=user, on=("user", str(user.pk)), right="owner")
        except IntegrityError:
            # Another account proved the same address a moment ago.
            messages.error(self.request, get_adapter().error_messages["email_taken"])
            return HttpResponseRedirect(reverse("account_email" if self.request.user.is_authenticated else "account_login"))
        return response


class Signup(Door, views.SignupView):
    """Making an account."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        language = translation.get_language() or settings.LANGUAGE_CODE
        asked = (Purpose.TERMS, Purpose.NEWS, Purpose.STATISTICS)
        return super().get_context_data(**kwargs) | {"texts": {one.value: consents.wording(one, language) for one in asked}}

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return self.make(form)
        except IntegrityError:
            # Somebody made an account with this address since we looked: now it is a known one.
            form.account_already_exists = True
            return self.make(form)

    def make(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            response: HttpResponse = super().form_valid(form)
            if response.status_code == 429:  # no mail, no account
                transaction.set_rollback(True)
        return response

    def _redirect_to_pending_stage(self, request: HttpRequest, stage: Any) -> HttpResponse | None:
        """Who began to sign in and turns to making an account starts anew; who waits for the code of a new account goes on with it."""
        if not stage.login.signup:
            return super(Door, self)._redirect_to_pending_stage(request, stage)  # type: ignore[no-any-return]
        return super()._redirect_to_pending_stage(request, stage)
