"""The closed lists of programmes."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ProgrammeRoleName(models.TextChoices):
    COORDINATOR = "coordinator", _("Coordinator")
    REVIEWER = "reviewer", _("Reviewer")
