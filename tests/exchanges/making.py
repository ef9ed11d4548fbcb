"""Programmes, calls, applications and the people around them, as rows ready for a test; each takes overrides."""

import hashlib
import itertools
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from exchanges.models import Application, Assignment, Call, CallForm, HostPosition, Letter, Offer, Placement, Programme, ProgrammeRole, Revision
from tests import make

_numbers = itertools.count(1)
NOW = timezone.now

RUBRIC = [
    {"key": "quality", "title": {"en": "Quality", "zh": "质量"}, "help": {"en": "", "zh": ""}, "weight": 60, "low": 1, "high": 5},
    {
        "key": "benefit",
        "title": {"en": "Benefit to both sides", "zh": "对双方的益处"},
        "help": {"en": "", "zh": ""},
        "weight": 40,
        "low": 1,
        "high": 5,
    },
]
SECTIONS = [
    {
        "key": "project",
        "title": {"en": "Your project", "zh": "您的项目"},
        "questions": [
            {"key": "title", "type": "text", "title": {"en": "Title", "zh": "题目"}, "required": True, "limit": 20},
            {"key": "aim", "type": "text", "title": {"en": "Aim", "zh": "目标"}, "required": True, "limit": 150},
        ],
    },
    {
        "key": "stay",
        "title": {"en": "Your stay", "zh": "您的访问"},
        "questions": [{"key": "months", "type": "number", "title": {"en": "Months", "zh": "月数"}, "required": True, "low": 1, "high": 12}],
    },
]


def programme(name_en: str = "Bridge Fellowships", name_zh: str = "桥梁访问学者计划", **fields: Any) -> Programme:
    return Programme.objects.create(**({"name_en": name_en, "name_zh": name_zh, "status": "published", "kind": "fellowship"} | fields))


def with_role(role: str, of: Programme, email: str = "", **fields: Any) -> User:
    """A confirmed user with the role; sign in with make.sign_in (second factor included)."""
    user = make.confirmed(make.member(email or f"{role}{next(_numbers)}@example.org", **fields))
    ProgrammeRole.objects.create(user=user, programme=of, role=role)
    return user


def coordinator(of: Programme, email: str = "", **fields: Any) -> User:
    return with_role("coordinator", of, email, **fields)


def reviewer(of: Programme, email: str = "", **fields: Any) -> User:
    return with_role("reviewer", of, email, **fields)


def call(of: Programme | None = None, **fields: Any) -> Call:
    """An open call that closes in ten days, with a form of two sections."""
    now = NOW()
    given = {
        "programme": of or programme(),
        "status": "published",
        "published_at": now - timedelta(days=20),
        "title_en": "Autumn call",
        "title_zh": "秋季征集",
        "summary_en": "Visits of three to twelve months.",
        "summary_zh": "三至十二个月的访问。",
        "text_en": "Come and work together.",
        "text_zh": "欢迎前来合作。",
        "places": 10,
        "opens_at": now - timedelta(days=20),
        "closes_at": now + timedelta(days=10),
        "rubric": RUBRIC,
    } | fields
    for name in ("opens", "closes"):
        at: datetime | None = given.get(f"{name}_at")
        given.setdefault(f"{name}_local", at.replace(second=0, microsecond=0) if at else None)
    made: Call = Call.objects.create(**given)
    CallForm.objects.create(call=made, stage=1, version=1, sections=SECTIONS)
    return made


def closed_call(of: Programme | None = None, **fields: Any) -> Call:
    """One that closed yesterday: from then on its applications are judged."""
    return call(of, **({"closes_at": NOW() - timedelta(days=1)} | fields))


def position(of: Call, **fields: Any) -> HostPosition:
    if "host" not in fields:
        fields["host"] = make.institute(f"Host University {next(_numbers)}")
    return HostPosition.objects.create(**({"call": of, "title_en": "Robotics group", "title_zh": "机器人课题组", "places": 1} | fields))


def applicant(email: str = "", **fields: Any) -> User:
    return make.confirmed(make.member(email or f"applicant{next(_numbers)}@example.org", **fields))


def application(of: Call | None = None, by: User | None = None, status: str = "submitted", **fields: Any) -> Application:
    """An application in any state; one that was sent has a number, a revision and its form's answers."""
    of = of or call()
    number = next(_numbers)
    sent = status not in {"draft", "not-sent"}
    answers = fields.pop("answers", None)
    given = {
        "call": of,
        "applicant": by or applicant(),
        "status": status,
        "title": f"Soft robots {number}",
        "form": of.forms.get(stage=1),
        "number": f"T-2026-{number:05}" if sent else None,
        "submitted_at": NOW() if sent else None,
    } | fields
    made: Application = Application.objects.create(**given)
    answers = answers or {"project": {"title": made.title, "aim": "To build a soft hand."}, "stay": {"months": 6}}
    for key, section in answers.items():
        made.sections.create(stage=1, key=key, answers=section)
    if sent:
        content = {"sections": answers, "form": made.form.version}
        Revision.objects.create(
            application=made,
            number=1,
            content=content,
            sha256=hashlib.sha256(repr(content).encode()).hexdigest(),
            key=f"k{number}",
            received_at=NOW(),
        )
    return made


def letter(of: Application, **fields: Any) -> Letter:
    number = next(_numbers)
    return Letter.objects.create(
        **({"application": of, "name": "Rosa Referee", "email": f"rosa{number}@example.org", "state": "to-request"} | fields)
    )


def assignment(of: Application, reviewer_: User, state: str = "in-progress", **fields: Any) -> Assignment:
    now = NOW()
    declared = state in {"in-progress", "submitted", "reopened", "locked"}
    given = {
        "application": of,
        "reviewer": reviewer_,
        "state": state,
        "declared_at": now if declared else None,
        "submitted_at": now if state in {"submitted", "locked"} else None,
    } | fields
    return Assignment.objects.create(**given)


def offer(of: Application, state: str = "sent", **fields: Any) -> Offer:
    """An offer and the place it holds, taken from the call and from its position."""
    given = {"application": of, "state": state, "expires_at": NOW() + timedelta(days=14)} | fields
    made: Offer = Offer.objects.create(**given)
    if state in {"sent", "conditions", "confirmed"}:
        Call.objects.filter(pk=of.call_id).update(taken=of.call.taken + 1)
        if made.position:
            made.position.taken += 1
            made.position.save(update_fields=["taken"])
        made.holds.create(call=of.call, position=made.position, change=1, why="make")
        of.call.refresh_from_db()
    return made


def placement(of: Offer, **fields: Any) -> Placement:
    return Placement.objects.create(**({"offer": of, "person": of.application.applicant, "host": of.position.host if of.position else None} | fields))
