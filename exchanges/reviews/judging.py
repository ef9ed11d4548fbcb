"""What coordinators do about one application beside its reviews: find it eligible or not, ask for more, shortlist it, write notes."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.actor import Actor
from exchanges.applications import pairs
from exchanges.applications import services as applications
from exchanges.applications.models import Application
from exchanges.applications.states import TRANSITIONS, in_the_way
from exchanges.errors import NotAllowed, Text
from exchanges.events import moves
from exchanges.references.models import Letter
from exchanges.reviews.inputs import clean
from exchanges.reviews.judges import may_judge
from exchanges.reviews.models import PanelNote

OFFERED = ("find-eligible", "find-ineligible", "ask-info", "take-up", "shortlist", "unshortlist")
INFO_DAYS = 7  # to answer, where nobody says otherwise


def open_moves(application: Application, actor: Actor) -> dict[str, moves.Move]:
    """The moves of this page that fit now; what is decided together (offer, list, decline, invite) is prepared instead."""
    return {name: move for name, move in _standing(application, actor).items() if not in_the_way(name, application, actor.now)}


def waits_because(application: Application, actor: Actor) -> Text:
    """Why the moves of this page don't fit yet, or any more; blank where they do, and for who wouldn't have them."""
    return next((why for name in _standing(application, actor) if (why := in_the_way(name, application, actor.now))), "")


def _standing(application: Application, actor: Actor) -> dict[str, moves.Move]:
    found = moves.open_moves(TRANSITIONS, actor, application, field="status")
    return {name: move for name, move in found.items() if name in OFFERED} if may_judge(actor, application) else {}


def move(application: Application, name: str, *, by: Actor, reason: str = "", info_wanted: str = "", info_days: int | None = None) -> bool:
    """One of OFFERED. Asking for more says what and until when; a shortlist may make letters due. Returns whether it happened now."""
    if name not in OFFERED or not may_judge(by, application):
        raise NotAllowed
    writes: dict[str, Any] = {}
    if name == "ask-info":
        writes = {"info_wanted": clean(info_wanted), "info_due_at": timezone.now() + timedelta(days=info_days or INFO_DAYS)}
    with transaction.atomic():
        done = applications.move(application, name, by=by, reason=clean(reason), **writes)
        if done and name == "shortlist":
            from exchanges.references import services as letters  # letters know applications, and are asked for late

            for one in filter(None, (application, pairs.other_half(application))):  # both halves of a pair are shortlisted
                letters.ask_due(one, when="shortlisted")
    return done


def note(application: Application, *, text: str, by: Actor) -> PanelNote:
    """A note of the panel for itself."""
    if not may_judge(by, application):
        raise NotAllowed
    return PanelNote.objects.create(application=application, by=by.user, text=clean(text)[:5000])


def notes(application: Application) -> list[PanelNote]:
    return list(application.panel_notes.select_related("by").order_by("-at", "-pk"))


def letters(application: Application) -> list[Letter]:
    """The letters of the application and how they stand; who may read one is asked when it is opened."""
    return list(application.letters.order_by("created_at", "pk"))
