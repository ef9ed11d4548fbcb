"""Sign-in elsewhere: ORCID, WeChat, OpenID Connect and SAML, and the rule that an outside identity never takes an account over."""

import re
from dataclasses import dataclass
from typing import Any, ClassVar

from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, _build_apps_from_settings
from allauth.socialaccount.models import SocialAccount, SocialLogin
from allauth.socialaccount.providers import registry
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.db import transaction
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from requests import RequestException

from accounts import audit
from accounts.hooks import identity_proven
from accounts.models import User
from accounts.signin import alerts, people

ORCID = re.compile(r"\d{4}-\d{4}-\d{4}-\d{3}[\dX]")
# What a provider's answer can break that is not a fault of ours.
TROUBLE = (OAuth2Error, RequestException, ImmediateHttpResponse)


@dataclass(frozen=True)
class Door:
    """A way to sign in elsewhere: its name in addresses, and its title."""

    name: str
    title: str | Promise


@dataclass(frozen=True)
class Connection:
    """An outside identity that belongs to an account."""

    pk: int
    door: str
    title: str | Promise
    known_as: str


def _title(app: Any) -> str | Promise:
    if app.provider == "weixin":
        return _("WeChat")
    chinese = (app.settings or {}).get("title_zh") if get_language() == "zh-hans" else ""
    return str(chinese or app.name or app.provider)


def title_of(provider: Any) -> str | Promise:
    return _title(provider.app)


def doors() -> list[Door]:
    """The providers that have keys, in the order of the settings. Asks no database: the sign-in page of everybody shows them."""
    apps = [app for found in _build_apps_from_settings().values() for app in found]
    return [Door(app.provider_id or app.provider, _title(app)) for app in apps]


def door(name: str) -> Door | None:
    return next((one for one in doors() if one.name == name), None)


def provider_of(request: HttpRequest, name: str) -> Any:
    """allauth's provider of that name, or None."""
    registry.load()
    found = [app for apps in _build_apps_from_settings().values() for app in apps if (app.provider_id or app.provider) == name]
    return registry.get_class(found[0].provider)(request, app=found[0]) if found else None


def connections_of(user: User) -> list[Connection]:
    """What is connected to the account, also when its provider has lost its keys here."""
    found = []
    for one in SocialAccount.objects.filter(user=user).order_by("date_joined"):
        known = door(one.provider)
        called = one.uid if one.provider == "orcid" else _called(one.extra_data)
        found.append(Connection(one.pk, one.provider, known.title if known else one.provider, called))
    return found


def _called(facts: Any) -> str:
    about = facts.get("userinfo", facts) if isinstance(facts, dict) else {}
    return next((str(about[key])[:80] for key in ("email", "name", "nickname") if about.get(key)), "")


def is_trusted(provider: Any, address: str) -> bool:
    """Whether the operator takes this provider's word for addresses of that domain (OIDC_<NAME>_TRUSTED_DOMAINS)."""
    domains = (provider.app.settings or {}).get("trusted_domains", [])
    return address.rpartition("@")[2].lower() in domains


def tell_who_it_is(user: User) -> None:
    """Somebody signed in with ORCID, or connected it: the rooms above hear that the iD is theirs. Telling twice is telling once."""
    for value in SocialAccount.objects.filter(user=user, provider="orcid").values_list("uid", flat=True):
        identity_proven(user, "orcid", value)


class SocialAdapter(DefaultSocialAccountAdapter):
    """The hooks of allauth's sign-in elsewhere."""

    error_messages: ClassVar[dict[str, str | Promise]] = DefaultSocialAccountAdapter.error_messages | {
        "no_password": _("This is your only way in. Set a password or confirm your e-mail address first, then disconnect it."),
        "connected_other": _("This identity is already connected to another account here. Nothing was changed."),
    }

    def list_apps(self, request: HttpRequest, provider: str | None = None, client_id: str | None = None) -> list[Any]:
        """Keys come from the environment alone, never from a table."""
        return [app for apps in _build_apps_from_settings(provider=provider, client_id=client_id).values() for app in apps]

    def new_user(self, request: HttpRequest, sociallogin: SocialLogin) -> User:
        user: User = super().new_user(request, sociallogin)
        user.language = get_language() or "en"
        return user

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> User:
        user: User = super().populate_user(request, sociallogin, data)
        user.full_name = str(data.get("name") or "")[:200]
        return user

    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form: Any = None) -> User:
        """The account has the address that was typed, proven already only if a trusted provider calls that same one verified."""
        sociallogin.email_addresses = [one for one in sociallogin.email_addresses if form and one.email == form.cleaned_data["email"]]
        user: User = super().save_user(request, sociallogin, form)
        if EmailAddress.objects.filter(user=user, verified=True).exists():
            people.mark_verified(user)
        return user

    def is_email_verified(self, provider: Any, email: str) -> bool:
        return False  # nothing is verified that the provider does not call verified itself

    def can_authenticate_by_email(self, login: SocialLogin, email: str) -> bool:
        return is_trusted(login.provider, email)

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """A provider's "verified" counts only for the domains it is trusted with. Every other address is proved by our own mail."""
        for address in sociallogin.email_addresses:
            address.verified = address.verified and is_trusted(sociallogin.provider, address.email)

    def on_authentication_error(self, request: Any, provider: Any, error: Any = None, exception: Any = None, extra_context: Any = None) -> None:
        extra_context["name"] = _title(provider.app)
        extra_context["is_down"] = isinstance(exception, RequestException)


def disconnect(user: User, pk: int) -> str | Promise:
    """Take one outside identity off the account. Returns why not, or nothing."""
    with transaction.atomic():
        account = SocialAccount.objects.filter(user=user, pk=pk).first()
        if account is None:
            return ""
        others = SocialAccount.objects.filter(user=user).exclude(pk=pk).exists()
        if not others and not user.has_usable_password() and not EmailAddress.objects.filter(user=user, verified=True).exists():
            return SocialAdapter.error_messages["no_password"]
        account.delete()
        audit.record("identity.disconnect", by=user, on=("user", str(user.pk)), right="owner", provider=account.provider)
        title = door(account.provider)
        alerts.tell(user, "disconnected", name=str(title.title if title else account.provider))
    return ""
