"""Bytes without a row (a transaction that was rolled back, a process that was killed) and bytes that should have gone are swept away."""

from datetime import time, timedelta

from django.utils import timezone

from accounts.periodic import Job
from exchanges.files import disk
from exchanges.files.models import StoredFile

# So old that no request can still be about to write the row.
SETTLED = timedelta(days=1)
PORTION = 500


def sweep() -> str:
    """Remove what no row keeps; what was done, in words."""
    before = (timezone.now() - SETTLED).timestamp()
    count, portion = 0, []
    for path in disk.paths(before):
        portion.append(path)
        if len(portion) == PORTION:
            count += _swept(portion)
            portion = []
    return f"{count + _swept(portion)} files swept"


def _swept(found: list[str]) -> int:
    kept = set(StoredFile.objects.filter(path__in=found, gone_at=None).values_list("path", flat=True))
    return sum(disk.remove(path) for path in found if path not in kept)


JOBS = [Job("files.sweep", "exchanges.files.upkeep.sweep", at=time(2, 40))]
