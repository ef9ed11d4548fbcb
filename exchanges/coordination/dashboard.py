"""A programme at a glance: its calls beside one another, what is due next, and the numbers of all of them together."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.actor import Actor
from exchanges.calls import clock
from exchanges.calls.vocabulary import Phase
from exchanges.coordination import funnel, reading, statistics
from exchanges.coordination.statistics import Told
from exchanges.models import Application, Assignment, Call, Letter, Programme

NEXT = 12  # deadlines that are shown


@dataclass(frozen=True)
class Line:
    """One call: how many of its applications were sent and accepted, and how many reviews and letters are overdue."""

    call: Call
    title: str
    phase: str
    sent: int
    accepted: int
    overdue: int


@dataclass(frozen=True)
class Due:
    """What happens next, and to which call."""

    at: datetime
    what: str
    call: Call
    title: str


@dataclass(frozen=True)
class Sensitive:
    """Genders and career stages, summed over the `calls` of the programme whose counts are told; nothing is counted anew."""

    groups: list[reading.Group] = field(default_factory=list)
    calls: int = 0
    fewest: int = statistics.FEWEST


def calls_of(programme: Programme, actor: Actor) -> list[Call]:
    """The newest first; templates are none."""
    return list(Call.objects.visible_to(actor).filter(programme=programme, is_template=False).order_by("-opens_at", "-pk"))


def seen_by(actor: Actor, programme: Programme) -> QuerySet[Application]:
    """What the actor's numbers are counted over: as in the overview of a call, without what they have a part in."""
    found: QuerySet[Application] = Application.objects.filter(call__programme=programme, call__is_template=False).decided_by(actor)
    return found


def lines(calls: Iterable[Call], seen: QuerySet[Application], now: datetime) -> list[Line]:
    """A line for each call, in four queries whatever their number."""
    accepted = Q(status__in=funnel.STEPS["accepted"])
    counts = {
        row["call"]: row for row in seen.order_by().values("call").annotate(
            sent=Count("pk", filter=Q(number__isnull=False)), accepted=Count("pk", filter=accepted),
        )
    }
    late: dict[int, int] = {}
    reviews = Assignment.objects.filter(application__in=seen, state__in=funnel.REVIEWS_WANTED, due_at__lt=now)
    for rows in (reviews, Letter.objects.overdue(now).filter(application__in=seen)):
        for call, number in rows.order_by().values_list("application__call").annotate(n=Count("pk")):
            late[call] = late.get(call, 0) + number
    none = {"sent": 0, "accepted": 0}
    return [
        Line(one, titled(one), reading.phase(one, now), counts.get(one.pk, none)["sent"], counts.get(one.pk, none)["accepted"], late.get(one.pk, 0))
        for one in calls
    ]


def due_next(calls: Iterable[Call], now: datetime) -> list[Due]:
    """The dates of the calls that are still to come, the nearest first."""
    found = []
    for one in calls:
        if clock.phase(one, now) in {Phase.ARCHIVED, Phase.CANCELLED}:
            continue
        dates = [
            (one.opens_at, _("Opens")), (one.closes_at, _("Closes")), (one.full_closes_at, _("Full applications close")),
            (one.letters_due_at, _("Letters are due")), (one.reviews_due_at, _("Reviews are due")),
        ]
        found += [Due(at, what, one, titled(one)) for at, what in dates if at is not None and at > now]
    return sorted(found, key=lambda due: (due.at, due.call.pk))[:NEXT]


def counted(calls: list[Call], actor: Actor) -> Sensitive:
    """The sums of what each call's count tells: they follow from numbers that are told already, so they tell nothing about anybody either."""
    # Who takes part in what was sent to a call isn't told its count, as in the call's own overview.
    own = set(Application.objects.involving(actor).exclude(number=None).filter(call__in=calls).values_list("call", flat=True))
    found = statistics.counted_of([one for one in calls if one.pk not in own])
    if not found:
        return Sensitive()
    return Sensitive(reading.groups(summed(one.gender for one in found), summed(one.career_stage for one in found)), len(found))


def summed(told: Iterable[Told]) -> Told:
    counts: dict[str, int] = {}
    few = 0
    for one in told:
        few += one.few or 0
        for name, number in one.counts.items():
            counts[name] = counts.get(name, 0) + number
    return Told(counts, few, None)


def titled(call: Call) -> str:
    """The title in the reader's language; where it lacks, in the other."""
    own, other = (call.title_zh, call.title_en) if (get_language() or "").startswith("zh") else (call.title_en, call.title_zh)
    return str(own or other or call.uid)
