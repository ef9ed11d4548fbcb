"""A letter asked of a referee."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from exchanges.references.querysets import LetterQuerySet
from exchanges.references.vocabulary import LetterState


class Letter(models.Model):
    """One referee of one application. The link's token is kept as a hash; asking again makes a new one and voids the old. What the referee wrote
    stands in `text` or `file`; the applicant never reads it."""

    application = models.ForeignKey("exchanges.Application", models.CASCADE, related_name="letters")
    state = models.CharField(_("state"), max_length=10, choices=LetterState, default=LetterState.TO_REQUEST)
    name = models.CharField(_("name"), max_length=200)
    email = models.EmailField(_("e-mail address"), max_length=254)
    organisation = models.CharField(_("organisation"), max_length=200, blank=True, default="")
    relation = models.CharField(_("how they know the applicant"), max_length=200, blank=True, default="")
    language = models.CharField(_("language"), max_length=8, default="en")
    token_hash = models.CharField(max_length=64, unique=True, null=True, blank=True)
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    asked_at = models.DateTimeField(_("asked"), null=True, blank=True)
    opened_at = models.DateTimeField(_("opened"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True)
    reminders = models.PositiveSmallIntegerField(default=0)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    submitted_at = models.DateTimeField(_("letter came in"), null=True, blank=True)
    decline_reason = models.CharField(_("why not"), max_length=500, blank=True, default="")
    text = models.TextField(_("letter"), blank=True, default="")
    file = models.OneToOneField("exchanges.StoredFile", models.PROTECT, null=True, blank=True, related_name="letter")
    version = models.PositiveIntegerField(default=1)
    replaces = models.OneToOneField("self", models.SET_NULL, null=True, blank=True, related_name="replaced_by")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[Any] = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["application", "email"], condition=~Q(state__in=["declined", "expired", "cancelled"]), name="letter_once_a_referee"
            ),
            models.CheckConstraint(condition=Q(state__in=LetterState.values), name="letter_state_known"),
            models.CheckConstraint(condition=~Q(state="submitted") | Q(submitted_at__isnull=False), name="letter_in_has_time"),
            models.CheckConstraint(
                condition=~Q(state__in=["to-request", "cancelled", "expired"]) | Q(token_hash__isnull=True), name="letter_token_only_while_asked"
            ),
        ]
