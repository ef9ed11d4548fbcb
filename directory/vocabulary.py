"""The closed lists of the directory: kinds, statuses, types and tiers, with their words in both languages. It imports no model."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(models.TextChoices):
    RESEARCHER = "researcher", _("Researcher")
    INSTITUTE = "institute", _("Institute")
    COMPANY = "company", _("Company")


class Status(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PENDING = "pending", _("Waiting for a check")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    MERGED = "merged", _("Merged")
    ERASED = "erased", _("Erased")


class Visibility(models.IntegerChoices):
    """The tiers of accounts.actor.Tier as a column."""

    PUBLIC = 0, _("Public")
    MEMBERS = 1, _("Members")
    PARTNERS = 2, _("Partners")
    PRIVATE = 3, _("Only me")


class Verification(models.TextChoices):
    """Who vouches for a profile. Blank: nobody yet."""

    EMAIL = "email", _("E-mail address confirmed")
    ORCID = "orcid", _("Signed in with ORCID")
    ORGANISATION = "organisation", _("Confirmed by the organisation")
    REGISTRY = "registry", _("Checked against a public register")
    EDITOR = "editor", _("Checked by an editor")


class NameType(models.TextChoices):
    LABEL = "label", _("Name")
    ALIAS = "alias", _("Also known as")
    ACRONYM = "acronym", _("Acronym")
    FORMER = "former", _("Former name")
    TRANSLITERATION = "transliteration", _("In Latin letters")
    DISPLAY = "display", _("Displayed as")


class NameOrder(models.TextChoices):
    FAMILY_FIRST = "family-first", _("Family name first")
    GIVEN_FIRST = "given-first", _("Given name first")


class Scheme(models.TextChoices):
    """Identifier schemes. The labels are the schemes' own names, alike in both languages where they are names."""

    ROR = "ror", "ROR"
    ORCID = "orcid", "ORCID iD"
    ISNI = "isni", "ISNI"
    WIKIDATA = "wikidata", "Wikidata"
    GRID = "grid", "GRID"
    FUNDREF = "fundref", "Crossref Funder ID"
    USCC = "uscc", _("Unified Social Credit Code")
    COMPANIES_HOUSE = "companies-house", "Companies House"
    LEI = "lei", "LEI"
    SCHAC = "schac", "SCHAC"


class IdentifierStatus(models.TextChoices):
    ACTIVE = "active", _("Active")
    DEPRECATED = "deprecated", _("Out of use")
    CONFLICTING = "conflicting", _("Claimed by two profiles")


class OrganisationType(models.TextChoices):
    """ROR's types of organisation."""

    EDUCATION = "education", _("Education")
    FACILITY = "facility", _("Research facility")
    COMPANY = "company", pgettext_lazy("organisation type", "Company")
    GOVERNMENT = "government", _("Government")
    HEALTHCARE = "healthcare", _("Healthcare")
    NONPROFIT = "nonprofit", _("Non-profit")
    FUNDER = "funder", _("Funder")
    ARCHIVE = "archive", _("Archive")
    OTHER = "other", pgettext_lazy("organisation type", "Other")


class LinkType(models.TextChoices):
    PARENT = "parent", _("Part of")
    CHILD = "child", _("Has as a part")
    RELATED = "related", _("Related to")
    SUCCESSOR = "successor", _("Continued by")
    PREDECESSOR = "predecessor", _("Continues")


class AffiliationType(models.TextChoices):
    EMPLOYMENT = "employment", _("Post")
    EDUCATION = "education", _("Study")
    VISITING = "visiting", _("Visit")


class CareerStage(models.TextChoices):
    DOCTORAL = "doctoral", _("Doctoral candidate")
    EARLY = "early", _("Early career")
    MID = "mid", _("Mid-career")
    SENIOR = "senior", _("Senior")


class Direction(models.TextChoices):
    OFFERING = "offering", _("Offering")
    SEEKING = "seeking", _("Seeking")


class InterestType(models.TextChoices):
    HOST = "host", _("Host a visitor")
    VISIT = "visit", _("Visit")
    SUPERVISE = "supervise", _("Supervise a doctorate")
    JOINT_RESEARCH = "joint-research", _("Joint research")
    RECRUIT = "recruit", _("Recruit")
    LICENCE = "licence", _("Licence a technology")
    SOLVE = "solve", _("Solve a problem")
    FACILITY = "facility", _("Share a facility")


class Source(models.TextChoices):
    """Where a value came from. SELF and EDITOR are persons: an import doesn't overwrite what they set."""

    SELF = "self", _("The person or organisation")
    EDITOR = "editor", _("An editor")
    ORCID = "orcid", "ORCID"
    ROR = "ror", "ROR"
    IMPORT = "import", _("A list of the Centre")
    PARTNER = "partner", _("A partner")


PERSON_SOURCES = (Source.SELF, Source.EDITOR)


class Operation(models.TextChoices):
    UPSERT = "upsert", _("Written")
    WITHDRAW = "withdraw", _("Withdrawn")
    MERGE = "merge", _("Merged")
    ERASE = "erase", _("Erased")


# The columns of Profile, beside the rows that carry their own tier, that a person may hide.
TIERED_FIELDS = ("summary", "keywords", "subjects", "languages", "website", "title", "career_stage")


class MembershipRole(models.TextChoices):
    """What somebody is in an organisation. Managers decide who belongs and edit its profile; officers run its exchange programmes."""

    MANAGER = "manager", _("Manager")
    MEMBER = "member", _("Member")
    OFFICER = "officer", _("Programme officer")


class WayIn(models.TextChoices):
    DOMAIN = "domain", _("By a confirmed address of the organisation")
    INVITATION = "invitation", _("By invitation")
    REQUEST = "request", _("By an approved request")
    STAFF = "staff", _("Entered by staff")


class RequestState(models.TextChoices):
    OPEN = "open", _("Waiting for an answer")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Taken back")
    EXPIRED = "expired", _("Expired")


class InvitationState(models.TextChoices):
    OPEN = "open", _("Waiting for an answer")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Taken back")
    EXPIRED = "expired", _("Expired")


class ClaimState(models.TextChoices):
    OPEN = "open", _("Waiting for an answer")
    CONFIRMED = "confirmed", _("Confirmed")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Taken back")
    EXPIRED = "expired", _("Expired")
