"""Every setting, from the environment where an operator may want it otherwise (docs/guide/operator.md lists them)."""

import os
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from config import elsewhere
from config.rest import *  # noqa: F403
from config.signin import *  # noqa: F403

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

# Where the database, the search index and the files live.
DATA_DIR = Path(env("DATA_DIR", default=str(BASE_DIR / "data"))).resolve()
DEBUG = env.bool("DEBUG", default=False)
SITE_URL = env("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
# Without SECRET_KEY a key is made once and kept in DATA_DIR (config/secret.py), so a fresh machine starts and a restart keeps sessions.
SECRET_KEY = env("SECRET_KEY", default="")
if not SECRET_KEY:
    from config.secret import kept_secret

    SECRET_KEY = kept_secret(DATA_DIR)

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.socialaccount.providers.orcid",
    "allauth.socialaccount.providers.weixin",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "csp",
    "accounts",
    "directory",
    "exchanges",
    *elsewhere.apps(env),
]

MIDDLEWARE = [
    "config.middleware.request_id",
    "config.middleware.private",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "config.middleware.bounded",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.signin.sessions.noted",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {   # Our own pages. Jinja2 renders a results page eight times faster than Django's engine (docs/architecture.md).
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "config/jinja2", BASE_DIR / "exchanges/jinja2", BASE_DIR / "directory/jinja2", BASE_DIR / "accounts/jinja2"],
        "OPTIONS": {"environment": "config.jinja.environment"},
    },
    {   # The admin's and allauth's pages.
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "config/templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'qiao.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["CONN_MAX_AGE"] = 60  # opening the file anew for each request costs a tenth of it
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        # FULL: what was acknowledged survives a power cut too.
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA busy_timeout=20000;"
            "PRAGMA journal_size_limit=67108864; PRAGMA cache_size=-65536;"
        ),
    }
else:
    DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 3)

CACHES = {"default": env.cache("CACHE_URL", default=f"filecache://{DATA_DIR / 'cache'}")}
if CACHES["default"]["BACKEND"].endswith("FileBasedCache"):
    CACHES["default"]["BACKEND"] = "config.filecache.FileCache"  # sign-in limits count right across the processes of a node
vars().update(env.email("EMAIL_URL", default="smtp://localhost:25"))
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="Qiao <no-reply@localhost>")

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"
# How many proxies of ours a request passes. With 0, X-Forwarded-For is what anybody wrote into it, and nobody reads it.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)
# Without a mail server the worker keeps the mail on the staff's mailbox page.
HAS_MAIL_SERVER = "EMAIL_URL" in env.ENVIRON

# What the rooms above hand to accounts (accounts/hooks.py). Each is a function; accounts knows none of them.
BELONGINGS = ["directory.belonging.belongings_of"]  # user -> where they belong
PROGRAMME_ROLES = ["exchanges.programmes.standing.roles_of"]  # user -> their roles in programmes
# User, scheme, value -> what follows when somebody proved an identifier (ORCID) to be theirs.
OUTSIDE_IDENTITIES: list[str] = ["directory.membership.hooks.identity_proven"]
NEEDS: list[str] = [  # actor -> what waits for them
    "accounts.signin.factors.needs", "directory.membership.hooks.needs_me", "directory.editing.mypage.needs", "exchanges.placements.listing.needs",
    "exchanges.reviews.standing.needs", "exchanges.applications.standing.needs",
    "exchanges.offers.standing.needs", "exchanges.references.standing.needs", "exchanges.coordination.waiting.needs",
]
MY_PAGE: list[str] = [  # actor -> parts of My page
    "directory.editing.mypage.sections", "directory.membership.hooks.sections", "exchanges.programmes.standing.sections",
    "exchanges.placements.listing.sections", "exchanges.applications.standing.sections", "accounts.work.sections",
]
STAFF_WORK: list[str] = [  # actor -> piles of work
    "accounts.work.piles", "accounts.outbox.reading.piles", "directory.work.piles", "directory.membership.hooks.work",
    "exchanges.programmes.standing.work", "exchanges.references.standing.work", "exchanges.coordination.waiting.work",
]
SEEN: list[str] = ["directory.seen.of_me", "exchanges.placements.seen.of_me"]  # actor -> what others see of them (accounts.hooks.Seen)
# Person -> who abroad could get their data, each with their own consent (accounts.hooks.Recipient).
RECIPIENTS: list[str] = ["exchanges.applications.standing.recipients_for"]
# Purpose -> what follows at once when a person takes the consent back: person -> None.
WITHOUT_CONSENT: dict[str, list[str]] = {"publication": ["directory.editing.reading.is_listed"]}  # person -> whether it is done without asking
CONSENT_EFFECTS: dict[str, list[str]] = {"publication": ["directory.editing.services.consent_ended"]}
PROFILE_PAGE: list[str] = ["exchanges.finding.pages.elsewhere.on_profile"]  # profile, actor, language -> parts of its page
HOME_PAGE: list[str] = ["exchanges.finding.pages.elsewhere.on_home"]  # actor, language -> parts of the home page
SITEMAP: list[str] = ["exchanges.finding.pages.elsewhere.addresses"]  # -> (name of an address, its arguments, when it changed)
PERIODIC_JOBS: list[str] = [  # lists of accounts.periodic.Job: what the worker does by the clock
    "accounts.upkeep.JOBS", "accounts.notices.digests.JOBS", "accounts.audit.clock.JOBS", "directory.upkeep.JOBS",
    "exchanges.files.upkeep.JOBS", "exchanges.references.upkeep.JOBS", "exchanges.placements.upkeep.JOBS",
    "exchanges.applications.upkeep.JOBS",
    "exchanges.reviews.upkeep.JOBS", "exchanges.offers.upkeep.JOBS", "exchanges.survey.upkeep.JOBS",
]

DEMO_PARTS: list[str] = ["exchanges.demo.make_exchanges"]  # what rooms above the directory add to the demo, once

# Which column holds what about whom, room by room.
CLASSIFICATIONS = [
    "accounts.classification.own.TABLES", "accounts.classification.installed.TABLES", "directory.classification.TABLES",
    "exchanges.classification.TABLES",
]

# What the privacy page says: the country or region (ISO 3166-1) where the data is kept, and whom to write to.
DATA_PLACE = env("DATA_PLACE", default="GB")
PRIVACY_CONTACT = env("PRIVACY_CONTACT", default="")

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("zh-hans", _("Chinese, simplified"))]
LOCALE_PATHS = [BASE_DIR / "config/locale"]
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_COOKIE_SAMESITE = "Lax"

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "config/static"]
MEDIA_ROOT = DATA_DIR / "files"
FILES_DIR = DATA_DIR / "private"  # what people hand in: never served as a file, only through the permission of its thing
# What passports and their like are sealed with (exchanges/files/sealing.py); without it a key is made from SECRET_KEY.
FILES_KEY = env("FILES_KEY", default="")
FILES_KEY_FALLBACKS = env.list("FILES_KEY_FALLBACKS", default=[])
INDEX_DIR = DATA_DIR / "index"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Nothing is loaded from another host, and no script or style stands in a page.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE], "script-src": [SELF], "style-src": [SELF], "img-src": [SELF, "data:"], "font-src": [SELF],
        "connect-src": [SELF], "form-action": [SELF], "base-uri": [NONE], "frame-ancestors": [NONE], "manifest-src": [SELF],
    },
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "directory.views.frame.forbidden"
CSRF_TRUSTED_ORIGINS = [SITE_URL] if SITE_URL.startswith("https://") else []
if SITE_URL.startswith("https://"):
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz)$"]
    SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=31536000)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", default=True) else None

DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
# Where a view takes files it says so (exchanges/files/receiving.py) and gets a place for them; elsewhere they never reach the disk.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
LOG_LEVEL = env("LOG_LEVEL", default="WARNING")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"plain": {"()": "config.logs.OneLine"}},
    "formatters": {"line": {"()": "config.logs.Line", "format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {
        "nowhere": {"class": "logging.NullHandler"},
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["plain"]},
    },
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        "qiao": {"level": "INFO"},
        "django": {"level": LOG_LEVEL},
        # Each query with all its values: never in a log.
        "django.db.backends": {"handlers": ["nowhere"], "propagate": False},
        "django.server": {"handlers": ["console"], "level": "INFO", "propagate": False},
        # Anybody can send these; the answer says 400, and no log should fill with them.
        "django.security.DisallowedHost": {"handlers": ["nowhere"], "propagate": False},
        "django.security.TooManyFieldsSent": {"handlers": ["nowhere"], "propagate": False},
        "django.security.TooManyFilesSent": {"handlers": ["nowhere"], "propagate": False},
        "django.security.RequestDataTooBig": {"handlers": ["nowhere"], "propagate": False},
    },
}
# The web server's own words go the same way.
SERVER_LOGGING = {key: value for key, value in LOGGING.items() if key != "root"} | {
    "loggers": {name: {"handlers": ["console"], "level": "INFO", "propagate": False} for name in ("_granian", "granian.access")},
}
DEFAULT_EXCEPTION_REPORTER_FILTER = "config.logs.SafeReports"
WORKERS = env.int("WORKERS", default=os.cpu_count() or 2)
WAITING_THREADS = 32  # a process: so many slow lines at a time keep nobody else waiting
