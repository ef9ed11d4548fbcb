"""The closed lists of calls."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


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
    NUMBER = "number", pgettext_lazy("question", "Number")
    MONEY = "money", _("Amount of money")
    DATE = "date", _("Date")
    FILE = "file", _("File")
    PROFILE = "profile", _("Somebody or something in the directory")
    GROUP = "group", _("Group of questions, answered several times")


class Side(models.TextChoices):
    """The two halves of a paired application."""

    UK = "uk", _("UK half")
    CN = "cn", _("Chinese half")


class Fact(models.TextChoices):
    """What somebody can say about themselves before they apply. Nationality and age are no facts here: nobody is asked."""

    CAREER_STAGE = "career_stage", _("Career stage")
    DEGREE = "degree", _("Highest degree")
    DOCTORATE_ON = "doctorate_on", _("Day of the doctorate")
    YEARS_SINCE_DOCTORATE = "years_since_doctorate", _("Full years since the doctorate")
    WORK_COUNTRY = "work_country", _("Country or region where you work")
    SECTOR = "sector", _("Where you work")
    ENGLISH = "english", _("English")
    CHINESE = "chinese", _("Chinese")
    SUBJECT = "subject", _("Field of research")


class Comparison(models.TextChoices):
    """How a rule compares a fact."""

    IS = "is", _("is")
    ONE_OF = "one_of", _("is one of")
    AT_LEAST = "at_least", _("is at least")
    AT_MOST = "at_most", _("is at most")
    BEFORE = "before", _("is before")
    AFTER = "after", _("is after")


class Degree(models.TextChoices):
    """From the lowest to the highest."""

    NONE = "none", _("No degree yet")
    BACHELOR = "bachelor", _("Bachelor")
    MASTER = "master", _("Master")
    DOCTORATE = "doctorate", _("Doctorate")


class Level(models.TextChoices):
    """Of a language, after the Common European Framework; from the lowest to the highest."""

    NONE = "none", _("Not at all")
    A1 = "a1", _("A1: first words")
    A2 = "a2", _("A2: simple everyday matters")
    B1 = "b1", _("B1: familiar matters")
    B2 = "b2", _("B2: discussions in one’s field")
    C1 = "c1", _("C1: fluent")
    C2 = "c2", _("C2: nearly as a native")


class Sector(models.TextChoices):
    UNIVERSITY = "university", _("University")
    INSTITUTE = "institute", _("Research institute")
    COMPANY = "company", _("Company")
    HOSPITAL = "hospital", _("Hospital")
    GOVERNMENT = "government", _("Public authority")
    OTHER = "other", pgettext_lazy("country", "Elsewhere")
