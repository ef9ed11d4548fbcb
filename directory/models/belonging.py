"""Who belongs to which organisation, how they come in, which organisations are partners, and who says that a profile is theirs."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.querysets import BelongingQuerySet, ClaimQuerySet, InvitationQuerySet
from directory.vocabulary import ClaimState, InvitationState, MembershipRole, RequestState, WayIn


class Membership(models.Model):
    """A person's place in an organisation, from `started_at` until `ended_at`. At most one at a time in each organisation."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey("directory.Profile", models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=8, choices=MembershipRole, default=MembershipRole.MEMBER)
    way_in = models.CharField(_("how they came in"), max_length=10, choices=WayIn)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    started_at = models.DateTimeField(_("since"), default=timezone.now)
    ended_at = models.DateTimeField(_("until"), null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    objects: ClassVar[Any] = BelongingQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        indexes: ClassVar = [models.Index(fields=["organisation"], condition=Q(ended_at__isnull=True), name="membership_current")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "organisation"], condition=Q(ended_at__isnull=True), name="membership_once_at_a_time"),
            models.CheckConstraint(condition=Q(role__in=MembershipRole.values) & Q(way_in__in=WayIn.values), name="membership_known"),
            models.CheckConstraint(condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")), name="membership_ends_later"),
        ]


class Asked(models.Model):
    """What somebody asks for: answered once, or over at its time."""

    message = models.CharField(_("message"), max_length=500, blank=True, default="")
    expires_at = models.DateTimeField(_("expires"))
    decided_at = models.DateTimeField(_("answered"), null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        abstract = True


class MembershipRequest(Asked):
    """Somebody asks to belong; a manager or staff answers, or it expires."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="membership_requests")
    organisation = models.ForeignKey("directory.Profile", models.PROTECT, related_name="membership_requests")
    status = models.CharField(_("status"), max_length=10, choices=RequestState, default=RequestState.OPEN)
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)

    objects: ClassVar[Any] = BelongingQuerySet.as_manager()

    class Meta:
        verbose_name = _("request to join")
        verbose_name_plural = _("requests to join")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "organisation"], condition=Q(status="open"), name="membership_request_once_at_a_time"),
            models.CheckConstraint(condition=Q(status__in=RequestState.values), name="membership_request_known"),
            models.CheckConstraint(
                condition=Q(status="open", decided_at__isnull=True) | (~Q(status="open") & Q(decided_at__isnull=False)),
                name="membership_request_decided_has_time",
            ),
        ]


class Invitation(models.Model):
    """A manager or staff invites an address. The link in the mail holds a token of which only the SHA-256 is kept."""

    organisation = models.ForeignKey("directory.Profile", models.PROTECT, related_name="invitations")
    email = models.EmailField(_("e-mail address"))
    role = models.CharField(_("role"), max_length=8, choices=MembershipRole, default=MembershipRole.MEMBER)
    token_sha256 = models.CharField(max_length=64, unique=True)
    status = models.CharField(_("status"), max_length=10, choices=InvitationState, default=InvitationState.OPEN)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    invited_at = models.DateTimeField(_("invited"), default=timezone.now)
    expires_at = models.DateTimeField(_("expires"))
    decided_at = models.DateTimeField(_("answered"), null=True, blank=True)

    objects: ClassVar[Any] = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "email"], condition=Q(status="open"), name="invitation_once_at_a_time"),
            models.CheckConstraint(condition=Q(status__in=InvitationState.values) & Q(role__in=MembershipRole.values), name="invitation_known"),
        ]


class Partnership(models.Model):
    """Staff confirm that an organisation is a partner: its members then read what is for partners."""

    organisation = models.ForeignKey("directory.Profile", models.PROTECT, related_name="partnerships")
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    started_at = models.DateTimeField(_("since"), default=timezone.now)
    ended_at = models.DateTimeField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("partnership")
        verbose_name_plural = _("partnerships")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation"], condition=Q(ended_at__isnull=True), name="partnership_once_at_a_time"),
            models.CheckConstraint(condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")), name="partnership_ends_later"),
        ]


class Claim(Asked):
    """Somebody says that a researcher's profile is theirs. An affiliated organisation's manager or staff confirms it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="claims")
    profile = models.ForeignKey("directory.Profile", models.PROTECT, related_name="claims")
    status = models.CharField(_("status"), max_length=10, choices=ClaimState, default=ClaimState.OPEN)
    claimed_at = models.DateTimeField(_("claimed"), default=timezone.now)
    evidence = models.CharField(_("on what ground"), max_length=12, blank=True, default="")  # orcid, organisation, staff

    objects: ClassVar[Any] = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("claim of a profile")
        verbose_name_plural = _("claims of profiles")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "profile"], condition=Q(status="open"), name="claim_once_at_a_time"),
            models.CheckConstraint(condition=Q(status__in=ClaimState.values), name="claim_known"),
        ]
