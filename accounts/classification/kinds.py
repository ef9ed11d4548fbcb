"""What a column can be, and what happens to it."""

import enum
from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What kind of fact a column holds. Of these only the first and the last may ever stand in a log."""

    PUBLIC = "public", _("Public fact")  # of an organisation, of the world
    PERSONAL = "personal", _("Personal")  # says something about a person
    SENSITIVE = "sensitive", _("Sensitive")  # could harm: private words, where somebody connected from
    SECRET = "secret", _("Secret")  # lets somebody in
    TECHNICAL = "technical", _("Technical")  # says nothing about anybody by itself


class Erasure(enum.StrEnum):
    """What becomes of a column when its person is erased."""

    DELETE = "delete"  # the row goes
    BLANK = "blank"  # the row stays, the value goes
    KEEP = "keep"  # the value stays, for the reason that stands beside it


@dataclass(frozen=True)
class Field:
    """`whose` is the way from the row to the person the value is about (Django's lookup), when it is another one than the table's."""

    kind: Kind
    export: bool
    erasure: Erasure
    reason: str = ""  # why it is kept
    whose: str = ""

    @property
    def in_logs(self) -> bool:
        """Whether a value of it may stand in a log."""
        return self.kind in (Kind.PUBLIC, Kind.TECHNICAL)


@dataclass(frozen=True)
class Table:
    """`subject` is the way from a row to the person it is about; blank: about nobody. `topic` is where the privacy page speaks of it."""

    what: str | Promise
    topic: str
    fields: dict[str, Field]
    subject: str = ""


def fields(
    kind: Kind, names: str, *, export: bool | None = None, erasure: Erasure = Erasure.DELETE, reason: str = "", whose: str = "",
) -> dict[str, Field]:
    """Several columns of one kind. Unless told otherwise, what is personal goes with its row and is given to the person who asks for their
    data; a secret is given to nobody."""
    given = kind in (Kind.PERSONAL, Kind.SENSITIVE) if export is None else export
    return {name: Field(kind, given, erasure, reason, whose) for name in names.split()}
