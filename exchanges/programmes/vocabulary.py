"""The closed lists of programmes."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ProgrammeRoleName(models.TextChoices):
    COORDINATOR = "coordinator", _("Coordinator")
    REVIEWER = "reviewer", _("Reviewer")


class ProgrammeStatus(models.TextChoices):
    DRAFT = "draft", _("Not public yet")
    PUBLISHED = "published", _("Public")
    ARCHIVED = "archived", pgettext_lazy("programme", "Ended")


class ProgrammeKind(models.TextChoices):
    FELLOWSHIP = "fellowship", _("Fellowship")
    RESEARCH_VISIT = "research-visit", _("Research visit")
    DOCTORAL = "doctoral", _("Doctoral exchange")
    INTERNSHIP = "internship", _("Internship")
    SECONDMENT = "secondment", _("Secondment to or from industry")
    JOINT_PROJECT = "joint-project", _("Joint project")
    SUMMER_SCHOOL = "summer-school", _("Summer school")


class TravelDirection(models.TextChoices):
    """Who travels where."""

    UK_TO_CN = "uk-to-cn", _("From the UK to China")
    CN_TO_UK = "cn-to-uk", _("From China to the UK")
    BOTH = "both", _("Both ways")


class PartName(models.TextChoices):
    """As what a profile takes part in a programme."""

    ORGANISER = "organiser", _("Organiser")
    HOST = "host", _("Host")
    HOME = "home", _("Home institution")
    FUNDER = "funder", _("Funder")
    INDUSTRY = "industry", _("Industry partner")
    CONTACT = "contact", _("Contact")
    SUPERVISOR = "supervisor", _("Supervisor")


class Currency(models.TextChoices):
    """ISO 4217. Amounts are whole numbers of the smallest unit: pence, fen."""

    GBP = "GBP", _("Pounds sterling")
    CNY = "CNY", _("Chinese yuan")
    EUR = "EUR", _("Euros")
    USD = "USD", _("US dollars")
