"""Whether the decisions of a call can be told now, and exactly what would be told."""

import hashlib
import json
from collections import Counter

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from accounts.actor import Actor
from exchanges.applications.models import Application
from exchanges.calls import clock
from exchanges.calls.models import Call
from exchanges.calls.vocabulary import Phase
from exchanges.reviews.errors import NotReady
from exchanges.reviews.models import Assignment, Decision
from exchanges.reviews.querysets import involved_in
from exchanges.reviews.vocabulary import Outcome

WAITS_FOR = ("submitted", "eligible", "more-info", "under-review", "shortlisted")
PARTIAL = _lazy("You take part in an application of this call, so somebody else decides and sends the decisions.")


def prepared(call: Call, stage: int) -> "QuerySet[Decision]":
    """Decisions of applications still in the running that nobody was told."""
    rows: QuerySet[Decision] = Decision.objects.filter(
        application__call=call, stage=stage, application__stage=stage, released_at=None, application__status__in=WAITS_FOR
    )
    return rows


def digest(call: Call, stage: int) -> str:
    """Names exactly what would be told now, so that what was looked at is what goes out."""
    rows = (
        prepared(call, stage)
        .order_by("pk")
        .values_list("pk", "outcome", "rank", "position", "conditions", "letter", "application__language", "application__version")
    )
    reviews = Assignment.objects.counted().filter(application__call=call, stage=stage).order_by("pk").values_list("pk", "version")
    return hashlib.sha256(json.dumps([list(rows), list(reviews)], default=str).encode()).hexdigest()


def obstacles(call: Call, stage: int) -> list[NotReady]:
    """What stands in the way of telling: applications without a decision, more offers than places, halves that part, an open call."""
    found = []
    running = Application.objects.filter(call=call, stage=stage, status__in=WAITS_FOR)
    if not call.is_rolling:
        if clock.phase(call, timezone.now()) in {Phase.OPEN, Phase.SCHEDULED, Phase.DRAFT}:
            found.append(NotReady(_("The call is still open.")))
        decided = Decision.objects.filter(stage=stage).values("application")
        if missing := list(running.exclude(pk__in=decided).order_by("number").values_list("number", flat=True)):
            found.append(NotReady(_("Some applications have no decision yet."), missing))
    if not prepared(call, stage).exists():
        found.append(NotReady(_("No decision is prepared.")))
    return found + _too_many(call, stage) + _parted(call, stage)


def _too_many(call: Call, stage: int) -> list[NotReady]:
    """More offers than free places, in the call or at a position."""
    offers = Counter(prepared(call, stage).filter(outcome=Outcome.OFFER).values_list("position", flat=True))
    found = []
    if sum(offers.values()) > call.places - call.taken:
        words = _("%(offers)s offers are prepared, and %(places)s places are free.")
        found.append(NotReady(words % {"offers": sum(offers.values()), "places": call.places - call.taken}))
    for position in call.positions.all():
        if offers[position.pk] > position.places - position.taken:
            words = _("%(offers)s offers are prepared for %(position)s, and %(places)s places are free there.")
            name = position.title_en or position.title_zh or position.uid
            found.append(NotReady(words % {"offers": offers[position.pk], "position": name, "places": position.places - position.taken}))
    return found


def _parted(call: Call, stage: int) -> list[NotReady]:
    """Pairs of which one half would be told something else than the other."""
    if not call.is_paired:
        return []
    outcomes: dict[int | None, dict[str, str]] = {}
    for pair, number, outcome in prepared(call, stage).values_list("application__pair", "application__number", "outcome"):
        outcomes.setdefault(pair, {})[str(number)] = outcome
    parted = sorted(number for halves in outcomes.values() if len(set(halves.values())) > 1 for number in halves)
    return [NotReady(_("The two halves of a pair have different decisions."), parted)] if parted else []


def takes_part(call: Call, by: Actor) -> bool:
    """Whether the actor takes part in an application of the call: then counts and letters of all would tell them of their own."""
    return by.person is not None and Application.objects.filter(call=call, pk__in=involved_in(by.person)).exclude(number=None).exists()
