"""What placements do by the clock: papers go after thirty days, and who owes a report is reminded before and after its day."""

from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.periodic import Job
from exchanges.placements import services
from exchanges.placements.models import Report
from exchanges.placements.services.reporting import page_of
from exchanges.placements.services.telling import COORDINATORS, HOST, PERSON, tell
from exchanges.placements.states import AWAY
from exchanges.placements.vocabulary import ReportKind, ReportState

BEFORE = timedelta(days=7)
EVERY = timedelta(days=14)  # after the day
FOR = timedelta(days=60)


def expire() -> str:
    """Remove the papers whose time is over."""
    return f"{services.expire(by=None)} papers removed"


def remind(now: datetime | None = None) -> str:
    """Remind of reports: once in the week before, then from the day after on every two weeks for two months. A second run of a day finds nothing."""
    now = now or timezone.now()
    owed = Report.objects.filter(
        state__in=[ReportState.DUE, ReportState.RETURNED], placement__state__in=AWAY,
        due_on__lte=(now + BEFORE).date(), due_on__gte=(now - FOR).date(),
    )
    return f"{sum(_remind(report.pk, now) for report in owed.order_by('pk'))} reminded"


def _remind(key: int, now: datetime) -> bool:
    with transaction.atomic():
        rows = Report.objects.select_for_update(of=("self",), no_key=True)
        report = rows.select_related("placement__offer__application__call__programme", "placement__person", "placement__host").get(pk=key)
        if not _is_time(report, now):
            return False
        overdue = report.due_on < now.date()
        circle = HOST if report.kind == ReportKind.HOST else PERSON
        stamp = f"{report.pk}:{now.date().isoformat()}"
        tell(report.placement, "report-overdue" if overdue else "report-due", (circle,), by=None, key=stamp, path=page_of(report),
             day=report.due_on.isoformat())
        if overdue and (report.reminded_at is None or report.reminded_at.date() <= report.due_on):
            tell(report.placement, "report-overdue-coordinators", (COORDINATORS,), by=None, key=stamp)
        Report.objects.filter(pk=key).update(reminded_at=now)
        return True


def _is_time(report: Report, now: datetime) -> bool:
    if report.state not in (ReportState.DUE, ReportState.RETURNED):
        return False
    last = report.reminded_at
    if report.due_on >= now.date():
        return last is None
    return last is None or last.date() <= report.due_on or now - last >= EVERY


JOBS = [
    Job("placements.papers", "exchanges.placements.upkeep.expire", every=timedelta(hours=1)),
    Job("placements.reports", "exchanges.placements.upkeep.remind", at=time(6, 10)),
]
