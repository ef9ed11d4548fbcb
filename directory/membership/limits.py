"""How much one person or organisation may send a day, so that nobody mails strangers in bulk. Counted under a lock, inside the transaction."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from directory.errors import Refused
from directory.models import Claim, Invitation, MembershipRequest, Profile

DAY = timedelta(days=1)
REQUESTS = 10  # a person's requests to join, a day
CLAIMS = 5  # a person's claims, a day
INVITATIONS = 30  # a person's invitations, a day
STAFF_INVITATIONS = 200
OF_ORGANISATION = 60  # an organisation's invitations, a day
SAME_DOOR = 3  # a person's requests to one organisation, or claims of one profile, in thirty days
SAME_ADDRESS = 3  # invitations of one organisation to one address in thirty days
MONTH = timedelta(days=30)

ENOUGH = _("That is as many as one can send in a day. Nothing was sent; go on tomorrow.")
ENOUGH_HERE = _("Your organisation has sent as many invitations as it can in a day. Nothing was sent; go on tomorrow.")
ENOUGH_ASKED = _("You have asked this organisation several times within a month. Nothing was sent; write to them, or ask the Centre.")
ENOUGH_CLAIMED = _("You have claimed this profile several times within a month. Nothing was sent; ask the Centre.")
ENOUGH_THERE = _("This address has had %(count)s invitations from your organisation within a month. Nothing was sent; write to the person yourself.")


def lock(user: User) -> None:
    """Nobody else counts this person's acts until the transaction ends."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)


def check_requests(user: User, organisation: Profile, *, now: datetime) -> None:
    if MembershipRequest.objects.filter(user=user, asked_at__gt=now - DAY).count() >= REQUESTS:
        raise Refused(ENOUGH)
    if MembershipRequest.objects.filter(user=user, organisation=organisation, asked_at__gt=now - MONTH).count() >= SAME_DOOR:
        raise Refused(ENOUGH_ASKED)


def check_claims(user: User, profile: Profile, *, now: datetime) -> None:
    if Claim.objects.filter(user=user, claimed_at__gt=now - DAY).count() >= CLAIMS:
        raise Refused(ENOUGH)
    if Claim.objects.filter(user=user, profile=profile, claimed_at__gt=now - MONTH).count() >= SAME_DOOR:
        raise Refused(ENOUGH_CLAIMED)


def check_invitations(user: User, organisation: Profile, email: str, *, now: datetime, staff: bool) -> None:
    today = Invitation.objects.filter(invited_at__gt=now - DAY)
    if today.filter(invited_by=user).count() >= (STAFF_INVITATIONS if staff else INVITATIONS):
        raise Refused(ENOUGH)
    if not staff and today.filter(organisation=organisation).count() >= OF_ORGANISATION:
        raise Refused(ENOUGH_HERE)
    same = Invitation.objects.filter(organisation=organisation, email=email, invited_at__gt=now - MONTH).count()
    if same >= SAME_ADDRESS:
        raise Refused(ENOUGH_THERE % {"count": SAME_ADDRESS})
