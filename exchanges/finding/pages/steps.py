"""What happens when: the course of a call from its opening to the exchanges, as far as it has come."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from directory import wording
from exchanges.calls.models import Call
from exchanges.calls.vocabulary import LettersAsked, Phase
from exchanges.finding.pages.clocks import day_on_clock, on_clock


@dataclass(frozen=True, slots=True)
class Step:
    """`state` is done, now or nothing."""

    label: str
    note: str
    state: str = ""


# Phase → which step is the present one.
PRESENT = {
    Phase.DRAFT: "", Phase.SCHEDULED: "opens", Phase.OPEN: "open", Phase.CLOSED: "review", Phase.IN_REVIEW: "review", Phase.DECIDING: "decisions",
    Phase.DECIDED: "exchanges", Phase.ARCHIVED: "over",
}


def of(call: Call, phase: Phase, now: datetime, lang: str) -> list[Step]:
    """The steps; none of a cancelled call."""
    if phase == Phase.CANCELLED:
        return []
    listed = _listed(call, phase, now, lang)
    names = [name for name, _label, _note in listed]
    present = PRESENT[phase]
    at = names.index(present) if present in names else len(names) if present in {"over", "exchanges"} else -1
    ends = call.ends_on or call.starts_on
    if present == "exchanges" and ends and ends < now.date():
        at = len(names)
    return [Step(label, note, "done" if place < at else "now" if place == at else "") for place, (_name, label, note) in enumerate(listed)]


def _decisions(call: Call, phase: Phase, now: datetime, lang: str) -> str:
    """By when they are expected; honest where that day has passed and they aren't sent."""
    if call.decisions_on is None or phase in {Phase.DECIDED, Phase.ARCHIVED}:
        return _("all on one day")
    said = {"day": wording.day(call.decisions_on, lang)}
    if now.astimezone(ZoneInfo(call.zone)).date() > call.decisions_on:
        return _("were expected by %(day)s; they are late") % said
    return _("expected by %(day)s, all on one day") % said


def _listed(call: Call, phase: Phase, now: datetime, lang: str) -> list[tuple[str, str, str]]:
    """(name, label, date in words)."""
    opened = phase not in {Phase.DRAFT, Phase.SCHEDULED}
    until = _("until %(time)s") % {"time": on_clock(call.closes_at, call.zone, lang)} if call.closes_at else _("without a closing date")
    steps = [
        ("opens", _("Opened") if opened else _("Opens"), day_on_clock(call.opens_at, call.zone, lang)),
        ("open", _("Open for applications"), until),
    ]
    if call.letters_wanted and call.letters_asked != LettersAsked.NEVER and call.letters_due_at:
        steps.append(("letters", _("Letters due"), day_on_clock(call.letters_due_at, call.zone, lang)))
    if call.stages == 2:
        label = _("Full applications, by invitation")
        steps.append(("full", label, _("until %(time)s") % {"time": on_clock(call.full_closes_at, call.zone, lang)} if call.full_closes_at else ""))
    due = _("until %(time)s") % {"time": day_on_clock(call.reviews_due_at, call.zone, lang)} if call.reviews_due_at else ""
    steps += [("review", _("Checked, and read by reviewers"), due), ("decisions", _("Decisions sent"), _decisions(call, phase, now, lang))]
    if call.starts_on:
        steps.append(("exchanges", _("Exchanges begin"), wording.day(call.starts_on, lang)))
    return steps
