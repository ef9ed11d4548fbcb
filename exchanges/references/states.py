"""What may happen to a letter, as data: where from, where to, who may."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from exchanges.events.moves import Machine, Move
from exchanges.references.rules import is_own, is_referee, nobody, owns_or_runs, runs

ASKED = frozenset({"requested", "willing"})
LEFT = ("declined", "expired", "cancelled")  # no longer counted among those named

TRANSITIONS: Machine = {
    "ask": Move(pgettext_lazy("letter", "Ask"), frozenset({"to-request"}), "requested", owns_or_runs, by_clock=True),
    "accept": Move(_("Yes, I’ll write"), frozenset({"requested"}), "willing", is_referee),
    "decline": Move(_("No, I can’t"), ASKED, "declined", is_referee),
    "submit": Move(_("Send the letter"), frozenset({"willing"}), "submitted", is_referee),
    "reask": Move(_("Ask again"), frozenset({"declined", "expired"}), "requested", runs),
    "cancel": Move(
        _("Don’t ask any more"), ASKED | {"to-request"}, "cancelled", owns_or_runs, by_clock=True, asks=_("Tell them that no letter is needed?"),
    ),
    "expire": Move(_("End: not in on time"), ASKED, "expired", nobody, by_clock=True),
}
# What changes no state; each is an event of its own all the same.
ACTS: Machine = {
    "remind": Move(_("Remind"), ASKED, "", owns_or_runs, by_clock=True),
    "again": Move(_("Send a new link"), ASKED, "", owns_or_runs),
    "extend": Move(_("Give more time"), ASKED, "", runs),
    "change": Move(_("Change"), ASKED | {"to-request"}, "", is_own),
    "replace": Move(_("Name somebody else"), frozenset({"declined", "expired"}), "", is_own),
    "save": Move(_("Save"), frozenset({"willing"}), "", is_referee),
}
EVERY: Machine = TRANSITIONS | ACTS
