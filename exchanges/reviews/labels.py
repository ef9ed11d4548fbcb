"""How things of reviews are called in the page's language."""

from typing import Any

from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from directory import subjects, wording
from exchanges.applications.reading import position_name as named
from exchanges.applications.states import TRANSITIONS as APPLICATION
from exchanges.calls.models import HostPosition
from exchanges.reviews.conflicts import Conflict
from exchanges.reviews.states import TRANSITIONS as REVIEW
from exchanges.reviews.vocabulary import Outcome

# On the panel, where each stands in a narrow column.
SHORT = {
    Outcome.OFFER: gettext_lazy("Offer"),
    Outcome.WAIT: gettext_lazy("Wait"),
    Outcome.REJECT: pgettext_lazy("decision", "Decline"),
    Outcome.INVITE: gettext_lazy("Invite"),
}
FITS = {2: gettext_lazy("same field"), 1: gettext_lazy("related field"), 0: gettext_lazy("no common field")}


MORE = {
    "ask": gettext_lazy("Review asked for"),
    "prepare": gettext_lazy("Decision prepared"),
    "clear": gettext_lazy("Decision taken back"),
    "release": gettext_lazy("Decision sent"),
    "begin": gettext_lazy("Begun"),
}


def move_words(event: Any) -> str:
    """What happened, as the history shows it."""
    machine = {"application": APPLICATION, "assignment": REVIEW}.get(event.noun, {})
    known = machine.get(event.move)
    return str(known.label if known else MORE.get(event.move, event.move))


def is_chinese() -> bool:
    return (get_language() or "").startswith("zh")


def short_outcome(value: str, label: Any) -> Any:
    """The word of a decision for a narrow column."""
    return SHORT[Outcome(value)] if value else label


def position_name(position: HostPosition) -> str:
    """Its title and unit."""
    return named(position, is_chinese())


def subject_name(code: str) -> str:
    return subjects.label(code, get_language() or "en")


def reasons(why: dict[str, Any]) -> str:
    """What an automatic assignment weighed, as one line: "same field (Civil engineering), reads Chinese, 4 reviews of at most 5"."""
    if why.get("by") != "plan":
        return _("Chosen by hand")
    codes = [subject_name(code) for code in why["subject"]["codes"]]
    lang = get_language() or "en"
    joined = wording.listed(codes, lang)
    brackets = "（{}）" if is_chinese() else " ({})"
    parts = [str(FITS[why["subject"]["fit"]]) + (brackets.format(joined) if joined else "")]
    parts.append(_("reads the language") if why["language"]["fit"] else _("doesn’t state the language"))
    parts.append(_("%(load)s reviews in this call, even share %(share)s") % {"load": why["load"], "share": why["share"]})
    return wording.clauses(parts, lang)


def conflicts_in_words(why: dict[str, Any]) -> list[str]:
    """Whom a conflict left out of the assignment: the reasons, without the names."""
    lang = get_language() or "en"
    return [Conflict(one["kind"], (one["en"], one["zh"])).words(lang) for excluded in why.get("excluded", []) for one in excluded["conflicts"]]
