"""A call as its coordinators read it: what stands in each part, what is missing in their words, its positions, its history."""

import zoneinfo
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.zones import cities
from directory import wording
from directory.wording import spoken
from exchanges.calls import picking
from exchanges.calls.eligibility import worded
from exchanges.calls.gaps import PARTS, Gap
from exchanges.calls.models import Call, HostPosition
from exchanges.calls.services.editing import COLUMNS
from exchanges.calls.states import TRANSITIONS
from exchanges.calls.versions import form_for
from exchanges.events.models import Event
from exchanges.programmes.models import Programme
from exchanges.programmes.rules import may_coordinate

LONGEST_HISTORY = 200
LANGS = {"_en": "en", "_zh": "zh-Hans"}  # the end of a column's name → the language of its text
NOT_SHOWN = {"opens_at", "closes_at", "full_closes_at"}  # the wall time beside them says it


def is_chinese() -> bool:
    return (get_language() or "").startswith("zh")


def gap_lines(gaps: Iterable[Gap]) -> list[dict[str, str]]:
    """Gaps as sentences, with the part that mends each."""
    lines = []
    for gap in gaps:
        text = str(gap.what)
        if gap.lang:
            which = _("English is missing: %(what)s") if gap.lang == "en" else _("Chinese is missing: %(what)s")
            text = which % {"what": text + (f" “{gap.detail[:80]}”" if gap.detail and gap.where not in {"title", "summary", "text"} else "")}
        lines.append({"part": gap.part, "text": text, "lang": gap.lang})
    return lines


@dataclass(frozen=True)
class Line:
    """`lang` says of a text in one of the two languages which one that is."""

    label: str
    value: str
    lang: str = ""


def lines_of(call: Call, part: str) -> list[Line]:
    """What stands in a part, to be read."""
    if part == "form":
        return [
            Line(_("Stage %(stage)s") % {"stage": stage}, _summed(form_for(call, stage))) for stage in range(1, call.stages + 1)
        ]
    names = [name for name in COLUMNS[part] if name not in NOT_SHOWN]
    columns: dict[str, Any] = {field.name: field for field in call._meta.fields}  # noqa: SLF001 - Django's documented name
    found = [Line(str(columns[name].verbose_name), _shown(call, name), LANGS.get(name[-3:], "")) for name in names]
    return [Line(line.label[:1].upper() + line.label[1:], line.value, line.lang) for line in found if line.value]


def _summed(form: Any) -> str:
    return wording.clauses((spoken(one["title"]) for one in form.sections), get_language() or "en") if form else ""


def _shown(call: Call, name: str) -> str:
    value = getattr(call, name)
    between, weight = ("；", "（{}）") if is_chinese() else ("; ", " ({})")
    if name == "eligibility":
        return between.join(spoken(worded(one)) for one in value)
    if name in {"documents", "rubric"}:
        return between.join(spoken(one["title"]) + (weight.format(one["weight"]) if "weight" in one else "") for one in value)
    if isinstance(value, datetime):
        value = value.astimezone(zoneinfo.ZoneInfo(call.zone)) if name.endswith("_due_at") else value
        return f"{wording.day(value, get_language() or 'en')} {value:%H:%M}"
    if isinstance(value, date):
        return wording.day(value, get_language() or "en")
    if isinstance(value, bool):
        return str(_("Yes")) if value else ""
    if name == "zone":
        return str(cities(get_language() or "en").get(value, value))
    if name == "halves":
        return between.join(f"{half['currency']} {half['cap'] / 100:,.2f}" for half in value.values())
    if isinstance(value, list):
        return ", ".join(map(str, value))
    display = getattr(call, f"get_{name}_display", None)
    return str(display() if display else "" if value is None else value)


def positions_of(call: Call) -> list[tuple[HostPosition, str]]:
    """The positions with their hosts' names, in their order."""
    return [(one, picking.shown(one.host).name) for one in call.positions.select_related("host").order_by("order", "pk")]


def history_of(call: Call) -> list[tuple[Event, str]]:
    """What happened to the call, the latest first, each with its name."""
    rows = Event.objects.filter(noun="call", key=call.pk).select_related("by").order_by("-at", "-pk")[:LONGEST_HISTORY]
    return [(one, _named(one)) for one in rows]


def _named(event: Event) -> str:
    own = {"create": _("Entered"), "copy": _("Made from another call")}
    if event.move == "edit":
        part = event.facts.get("part", "")
        return _("Changed: %(part)s") % {"part": _("Waiver") if part == "waiver" else PARTS.get(part, part)}
    return str(own.get(event.move) or (TRANSITIONS[event.move].label if event.move in TRANSITIONS else event.move))


def calls_of(programme: Programme, actor: Actor) -> list[Call]:
    """The calls and templates of a programme that the actor coordinates, the newest first."""
    return list(Call.objects.visible_to(actor).filter(programme=programme).order_by("is_template", "-created_at"))


def sources_for(programme: Programme, actor: Actor) -> list[Call]:
    """What a new call can be made from: templates first, then past calls, of every programme that the actor coordinates."""
    found = Call.objects.visible_to(actor).select_related("programme").order_by("-is_template", "-created_at")[:300]
    mine = [one for one in found if may_coordinate(actor, one.programme_id)]
    return sorted(mine, key=lambda one: (not one.is_template, one.programme_id != programme.pk))
