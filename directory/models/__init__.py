"""The records of the directory, one noun a file. Import them from here."""

from directory.models.affiliations import Affiliation, OrganisationLink
from directory.models.belonging import Claim, Invitation, Membership, MembershipRequest, Partnership
from directory.models.cards import Card
from directory.models.details import Company, Organisation, Researcher
from directory.models.identifiers import Identifier
from directory.models.interests import Interest
from directory.models.names import Name
from directory.models.places import Location, Place
from directory.models.profiles import Profile
from directory.models.provenance import Assertion, Change, ChangeCounter, ImportBatch
from directory.models.subjects import ProfileSubject, Subject

__all__ = [
    "Affiliation", "Assertion", "Card", "Change", "ChangeCounter", "Claim", "Company", "Identifier", "ImportBatch", "Interest", "Invitation",
    "Location", "Membership", "MembershipRequest", "Name", "Organisation", "OrganisationLink", "Partnership", "Place", "Profile", "ProfileSubject",
    "Researcher", "Subject",
]
