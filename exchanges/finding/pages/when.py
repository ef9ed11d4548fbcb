"""When a call takes applications: what the page says first, and the clocks beneath it."""

import zoneinfo
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.actor import Actor
from directory import wording
from exchanges.calls import clock
from exchanges.calls.deadlines import time_left
from exchanges.calls.models import Call
from exchanges.calls.vocabulary import Phase
from exchanges.calls.wording import city
from exchanges.finding.pages import clocks
from exchanges.finding.pages.clocks import Line
from exchanges.finding.wording import left


@dataclass(frozen=True)
class When:
    """`title` heads the clocks; without clocks, `notice` says how it stands. `small` is what counts as on time."""

    title: str
    clocks: list[Line] = field(default_factory=list)
    small: list[str] = field(default_factory=list)
    notice: str = ""


def phase_of(call: Call, actor: Actor) -> Phase:
    """The phase now."""
    return clock.phase(call, actor.now)


def told(call: Call, actor: Actor, lang: str) -> When:
    """What the page says first."""
    phase, now = phase_of(call, actor), actor.now
    reader = actor.zone_name
    if phase == Phase.OPEN and call.closes_at is None:
        return When(_("Always open"), notice=_("There is no closing date. Send your application when it is ready."))
    if phase == Phase.OPEN and call.closes_at is not None and now < call.closes_at:
        title = _("Apply within %(time)s") % {"time": left(time_left(call.closes_at, now))}
        return When(title, clocks.lines(call.closes_at, call.zone, reader, lang), on_time(call, call.closes_at, lang))
    if phase == Phase.OPEN and call.closes_at is not None:  # within the grace
        return When(_("The closing time is over"), clocks.lines(call.closes_at, call.zone, reader, lang), on_time(call, call.closes_at, lang))
    if phase == Phase.SCHEDULED and call.opens_at is not None:
        closes = _("It closes on %(time)s.") % {"time": clocks.on_clock(call.closes_at, call.zone, lang)} if call.closes_at else ""
        title = _("Opens in %(time)s") % {"time": left(time_left(call.opens_at, now))}
        return When(title, clocks.lines(call.opens_at, call.zone, reader, lang), [closes or _("Once open, it has no closing date.")])
    return When("", notice=_over(call, phase, lang))


def on_time(call: Call, closes: datetime, lang: str) -> list[str]:
    """What counts as on time, and what happens to what comes a little later."""
    shows = closes.astimezone(zoneinfo.ZoneInfo(call.zone))
    said = [_("An application counts as on time when our server has received it before %(time)s in %(city)s. You get a receipt at once.")
            % {"time": f"{shows:%H:%M:%S}", "city": city(call.zone, lang)}]
    if call.grace:
        said.append(ngettext("What arrives within %(count)s minute after that is still taken, and marked as late.",
                             "What arrives within %(count)s minutes after that is still taken, and marked as late.", call.grace)
                    % {"count": wording.number(call.grace, lang)})
    return said


def _over(call: Call, phase: Phase, lang: str) -> str:
    """How it stands when nobody can apply any more."""
    if phase == Phase.CANCELLED:
        return _("This call was cancelled. Nobody can apply.")
    if phase == Phase.DRAFT:
        return _("This call is being prepared.")
    day = clocks.day_on_clock(call.closes_at, call.zone, lang)
    closed = _("This call closed on %(day)s.") % {"day": day} if day else _("This call is closed.")
    after = {
        Phase.CLOSED: _("The applications are being checked."), Phase.IN_REVIEW: _("The applications are with the reviewers."),
        Phase.DECIDING: _("The decisions are being prepared; all are sent together."), Phase.DECIDED: _("All applicants have been told."),
    }.get(phase, "")
    return f"{closed} {after}".strip() if not lang.startswith("zh") else f"{closed}{after}"
