"""Three invented programmes and their calls, one in each phase."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from directory.demo.rows import uid_for
from exchanges.demo.people import Cast
from exchanges.demo.texts import DOCUMENTS, ELIGIBILITY, PROGRAMMES, RUBRIC, SECTIONS, TEXT, TITLES
from exchanges.models import Call, CallForm, HostPosition, Participation, Programme, ProgrammeRole

DAY = timedelta(days=1)
Calls = dict[str, Call]


def make(cast: Cast, now: datetime) -> Calls:
    """The programmes with their people and partners, and the calls by key."""
    programmes = {key: _programme(key, cast) for key in PROGRAMMES}
    bridge, industry, school = (programmes[key] for key in ("bridge", "industry", "school"))
    made = {
        "open": _call("open", bridge, now, -20, 24, cast, letters_wanted=1, letters_asked="after", letters_due_at=now + 31 * DAY),
        "judged": _call("judged", bridge, now, -70, -21, cast, status="in-review", review_mode="double", letters_wanted=1, letters_asked="after"),
        "deciding": _call("deciding", industry, now, -90, -45, cast, status="deciding"),
        "scheduled": _call("scheduled", industry, now, 14, 60, cast, zone="Asia/Shanghai"),
        "rolling": _call("rolling", industry, now, -120, None, cast, is_rolling=True, zone="Asia/Shanghai"),
        "closed": _call("closed", school, now, -40, -2, cast),
        "decided": _call("decided", school, now, -150, -100, cast, status="decided", places=2),
        "past": _call("past", bridge, now, -420, -370, cast, status="decided", places=4, starts_on=(now - 300 * DAY).date(),
                      ends_on=(now + 260 * DAY).date()),
        "archived": _call("archived", school, now, -800, -760, cast, status="archived"),
        "cancelled": _call("cancelled", bridge, now, -200, -150, cast, status="cancelled"),
    }
    made["draft"] = _call("draft", bridge, now, 60, 100, cast, status="draft")
    Call.objects.filter(pk=made["draft"].pk).update(published_at=None)
    made["template"] = _call("template", bridge, now, 0, 30, cast, status="draft", is_template=True)
    Call.objects.filter(pk=made["template"].pk).update(published_at=None, opens_at=None, closes_at=None, opens_local=None, closes_local=None)
    return made


def _programme(key: str, cast: Cast) -> Programme:
    programme: Programme = Programme.objects.create(uid=uid_for(f"programme:{key}"), is_demo=True, status="published", **PROGRAMMES[key])
    parts = [("organiser", cast.chinese[0]), ("organiser", cast.british[0]), ("host", cast.british[1]), ("host", cast.chinese[1])]
    parts += [("industry", cast.company)] if key == "industry" else [("funder", cast.british[2])]
    parts.append(("contact", cast.contact))
    for number, (part, profile) in enumerate(parts):
        Participation.objects.create(programme=programme, profile=profile, part=part, position=number)
    ProgrammeRole.objects.create(user=cast.coordinator, programme=programme, role="coordinator")
    for reviewer in cast.reviewers:
        ProgrammeRole.objects.create(user=reviewer, programme=programme, role="reviewer")
    return programme


def _call(key: str, of: Programme, now: datetime, opens: int, closes: int | None, cast: Cast, **fields: Any) -> Call:
    """A call that opens and closes that many days from now, at 17:00 by the clock of its zone."""
    zone = fields.get("zone", "Europe/London")
    title_en, title_zh = TITLES[key]
    opens_at, closes_at = _evening(now, opens, zone), None if closes is None else _evening(now, closes, zone)
    given = {
        "status": "published", "published_at": opens_at - 14 * DAY, "title_en": title_en, "title_zh": title_zh, "opens_at": opens_at,
        "closes_at": closes_at, "opens_local": _digits(opens_at, zone), "closes_local": _digits(closes_at, zone) if closes_at else None, "places": 6,
        "decisions_on": closes_at.date() + 75 * DAY if closes_at else None,
        "starts_on": (now + (120 + max(opens, 0)) * DAY).date(), "ends_on": (now + 500 * DAY).date(), "rubric": RUBRIC, "documents": DOCUMENTS,
        "eligibility": ELIGIBILITY, **TEXT,
    } | fields
    call: Call = Call.objects.create(uid=uid_for(f"call:{key}"), programme=of, created_by=cast.coordinator, **given)
    CallForm.objects.create(call=call, sections=SECTIONS, frozen_at=closes_at if closes is not None and closes < 0 else None)
    hosts = [(cast.british[0], "2.2"), (cast.chinese[0], "1.2"), (cast.british[1], "2.3")]
    hosts += [(cast.company, "2.11")] if key == "past" else []
    for number, (host, subject) in enumerate(hosts):
        HostPosition.objects.create(
            uid=uid_for(f"position:{key}:{number}"), call=call, host=host, subject=subject, places=2, order=number, **TEXT_OF_POSITION[number],
        )
    return call


TEXT_OF_POSITION: tuple[dict[str, str], ...] = (
    {"title_en": "Robotics and automation", "title_zh": "机器人与自动化", "unit_en": "School of Engineering", "unit_zh": "工程学院"},
    {"title_en": "Trustworthy computing", "title_zh": "可信计算", "unit_en": "School of Computer Science", "unit_zh": "计算机学院"},
    {"title_en": "Advanced manufacturing", "title_zh": "先进制造", "unit_en": "Department of Mechanical Engineering", "unit_zh": "机械工程系"},
    {"title_en": "Precision measurement", "title_zh": "精密测量", "unit_en": "Research and development", "unit_zh": "研发部"},
)


def _evening(now: datetime, days: int, zone: str) -> datetime:
    return (now.astimezone(ZoneInfo(zone)) + days * DAY).replace(hour=17, minute=0, second=0, microsecond=0)


def _digits(at: datetime, zone: str) -> datetime:
    """The digits of the clock there, kept as if they were UTC."""


    return at.astimezone(ZoneInfo(zone)).replace(tzinfo=UTC)
