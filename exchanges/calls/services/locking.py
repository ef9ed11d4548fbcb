"""The lock under which a call changes: the call first, then its positions."""

from accounts.actor import Actor
from exchanges.calls.models import Call
from exchanges.errors import NotAllowed, Stale
from exchanges.programmes.rules import may_coordinate


def locked(call: Call, *, positions: bool = False) -> Call:
    """The call as it stands now, ours until the transaction ends; with its positions where they change too."""
    row: Call = Call.objects.select_for_update(of=("self",)).select_related("programme").get(pk=call.pk)
    if positions:
        list(row.positions.select_for_update().order_by("pk"))
    return row


def writable(call: Call, version: int | None, *, by: Actor, positions: bool = False) -> Call:
    """The locked call, for who coordinates it, as long as nobody wrote since `version` was read (None: the caller doesn't mind)."""
    row = locked(call, positions=positions)
    if not may_coordinate(by, row.programme_id):
        raise NotAllowed
    if version is not None and row.version != version:
        raise Stale(row)
    return row
