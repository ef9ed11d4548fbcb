"""The demo's sign-ins: one for each thing a reader may be, all with the password that the `demo` command prints."""

from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction

from accounts import consents
from accounts.hooks import named
from accounts.models import User
from accounts.vocabulary import Purpose
from directory import changes
from directory.demo.belonging import make_belonging
from directory.demo.rows import uid_for
from directory.models import Membership, Partnership, Profile

OWNED = uid_for("person:shen-ruolan")
MANAGED = uid_for("company:Yanqiaoxi Precision Instruments (Suzhou) Co., Ltd.")
# E-mail addresses of the domain that is reserved for examples (RFC 2606).
ROLES: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
    ("staff@example.org", "Morwenna Adeyemi-Clarke", "editor: sees everything, opens the administration",
     {"is_staff": True, "is_superuser": True, "is_verified": True}),
    ("partner@example.org", "Jiang Yuheng 姜毓恒", "manages a partner company, which hosts somebody: sees what is for members and partners",
     {"is_verified": True}),
    ("member@example.org", "Callum Strachan", "verified member: sees what is for members", {"is_verified": True}),
    ("coordinator@example.org", "Rosamund Iyer-Blackwood", "coordinates the programmes: calls, panel, decisions, placements",
     {"is_verified": True}),
    ("reviewer@example.org", "Gu Linchuan 顾临川", "reviews applications", {"is_verified": True, "language": "zh-hans"}),
    ("owner@example.org", "Shen Ruolan 沈若澜", "researcher: owns a profile of the demo", {"is_verified": True, "language": "zh-hans"}),
)


@dataclass(frozen=True)
class DemoUser:
    """A sign-in to print: address, password, and what its reader may see."""

    email: str
    password: str
    role: str


def make_users(password: str) -> list[DemoUser]:
    """Make the demo's users where they are missing; those that exist keep their password. Call after `load`: one owns a profile."""
    with transaction.atomic():
        for email, name, _role, flags in ROLES:
            user = User.objects.filter(email=email).first() or User.objects.create_user(email, password, full_name=name, **flags)
            EmailAddress.objects.get_or_create(user=user, email=email, defaults={"verified": True, "primary": True})
            _agree(user, Purpose.TERMS, "sign-up")
        _give(OWNED, user)
        _make_partner(MANAGED, User.objects.get(email="partner@example.org"))
        make_belonging()
        for part in settings.DEMO_PARTS:
            named(part)()
    return [DemoUser(email, password, role) for email, _name, role, _flags in ROLES]


def _give(uid: str, owner: User) -> None:
    """The last of the roles owns the profile, unless somebody does already."""
    profile = Profile.objects.filter(uid=uid, owner=None).first()
    if profile:
        Profile.objects.filter(pk=profile.pk).update(owner=owner)
        changes.record(changes.Entry(profile.pk, profile.uid, fields=["owner"]), by=None, reason="demo")
        _agree(owner, Purpose.PUBLICATION, "publish")


def _agree(user: User, purpose: str, on: str) -> None:
    """Their yes, once: whoever tries out taking it back finds it taken back after the next start."""
    if not user.consents.filter(purpose=purpose).exists():
        consents.give(user, purpose, on=on, language=user.language)


def _make_partner(uid: str, manager: User) -> None:
    """An invented company is a confirmed partner, with its manager."""
    company = Profile.objects.filter(uid=uid).first()
    if company:
        Membership.objects.get_or_create(user=manager, organisation=company, ended_at=None, defaults={"role": "manager", "way_in": "staff"})
        Partnership.objects.get_or_create(organisation=company, ended_at=None)
