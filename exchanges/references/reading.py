"""Letters as those who decide find them."""

from typing import Any

from django.db.models import Q

from accounts.actor import Actor
from exchanges.applications.models import Application
from exchanges.calls.models import Call
from exchanges.references.models import Letter
from exchanges.references.rules import may_read_letter


def readable(actor: Actor, key: int) -> Letter | None:
    """The letter with that key when the actor may read what it says."""
    if actor.person is None:
        return None
    found: Letter | None = _rows().filter(pk=key).first()
    return found if found is not None and may_read_letter(actor, found) else None


def of_application(actor: Actor, application: Application) -> list[Letter]:
    """The letters of an application that the actor may read, in the order in which they came in."""
    if actor.person is None:
        return []
    return [one for one in _rows().filter(application=application, state="submitted").order_by("submitted_at", "pk") if may_read_letter(actor, one)]


def of_call(actor: Actor, call: Call) -> Any:
    """The letters of what was sent to a call, without those of applications in which the actor has a part."""
    return run_by(actor).filter(application__call=call).select_related("application__call", "application__applicant")


def run_by(actor: Actor) -> Any:
    """The same in every call that the actor runs."""
    own = Q(application__in=Application.objects.involving(actor)) | Q(application__co_applicants__user=actor.person)
    rows = Letter.objects.visible_to(actor).filter(application__number__isnull=False)
    return rows.exclude(pk__in=Letter.objects.filter(own).values("pk"))


def _rows() -> Any:
    return Letter.objects.select_related("application__call__programme", "application__applicant", "application__pair", "file")
