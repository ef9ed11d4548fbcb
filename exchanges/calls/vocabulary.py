"""The closed lists of calls."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CallStatus(models.TextChoices):
    """What people decided. Whether a published call is open is told by the clock (calls/clock.py)."""

    DRAFT = "draft", _("Being prepared")
    PUBLISHED = "published", _("Published")
    IN_REVIEW = "in-review", _("In review")
    DECIDING = "deciding", _("Being decided")
    DECIDED = "decided", _("Decided")
    ARCHIVED = "archived", _("Archived")
    CANCELLED = "cancelled", _("Cancelled")


class Phase(models.TextChoices):
    """What a call is at a moment, computed from its status, its dates and the clock."""

    DRAFT = "draft", _("Being prepared")
    SCHEDULED = "scheduled", _("Opens later")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")
    IN_REVIEW = "in-review", _("In review")
    DECIDING = "deciding", _("Being decided")
    DECIDED = "decided", _("Decided")
    ARCHIVED = "archived", _("Archived")
    CANCELLED = "cancelled", _("Cancelled")


class ReviewMode(models.TextChoices):
    OPEN = "open", _("Open: applicants and reviewers know each other’s names")
    SINGLE = "single", _("Single anonymous: applicants don’t learn who reviews")
    DOUBLE = "double", _("Double anonymous: reviewers don’t learn who applies either")


class LettersAsked(models.TextChoices):
    """When referees are asked."""

    NEVER = "never", _("No letters")
    BEFORE = "before", _("Before the application is sent")
    AFTER = "after", _("When the application is sent")
    SHORTLISTED = "shortlisted", _("Only for the shortlist")


class WorkCalendar(models.TextChoices):
    """Whose working days an offer's expiry counts."""

    ENGLAND = "GB-ENG", _("England and Wales")
    CHINA = "CN", _("Mainland China")
    BOTH = "both", _("Days that both work")


class QuestionType(models.TextChoices):
    TEXT = "text", _("Text")
    CHOICE = "choice", _("One of several")
    CHOICES = "choices", _("Any of several")
    NUMBER = "number", _("Number")
    MONEY = "money", _("Amount of money")
    DATE = "date", _("Date")
    FILE = "file", _("File")
    PROFILE = "profile", _("Somebody or something in the directory")
    GROUP = "group", _("Group of questions, answered several times")


class Side(models.TextChoices):
    """The two halves of a paired application."""

    UK = "uk", _("UK half")
    CN = "cn", _("Chinese half")
