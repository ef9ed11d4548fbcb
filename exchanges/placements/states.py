"""What may happen to a placement, to one of its checks and to one of its reports, as data: where from, where to, and who may.

**Where an open check blocks.** A blocking check that is open keeps the placement from "confirmed": the host may confirm before, because the offices
that answer need dates and a host; the person can't. A check asks whether somebody went to the right office, not whether the visa is in the passport,
so it can be settled before anybody has a visa. Because "confirmed" and "cleared" promise that nothing blocking is open, a check that opens again (the
topic or the dates changed, somebody looked once more) takes a placement that stood there back to "confirmed by the host" in the same transaction.
"Cleared" asks for more: no check open at all, blocking or not, and none that runs out before the stay begins. Once the person has arrived, an open
check is shown and blocks nothing: nobody's journey is undone by a form.

Both sides confirm the dates that stand there: when somebody changes them, who has confirmed other dates confirms again.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.actor import Actor
from exchanges.events.moves import Move
from exchanges.placements.rules import accepts_report, coordinates, hosts, is_own, looks_after, takes_part, writes_report

BEFORE = ("proposed", "host-confirmed", "confirmed", "cleared")  # nobody has travelled yet
AGREED = frozenset({"host-confirmed", "confirmed", "cleared"})
PROMISED = frozenset({"confirmed", "cleared"})  # no blocking check is open here
AWAY = ("active", "completed", "curtailed")  # somebody is or was there, and reports are owed
OVER = ("closed", "cancelled")



def _looks_after_its(actor: Actor, check: Any) -> bool:
    return looks_after(actor, check.placement)


PLACEMENT = {
    "host-confirm": Move(_("Confirm for the host"), frozenset({"proposed"}), "host-confirmed", hosts),
    # For hosts who use no Qiao: the reason says how they confirmed.
    "confirm-for-host": Move(_("Record that the host confirmed"), frozenset({"proposed"}), "host-confirmed", coordinates, needs_reason=True),
    "confirm": Move(pgettext_lazy("placement", "Confirm"), frozenset({"host-confirmed"}), "confirmed", is_own),
    "clear": Move(_("Clear to go"), frozenset({"confirmed"}), "cleared", coordinates),
    "arrive": Move(_("Record the arrival"), frozenset({"cleared"}), "active", looks_after),
    "depart": Move(_("Record the departure"), frozenset({"active"}), "completed", looks_after),
    # By the last accepted report; a coordinator may do it where none was owed.
    "report": Move(_("All reports are in"), frozenset({"completed", "curtailed"}), "reported", coordinates, by_clock=True),
    "close": Move(_("Close the placement"), frozenset({"reported"}), "closed", coordinates),
    "cancel": Move(
        _("Cancel the placement"), frozenset(BEFORE), "cancelled", takes_part,
        _("Cancel this placement?"), needs_reason=True, by_clock=True,
    ),
    "curtail": Move(_("End it early"), frozenset({"active"}), "curtailed", looks_after, _("End this placement early?"), needs_reason=True),
    # What follows from other acts: new dates, a check that opens again.
    "ask-host-again": Move(_("Ask the host again"), AGREED, "proposed", coordinates, by_clock=True),
    "ask-person-again": Move(_("Ask the person again"), PROMISED, "host-confirmed", looks_after, by_clock=True),
}
FOLLOWS = frozenset({"report", "ask-host-again", "ask-person-again"})  # no buttons

CHECK = {
    "check": Move(pgettext_lazy("compliance", "Record what was checked"), frozenset({"open"}), "checked", _looks_after_its,
                  needs_reason=True),
    "not-needed": Move(_("Record that it isn’t needed"), frozenset({"open"}), "not-needed", _looks_after_its,
                       needs_reason=True),
    "reopen": Move(_("Open it again"), frozenset({"checked", "not-needed"}), "open", _looks_after_its, needs_reason=True,
                   by_clock=True),
}

REPORT = {
    "submit": Move(_("Hand in"), frozenset({"due", "returned"}), "submitted", writes_report),
    "accept": Move(pgettext_lazy("report", "Accept"), frozenset({"submitted"}), "accepted", accepts_report),
    "return": Move(_("Return with a question"), frozenset({"submitted"}), "returned", accepts_report, needs_reason=True),
}
