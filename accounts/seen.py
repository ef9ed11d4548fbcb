"""Who read sensitive things about a person, as the audit log has it: when and with which right, never by name."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.hooks import Seen
from accounts.models import AuditEvent, User

MOST = 50
MANY = 1000  # mails and news that are looked at, the newest
# Acts that only look. A person is told that somebody of the staff looked, and why they could; names stay with the Centre, whom they may ask.
READ = Q(act__endswith=".read") | Q(act__endswith=".view") | Q(act__endswith=".export")
RIGHTS: dict[str, str | Promise] = {
    "staff": _("Staff of the Centre"), "manager": _("A manager of your organisation"), "coordinator": _("A coordinator of a programme"),
    "host": _("A manager or officer of your host"), "reviewer": _("A reviewer"), "officer": _("A programme officer"),
}
THINGS: dict[str, str | Promise] = {
    "message": _("A mail to you"), "user": _("Your account"), "profile": _("Private parts of your profile"), "membership": _("Your membership"),
    "claim": _("Your claim of a profile"), "notice": _("News for you"), "consent": _("Your consents"),
    "change": _("The history of your profile"),
    "invitation": _("An invitation to you"), "request": _("Your request to join"), "audit": _("What you did, in the audit log"),
    "application": _("Your application"), "placement": _("Your placement"), "paper": _("A paper that you handed in"),
}


@dataclass(frozen=True)
class Reading:
    """One sensitive reading."""

    at: datetime
    what: str | Promise
    right: str | Promise


def own_objects(person: User, seen: list[Seen]) -> dict[str, list[str]]:
    """What is the person's, as the audit log names it: their mails, news and consents, and what other rooms know to be theirs."""
    objects: dict[str, list[str]] = {}
    own = {"message": person.messages.order_by("-created_at"), "notice": person.notices.order_by("-at"), "consent": person.consents.order_by("-pk")}
    for kind, rows in own.items():
        objects[kind] = [str(key) for key in rows.values_list("pk", flat=True)[:MANY]]
    for part in seen:
        for kind, key in part.objects:
            objects.setdefault(kind, []).append(key)
    return objects


def readings(person: User, seen: list[Seen]) -> list[Reading]:
    """The latest readings of the person's account, mails and other objects by somebody else."""
    about = Q(object_type="user", object_id=str(person.pk))
    for kind, keys in own_objects(person, seen).items():
        about |= Q(object_type=kind, object_id__in=keys)
    events = AuditEvent.objects.filter(READ, about).exclude(actor=person).order_by("-at", "-pk")[:MOST]
    return [
        Reading(event.at, THINGS.get(event.object_type, event.object_type), RIGHTS.get(event.right, _("Somebody with a right of their own")))
        for event in events
    ]
