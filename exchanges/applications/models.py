"""An application, its sections as they are being written, and its submitted revisions, which nobody changes."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.append_only import AppendOnly
from directory.models.profiles import UID_LENGTH, new_uid
from exchanges.applications.querysets import ApplicationQuerySet
from exchanges.applications.vocabulary import LIVE, ApplicationStatus, CoRole, CoState
from exchanges.calls.vocabulary import Side


class Pair(models.Model):
    """A paired application: two halves, each an Application with its side; valid when both are submitted."""

    uid = models.CharField(max_length=UID_LENGTH, unique=True, default=new_uid, editable=False)
    call = models.ForeignKey("exchanges.Call", models.PROTECT, related_name="pairs")
    created_at = models.DateTimeField(default=timezone.now)
    complete_at = models.DateTimeField(null=True, blank=True)  # when the second half came in


class Application(models.Model):
    """`number` is given at the first submission (SU-2027-0042 like), per call without gaps. `stage` is the stage being written or judged now."""

    uid = models.CharField(max_length=UID_LENGTH, unique=True, default=new_uid, editable=False)
    call = models.ForeignKey("exchanges.Call", models.PROTECT, related_name="applications", verbose_name=_("call"))
    applicant = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="applications", verbose_name=_("applicant"))
    profile = models.ForeignKey("directory.Profile", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("profile"))
    home = models.ForeignKey("directory.Profile", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("home institution"))
    status = models.CharField(_("status"), max_length=12, choices=ApplicationStatus, default=ApplicationStatus.DRAFT)
    number = models.CharField(_("number"), max_length=24, unique=True, null=True, blank=True)
    title = models.CharField(_("title"), max_length=200, blank=True, default="")  # all that a reviewer reads before "no conflict"
    language = models.CharField(_("language"), max_length=8, default="en")  # of letters to the applicant
    stage = models.PositiveSmallIntegerField(_("stage"), default=1)
    form = models.ForeignKey("exchanges.CallForm", models.PROTECT, related_name="+")
    pair = models.ForeignKey(Pair, models.PROTECT, null=True, blank=True, related_name="halves")
    side = models.CharField(_("half"), max_length=2, choices=Side, blank=True, default="")
    amount = models.PositiveBigIntegerField(_("budget, smallest unit"), null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True, default="")
    info_wanted = models.TextField(_("what is asked"), blank=True, default="")
    info_due_at = models.DateTimeField(_("answer until"), null=True, blank=True)
    created_at = models.DateTimeField(_("begun"), default=timezone.now)
    updated_at = models.DateTimeField(_("changed"), default=timezone.now)
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[Any] = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        indexes: ClassVar = [models.Index(fields=["call", "status"], name="application_by_status")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["call", "applicant"], condition=Q(status__in=LIVE), name="application_once_a_person"),
            models.UniqueConstraint(fields=["pair", "side"], condition=Q(pair__isnull=False), name="application_one_half_a_side"),
            models.CheckConstraint(condition=Q(status__in=ApplicationStatus.values), name="application_status_known"),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "withdrawn", "not-sent", "ended"]) | Q(number__isnull=False), name="application_sent_has_number"
            ),
            models.CheckConstraint(condition=Q(number__isnull=True) | Q(submitted_at__isnull=False), name="application_number_has_time"),
            models.CheckConstraint(
                condition=Q(pair__isnull=True, side="") | Q(pair__isnull=False, side__in=Side.values), name="application_half_has_side"
            ),
        ]

    def __str__(self) -> str:
        return self.number or self.uid


class Section(models.Model):
    """One section of a draft, as last saved. `version` is what a save must name; a stale one is answered with both texts."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="sections")
    stage = models.PositiveSmallIntegerField(default=1)
    key = models.CharField(max_length=40)
    answers = models.JSONField(default=dict)  # question key → value, as calls/shapes.py types them
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField(default=timezone.now)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["application", "stage", "key"], name="section_once")]


class Revision(models.Model):
    """What was submitted, the nth time: canonical content and its SHA-256. Never changed."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="revisions")
    stage = models.PositiveSmallIntegerField(default=1)
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    key = models.CharField(_("idempotency key"), max_length=64)
    received_at = models.DateTimeField()  # the server's clock at the arrival of the request
    is_late = models.BooleanField(default=False)  # within the grace
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    objects: ClassVar[Any] = AppendOnly.as_manager()

    class Meta:
        verbose_name = _("submitted revision")
        verbose_name_plural = _("submitted revisions")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["application", "number"], name="revision_once"),
            models.UniqueConstraint(fields=["application", "key"], name="revision_once_a_key"),
        ]


class Attachment(models.Model):
    """A file in an answer or for a wanted document. Removing one from a draft leaves it in the revisions that were submitted with it."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="attachments")
    file = models.OneToOneField("exchanges.StoredFile", models.PROTECT, related_name="attachment")
    slot = models.CharField(max_length=80)  # "document:cv" or "question:<section>.<question>"
    at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)


class CoApplicant(models.Model):
    """Somebody invited to an application, by address; it is theirs once they accepted with an account that confirmed the address."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="co_applicants")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="co_applications")
    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=200)
    part = models.CharField(_("part in the project"), max_length=200, blank=True, default="")
    role = models.CharField(max_length=4, choices=CoRole, default=CoRole.VIEW)
    state = models.CharField(max_length=8, choices=CoState, default=CoState.INVITED)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("co-applicant")
        verbose_name_plural = _("co-applicants")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["application", "email"], condition=~Q(state__in=["removed", "declined"]), name="co_applicant_once"),
            models.CheckConstraint(condition=Q(role__in=CoRole.values) & Q(state__in=CoState.values), name="co_applicant_known"),
            models.CheckConstraint(condition=~Q(state="accepted") | Q(user__isnull=False), name="co_applicant_accepted_has_account"),
        ]


class Preference(models.Model):
    """A ranked wish for a host position; rank 1 is the first."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="preferences")
    position = models.ForeignKey("exchanges.HostPosition", models.PROTECT, related_name="preferences")
    rank = models.PositiveSmallIntegerField()

    class Meta:
        ordering: ClassVar = ["rank"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["application", "position"], name="preference_once"),
            models.UniqueConstraint(fields=["application", "rank"], name="preference_rank_once"),
            models.CheckConstraint(condition=Q(rank__gte=1), name="preference_rank_from_one"),
        ]
