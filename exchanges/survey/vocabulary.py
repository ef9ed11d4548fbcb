"""The closed lists of the survey."""

from django.db import models
from django.utils.translation import pgettext_lazy


class Gender(models.TextChoices):
    """Who prefers not to say is counted with those who didn't answer."""

    WOMAN = "woman", pgettext_lazy("gender", "Woman")
    MAN = "man", pgettext_lazy("gender", "Man")
    OTHERWISE = "otherwise", pgettext_lazy("gender", "Described otherwise")
    NOT_SAID = "not-said", pgettext_lazy("gender", "Prefer not to say")
