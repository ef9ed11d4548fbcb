"""What a load balancer asks: does this process live, and can it serve? The answers name no version and no host."""

import logging
import shutil
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from directory.models import ChangeCounter
from directory.search import index

logger = logging.getLogger("qiao.health")


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """This process answers. It asks nothing of the database, so a database that is down does not restart every web process."""
    return HttpResponse("ok", content_type="text/plain")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Whether this node should get visitors: 200, or 503 with the part that fails."""
    checks = {name: _passes(name, check) for name, check in CHECKS.items()}
    ready = all(checks.values())
    return JsonResponse(
        {"status": "ready" if ready else "not ready", "checks": {name: "ok" if passes else "failing" for name, passes in checks.items()}},
        status=200 if ready else 503,
        headers={} if ready else {"Retry-After": "5"},
    )


def _passes(name: str, check: Callable[[], object]) -> bool:
    try:
        check()
    except Exception as error:  # noqa: BLE001  whatever goes wrong, the answer is "not ready"
        logger.warning("not ready: %s: %s", name, error)
        return False
    return True


def _database() -> None:
    """The database answers, and its tables are there."""
    ChangeCounter.objects.exists()


def _index() -> None:
    """The search index is there and can be opened."""
    if not index.status()["tiers"]:
        raise LookupError("there is no search index yet")


def _disk() -> None:
    """A twentieth of the disk is free, or a gigabyte."""
    disk = shutil.disk_usage(settings.DATA_DIR)
    if disk.free < min(disk.total / 20, 10**9):
        raise OSError("the disk is nearly full")


CHECKS: dict[str, Callable[[], object]] = {"database": _database, "index": _index, "disk": _disk}
