"""What may happen to an application, as data: where from, where to, who may; and what its call has to say to that."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from exchanges.applications.rules import decides, is_applicant, nobody
from exchanges.applications.vocabulary import LIVE
from exchanges.calls import clock
from exchanges.calls.vocabulary import CallStatus
from exchanges.errors import Text
from exchanges.events.moves import Machine, Move

if TYPE_CHECKING:
    from exchanges.applications.models import Application

JUDGED = frozenset({"eligible", "under-review", "shortlisted"})

TRANSITIONS: Machine = {
    # The applicant's
    "submit": Move(_("Send the application"), frozenset({"draft"}), "submitted", is_applicant),
    "answer-info": Move(_("Send the information"), frozenset({"more-info"}), "submitted", is_applicant),
    "reopen": Move(_("Reopen the application"), frozenset({"submitted"}), "draft", is_applicant),
    "withdraw": Move(
        _("Withdraw the application"), frozenset(LIVE) - {"completed"}, "withdrawn", is_applicant, by_clock=True,
        asks=_("Withdraw this application?"),
    ),
    "accept": Move(_("Accept the place"), frozenset({"offered"}), "accepted", is_applicant, by_clock=True),
    "decline-offer": Move(_("Decline the place"), frozenset({"offered"}), "withdrawn", is_applicant, by_clock=True),
    # The coordinator's
    "find-eligible": Move(_("Eligible"), frozenset({"submitted", "more-info", "ineligible"}), "eligible", decides),
    "find-ineligible": Move(_("Not eligible"), frozenset({"submitted", "more-info", "eligible"}), "ineligible", decides, needs_reason=True),
    "ask-info": Move(_("Ask for more information"), frozenset({"submitted", "eligible"}), "more-info", decides),
    "take-up": Move(_("Begin the review"), frozenset({"submitted", "eligible"}), "under-review", decides, by_clock=True),
    "shortlist": Move(_("Shortlist"), frozenset({"eligible", "under-review"}), "shortlisted", decides),
    "unshortlist": Move(_("Take off the shortlist"), frozenset({"shortlisted"}), "under-review", decides),
    "invite": Move(_("Invite the full application"), JUDGED, "draft", decides),
    "offer": Move(_("Offer a place"), JUDGED | {"waitlisted"}, "offered", decides, by_clock=True),
    "wait": Move(_("Put on the waiting list"), JUDGED, "waitlisted", decides, by_clock=True),
    "reject": Move(_("Decline"), JUDGED | {"submitted", "more-info", "waitlisted"}, "rejected", decides, by_clock=True),
    "end-offer": Move(_("End the offer"), frozenset({"offered", "accepted"}), "rejected", decides, by_clock=True),
    "complete": Move(_("Completed"), frozenset({"accepted"}), "completed", decides, by_clock=True),
    # The clock's
    "restore": Move(_("Let the sent copy count"), frozenset({"draft"}), "submitted", nobody, by_clock=True),
    "end-unsent": Move(_("End a draft that was not sent"), frozenset({"draft"}), "not-sent", nobody, by_clock=True),
    "bring-back": Move(_("Draft again: the call was opened again"), frozenset({"not-sent"}), "draft", nobody, by_clock=True),
    "bring-back-half": Move(_("A half counts again: the call was opened again"), frozenset({"not-sent"}), "submitted", nobody, by_clock=True),
    "end-with-call": Move(_("Ended with its call"), frozenset(LIVE) - {"completed"}, "ended", nobody, by_clock=True),
    "end-with-half": Move(_("Ended with its other half"), frozenset(LIVE) - {"completed"}, "ended", nobody, by_clock=True),
    "return-with-half": Move(_("In again with its other half"), frozenset({"ended"}), "submitted", nobody, by_clock=True),
    "end-one-sided": Move(_("End a half without its other half"), frozenset({"submitted"}), "not-sent", nobody, by_clock=True),
}
# What a half of a paired application meets only once both are in.
NEEDS_BOTH_HALVES = frozenset({"find-eligible", "take-up", "shortlist", "invite", "offer", "wait"})
# What binds who applied: a dated call promises them that they may change what they sent until it closes, so nobody does these before.
BINDING = frozenset({
    "find-eligible", "find-ineligible", "ask-info", "take-up", "shortlist", "unshortlist", "invite", "offer", "wait", "reject",
})
# What is done to both halves of a pair together.
TOGETHER = frozenset({"shortlist", "unshortlist"})
STILL_OPEN = _(
    "The call is still open: until it closes, applicants may change what they sent, so nothing is decided about it yet. Nothing was changed."
)
CALL_OVER = _("The call is over, so nothing is decided about its applications any more. Nothing was changed.")


def in_the_way(name: str, application: "Application", now: datetime) -> Text:
    """Why a person can't do the move now though the application stands right for it; blank where nothing is in the way."""
    call = application.call
    if name not in BINDING:
        return ""
    if call.status in {CallStatus.CANCELLED, CallStatus.ARCHIVED}:
        return CALL_OVER
    return STILL_OPEN if not call.is_rolling and clock.takes_applications(call, now, application.stage) else ""
