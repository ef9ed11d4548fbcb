"""What reviews bring to My page: what waits for a reviewer."""

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.hooks import Need
from exchanges.reviews.models import Assignment
from exchanges.reviews.states import WAITING


def needs(actor: Actor) -> list[Need]:
    """Reviews to answer or to write (settings.NEEDS)."""
    rows = Assignment.objects.own_of(actor).filter(state__in=WAITING).select_related("application").order_by("due_at", "pk")[:20]
    words = {"invited": _("Say whether you can review “%(title)s”"), "reopened": _("Look at your review of “%(title)s” once more")}
    write = _("Write your review of “%(title)s”")
    return [
        Need(words.get(one.state, write) % {"title": one.application.title}, reverse("review", args=[one.pk]), one.assigned_at, one.due_at)
        for one in rows
    ]
