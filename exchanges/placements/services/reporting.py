"""Reports: who owes which until when; written in place, handed in, accepted or returned with a question."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from exchanges.errors import ExchangeError, Stale
from exchanges.placements.models import Placement, Report
from exchanges.placements.rules import writes_report
from exchanges.placements.services import locking
from exchanges.placements.services.telling import COORDINATORS, HOST, PERSON, tell
from exchanges.placements.states import AWAY, PLACEMENT, REPORT
from exchanges.placements.vocabulary import ReportKind, ReportState

ARRIVAL_AFTER = timedelta(days=7)  # after the first day
FINAL_AFTER = timedelta(days=30)  # after the last day
LONG_STAY = timedelta(days=180)  # from here on an interim report is owed, when half the stay is over
LONGEST = 20000
IS_EMPTY = _("There is nothing to hand in yet. Write the report first; nothing was changed.")
TOO_LONG = _("This report is longer than 20,000 characters. Shorten it; what you typed is still here, nothing was saved.")


def due_dates(placement: Placement) -> dict[str, date]:
    """Which reports are owed until when: by what happened where it has, by the plan before. Nothing without days."""
    first, last = placement.arrived_on or placement.starts_on, placement.left_on or placement.ends_on
    if first is None or last is None:
        return {}
    due = {ReportKind.ARRIVAL.value: first + ARRIVAL_AFTER, ReportKind.FINAL.value: last + FINAL_AFTER, ReportKind.HOST.value: last + FINAL_AFTER}
    if last - first >= LONG_STAY:
        due[ReportKind.INTERIM.value] = first + (last - first) // 2
    return due


def plan(placement: Placement) -> None:
    """Write down what is owed until when, of a locked placement that is cleared or under way. What nobody has begun and nobody owes any more goes; a
    report that was handed in keeps its day."""
    if placement.state not in ("cleared", *AWAY):
        placement.reports.filter(state=ReportState.DUE, text="").delete()
        return
    due = due_dates(placement)
    placement.reports.filter(state=ReportState.DUE, text="").exclude(kind__in=due).delete()
    for kind, day in due.items():
        report, is_new = placement.reports.get_or_create(kind=kind, defaults={"due_on": day})
        if not is_new and report.due_on != day and report.state in (ReportState.DUE, ReportState.RETURNED):
            placement.reports.filter(pk=report.pk).update(due_on=day, reminded_at=None)


def save(report: Report, text: str, *, by: Actor, version: int) -> Report:
    """Keep what was written so far. `version` is the one the writer began from; Stale carries what stands there when it isn't the newest."""
    with transaction.atomic():
        report = _locked(report, by)
        _write(report, text, version, by)
    return report


def hand_in(report: Report, text: str, *, by: Actor, version: int) -> Report:
    """Save and hand in. Handing the same in again changes nothing."""
    with transaction.atomic():
        report = locking.again(report, locking.locked(report.placement))
        locking.refuse_unless(writes_report(by, report), report.placement.state in AWAY or report.state == ReportState.SUBMITTED)
        if locking.would_happen(REPORT, report, "submit", by):
            _write(report, text, version, by)
            if not report.text:
                raise ExchangeError(IS_EMPTY)
        if locking.step(REPORT, report, "submit", by=by, writes={"submitted_at": by.now, "by": by.user}):
            tell(report.placement, "report-submitted", (COORDINATORS,), by=by, key=_occasion(report), path=page_of(report))
    return report


def answer(report: Report, name: str, *, by: Actor, question: str = "", version: int) -> Report:
    """Accept it ("accept") or return it with a question ("return"); `version` is the text that was read. The last one accepted makes the placement
    "reported"."""
    with transaction.atomic():
        placement = locking.locked(report.placement)
        report = locking.again(report, placement)
        if locking.would_happen(REPORT, report, name, by) and version != report.version:
            raise Stale(report)
        writes = {"answer": question.strip()[:2000]} if name == "return" else {}
        if locking.step(REPORT, report, name, by=by, reason=question, writes=writes):
            circle = HOST if report.kind == ReportKind.HOST else PERSON
            topic = "report-accepted" if name == "accept" else "report-returned"
            tell(placement, topic, (circle,), by=by, key=_occasion(report), path=page_of(report))
            if name == "accept":
                finish(placement)
    return report


def finish(placement: Placement) -> None:
    """Whose reports are all accepted is "reported", by itself."""
    if placement.state in ("completed", "curtailed") and not placement.reports.exclude(state=ReportState.ACCEPTED).exists():
        locking.step(PLACEMENT, placement, "report", by=None)
        tell(placement, "report-coordinators", (COORDINATORS,), by=None)


def page_of(report: Report) -> str:
    return f"account/placements/{report.placement.uid}/reports/{report.kind}"


def _locked(report: Report, by: Actor) -> Report:
    """The report, locked, as one that its writer can still write."""
    found: Report = locking.again(report, locking.locked(report.placement))
    open_now = found.state in (ReportState.DUE, ReportState.RETURNED) and found.placement.state in AWAY
    locking.refuse_unless(writes_report(by, found), open_now)
    return found


def _write(report: Report, text: str, version: int, by: Actor) -> None:
    text = text.replace("\r\n", "\n").replace("\0", "").strip()
    if len(text) > LONGEST:
        raise ExchangeError(TOO_LONG)
    if text == report.text:
        return
    if version != report.version:
        raise Stale(report)
    report.text, report.by, report.version = text, by.user, report.version + 1
    report.save(update_fields=["text", "by", "version"])


def _occasion(report: Report) -> str:
    return f"{report.pk}:{report.version}:{report.submitted_at.isoformat() if report.submitted_at else ''}"
