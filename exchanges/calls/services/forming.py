"""Writing a call's forms and its host positions."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from accounts.actor import Actor
from directory.models import Profile
from directory.subjects import ford
from directory.vocabulary import Kind
from exchanges.calls import versions
from exchanges.calls.errors import BadField
from exchanges.calls.models import Call, CallForm, HostPosition
from exchanges.calls.services.editing import fill, hold_open, open_gaps, written
from exchanges.calls.services.locking import writable
from exchanges.calls.shapes import check_sections
from exchanges.errors import ExchangeError

MOST_POSITIONS = 300
POSITION = ("host", "supervisor", "unit_en", "unit_zh", "title_en", "title_zh", "subject", "places", "order")


def save_form(call: Call, stage: int, sections: Any, *, version: int | None = None, by: Actor) -> CallForm:
    """Write a stage's form, as its next version once something was submitted with this one. Raises BadShape, Stale, NotReady."""
    checked = check_sections(sections)
    if stage not in (1, 2):
        raise BadField("stage", _("A call has one stage or two."))
    with transaction.atomic():
        row = writable(call, version, by=by)
        before = open_gaps(row, by.now)
        form = versions.write(row, stage, checked)
        hold_open(before, row, by.now)
        written(row, "form", [], by=by)
    return form


def save_position(call: Call, key: int | None, given: Mapping[str, Any], *, version: int | None = None, by: Actor) -> HostPosition:
    """Write a position, a new one where `key` is None. Raises BadField, Stale, NotReady."""
    with transaction.atomic():
        row = writable(call, version, by=by, positions=True)
        before = open_gaps(row, by.now)
        position = _position(row, key)
        more = -position.places if key is not None else 0
        for name in POSITION:
            if name in given:
                setattr(position, name, given[name])
        _check_position(position, by)
        position.save()
        hold_open(before, row, by.now)
        written(row, "places", [], by=by)
        if key is not None:
            fill(row, more + position.places, position, by=by)
    return position


def _position(row: Call, key: int | None) -> HostPosition:
    if key is not None:
        found = row.positions.filter(pk=key).first()
        if found is None:
            raise ExchangeError(_("This position is no longer there. Nothing was changed."))
        return HostPosition.objects.get(pk=found.pk)
    if row.positions.count() >= MOST_POSITIONS:
        raise ExchangeError(_("A call has at most %(most)s positions.") % {"most": MOST_POSITIONS})
    return HostPosition(call=row, order=row.positions.count())


def _check_position(position: HostPosition, by: Actor) -> None:
    """A host that is an organisation, a supervisor who is a person, both visible to who names them; places not below those taken."""
    wanted = ((position.host_id, "host", (Kind.INSTITUTE, Kind.COMPANY)), (position.supervisor_id, "supervisor", (Kind.RESEARCHER,)))
    for key, name, kinds in wanted:
        if key is None and name == "supervisor":
            continue
        if key is None or not Profile.objects.visible_to(by).filter(pk=key, kind__in=kinds).exists():
            raise BadField(name, _("Choose an organisation of the directory.") if name == "host" else _("Choose a person of the directory."))
    if position.subject and position.subject not in ford():
        raise BadField("subject", _("Choose a field of the list."))
    places: Any = position.places
    if not isinstance(places, int) or places < position.taken:
        raise BadField("places", _("%(taken)s places are taken or offered, so there can’t be fewer.") % {"taken": position.taken})
    try:
        position.clean_fields(exclude=["call", "host", "supervisor", "uid"])
    except ValidationError as wrong:
        field, messages = next(iter(wrong.message_dict.items()))
        raise BadField(field, " ".join(messages)) from None


def remove_position(call: Call, key: int, *, version: int | None = None, by: Actor) -> None:
    """Take a position away, unless somebody wished for it or it was offered."""
    with transaction.atomic():
        row = writable(call, version, by=by, positions=True)
        try:
            with transaction.atomic():
                _position(row, key).delete()
        except ProtectedError:
            raise ExchangeError(_("Somebody has wished for this position or was offered it, so it stays.")) from None
        written(row, "places", [], by=by)
