"""The worker's clock: jobs that run again and again, each once however many workers there are."""

import logging
import threading
import time as clock
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from django.conf import settings
from django.db import Error as DatabaseError
from django.db import close_old_connections, connection
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from accounts.errors import place_of
from accounts.hooks import named
from accounts.models import PeriodicJob
from accounts.trace import request_id

logger = logging.getLogger("qiao.worker")

LEASE = timedelta(minutes=2)
HEARTBEAT = 30.0  # seconds between two extensions of a lease
LOOK = 2.0  # seconds between two looks at the clock
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=1)  # after a failure


@dataclass(frozen=True)
class Job:
    """`run` is the dotted name of a function without arguments that returns what it did in a few words, or how many, or nothing.

    It may run twice (a worker is killed between the work and its note), so a second run must find nothing left to do. It runs `every` so
    often, or once a day `at` a time (UTC). After a week without a worker it runs once, not seven times."""

    name: str
    run: str
    every: timedelta | None = None
    at: time | None = None

    def after(self, moment: datetime) -> datetime:
        """When it is due again."""
        if self.every:
            return moment + self.every
        assert self.at, f"{self.name} needs every= or at="
        today = datetime.combine(moment.astimezone(UTC).date(), self.at, UTC)
        return today if today > moment else today + timedelta(days=1)


def jobs() -> dict[str, Job]:
    """The jobs of all rooms, by name: settings.PERIODIC_JOBS names a Job or a list of them."""
    found: dict[str, Job] = {}
    for path in settings.PERIODIC_JOBS:
        listed: Job | Iterable[Job] = named(path)  # type: ignore[assignment]  # it is data here, not a function
        for job in [listed] if isinstance(listed, Job) else listed:
            assert job.name not in found, f"two jobs are called {job.name}"
            found[job.name] = job
    return found


def enrol() -> None:
    """Every job has its row. A job that is due more often than it was need not wait for its old date."""
    now = timezone.now()
    for job in jobs().values():
        row, is_new = PeriodicJob.objects.get_or_create(name=job.name)
        if not is_new and row.next_at > job.after(now):
            PeriodicJob.objects.filter(pk=row.pk, failures=0).update(next_at=job.after(now))


def claim(job: Job) -> PeriodicJob | None:
    """Take a job that is due; None when it isn't, or another worker has it."""
    token = uuid.uuid4()
    free = Q(lease_until__isnull=True) | Q(lease_until__lt=Now())
    taken = PeriodicJob.objects.filter(free, name=job.name, next_at__lte=Now()).update(
        lease_until=Now() + LEASE, lease_token=token, started_at=timezone.now(),
    )
    return PeriodicJob.objects.get(pk=job.name) if taken else None


def run_one(job: Job, row: PeriodicJob) -> bool:
    """Run a claimed job and note how it ended. What fails is tried again, sooner than it would be due. Returns whether it went well."""
    mark = request_id.set(f"job-{job.name}"[:32])
    try:
        done = named(job.run)()
        now = timezone.now()
        note = {"next_at": job.after(now), "failures": 0, "result": "" if done is None else str(done)[:300]}
    except Exception as error:
        if connection.in_atomic_block and connection.needs_rollback:
            raise
        logger.error("the job %s failed: %s", job.name, place_of(error))  # noqa: TRY400 - a traceback may quote personal data
        now, failures = timezone.now(), row.failures + 1
        pause = min(FIRST_PAUSE * 2 ** min(failures - 1, 10), LONGEST_PAUSE)
        note = {"next_at": min(now + pause, job.after(now)), "failures": failures, "result": place_of(error)[:300]}
    finally:
        request_id.reset(mark)
    held = PeriodicJob.objects.filter(pk=row.pk, lease_token=row.lease_token)
    held.update(**note, ended_at=now, lease_until=None, lease_token=None)
    return not note["failures"]


def run_due(start: Callable[[Job, PeriodicJob], object] = run_one) -> int:
    """Start every job that is due. Returns how many."""
    taken = [(job, row) for job in jobs().values() if (row := claim(job))]
    for job, row in taken:
        start(job, row)
    return len(taken)


class Clock:
    """Runs each job on a thread of its own, so that one that hangs keeps no other waiting, and extends the leases of those at work."""

    def __init__(self) -> None:
        self.at_work: dict[str, tuple[threading.Thread, PeriodicJob]] = {}
        self.beat_at = clock.monotonic()

    def start(self, job: Job, row: PeriodicJob) -> None:
        thread = threading.Thread(target=self._run, args=(job, row), daemon=True, name=job.name)
        self.at_work[job.name] = (thread, row)
        thread.start()

    def _run(self, job: Job, row: PeriodicJob) -> None:
        try:
            run_one(job, row)
        except DatabaseError as error:  # even the note could not be written: the lease ends by itself
            logger.warning("the job %s could not be noted: %s", job.name, type(error).__name__)
        finally:
            connection.close()

    def round(self) -> None:
        self.at_work = {name: one for name, one in self.at_work.items() if one[0].is_alive()}
        if self.at_work and clock.monotonic() - self.beat_at > HEARTBEAT:
            self.beat_at = clock.monotonic()
            for _thread, row in self.at_work.values():
                PeriodicJob.objects.filter(pk=row.pk, lease_token=row.lease_token).update(lease_until=Now() + LEASE)
        run_due(self.start)


def tick(stop: threading.Event, once: bool = False) -> None:
    """Run what is due until told to stop; with `once`, what is due now."""
    turning, enrolled = Clock(), False
    while True:
        try:
            if not enrolled:
                enrol()
                enrolled = True
            if once:
                run_due()
                return
            turning.round()
        except DatabaseError as error:
            if once:
                raise
            logger.warning("the clock waits for the database: %s", type(error).__name__)
            connection.close()
        close_old_connections()
        if stop.wait(LOOK):
            break
    for thread, _row in turning.at_work.values():
        thread.join(5.0)
