"""A real OpenID Connect provider on loopback, for tests: a process of its own (python -m tests.openid_provider PORT FOLDER), with its own database.

The module is its settings, its addresses and its start."""

import os
import sys
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET, PASSWORD = "qiao", "a secret between two processes", "a word at the provider"
BACK = "http://127.0.0.1:8000/account/elsewhere/uni/back"
# Who has an account there: address, name, whether the provider calls the address verified.
PEOPLE = (
    ("ana@uni.example", "Ana Lindqvist", True), ("liar@uni.example", "Not Verified", False), ("ben@elsewhere.example", "Ben Oyelaran", True),
    ("cy@uni.example", "Cy 岑雨", True),
)

FOLDER = Path(os.environ.get("PROVIDER_FOLDER", "."))
PORT = os.environ.get("PROVIDER_PORT", "0")
SECRET_KEY = "only-for-tests"
DEBUG = False
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "tests.openid_provider"
INSTALLED_APPS = [
    "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "django.contrib.messages", "allauth", "allauth.account",
    "allauth.idp", "allauth.idp.oidc",
]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware", "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware", "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
TEMPLATES = [{
    "BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True,
    "OPTIONS": {"context_processors": [
        "django.template.context_processors.request", "django.contrib.auth.context_processors.auth",
        "django.contrib.messages.context_processors.messages",
    ]},
}]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": FOLDER / "provider.sqlite3"}}
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = False
ALLAUTH_TRUSTED_CLIENT_IP_HEADER = None
USE_TZ = True
if os.environ.get("DJANGO_SETTINGS_MODULE") == "tests.openid_provider":
    IDP_OIDC_ADAPTER = "tests.openid_provider.Adapter"
    IDP_OIDC_PRIVATE_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption(),
    ).decode()


def __getattr__(name: str) -> object:
    """The addresses and the adapter, which need Django to be set up."""
    if name == "urlpatterns":
        from django.urls import include, path

        return [path("accounts/", include("allauth.account.urls")), path("", include("allauth.idp.urls"))]
    if name == "Adapter":
        from allauth.idp.oidc.adapter import DefaultOIDCAdapter

        return type("Adapter", (DefaultOIDCAdapter,), {"get_issuer": lambda self: f"http://127.0.0.1:{PORT}"})
    raise AttributeError(name)


def main(port: str, folder: str) -> None:
    os.environ |= {"DJANGO_SETTINGS_MODULE": "tests.openid_provider", "PROVIDER_FOLDER": folder, "PROVIDER_PORT": port}
    import django

    django.setup()
    from wsgiref.simple_server import WSGIRequestHandler, make_server

    from allauth.account.models import EmailAddress
    from allauth.idp.oidc.models import Client
    from django.contrib.auth.models import User
    from django.core.management import call_command
    from django.core.wsgi import get_wsgi_application

    call_command("migrate", verbosity=0, interactive=False)
    for address, name, verified in PEOPLE:
        first, _blank, last = name.partition(" ")
        user = User.objects.create_user(address, address, PASSWORD, first_name=first, last_name=last)
        EmailAddress.objects.create(user=user, email=address, verified=verified, primary=True)
    client = Client(id=CLIENT, name="Qiao", type=Client.Type.CONFIDENTIAL, redirect_uris=BACK, scopes="openid\nprofile\nemail")
    client.set_secret(SECRET)
    client.save()
    WSGIRequestHandler.log_message = lambda *_args: None
    make_server("127.0.0.1", int(port), get_wsgi_application()).serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
