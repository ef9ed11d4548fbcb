"""A few kills on every run; `python -m tests.kill.run --kills 200` is the whole of it."""

import os
import subprocess
import sys

from django.conf import settings


def test_nothing_acknowledged_is_lost_when_web_and_workers_are_killed(migrated: str):
    without = {"DATA_DIR", "SECRET_KEY", "SITE_URL", "CACHE_URL", "ALLOWED_HOSTS", "DJANGO_SETTINGS_MODULE"}
    environment = {name: value for name, value in os.environ.items() if name not in without}
    command = [sys.executable, "-m", "tests.kill.run", "--template", migrated]
    done = subprocess.run(command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, timeout=600)
    print(done.stdout)
    assert done.returncode == 0, done.stdout + done.stderr[-3000:]
    assert "All of it holds." in done.stdout
