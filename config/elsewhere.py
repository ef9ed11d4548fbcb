"""Sign-in elsewhere, from the environment: ORCID, WeChat and any number of OpenID Connect providers, each asleep without its keys."""

import importlib.util
import re
from typing import Any

import environ

# Words that stand where a provider's name would stand in an address, or that are providers of their own.
TAKEN = {"orcid", "weixin", "saml", "new", "cancelled", "failed"}


def providers(env: environ.Env) -> dict[str, Any]:
    """What allauth reads as SOCIALACCOUNT_PROVIDERS."""
    found: dict[str, Any] = {}
    if env("ORCID_CLIENT_ID", default=""):
        domain = "sandbox.orcid.org" if env.bool("ORCID_SANDBOX", default=False) else "orcid.org"
        found["orcid"] = {"BASE_DOMAIN": domain, "APP": {"name": "ORCID", "client_id": env("ORCID_CLIENT_ID"), "secret": env("ORCID_CLIENT_SECRET")}}
    if env("WECHAT_APP_ID", default=""):
        found["weixin"] = {"APP": {"name": "WeChat", "client_id": env("WECHAT_APP_ID"), "secret": env("WECHAT_APP_SECRET")}}
    if names := env.list("OIDC_PROVIDERS", default=[]):
        found["openid_connect"] = {"APPS": [openid(env, name.strip()) for name in names]}
    if names := env.list("SAML_PROVIDERS", default=[]):
        found["saml"] = {"APPS": [saml(env, name.strip()) for name in names]}
    return found


def apps(env: environ.Env) -> list[str]:
    """The apps that only some installations need."""
    if not env.list("SAML_PROVIDERS", default=[]):
        return []
    if importlib.util.find_spec("onelogin") is None:
        raise environ.ImproperlyConfigured("SAML_PROVIDERS needs the extra saml: pip install 'qiao[saml]'")
    return ["allauth.socialaccount.providers.saml"]


def prefix_of(kind: str, name: str) -> str:
    """OIDC and my-uni → OIDC_MY_UNI, for a name that can stand in an address."""
    if not re.fullmatch(r"[a-z][a-z0-9-]{0,30}", name) or name in TAKEN:
        message = f"{kind}_PROVIDERS: {name!r} can't be a name; use small letters, digits and hyphens, and none of {sorted(TAKEN)}"
        raise environ.ImproperlyConfigured(message)
    return f"{kind}_{name.upper().replace('-', '_')}"


def common(env: environ.Env, prefix: str, name: str) -> dict[str, Any]:
    """What both kinds have: the title in both languages, and the mail domains that the provider is trusted with."""
    domains = [domain.lower() for domain in env.list(f"{prefix}_TRUSTED_DOMAINS", default=[])]
    about = {"title_zh": env(f"{prefix}_TITLE_ZH", default=""), "trusted_domains": domains}
    return {"provider_id": name, "name": env(f"{prefix}_TITLE", default=name)[:40], "settings": about}


def openid(env: environ.Env, name: str) -> dict[str, Any]:
    """One provider of OpenID Connect."""
    prefix = prefix_of("OIDC", name)
    app = common(env, prefix, name)
    app["settings"] |= {"server_url": env(f"{prefix}_ISSUER").rstrip("/"), "oauth_pkce_enabled": True}
    return app | {"client_id": env(f"{prefix}_CLIENT_ID"), "secret": env(f"{prefix}_SECRET")}


def saml(env: environ.Env, name: str) -> dict[str, Any]:
    """One identity provider of SAML. Its answers must be signed, and asked for by us."""
    prefix = prefix_of("SAML", name)
    app = common(env, prefix, name)
    app["settings"] |= {
        "idp": {"entity_id": env(f"{prefix}_ENTITY_ID"), "metadata_url": env(f"{prefix}_METADATA_URL"), "metadata_request_timeout": 3},
        "advanced": {"want_assertion_signed": True, "reject_idp_initiated_sso": True, "strict": True},
    }
    return app | {"client_id": name}
