"""Two kills on every run; `python -m tests.exchanges.killed --kills 30` is the whole of it."""

import os
import subprocess
import sys

from django.conf import settings


def test_what_people_were_told_is_sent_is_there_after_kills(migrated: str):
    without = {"DATA_DIR", "SECRET_KEY", "SITE_URL", "CACHE_URL", "ALLOWED_HOSTS", "DJANGO_SETTINGS_MODULE"}
    environment = {name: value for name, value in os.environ.items() if name not in without}
    command = [sys.executable, "-m", "tests.exchanges.killed", "--template", migrated, "--kills", "2", "--people", "12"]
    done = subprocess.run(command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr[-3000:]
    assert "All of it holds." in done.stdout
