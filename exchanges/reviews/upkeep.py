"""What the clock does for reviews: reminders of those that are overdue, and releases that were stopped are gone on with."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.periodic import Job
from exchanges.reviews.models import Assignment
from exchanges.reviews.releasing import resume
from exchanges.reviews.services import REVIEWABLE
from exchanges.reviews.states import WAITING
from exchanges.reviews.telling import tell_reviewer

AGAIN = timedelta(days=4)  # between two reminders
JOBS = [
    Job("reviews.remind", "exchanges.reviews.upkeep.remind", every=timedelta(hours=1)),
    Job("reviews.resume", "exchanges.reviews.upkeep.go_on", every=timedelta(minutes=1)),
]


def remind() -> int:
    """Tell who is late, once every few days, as long as the application is in the running and they still review for the programme."""
    now = timezone.now()
    late = Assignment.objects.filter(
        Q(reminded_at=None) | Q(reminded_at__lt=now - AGAIN),
        state__in=WAITING,
        due_at__lt=now,
        application__status__in=REVIEWABLE,
        reviewer__is_active=True,
    )
    told = 0
    for key in list(late.values_list("pk", flat=True)[:1000]):
        with transaction.atomic():
            one = late.select_for_update(no_key=True, of=("self",)).filter(pk=key).first()
            if (
                one is None
                or not one.reviewer.programme_roles.filter(programme=one.application.call.programme_id, role="reviewer", ended_at=None).exists()
            ):
                continue
            one.reminded_at = now
            one.save(update_fields=["reminded_at"])
            tell_reviewer("overdue", one, f"{one.pk}:{now.date().isoformat()}")
            told += 1
    return told


def go_on() -> int:
    return resume()
