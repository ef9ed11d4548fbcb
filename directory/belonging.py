"""Who belongs where, asked for the actor of each request, and what that brings to My page and to the staff's work page."""

from django.db.models import Exists, OuterRef

from accounts.hooks import Belonging
from accounts.models import User
from directory.models import Membership, Partnership
from directory.vocabulary import Kind, Status

LIVING = (Status.DRAFT, Status.PENDING, Status.PUBLISHED)
ORGANISATIONS = (Kind.INSTITUTE, Kind.COMPANY)  # nobody belongs to a person


def belongings_of(user: User) -> tuple[Belonging, ...]:
    """Where the user belongs now (named in settings.BELONGINGS). What is withdrawn, merged or erased gives nobody anything."""
    partner = Partnership.objects.filter(organisation=OuterRef("organisation"), ended_at=None)
    living = Membership.objects.filter(user=user, ended_at=None, organisation__status__in=LIVING, organisation__kind__in=ORGANISATIONS)
    rows = living.annotate(partner=Exists(partner))
    return tuple(Belonging(row.organisation_id, row.role, row.partner) for row in rows.only("organisation_id", "role"))
