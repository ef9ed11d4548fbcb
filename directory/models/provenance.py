"""Where a value came from, and what happened when: assertions, the change feed, import batches."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.append_only import AppendOnly
from directory.vocabulary import Operation, Source


class ImportBatch(models.Model):
    """One run of an importer over one file, so that it can be reported on and undone."""

    class State(models.TextChoices):
        RUNNING = "running", _("Running")
        INTERRUPTED = "interrupted", _("Interrupted")
        DONE = "done", _("Done")
        UNDONE = "undone", _("Undone")

    importer = models.CharField(max_length=10)  # ror, orcid, profiles, demo
    filename = models.CharField(max_length=300)
    sha256 = models.CharField(max_length=64, blank=True, default="")
    state = models.CharField(max_length=12, choices=State, default=State.RUNNING)
    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    report = models.JSONField(default=dict, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    # Staff have been through what could not be matched: it no longer waits on the work page.
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("import of a file")
        verbose_name_plural = _("imports of files")


class Assertion(models.Model):
    """One source's word on one profile: which fields it gave, when, under which licence.

    `fields` names parts of the profile (names, identifiers, place, types, established, links, website, summary, keywords, subjects,
    affiliations, interests, relations). A field that a person (SELF, EDITOR) asserts is not overwritten by an import.
    `digest` is the SHA-256 of the source's record as last read: an unchanged record is recognised without comparing.
    """

    profile = models.ForeignKey("directory.Profile", models.CASCADE, related_name="assertions")
    source = models.CharField(_("source"), max_length=10, choices=Source)
    source_ref = models.CharField(max_length=300, blank=True, default="")  # ROR ID, ORCID iD, line of a list
    licence = models.CharField(_("licence"), max_length=40, blank=True, default="")
    fields = models.JSONField(default=list, blank=True)
    digest = models.CharField(max_length=64, blank=True, default="")
    batch = models.ForeignKey(ImportBatch, models.SET_NULL, null=True, blank=True, related_name="assertions")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    asserted_at = models.DateTimeField(default=timezone.now)  # the source's own date where it gives one
    retrieved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("source of facts")
        verbose_name_plural = _("sources of facts")
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["profile", "source", "source_ref"], name="assertion_once_a_source")]


class ChangeCounter(models.Model):
    """The last sequence number given out: one row. Its row lock, held to commit, is what makes the sequence follow commit order."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    last = models.BigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(id=1), name="change_counter_is_one_row")]


class Change(models.Model):
    """History and feed in one. `seq` has no gaps and follows commit order: who has read up to n has missed nothing below n."""

    seq = models.BigIntegerField(primary_key=True)
    profile = models.ForeignKey("directory.Profile", models.DO_NOTHING, db_constraint=False, related_name="changes")
    uid = models.CharField(max_length=12)
    operation = models.CharField(max_length=8, choices=Operation)
    fields = models.JSONField(default=list)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(max_length=200, blank=True, default="")
    request_id = models.CharField(max_length=32, blank=True, default="")
    batch = models.ForeignKey(ImportBatch, models.SET_NULL, null=True, related_name="changes")
    at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[Any] = AppendOnly.as_manager()

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        ordering: ClassVar = ["seq"]
        constraints: ClassVar = [models.CheckConstraint(condition=Q(operation__in=Operation.values) & Q(seq__gt=0), name="change_known")]
