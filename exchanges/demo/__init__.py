"""Exchanges of the demo: invented programmes with calls in every phase, and something to do for each sign-in. People and texts are invented."""

from django.utils import timezone

from exchanges.demo import applying, calls, people
from exchanges.models import Programme


def make_exchanges() -> None:
    """Write it once: a second start finds it there and adds nothing (named in settings.DEMO_PARTS; runs in the transaction of the demo's users)."""
    if Programme.objects.filter(is_demo=True).exists():
        return
    cast = people.make()
    made = calls.make(cast, timezone.now())
    applying.make(cast, made, timezone.now())
