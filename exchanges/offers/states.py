"""What may happen to an offer, to a place on the waiting list and to a matching run, as data: where from, where to, and who may.

**Deferring.** The applicant asks for a later call and says which; the place stays theirs and the time to answer runs on. Only when a coordinator
agrees is the offer deferred and the place free: nobody gives a place away by asking.
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from exchanges.events.moves import Machine, Move
from exchanges.offers.rules import answers_conditional, answers_plain, decides_on, is_own, nobody, runs
from exchanges.offers.vocabulary import HOLDING

SENT, CONDITIONS = frozenset({"sent"}), frozenset({"conditions"})
OPEN = SENT | {"half"}  # the applicant can still say no

OFFER: Machine = {
    # The applicant's
    "accept": Move(_("Accept the place"), SENT, "confirmed", answers_plain, asks=_("Accept this place?")),
    "accept-conditions": Move(_("Accept the place and its conditions"), SENT, "conditions", answers_conditional,
                              asks=_("Accept this place and its conditions?")),
    # Of a pair: whoever accepts first waits for the other half.
    "accept-half": Move(_("Accept the place, if the other half does"), SENT, "half", is_own),
    "decline": Move(_("Decline the place"), OPEN, "declined", is_own, asks=_("Decline this place?")),
    "ask-deferral": Move(_("Ask for a later call"), SENT, "sent", is_own, asks=_("Ask to take the place in a later call?"), needs_reason=True),
    # The coordinator's
    "confirm": Move(_("Conditions are met"), CONDITIONS, "confirmed", decides_on, asks=_("Are all conditions met?")),
    "fail": Move(_("Conditions are not met"), CONDITIONS, "failed", decides_on, asks=_("End this offer because its conditions are not met?"),
                 needs_reason=True),
    "defer": Move(_("Agree to a later call"), SENT, "deferred", decides_on, asks=_("Defer this offer to a later call?")),
    "refuse-deferral": Move(_("Say no to a later call"), SENT, "sent", decides_on, asks=_("Say no to the later call?"), needs_reason=True),
    "withdraw": Move(_("Withdraw the offer"), frozenset(HOLDING), "withdrawn", decides_on, asks=_("Withdraw this offer?"), needs_reason=True),
    # The clock's, and what follows from other acts
    "expire": Move(pgettext_lazy("offer", "Ran out"), SENT, "expired", nobody, by_clock=True),
    "join": Move(_("Accepted by both halves"), frozenset({"half"}), "confirmed", nobody, by_clock=True),
    "join-conditions": Move(_("Accepted by both halves, with conditions"), frozenset({"half"}), "conditions", nobody, by_clock=True),
    "free": Move(_("Freed: the application was withdrawn"), frozenset(HOLDING), "withdrawn", nobody, by_clock=True),
}
OWN = ("accept", "accept-conditions", "decline", "ask-deferral")  # what the applicant's page offers
COORDINATORS = ("confirm", "fail", "defer", "refuse-deferral", "withdraw")
OF_DEFERRAL = frozenset({"defer", "refuse-deferral"})  # make sense only after the applicant asked

WAITING: Machine = {
    "offer": Move(_("Offered a place"), frozenset({"waiting"}), "offered", nobody, by_clock=True),
    "pass": Move(_("Did not take the place"), frozenset({"offered"}), "passed", nobody, by_clock=True),
    "leave": Move(_("Left with the application"), frozenset({"waiting"}), "left", nobody, by_clock=True),
    "take-off": Move(_("Take off the list"), frozenset({"waiting"}), "left", decides_on, asks=_("Take this application off the waiting list?"),
                     needs_reason=True),
}

RUN: Machine = {
    "publish": Move(_("Publish the run"), frozenset({"computed"}), "published", runs, asks=_("Publish this run?")),
    "discard": Move(_("Discard the run"), frozenset({"computed"}), "discarded", runs, asks=_("Discard this run?")),
}
