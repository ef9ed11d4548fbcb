"""The hooks of allauth that we use: who may come in, where it leads, and mail by the outbox."""

import re
from typing import Any, ClassVar
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.stagekit import clear_login
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts import addresses, audit, client
from accounts.models import User
from accounts.signin import demo, mails, people, sessions
from accounts.signin.entrance import Entrance
from accounts.signin.language import after_sign_in

UNSAFE = re.compile(r"[\x00-\x20\x7f-\xa0\\\u2028\u2029]")
LANGUAGE = re.compile("^/({})(?=/|$)".format("|".join(code for code, _name in settings.LANGUAGES)))


def in_this_language(path: str) -> str:
    """A path of ours under the language of the page at hand: who switched on the way stays switched."""
    return LANGUAGE.sub(f"/{translation.get_language() or settings.LANGUAGE_CODE}", path)


class AccountAdapter(Entrance):
    """Links in mail come from SITE_URL, never from the request; unknown and known addresses cost the same work and get the same answer."""

    error_messages: ClassVar[dict[str, str | Promise]] = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("This e-mail address and password don’t go together. Check both and try again."),
        "too_many_login_attempts": _("There were too many attempts. Wait five minutes and try again; nothing was changed."),
        "incorrect_code": _("This isn’t the code we sent last. Look for the newest mail and type its six digits."),
        "enter_current_password": _("This isn’t your current password. Nothing was changed."),
        "incorrect_password": _("This isn’t your password. Nothing was changed."),
        "duplicate_email": _("This is already the address of your account."),
        "email_taken": _("Another account has this address. Sign in to that one, or use another address."),
        "rate_limited": _("That was a bit fast. Wait a moment, then ask again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return bool(settings.SIGNUP_OPEN)

    def is_ajax(self, request: HttpRequest) -> bool:
        """Our pages are pages; nobody gets them as JSON by asking with a header."""
        return False

    # Where it leads

    def is_safe_url(self, url: str | None) -> bool:
        """Only a path of this site: no scheme, no host, nothing that a browser would read as one."""
        if not url or len(url) > 2000 or not url.startswith("/") or url.startswith("//") or UNSAFE.search(url):
            return False
        try:
            parts = urlsplit(url)
        except ValueError:
            return False
        return not parts.scheme and not parts.netloc

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The first page, in the account's language unless the visitor chose another (accounts.signin.language)."""
        with translation.override(after_sign_in(request)):
            return reverse("home")

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        return reverse("my_page")

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        return reverse("home")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("home")

    def get_email_verification_redirect_url(self, email_address: EmailAddress) -> str:
        return reverse("account_email")

    def post_login(self, request: HttpRequest, user: Any, **login: Any) -> HttpResponse:
        if login.get("redirect_url"):
            login["redirect_url"] = in_this_language(login["redirect_url"])
        ways = [str(record.get("type") or record["method"]) for record in get_authentication_records(request, user)]
        audit.signed_in(user, how=" and ".join(dict.fromkeys(ways)))
        return super().post_login(request, user, **login)

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponse:
        """Only somebody with the right code or password learns this."""
        clear_login(request)
        messages.error(request, _("This account is switched off. Nothing in it was lost. Ask the staff of the Centre to switch it on again."))
        return HttpResponseRedirect(reverse("account_login"))

    # Who it is

    def get_client_ip(self, request: HttpRequest) -> str:
        """Where limits count. Unknown addresses are counted together, and never a fault."""
        return client.address_of(request) or client.NOWHERE

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """One count an address, whatever Host header (or port in it) the request came with, and one for the browsers that its person has used."""
        return f"login:{credentials.get('email', '')}{' own' if credentials.get('own') else ''}"

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """The account of this address and password, with one look and one hash whether there is one or not. An account that is switched off
        is told so afterwards (`respond_user_inactive`), because the password was right."""
        found = people.by_address(credentials["email"])
        self.pre_authenticate(request, **credentials, own=sessions.has_seen(request, found))
        if not (found or User()).check_password(demo.closed(credentials)["password"]) or found is None:
            audit.signin_refused(credentials["email"], how="password")
            return None
        self._rollback_login_failed_rl_usage()
        return found

    def clean_email(self, email: str) -> str:
        return addresses.canonical(email)

    def clean_password(self, password: str, user: Any = None) -> str:
        if len(password) > 256:
            raise ValidationError(_("Use at most 256 characters."), code="long")
        return super().clean_password(password, user)  # type: ignore[no-any-return]

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Any:
        """A new user from the form of signing up. `form.hashed` was made before the transaction: hashing is slow, and SQLite has one writer."""
        user.email = form.cleaned_data["email"]
        user.full_name = form.cleaned_data.get("name", "")
        user.language = translation.get_language() or settings.LANGUAGE_CODE
        if getattr(form, "hashed", ""):
            user.password = form.hashed
        else:
            user.set_unusable_password()
        if commit:
            user.save()
        return user

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """A code for this address was typed in the session that asked for it."""
        if not super().confirm_email(request, email_address):
            return False
        user: Any = email_address.user
        people.mark_verified(user)
        return True

    # Mail

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        topic = mails.TOPICS[template_prefix]
        mails.post(topic, email, owner=context.get("user"), code=context.get("code", ""), link=context.get("password_reset_url", ""))

    def send_account_already_exists_mail(self, email: str) -> None:
        """The form of signing up has looked already who it is (`known_account`)."""
        found = getattr(self.request, "known_account", None) or people.by_address(email)
        mails.post("signin/known", email, unsent="" if found and found.is_active else mails.STRANGER)

    def get_reset_password_from_key_url(self, key: str) -> str:
        uid, _dash, token = key.partition("-")
        return f"{settings.SITE_URL}{reverse('account_reset_password_from_key', kwargs={'uidb36': uid, 'key': token})}"
