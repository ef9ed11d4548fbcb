"""The outbox as staff see it on the mailbox page: what was asked for, how much waits and since when, one message to read."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.core import signing
from django.db.models import Count, Min, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import audit, rules
from accounts.actor import Actor
from accounts.hooks import Work
from accounts.models import AuditEvent, Message, User
from accounts.vocabulary import MessageState

SIZE = 50
LATE = timedelta(minutes=15)  # a mail that waits so long is a pile of work
SAME_READING = timedelta(minutes=10)  # looking again so soon is the same reading
RECENT = 2000  # messages whose topics are offered to choose from


class MailboxForm(forms.Form):
    """What to list; every field may stay blank."""

    state = forms.ChoiceField(choices=[("", _("Any")), *MessageState.choices], required=False, label=_("State"))
    topic = forms.RegexField(r"^[a-z][a-z0-9/_-]*$", required=False, max_length=80, label=_("Topic"))

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.fields["topic"].error_messages["invalid"] = _("Choose a topic from the list.")
        self.fields["state"].error_messages["invalid_choice"] = _("Choose a state from the list.")

    def as_query(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in self.fields if self.cleaned_data.get(name)}


@dataclass(frozen=True)
class Page:
    messages: list[Message]
    next: str  # where the next page begins; blank on the last


def listed(asked: dict[str, str], before: str = "") -> Page:
    """The messages asked for, the newest first, without their texts."""
    rows = Message.objects.filter(**asked).defer("text", "html", "headers").order_by("-created_at", "-id")
    if point := point_of(before):
        created_at, key = point
        rows = rows.filter(Q(created_at__lt=created_at) | Q(created_at=created_at, id__lt=key))
    found = list(rows[: SIZE + 1])
    last = found[SIZE - 1] if len(found) > SIZE else None
    return Page(found[:SIZE], signing.dumps(str(last.pk), salt="mailbox") if last else "")


def point_of(cursor: str) -> tuple[Any, UUID] | None:
    """Where a page begins; nothing for what we did not write."""
    try:
        key = signing.loads(cursor, salt="mailbox") if cursor else None
    except signing.BadSignature:
        return None
    row = Message.objects.filter(pk=key).values_list("created_at", "id").first() if key else None
    return row or None


def topics() -> list[str]:
    """The topics of the newest messages."""
    newest = Message.objects.order_by("-created_at").values_list("topic", flat=True)[:RECENT]
    return sorted(set(newest))


def counts() -> list[tuple[str, Any, int]]:
    """(state, its label, how many) of every state."""
    found = dict(Message.objects.order_by().values_list("state").annotate(Count("pk")))
    return [(state.value, state.label, found.get(state.value, 0)) for state in MessageState]


def oldest_unsent() -> Any:
    """When the longest waiting message was written; None when nothing waits."""
    return Message.objects.filter(state=MessageState.QUEUED).aggregate(oldest=Min("created_at"))["oldest"]


def found(key: UUID) -> Message | None:
    return Message.objects.select_related("user").filter(pk=key).first()


def owner_of(message: Message) -> User | None:
    """Whom the mail lets in: its owner; of a mail that names none, who has its address, and among several who may do most."""
    if message.user or not message.recipient:
        return message.user
    theirs = Q(email__iexact=message.recipient) | Q(emailaddress__email__iexact=message.recipient)
    return User.objects.filter(theirs).order_by("-is_superuser", "-is_staff", "pk").first()


def read(message: Message, *, by: User | None) -> None:
    """That somebody read it is in the audit log, once a reading."""
    again = AuditEvent.objects.filter(
        act="message.read", actor=by, object_type="message", object_id=str(message.pk), at__gt=timezone.now() - SAME_READING,
    )
    if not again.exists():
        audit.record("message.read", by=by, on=("message", str(message.pk)), right="staff", topic=message.topic)


def piles(actor: Actor) -> list[Work]:
    """For staff: mail that waits too long, mail that was given up (named in settings.STAFF_WORK)."""
    if not rules.works_here(actor):
        return []
    late = Message.objects.filter(state=MessageState.QUEUED, created_at__lt=timezone.now() - LATE)
    return [pile(_("Mail that waits too long"), late, "queued", "created_at"), pile(_("Mail that was given up"), dead(), "dead", "ended_at")]


def pile(label: Any, rows: Any, state: str, since: str) -> Work:
    found = rows.aggregate(count=Count("pk"), oldest=Min(since))
    return Work(label, found["count"], found["oldest"], f"{reverse('mailbox')}?state={state}")


def only(message: Message) -> QuerySet[Message]:
    return Message.objects.filter(pk=message.pk)


def dead() -> QuerySet[Message]:
    return Message.objects.filter(state=MessageState.DEAD)
