"""The settings of a test run: the real ones, with a throw-away data folder for each process, mail kept in memory and a fast password hasher."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

# Each process of a parallel run has its own database file, index and files; nothing outlives the run, nothing touches an operator's data.
_folder = Path(tempfile.mkdtemp(prefix="qiao-test-"))
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
os.environ |= {"DATA_DIR": str(_folder), "SECRET_KEY": "only-for-tests", "SITE_URL": "http://127.0.0.1:8000"}
os.environ |= {"CACHE_URL": "locmemcache://", "ALLOWED_HOSTS": "testserver,127.0.0.1,localhost,[::1]"}

from config.settings import *  # noqa: E402, F403
from config.settings import DATABASES, STORAGES  # noqa: E402

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, as in real use: threads (a live server) and other processes can open it. No test is about a power cut.
    DATABASES["default"]["TEST"] = {"NAME": str(_folder / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"
else:
    DATABASES["default"]["OPTIONS"]["options"] = "-c synchronous_commit=off"
DATABASES["default"]["CONN_MAX_AGE"] = 0  # a thread of a live server leaves no connection behind
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_AUTOREFRESH = True
WORKERS = 2
