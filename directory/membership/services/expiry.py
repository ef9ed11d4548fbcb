"""What nobody answered in time runs out: requests and claims after 90 days, invitations after 30."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.vocabulary import NoticeKind
from directory.membership.services import moving
from directory.membership.services.telling import name_of, people_path, tell
from directory.models import Claim, Invitation, MembershipRequest

PAGE = 200


def expire(*, by: None = None, now: datetime | None = None) -> int:
    """Close what is over, one short transaction a row, and tell who asked. Returns how many; running it again finds nothing."""
    at = now or timezone.now()
    return sum(_expire(model, at) for model in (MembershipRequest, Invitation, Claim))


def _expire(model: Any, at: datetime) -> int:
    closed = 0
    while late := list(model.objects.filter(status="open", expires_at__lte=at).order_by("pk")[:PAGE]):
        closed += sum(_close(row, at) for row in late)
    return closed


def _close(row: Any, at: datetime) -> int:
    with transaction.atomic():
        moving.lock(row)
        row = type(row).objects.select_for_update(of=("self",), no_key=True).get(pk=row.pk)
        if row.status != "open":
            return 0
        moving.past(row, at)
        noun = moving.NAMES[type(row)]
        audit.record(f"{noun}.expire", by=None, on=(noun, str(row.pk)))
        if isinstance(row, MembershipRequest):
            tell(row.user, "expired", key=str(row.pk), organisation=name_of(row.organisation))
        elif isinstance(row, Claim):
            tell(row.user, "claim-expired", kind=NoticeKind.PROFILE, key=str(row.pk), profile=name_of(row.profile))
        elif row.invited_by and row.invited_by.is_active:
            path = people_path(row.organisation)
            tell(row.invited_by, "invitation-expired", path=path, key=str(row.pk), person=row.email, organisation=name_of(row.organisation))
    return 1
