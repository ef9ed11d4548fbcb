"""Placements in every state with everybody around them, as rows ready for a test."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from accounts.actor import Actor
from accounts.models import User
from directory.models import Membership
from exchanges.models import Placement
from tests import make
from tests.exchanges import making

TODAY = timezone.now().date()
DAY = timedelta(days=1)
PERSONS = (
    "person", "host", "officer", "member", "other host", "coordinator", "bare coordinator", "other coordinator", "reviewer", "staff", "stranger",
)
CHECKS = ("atas", "visa", "export-control", "data-transfer", "insurance")


@dataclass
class Stay:
    """A placement, and the people by the names of PERSONS."""

    placement: Placement
    users: dict[str, User] = field(default_factory=dict)

    def acting(self, who: str) -> Actor:
        """The actor that this person is, now."""
        return make.acting(self.users[who], second_factor=who != "bare coordinator")

    def fresh(self) -> Placement:
        return Placement.objects.get(pk=self.placement.pk)


def belonging(user: User, house: Any, role: str) -> User:
    Membership.objects.create(user=user, organisation=house, role=role, way_in="staff")
    return user


def stay(state: str = "proposed", *, checks: str = "checked", **fields: Any) -> Stay:
    """A placement in that state, as it would have come there: with its days, its checks in one state, and its reports."""
    programme = making.programme()
    call = making.call(programme, status="decided", starts_on=TODAY - 400 * DAY, ends_on=TODAY + 400 * DAY)
    position = making.position(call, subject="2.2", places=2)
    application = making.application(call, status="accepted")
    placement = making.placement(making.offer(application, "confirmed", position=position), **_columns(state) | fields)
    for kind in CHECKS:
        done = {"note": "Asked the office", "at": timezone.now()} if checks != "open" else {}
        placement.checks.create(kind=kind, state=checks, **done)
    if state in ("active", "completed", "curtailed", "reported", "closed"):
        accepted = {"state": "accepted", "text": "All went well.", "submitted_at": timezone.now()} if state in ("reported", "closed") else {}
        for kind in ("arrival", "final", "host"):
            placement.reports.create(kind=kind, due_on=TODAY + 7 * DAY, **accepted)
    return Stay(placement, people(placement, application.applicant))


def people(placement: Placement, person: User) -> dict[str, User]:
    """Everybody of PERSONS around a placement."""
    programme, number = placement.offer.application.call.programme, placement.pk
    users = {"person": person}
    for role in ("member", "officer", "manager"):
        users[role] = belonging(make.member(f"{role}{number}@host.example"), placement.host, role)
    users["host"] = users.pop("manager")
    users["other host"] = belonging(make.member(f"other{number}@host.example"), make.institute("Elsewhere University"), "manager")
    users["coordinator"] = making.coordinator(programme)
    users["bare coordinator"] = making.coordinator(programme)
    users["other coordinator"] = making.coordinator(making.programme("Another one", "另一个项目"))
    users["reviewer"] = making.reviewer(programme)
    users["staff"] = make.staff(f"staff{number}@example.org")
    users["stranger"] = make.member(f"stranger{number}@example.org")
    return users


def _columns(state: str) -> dict[str, Any]:
    begun, over = state in ("active", "completed", "curtailed", "reported", "closed"), state in ("completed", "curtailed", "reported", "closed")
    first = TODAY - 60 * DAY if begun else TODAY + 30 * DAY
    return {
        "state": state, "starts_on": first, "ends_on": date.fromordinal(first.toordinal() + 59),
        "arrived_on": first if begun else None, "left_on": TODAY - DAY if over else None,
        "reason": "Ill" if state in ("cancelled", "curtailed") else "",
    }
