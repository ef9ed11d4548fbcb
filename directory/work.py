"""Piles of work that the directory knows of: profiles that wait for a check, imports nobody has been through, an index that lags."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import audit, rules
from accounts.actor import Actor
from accounts.hooks import Work
from accounts.models import User
from directory import changes
from directory.models import Change, ImportBatch, Profile
from directory.search import index
from directory.vocabulary import Status

# Sections of an import's report whose lines a person should look at.
TO_LOOK_AT = {
    "skipped": _("Left out"), "wrong": _("Wrong rows"), "conflicts": _("Identifiers claimed twice"),
    "conflicting": _("Rows that contradict the directory"), "similar": _("Possibly the same person, not joined"),
    "dangling": _("Links whose other end isn’t in the directory"), "unmatched": _("Organisations not found, kept as written"),
    "ambiguous": _("Organisations for which more than one fits, kept as written"),
}
SHOWN = 100  # lines of a section on the page; the command's --report-json has them all


def piles(actor: Actor) -> list[Work]:
    """For staff; nobody else has work here (named in settings.STAFF_WORK)."""
    return [pending(), imports(), lag()] if rules.works_here(actor) else []


def pending() -> Work:
    """Profiles that wait for a check before they are published."""
    waiting = Profile.objects.filter(status=Status.PENDING)
    oldest = waiting.order_by("updated_at").values_list("updated_at", flat=True).first()
    return Work(_("Profiles waiting for a check"), waiting.count(), oldest, reverse("admin:directory_profile_changelist") + "?status__exact=pending")


def open_imports() -> list[ImportBatch]:
    """The latest import of each importer, when it left lines to look at and nobody has settled it; an older one was overtaken."""
    latest: dict[str, ImportBatch] = {}
    ended = ImportBatch.objects.filter(state__in=[ImportBatch.State.DONE, ImportBatch.State.INTERRUPTED], finished_at__isnull=False)
    for batch in ended.defer("report").order_by("finished_at"):
        latest[batch.importer] = batch
    return [batch for batch in latest.values() if batch.settled_at is None and lines_of(batch.pk)]


def lines_of(batch: int) -> int:
    """How many lines of its report a person should look at. Only the totals are read: a report may be long."""
    totals = ImportBatch.objects.filter(pk=batch).values_list("report__totals", flat=True).first() or {}
    return sum(int(totals.get(section, 0)) for section in TO_LOOK_AT)


def recent_imports(actor: Actor) -> list[tuple[ImportBatch, int]]:
    """For staff: the last imports, each with its lines to look at."""
    if not rules.works_here(actor):
        return []
    return [(batch, lines_of(batch.pk)) for batch in ImportBatch.objects.defer("report").select_related("settled_by").order_by("-started_at")[:30]]


def import_of(actor: Actor, key: int) -> ImportBatch | None:
    """For staff: one import with its report."""
    return ImportBatch.objects.select_related("settled_by").filter(pk=key).first() if rules.works_here(actor) else None


def settle(batch: ImportBatch, *, by: User) -> None:
    """Somebody has been through its lines: it waits no longer. Settling twice is settling once."""
    with transaction.atomic():
        if ImportBatch.objects.filter(pk=batch.pk, settled_at=None).update(settled_at=timezone.now(), settled_by=by):
            audit.record("import.settle", by=by, on=("import", str(batch.pk)), right="staff")


def imports() -> Work:
    """Lines of imports that could not be matched or read."""
    found = open_imports()
    oldest = min((batch.finished_at for batch in found if batch.finished_at), default=None)
    return Work(_("Lines of imports to look at"), sum(lines_of(batch.pk) for batch in found), oldest, reverse("staff_imports"))


def lag() -> Work:
    """Changes that the search does not know yet."""
    state = index.status()
    if not state["behind"]:
        return Work(_("Changes the search does not know yet"), 0, None, reverse("admin:directory_change_changelist"))
    oldest = Change.objects.filter(seq__gt=state["seq"]).order_by("seq").values_list("at", flat=True).first()
    return Work(_("Changes the search does not know yet"), changes.last_seq() - state["seq"], oldest, reverse("admin:directory_change_changelist"))
