"""The static files as the web server sends them: collected, named by their content, compressed."""

from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command


def collect_when_older() -> bool:
    """Collect the static files unless nothing has changed since the last time; return whether that was needed."""
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    made = manifest.stat().st_mtime if manifest.exists() else 0.0
    found = [Path(storage.path(name)) for finder in get_finders() for name, storage in finder.list([])]
    if made and all(path.stat().st_mtime < made for path in found):
        return False
    call_command("collectstatic", verbosity=0, interactive=False)
    return True
