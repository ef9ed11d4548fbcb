"""Where a placement stands, for one reader: its way so far, their next step, and what they may see and do."""

from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.actor import Actor
from directory.membership.services.telling import name_of
from exchanges.applications.models import Application
from exchanges.applications.rules import decides
from exchanges.applications.standing import call_title
from exchanges.errors import Text
from exchanges.events.models import Event
from exchanges.events.moves import Move, open_moves
from exchanges.placements import rules
from exchanges.placements.checklist import Rule
from exchanges.placements.models import ComplianceCheck, Paper, Placement, Report
from exchanges.placements.services.papers import GIVEN_WHILE, is_there
from exchanges.placements.services.proposing import rules_for
from exchanges.placements.states import AWAY, BEFORE, CHECK, FOLLOWS, PLACEMENT
from exchanges.placements.vocabulary import CheckKind, PlacementState
from exchanges.programmes.models import Participation

WAY = ("proposed", "host-confirmed", "confirmed", "cleared", "active", "completed", "reported", "closed")
NOTHING = _("Nothing is to be done here at the moment.")
# State → what the person, the host and the coordinators read as their next step.
NEXT: dict[str, tuple[Text, Text, Text]] = {
    "proposed": (
        _("The host confirms the days next; you are told. Meanwhile you can hand in the papers that are asked of you."),
        _("Say from when to when you host this stay."), _("Waits for the host to confirm the days."),
    ),
    "host-confirmed": (
        _("The host has confirmed. Look at the days, then confirm them."), _("Waits for the person to confirm."),
        _("Waits for the person to confirm."),
    ),
    "confirmed": (
        _("Everybody has confirmed. A coordinator looks at everything once more and clears you to go."), _("Waits for a coordinator to clear it."),
        _("Look at everything once more, then clear it."),
    ),
    "cleared": (
        _("You are cleared to go. When you are there, your host records your arrival."), _("Record the arrival when the person is there."),
        _("Waits for the arrival."),
    ),
    "active": (
        _("You are there. Hand in your reports by their days."), _("Record the departure when the stay is over."),
        _("Under way. Reports that come in wait for you below."),
    ),
    "completed": (_("Hand in what is still missing of your reports."), _("Hand in your report."), _("Accept the reports, or return them.")),
    "reported": (
        _("All reports are in. Thank you; a coordinator closes the placement."), _("All reports are in."), _("All reports are in. Close it."),
    ),
    "closed": (_("This placement is closed."), _("This placement is closed."), _("This placement is closed.")),
    "cancelled": (_("This placement was cancelled."), _("This placement was cancelled."), _("This placement was cancelled.")),
}
NEXT["curtailed"] = NEXT["completed"]
CHECKS_FIRST = (
    _("The host has confirmed. You can confirm once everything on the list below is checked; the host and the coordinators record it."),
    _("Record below what was checked; then the person can confirm."), _("Record below what was checked; then the person can confirm."),
)
MOVED: dict[str, Text] = {  # what the history says of moves that are no buttons
    "propose": _("The placement began"), "dates": _("Days planned"), "topic": _("The topic changed"), "set-host": _("Host named"),
    "add": _("Put on the list"), "ask-host-again": _("The host is asked again"), "ask-person-again": _("The person is asked again"),
    "give": _("Paper handed in"), "open": _("Paper opened"), "remove": _("Paper removed"), "reopen": _("Opened again"),
    "check": pgettext_lazy("compliance", "Checked"), "not-needed": _("Checked: not needed"),
}


@dataclass(frozen=True)
class CheckLine:
    """A check, the rules behind it, what happened to it and what the reader may do."""

    check: ComplianceCheck
    rules: list[Rule]
    events: list[Event]
    moves: dict[str, Move]


@dataclass
class View:
    """A placement as one reader has it."""

    placement: Placement
    is_own: bool
    hosts: bool
    coordinates: bool
    next: Text
    moves: dict[str, Move]
    way: list[tuple[str, Text, Event | None]]
    checks: list[CheckLine]
    reports: list[Report]
    papers: list[Paper]
    history: list[tuple[Event, Text]]
    host: dict[str, str] | None
    may_plan: bool
    may_change_topic: bool
    may_give: bool
    call_title: str
    call_href: str
    application_href: str = ""
    missing_checks: list[tuple[str, str]] = field(default_factory=list)
    possible_hosts: list[tuple[int, dict[str, str]]] = field(default_factory=list)


def of(placement: Placement, actor: Actor) -> View:
    """What the reader sees of the placement; who may see it at all was asked before."""
    own, hosts, runs = rules.is_own(actor, placement), rules.hosts(actor, placement), rules.coordinates(actor, placement)
    checks = _checks(placement, actor)
    application = placement.offer.application
    events = list(Event.objects.filter(noun="placement", key=placement.pk).select_related("by").order_by("pk"))
    reach = {event.target: event for event in events if event.source != event.target}
    return View(
        placement=placement, is_own=own, hosts=hosts, coordinates=runs, next=_next(placement, checks, 0 if own else 1 if hosts else 2),
        moves={name: move for name, move in open_moves(PLACEMENT, actor, placement).items() if name not in FOLLOWS or name == "report"},
        way=_way(placement, reach), checks=checks, reports=_reports(placement, actor), papers=_papers(placement, actor, own or runs),
        history=[(event, MOVED.get(event.move) or PlacementState(event.target).label) for event in reversed(events)],
        host=name_of(placement.host) if placement.host else None,
        may_plan=runs if placement.state == "active" else (hosts or runs) and placement.state in BEFORE,
        may_change_topic=placement.state in (*BEFORE, "active"), may_give=own and placement.state in GIVEN_WHILE,
        call_title=call_title(application), call_href=reverse("call_page", args=[application.call.uid]),
        application_href=_application(application, actor, own),
        missing_checks=_missing(placement, checks) if runs and placement.state in (*BEFORE, "active") else [],
        possible_hosts=_hosts(placement) if runs and placement.state == "proposed" else [],
    )


def _application(application: Application, actor: Actor, own: bool) -> str:
    """The way to the application, for its applicant and for who decides about it; hosts have none."""
    if own:
        return reverse("application", args=[application.uid])
    return reverse("call_application", args=[application.call.uid, application.uid]) if decides(actor, application) else ""


def _next(placement: Placement, checks: list[CheckLine], side: int) -> Text:
    if placement.state == "host-confirmed" and any(line.check.state == "open" and line.check.is_blocking for line in checks):
        return CHECKS_FIRST[side]
    return NEXT[placement.state][side]


def _way(placement: Placement, reach: dict[str, Event]) -> list[tuple[str, Text, Event | None]]:
    """The states as a line: done, now, still to come. One that ended otherwise ends there."""
    over = placement.state in ("cancelled", "curtailed")
    passed = WAY if placement.state not in WAY else WAY[: WAY.index(placement.state)]
    steps: list[tuple[str, Text, Event | None]] = []
    for state in WAY:
        if over and state not in reach and state != "proposed":
            continue
        kind = "done" if state in passed else "now" if state == placement.state else ""
        steps.append((kind, PlacementState(state).label, reach.get(state)))
    if over:
        steps.append(("now", PlacementState(placement.state).label, reach.get(placement.state)))
    return steps


def _checks(placement: Placement, actor: Actor) -> list[CheckLine]:
    found = list(placement.checks.select_related("by").order_by("pk"))
    events = list(Event.objects.filter(noun="compliancecheck", key__in=[one.pk for one in found]).select_related("by").order_by("-pk"))
    applying = rules_for(placement)
    for check in found:
        check.placement = placement
    return [
        CheckLine(check, [rule for rule in applying if rule.kind == check.kind], [event for event in events if event.key == check.pk],
                  open_moves(CHECK, actor, check))
        for check in found
    ]


def _reports(placement: Placement, actor: Actor) -> list[Report]:
    """Everybody who takes part sees which reports are owed; only who may read one gets a way to it (`href_for` of the page)."""
    reports: list[Report] = list(placement.reports.order_by("due_on", "pk"))
    for report in reports:
        report.placement = placement
        report.is_readable = readable(report, actor)  # type: ignore[attr-defined]
        report.is_overdue = is_overdue(report, actor)  # type: ignore[attr-defined]
    return reports


def readable(report: Report, actor: Actor) -> bool:
    """Whether the report's page is there for the actor: its writer always, the other readers once it was handed in."""
    written = report.state != "due"
    return rules.writes_report(actor, report) or (written and rules.may_read_report(actor, report))


def is_overdue(report: Report, actor: Actor) -> bool:
    return report.state in ("due", "returned") and report.due_on < actor.now.date() and report.placement.state in AWAY


def _papers(placement: Placement, actor: Actor, may_see: bool) -> list[Paper]:
    if not may_see:
        return []
    rows: list[Paper] = list(placement.papers.filter(removed_at=None).select_related("file").order_by("pk"))
    return [paper for paper in rows if is_there(paper, actor.now)]


def _missing(placement: Placement, checks: list[CheckLine]) -> list[tuple[str, str]]:
    have = {line.check.kind for line in checks}
    return [(value, str(label)) for value, label in CheckKind.choices if value not in have]


def _hosts(placement: Placement) -> list[tuple[int, dict[str, str]]]:
    rows: Any = Participation.objects.filter(programme=placement.offer.application.call.programme_id, part="host").select_related("profile")
    return [(row.pk, name_of(row.profile)) for row in rows.order_by("position", "pk") if row.profile_id != placement.host_id]
