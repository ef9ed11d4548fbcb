"""The dates of a call: local time in its zone, resolved once; a deadline that people count on moves later, never earlier."""

import zoneinfo
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from directory import wording
from exchanges.applications.models import Application
from exchanges.calls import deadlines
from exchanges.calls.clock import hard_close
from exchanges.calls.errors import BadField
from exchanges.calls.models import LONGEST_GRACE, Call
from exchanges.calls.vocabulary import CallStatus

TIMES = ("opens", "closes", "full_closes")


def instant(local: datetime, zone: str, field: str) -> deadlines.Resolved:
    """The instant of a local time. Raises BadField that names the nearest times where clocks jump over it."""
    try:
        return deadlines.resolve(local, zone)
    except deadlines.NoSuchTime as none:
        raise BadField(field, _("There is no %(time)s in %(zone)s that night: the clocks go forward. Choose %(before)s or %(after)s.") % {
            "time": said(none.local), "zone": zone, "before": said(none.before), "after": said(none.after),
        }) from None
    except (OverflowError, ValueError):
        raise BadField(field, _("Write a date between 2000 and 2100.")) from None


def said(local: datetime) -> str:
    """28 March 2027 01:30, in the reader's language."""
    return f"{wording.day(local.date(), get_language() or 'en')} {local:%H:%M}"


def twice(call: Call) -> list[str]:
    """The times of the call that its zone's clock shows twice; the first is meant."""
    times = [getattr(call, f"{name}_local") for name in TIMES]
    return [said(local) for local in times if local is not None and deadlines.resolve(local, call.zone).twice]


def put(call: Call, given: Mapping[str, Any], now: datetime) -> None:
    """Write the dates onto the locked row, not yet saved. `given`: opens, closes, full_closes (wall time or None), zone, grace, is_rolling, stages,
    starts_on, ends_on, decisions_on; what isn't given stays. Raises BadField."""
    before = Call.objects.get(pk=call.pk)
    for name in ("zone", "grace", "is_rolling", "stages", "starts_on", "ends_on", "decisions_on"):
        setattr(call, name, given.get(name, getattr(call, name)))
    if call.zone not in zoneinfo.available_timezones():
        raise BadField("zone", _("This is no time zone. Choose one of the list."))
    _resolve(call, given)
    _check(call)
    _hold(call, before, now)


def _resolve(call: Call, given: Mapping[str, Any]) -> None:
    for name in TIMES:
        local = given.get(name, getattr(call, f"{name}_local"))
        if (name == "closes" and call.is_rolling) or (name == "full_closes" and call.stages == 1):
            local = None
        if local is None:
            values: tuple[datetime | None, datetime | None] = (None, None)
        elif not 2000 <= local.year <= 2100:
            raise BadField(name, _("Write a date between 2000 and 2100."))
        elif local.replace(tzinfo=UTC) == getattr(call, f"{name}_local") and not _zone_changed(call):
            continue  # as it stood: a rolling call closed by hand keeps its very instant
        else:
            values = (local.replace(tzinfo=UTC), instant(local, call.zone, name).at)
        setattr(call, f"{name}_local", values[0])
        setattr(call, f"{name}_at", values[1])


def _zone_changed(call: Call) -> bool:
    return bool(Call.objects.values_list("zone", flat=True).get(pk=call.pk) != call.zone)


def _check(call: Call) -> None:
    """What is wrong whatever stood before."""
    if call.opens_at and call.closes_at and call.opens_at >= call.closes_at:
        raise BadField("closes", _("The call must close after it opens. Choose a later closing time or an earlier opening."))
    if call.closes_at and call.full_closes_at and call.closes_at >= call.full_closes_at:
        raise BadField("full_closes", _("Full applications must close after the concepts. Choose a later time."))
    if call.starts_on and call.ends_on and call.starts_on > call.ends_on:
        raise BadField("ends_on", _("The exchanges must end after they begin. Choose a later day."))
    last = call.full_closes_at or call.closes_at
    if call.decisions_on and last and call.decisions_on < last.astimezone(zoneinfo.ZoneInfo(call.zone)).date():
        raise BadField("decisions_on", _("Decisions can’t be expected before the call closes. Choose a later day."))
    if not 0 <= call.grace <= LONGEST_GRACE:
        raise BadField("grace", _("The grace is a whole number of minutes from 0 to %(most)s.") % {"most": LONGEST_GRACE})
    if call.stages not in (1, 2):
        raise BadField("stages", _("A call has one stage or two."))


def _hold(call: Call, before: Call, now: datetime) -> None:
    """What people already count on."""
    if call.status == CallStatus.DRAFT:
        return
    counted = Application.objects.filter(call=call).exists()
    if counted and call.stages != before.stages:
        raise BadField("stages", _("People have begun to apply, so the number of stages stays."))
    if counted and before.opens_at and before.opens_at <= now and call.opens_at != before.opens_at:
        raise BadField("opens", _("The call is open and people have begun to apply, so its opening stays."))
    for stage, name in ((1, "closes"), (2, "full_closes")):
        _later(call, before, now, stage, name, counted)


def _later(call: Call, before: Call, now: datetime, stage: int, name: str, counted: bool) -> None:
    old, new = getattr(before, f"{name}_at"), getattr(call, f"{name}_at")
    old_end, new_end = hard_close(before, stage), hard_close(call, stage)
    if (old, old_end) == (new, new_end):
        return
    if old_end is not None and old_end <= now:
        raise BadField(name, _("This deadline is over. Only staff can open the call again, with a reason."))
    if new is not None and new <= now:
        raise BadField(name, _("This time is in the past. Choose one that is still to come."))
    if counted and old is not None and new is not None and (new < old or (new_end is not None and old_end is not None and new_end < old_end)):
        raise BadField(name, _("People have begun to apply, so this deadline may move later, never earlier. It is %(time)s.") % {
            "time": said(getattr(before, f"{name}_local")),
        })
