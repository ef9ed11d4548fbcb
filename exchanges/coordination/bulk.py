"""One act on many applications: first the list that is meant, then, once it was seen, row after row, each in a transaction of its own."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from accounts import audit
from accounts.actor import Actor
from accounts.errors import AccountError
from exchanges.applications.states import TRANSITIONS, in_the_way
from exchanges.errors import NotAllowed, Text
from exchanges.models import Application, Call
from exchanges.programmes.rules import right_of
from exchanges.reviews import judging

# What may be done to many at once. Decisions aren't: they are prepared one by one and released together (reviews/deciding.py).
ACTS = ("find-eligible", "find-ineligible", "take-up", "shortlist", "unshortlist")
MOST = 1000  # rows in one act


@dataclass(frozen=True)
class Row:
    """One application and what became of it: done, unchanged or skipped, and why."""

    application: Application
    result: str
    why: Text = ""


@dataclass(frozen=True)
class Check:
    """The last look before the act: those it will be done to, those it won't and why not, and a seal of the list that is confirmed."""

    ready: list[Application]
    not_ready: list[Application]
    seal: str
    why: dict[int, Text]  # what the call has against it, for those it won't be done to


def label(act: str) -> Text:
    """The act in words."""
    return TRANSITIONS[act].label


def seal_of(act: str, applications: Iterable[Application]) -> str:
    """Stands for exactly these applications in their present states and this act: when anything moves, the list is shown again."""
    words = "\n".join(f"{one.pk}:{one.status}" for one in sorted(applications, key=lambda one: one.pk))
    return hashlib.sha256(f"{act}\n{words}".encode()).hexdigest()[:32]


def check(call: Call, act: str, uids: list[str], *, by: Actor) -> Check:
    """The applications of the call with these uids, sorted by number: ready for the act or not. What the actor takes part in isn't among them."""
    rows = Application.objects.visible_to(by).decided_by(by)
    found = list(rows.filter(call=call, uid__in=uids[:MOST]).select_related("applicant").order_by("number"))
    for one in found:
        one.call = call
    ready = [one for one in found if act in judging.open_moves(one, by)]
    others = [one for one in found if one not in ready]
    return Check(ready, others, seal_of(act, found), {one.pk: in_the_way(act, one, by.now) for one in others})


def carry_out(call: Call, act: str, uids: list[str], *, by: Actor, seal: str, reason: str = "") -> list[Row] | None:
    """Do it to each. None when the list is no longer the one that was seen (`seal`): nothing was done then. A row that fails stops no other; killed
    in the middle, the same act again finds the done ones unchanged."""
    if act not in ACTS:
        raise NotAllowed
    seen = check(call, act, uids, by=by)
    if seen.seal != seal:
        return None
    rows = [_one(application, act, by, reason) for application in seen.ready]
    rows += [Row(one, "skipped", seen.why[one.pk] or one.get_status_display()) for one in seen.not_ready]
    audit.record(
        "application.bulk", by=by.user, on=("call", call.uid), right=right_of(by), move=act,
        done=sum(row.result == "done" for row in rows), skipped=sum(row.result == "skipped" for row in rows),
    )
    return sorted(rows, key=lambda row: row.application.number or "")


def _one(application: Application, act: str, by: Actor, reason: str) -> Row:
    try:
        done = judging.move(application, act, by=by, reason=reason)
    except AccountError as refusal:
        return Row(application, "skipped", str(refusal))
    return Row(application, "done" if done else "unchanged")
