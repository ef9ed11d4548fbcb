"""Talking to OpenID Connect, ORCID and WeChat: what allauth does, with the checks that a forged answer would have to pass."""

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2Adapter, OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from allauth.socialaccount.providers.orcid.views import OrcidOAuth2Adapter
from allauth.socialaccount.providers.weixin.views import WeixinOAuth2Adapter
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from requests import RequestException

from accounts.signin.providers import ORCID

KEPT = 600  # seconds that a provider's description is remembered
DOWN = 10  # seconds that a silent provider isn't asked again, so that it can't hold up our processes


@contextmanager
def odd_answers() -> Iterator[None]:
    """An answer of another shape is a sign-in that failed, not a fault of ours."""
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError, ImproperlyConfigured) as error:
        raise OAuth2Error("the provider's answer has another shape") from error


class Ours(OAuth2Adapter):
    """What all of them share: where the provider sends the reader back to, and the state that belongs to the answer."""

    state: dict[str, Any]

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:
        return f"{settings.SITE_URL}{reverse('elsewhere_back', args=[self.provider_id])}"

    def get_access_token_data(self, *args: Any, **kwargs: Any) -> Any:
        with odd_answers():
            return super().get_access_token_data(*args, **kwargs)

    def parse_token(self, data: Any) -> Any:
        with odd_answers():
            return super().parse_token(data)

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> Any:
        with odd_answers():
            return self.whose(request, app, token, kwargs["response"])

    def whose(self, request: HttpRequest, app: Any, token: Any, answer: dict[str, Any]) -> Any:
        """The sign-in that the answer means."""
        return super().complete_login(request, app, token, response=answer)


class OpenID(Ours, OpenIDConnectOAuth2Adapter):
    @property
    def openid_config(self) -> dict[str, Any]:
        """The provider's description, which must call itself by the issuer that the operator wrote."""
        issuer = self.get_provider().app.settings["server_url"]
        key = "openid:" + hashlib.sha256(issuer.encode()).hexdigest()
        config: dict[str, Any] | None = cache.get(key)
        if config is None:
            try:
                config = dict(super().openid_config)
            except RequestException:
                config = {}
            cache.set(key, config, KEPT if config else DOWN)
        if not config:
            raise RequestException("the provider does not answer")
        if str(config.get("issuer", "")).rstrip("/") != issuer:
            raise OAuth2Error("the provider calls itself by another issuer")
        return config

    def whose(self, request: HttpRequest, app: Any, token: Any, answer: dict[str, Any]) -> Any:
        """The identity token, signed, for us, fresh and with our nonce; then what the provider says of the same person, the few facts we use."""
        config = self.openid_config
        claims = jwtkit.verify_and_decode(
            credential=answer["id_token"], keys_url=config["jwks_uri"], issuer=config["issuer"], audience=app.client_id,
            lookup_kid=jwtkit.lookup_kid_jwk,
        )
        if not constant_time_compare(str(claims.get("nonce", "")), self.state["nonce"]):
            raise OAuth2Error("the identity token was made for another sign-in")
        about = self._fetch_user_info(token.token) if "userinfo_endpoint" in config else claims
        if about["sub"] != claims["sub"]:
            raise OAuth2Error("two answers about two people")
        facts = {key: about.get(key, claims.get(key)) for key in ("sub", "name", "email", "email_verified")}
        facts["email_verified"] = facts["email_verified"] is True
        return self.get_provider().sociallogin_from_response(request, {"userinfo": facts})


class Orcid(Ours, OrcidOAuth2Adapter):
    """ORCID says in the answer itself whose iD it is; their whole record isn't fetched, nor kept."""

    access_token_url = f"https://{OrcidOAuth2Adapter.base_domain}/oauth/token"

    def whose(self, request: HttpRequest, app: Any, token: Any, answer: dict[str, Any]) -> Any:
        value = str(answer["orcid"])
        if not ORCID.fullmatch(value):
            raise OAuth2Error("this is no ORCID iD")
        facts = {"orcid-identifier": {"path": value, "uri": f"https://{self.base_domain}/{value}"}}
        login = self.get_provider().sociallogin_from_response(request, facts)
        login.user.full_name = str(answer.get("name") or "")[:200]
        return login


class WeChat(Ours, WeixinOAuth2Adapter):
    pass


def adapter_of(request: HttpRequest, provider: Any) -> OAuth2Adapter:
    """Our adapter of the provider."""
    if provider.id == "openid_connect":
        return OpenID(request, provider.app.provider_id)
    return {"orcid": Orcid, "weixin": WeChat}[provider.id](request)


def leave(request: HttpRequest, provider: Any, process: str, after: str) -> str:
    """The address at the provider, with state, nonce and PKCE kept in the session. Raises what a silent provider raises."""
    if process == "connect":
        raise_if_reauthentication_required(request, app="allauth.socialaccount")
    more: dict[str, Any] = {}
    if provider.id in ("openid_connect", "orcid", "weixin"):
        provider.get_oauth2_adapter = lambda _request: adapter_of(request, provider)
    if provider.id == "openid_connect":
        more["nonce"] = secrets.token_urlsafe(24)
        more["auth_params"] = {"nonce": more["nonce"]}
    response = provider.redirect(request, process, next_url=after or None, **more)
    if response.status_code != 302:  # allauth rendered its error page: the provider's description was no use
        raise OAuth2Error("the provider can't be asked")
    return str(response["Location"])


class Back(OAuth2CallbackView):
    """The way back from a provider. One that doesn't answer is a sign-in that failed, wherever it falls silent."""

    def _get_state(self, request: HttpRequest, provider: Any) -> Any:
        state, response = super()._get_state(request, provider)
        self.adapter.state = state or {}
        return state, response

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response: HttpResponse = super().dispatch(request, *args, **kwargs)
        except (OAuth2Error, RequestException) as error:
            response = render_authentication_error(request, self.adapter.get_provider(), exception=error)
        return response


def back(request: HttpRequest, provider: Any) -> HttpResponse:
    """Finish what `leave` began."""
    response: HttpResponse = Back.adapter_view(adapter_of(request, provider))(request)
    return response
