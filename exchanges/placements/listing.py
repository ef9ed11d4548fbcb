"""Placements in lists: of a call for its coordinators, of a host and of a person on My page, and what waits for whom."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.actor import Actor
from accounts.hooks import Need, Section
from directory.membership.services.telling import name_of, spoken
from exchanges.models import Call
from exchanges.placements import rules
from exchanges.placements.models import ComplianceCheck, Placement, Report
from exchanges.placements.states import AWAY, BEFORE, OVER
from exchanges.programmes.models import Programme

SHOWN = ("all", "overdue", "open", "under-way")
MOST = 200  # on My page


@dataclass(frozen=True)
class Line:
    """A placement in a list."""

    placement: Placement
    host: dict[str, str] | None
    open_checks: int
    overdue: list[str]  # what is late, in words


def of_call(call: Call, show: str, now: datetime) -> QuerySet[Placement]:
    """The placements of a call, those narrowed to `show`, in the order of their days."""
    rows = Placement.objects.filter(offer__application__call=call)
    today = now.date()
    if show == "overdue":
        rows = rows.filter(overdue(today))
    elif show == "open":
        rows = rows.filter(Exists(ComplianceCheck.objects.filter(placement=OuterRef("pk"), state="open")), state__in=(*BEFORE, "active"))
    elif show == "under-way":
        rows = rows.filter(state="active")
    found: QuerySet[Placement] = rows.select_related("person", "host", "offer__application__call__programme").order_by("starts_on", "pk")
    return found


def counts(call: Call, now: datetime) -> dict[str, int]:
    """How many each filter shows."""
    return {show: of_call(call, show, now).count() for show in SHOWN}


def overdue(today: date) -> Q:
    """Late: a report, an arrival or a departure that nobody recorded."""
    late_report = Report.objects.filter(placement=OuterRef("pk"), state__in=["due", "returned"], due_on__lt=today)
    return Q(Exists(late_report), state__in=AWAY) | Q(state__in=BEFORE, starts_on__lt=today) | Q(state="active", ends_on__lt=today)


def lines(placements: list[Placement], today: date) -> list[Line]:
    """The placements as lines, with what is open and late."""
    keys = [one.pk for one in placements]
    checks = dict(ComplianceCheck.objects.filter(placement__in=keys, state="open").values_list("placement").annotate(Count("pk")))
    late: dict[int, list[str]] = {}
    for report in Report.objects.filter(placement__in=keys, state__in=["due", "returned"], due_on__lt=today).order_by("due_on"):
        late.setdefault(report.placement_id, []).append(str(report.get_kind_display()))
    return [
        Line(one, name_of(one.host) if one.host else None, checks.get(one.pk, 0) if one.state not in OVER else 0, _late(one, late, today))
        for one in placements
    ]


def _late(one: Placement, reports: dict[int, list[str]], today: date) -> list[str]:
    found = list(reports.get(one.pk, [])) if one.state in AWAY else []
    if one.state in BEFORE and one.starts_on and one.starts_on < today:
        found.append(_("Arrival not recorded"))
    if one.state == "active" and one.ends_on and one.ends_on < today:
        found.append(_("Departure not recorded"))
    return found


def sections(actor: Actor) -> list[Section]:
    """My placements, and those at my organisations, on My page (settings.MY_PAGE)."""
    if actor.person is None:
        return []
    own, hosted = _rows(Q(person=actor.person)), _rows(Q(host__in=_hosting(actor)) & ~Q(person=actor.person))
    if not own and not hosted:
        return []
    today = actor.now.date()
    return [Section("exchanges/placements/_mine.html", {"own": lines(own, today), "hosted": lines(hosted, today)})]


def needs(actor: Actor) -> list[Need]:
    """What waits for the person, for the host, and for coordinators a line a call (settings.NEEDS)."""
    if actor.person is None:
        return []
    found = []
    for one in _rows(Q(person=actor.person) & ~Q(state__in=OVER)):
        found += _of_person(one, actor)
    for one in _rows(Q(host__in=_hosting(actor)) & ~Q(state__in=OVER) & ~Q(person=actor.person)):
        found += _of_host(one, actor)
    return found + _of_coordinator(actor)


def _rows(which: Q) -> list[Placement]:
    rows = Placement.objects.filter(which).select_related("person", "host", "offer__application__call__programme")
    return list(rows.prefetch_related("checks", "reports").order_by("-pk")[:MOST])


def _hosting(actor: Actor) -> list[int]:
    return [one.organisation for one in actor.belongings if one.role in rules.HOSTING]


def _need(one: Placement, text: str, due: date | None = None) -> Need:
    return Need(text, reverse("placement", args=[one.uid]), one.created_at, _moment(due) if due else None)


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


def _of_person(one: Placement, actor: Actor) -> list[Need]:
    waits = [check for check in one.checks.all() if check.state == "open" and check.is_blocking]
    found = []
    if one.state == "host-confirmed":
        words = _("Confirm your placement: %(programme)s")
        if waits:
            words = ngettext(
                "Before you can confirm your placement, %(count)s thing is to be checked: %(programme)s",
                "Before you can confirm your placement, %(count)s things are to be checked: %(programme)s", len(waits),
            )
        found.append(_need(one, words % {"count": len(waits), "programme": _programme(one)}))
    return found + _reports(one, actor)


def _of_host(one: Placement, actor: Actor) -> list[Need]:
    found = []
    if one.state == "proposed":
        found.append(_need(one, _("Say when you host %(person)s") % {"person": one.person}))
    elif one.state == "cleared" and one.starts_on and one.starts_on <= actor.now.date():
        found.append(_need(one, _("Record the arrival of %(person)s") % {"person": one.person}, one.starts_on))
    elif one.state == "active" and one.ends_on and one.ends_on <= actor.now.date():
        found.append(_need(one, _("Record the departure of %(person)s") % {"person": one.person}, one.ends_on))
    return found + _reports(one, actor)


def _reports(one: Placement, actor: Actor) -> list[Need]:
    if one.state not in AWAY:
        return []
    owed = [report for report in one.reports.all() if report.state in ("due", "returned") and rules.writes_report(actor, report)]
    return [
        Need(_("Hand in a report: %(report)s") % {"report": report.get_kind_display()}, reverse("placement_report", args=[one.uid, report.kind]),
             one.created_at, _moment(report.due_on))
        for report in owed
    ]


def _of_coordinator(actor: Actor) -> list[Need]:
    """Placements without a host, with open checks before somebody may confirm, to clear or to close, and reports to read: one line a call."""
    programmes = [role.programme for role in actor.roles if role.role == "coordinator"]
    handed_in = Report.objects.filter(placement=OuterRef("pk"), state="submitted")
    unchecked = ComplianceCheck.objects.filter(placement=OuterRef("pk"), state="open", is_blocking=True)
    wanted = Q(state__in=["confirmed", "reported"]) | Q(state="proposed", host=None) | (Q(state="host-confirmed") & Exists(unchecked))
    waiting = Placement.objects.filter(wanted | Exists(handed_in), offer__application__call__programme__in=programmes)
    rows = waiting.exclude(person=actor.person).select_related("offer__application__call__programme").order_by("created_at")
    calls: dict[int, list[Placement]] = {}
    for one in rows[: 5 * MOST]:
        calls.setdefault(one.offer.application.call_id, []).append(one)
    return [
        Need(
            ngettext("%(count)s placement waits for you: %(programme)s", "%(count)s placements wait for you: %(programme)s", len(own))
            % {"count": len(own), "programme": _programme(own[0])},
            reverse("call_placements", args=[own[0].offer.application.call.uid]), own[0].created_at,
        )
        for own in calls.values()
    ]


def _programme(one: Placement) -> str:
    programme: Programme = one.offer.application.call.programme
    return spoken({"en": programme.name_en, "zh": programme.name_zh})
