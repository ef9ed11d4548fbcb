"""Piles of work that accounts know of: who lacks a second factor, jobs that fail, an audit log without seals."""

from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import rules, second_factor
from accounts.actor import Actor
from accounts.audit import seals
from accounts.hooks import Section, Work, work_for
from accounts.models import AuditEvent, AuditSeal, PeriodicJob, User
from accounts.periodic import jobs

LATE = timedelta(minutes=15)  # a job that is due so long has no worker


def piles(actor: Actor) -> list[Work]:
    """For staff; nobody else has work here (named in settings.STAFF_WORK)."""
    if not rules.works_here(actor):
        return []
    return [without_second_factor(), failing_jobs(actor), late_jobs(actor), unsealed(actor)]


def sections(actor: Actor) -> list[Section]:
    """For staff: the way to their pages from My page, with what waits (named in settings.MY_PAGE)."""
    if not rules.works_here(actor):
        return []
    return [Section("account/_work.html", {"waiting": [pile for pile in work_for(actor) if pile.count]})]


def without_second_factor() -> Work:
    """Staff whose rights sleep because they have set none up."""
    has_one = Authenticator.objects.filter(type__in=[Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]).values("user")
    lacking = User.objects.filter(is_staff=True, is_active=True).exclude(pk__in=has_one).order_by("date_joined")
    found = list(lacking.values_list("date_joined", flat=True)) if second_factor.is_required() else []
    where = reverse("admin:accounts_user_changelist") + "?is_staff__exact=1"
    return Work(_("Staff without a second factor"), len(found), found[0] if found else None, where)


def failing_jobs(actor: Actor) -> Work:
    """Jobs whose last try went wrong."""
    failing = list(PeriodicJob.objects.filter(name__in=jobs(), failures__gt=0).order_by("ended_at").values_list("ended_at", flat=True))
    return Work(_("Periodic jobs that fail"), len(failing), failing[0] if failing else None, reverse("admin:accounts_periodicjob_changelist"))


def late_jobs(actor: Actor) -> Work:
    """Jobs that nobody runs: the worker stands still."""
    late = PeriodicJob.objects.filter(name__in=jobs(), next_at__lt=timezone.now() - LATE, lease_until=None).order_by("next_at")
    due = list(late.values_list("next_at", flat=True))
    return Work(_("Periodic jobs that wait for a worker"), len(due), due[0] if due else None, reverse("admin:accounts_periodicjob_changelist"))


def unsealed(actor: Actor) -> Work:
    """Audit events that should have had their seal long ago."""
    oldest = seals.oldest_unsealed()
    if oldest is None or oldest > timezone.now() - seals.OVERDUE:
        return Work(_("Audit events without a seal"), 0, None, reverse("staff_audit"))
    last = AuditSeal.objects.order_by("-last").values_list("last", flat=True).first() or 0
    return Work(_("Audit events without a seal"), AuditEvent.objects.filter(pk__gt=last).count(), oldest, reverse("staff_audit"))
