"""Where a call stands in numbers: how far its applications came, from where and in which fields, and what is overdue. Each number is counted over
`seen`, the applications that its reader has no part in: the counts of all would tell them of their own."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet

from accounts.actor import Actor
from directory.models import Location, ProfileSubject
from exchanges.models import Application, Assignment, Call, Letter, Offer, Placement, Report

# The steps of the funnel, each with the states that have come at least so far.
AFTER_REVIEW = ("shortlisted", "offered", "waitlisted", "accepted", "completed")
STEPS: dict[str, tuple[str, ...]] = {
    "eligible": ("eligible", "more-info", "under-review", *AFTER_REVIEW, "rejected"),
    "shortlisted": AFTER_REVIEW,
    "offered": ("offered", "accepted", "completed"),
    "accepted": ("accepted", "completed"),
}
REVIEWS_WANTED = ("invited", "in-progress", "reopened")  # states of a review that is still to come


@dataclass(frozen=True)
class Overdue:
    """What should be there by now: how many, and the oldest due time."""

    count: int
    oldest: datetime | None


@dataclass(frozen=True)
class Funnel:
    """`begun` counts drafts too; `states` has every state with its count; `steps` those of STEPS."""

    begun: int
    sent: int
    states: dict[str, int]
    steps: dict[str, int]


def seen_by(actor: Actor, call: Call) -> QuerySet[Application]:
    """What the actor's numbers are counted over."""
    found: QuerySet[Application] = call.applications.decided_by(actor)
    return found


def funnel(seen: QuerySet[Application]) -> Funnel:
    """How far they came. Withdrawn ones count as sent when they had a number."""
    states = dict(seen.values_list("status").annotate(n=Count("pk")).order_by("status"))
    sent = seen.filter(number__isnull=False).count()
    return Funnel(
        begun=sum(states.values()), sent=sent, states=states,
        steps={step: sum(states.get(state, 0) for state in come) for step, come in STEPS.items()},
    )


def _sent(seen: QuerySet[Application]) -> QuerySet[Application]:
    return seen.filter(number__isnull=False).exclude(status__in=["withdrawn", "ended"])


def by_country(seen: QuerySet[Application]) -> dict[str, int]:
    """Country or region (ISO 3166-1) of the home institution, else of the applicant's own profile; blank where neither is known. Most first."""
    pairs = list(_sent(seen).values_list("home", "profile"))
    profiles = {pk for pair in pairs for pk in pair if pk}
    places = dict(Location.objects.filter(profile__in=profiles).order_by("-position").values_list("profile", "place__country"))
    counts = Counter(places.get(home) or places.get(own) or "" for home, own in pairs)
    return dict(counts.most_common())


def by_subject(seen: QuerySet[Application]) -> dict[str, int]:
    """The main field (FORD code) of the applicants' profiles; blank where none is known. Most first."""
    owners = list(_sent(seen).values_list("profile", flat=True))
    rows = ProfileSubject.objects.filter(profile__in={one for one in owners if one}).order_by("-rank").values_list("profile", "subject__code")
    main = dict(rows)
    return dict(Counter(main.get(one, "") for one in owners).most_common())


def overdue(seen: QuerySet[Application], now: datetime) -> dict[str, Overdue]:
    """Reviews, letters, answers to offers and reports that should be there."""
    reviews = Assignment.objects.filter(application__in=seen, state__in=REVIEWS_WANTED, due_at__lt=now)
    letters = Letter.objects.overdue(now).filter(application__in=seen)
    offers = Offer.objects.filter(application__in=seen, state="sent", expires_at__lt=now)
    reports = Report.objects.filter(placement__offer__application__in=seen, state__in=["due", "returned"], due_on__lt=now.date())
    found = {}
    for name, rows, column in (("reviews", reviews, "due_at"), ("letters", letters, "due_at"), ("offers", offers, "expires_at")):
        due = list(rows.order_by(column).values_list(column, flat=True))
        found[name] = Overdue(len(due), due[0] if due else None)
    found["reports"] = Overdue(reports.count(), None)
    return found


def placements(seen: QuerySet[Application]) -> dict[str, int]:
    """Placements of the call by state."""
    return dict(Placement.objects.filter(offer__application__in=seen).values_list("state").annotate(n=Count("pk")).order_by("state"))
