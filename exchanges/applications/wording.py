"""How an application stands, in plain words for who applied: what happened, what happens next and when. Never the internal state: what a panel
thinks so far looks the same whatever it thinks."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from directory import wording

if TYPE_CHECKING:
    from exchanges.applications.models import Application

BEING_READ = ("eligible", "under-review", "shortlisted")


@dataclass(frozen=True)
class Standing:
    """`title` in three or four words, `text` what it means, `next` what happens next; `until` when, where that is known."""

    title: str
    text: str
    next: str = ""
    until: datetime | None = None


@dataclass(frozen=True)
class Step:
    """A line of the status list: state is done, now or blank."""

    text: str
    state: str
    at: datetime | None = None


GONE = ("withdrawn", "not-sent", "ineligible", "rejected", "completed", "ended")  # what a call that is over doesn't change any more


def standing_of(application: "Application", *, is_over: bool = False, why: str = "") -> Standing:
    """`is_over`: the clock has passed the closing of the stage, whatever a job has written down yet. `why` is how an application that ended without
    its own doing ended (applications/ending.py). What a call that is over means is said at once, too."""
    status, call = str(application.status), str(application.call.status)
    if status == "ended" or (call == "cancelled" and status not in GONE and not _is_away(application)):
        return _ended(application, why if status == "ended" else "call-cancelled")
    if status == "draft" and call in {"decided", "archived"}:
        return _decided("not-sent", sent=False)
    if status == "draft":
        return _draft(application, is_over)
    if status == "submitted":
        return _sent(application, is_over)
    if status in BEING_READ:
        return _being_read(application)
    if status == "more-info":
        return Standing(
            _("Your answer is awaited"), _("The programme asks for more information. Change what is asked and send it again."),
            _("When it is in, the programme goes on reading."), application.info_due_at,
        )
    return _decided(status, bool(application.number))


def _is_invited(application: "Application") -> bool:
    """Whether it is the draft of a full application that wasn't sent yet: its concept was."""
    return application.stage == 2 and not application.revisions.filter(stage=2).exists()


def _is_away(application: "Application") -> bool:
    """Whether somebody has left home on it: their stay goes on, whatever becomes of the call."""
    if application.status != "accepted":
        return False
    return bool(application.offers.filter(placement__state__in=["active", "completed", "reported", "closed"]).exists())


def _ended(application: "Application", why: str) -> Standing:
    if why == "call-cancelled":
        text = _("The call was cancelled, so every application to it has ended. You need do nothing; what you wrote is kept here.")
        return Standing(_("Ended with its call"), text)
    text = {
        "half-ineligible": _(
            "The other half was found not eligible. A pair is decided as one, so yours has ended too; nothing was found wrong with it."
        ),
        "half-withdrawn": _("The other half was withdrawn. A pair is decided as one, so yours has ended too."),
        "half-declined": _("The other half declined its place. Both halves go or none, so yours has ended too."),
        "half-expired": _("The other half didn’t answer its offer in time. Both halves go or none, so yours has ended too."),
        "half-off-list": _("The other half was taken off the waiting list. A pair is decided as one, so yours has ended too."),
    }.get(why, _("The offer to the other half was ended. Both halves go or none, so yours has ended too."))
    return Standing(_("Ended with the other half"), text)


def _draft(application: "Application", is_over: bool) -> Standing:
    call = application.call
    closes = call.closes_at if application.stage == 1 else call.full_closes_at
    sent = application.submitted_at is not None and application.revisions.filter(stage=application.stage).exists()
    if is_over:
        return _being_read(application) if sent else _decided("not-sent", sent=False)
    if sent:
        return Standing(
            _("Reopened"), _("You are changing a sent application. The sent copy stays, and counts if you don’t send this one again."),
            _("Send it again before the call closes."), closes,
        )
    if application.stage == 2:
        text = _("Your concept convinced. Now write the full application.")
        return Standing(_("Full application invited"), text, _("Send it before the call closes."), closes)
    return Standing(_("Draft"), _("Nobody but you and those you invited can read it."), _("Send it before the call closes."), closes)


def _sent(application: "Application", is_over: bool) -> Standing:
    call = application.call
    closes = call.closes_at if application.stage == 1 else call.full_closes_at
    if application.pair and application.pair.complete_at is None:
        if is_over:
            return _decided("not-sent", sent=True)
        return Standing(
            _("Your half is in"), _("It counts once the other half is in too, before the call closes."), _("The other half is sent."), closes,
        )
    if is_over or closes is None:
        return _being_read(application)
    return Standing(
        pgettext("of an application", "Sent"), _("Your application has arrived. Until the call closes you may reopen it."),
        _("When the call has closed, the programme reads the applications."), closes,
    )


def _being_read(application: "Application") -> Standing:
    return Standing(
        _("Being considered"), _("The programme and its reviewers read the applications. All applicants learn the outcome together."),
        _("You get the decision by mail and see it here."),
    )


def expected(application: "Application", today: date) -> str:
    """When the decision is expected, for who waits for it; honest where that day has passed. Blank where nothing was said or it is told."""
    on = application.call.decisions_on
    if on is None or str(application.status) not in {"submitted", "more-info", *BEING_READ} or application.call.status == "cancelled":
        return ""
    said = {"day": wording.day(on, get_language() or "en")}
    if today > on:
        return _("Decisions were expected by %(day)s. That day has passed, and there is none yet; the application is still considered.") % said
    return _("The programme expects to tell you by %(day)s.") % said


def _decided(status: str, sent: bool) -> Standing:
    if status == "not-sent" and sent:
        return Standing(_("Doesn’t count"), _("The other half didn’t come in before the call closed, so your half doesn’t count."))
    return {
        "ineligible": lambda: Standing(
            _("Not eligible"), _("The application was found not to meet the conditions of the call, so it isn’t considered further."),
            _("If this rests on a mistake, write to the programme: its page names whom. They can look at it again."),
        ),
        "offered": lambda: Standing(_("A place is offered to you"), _("Read the offer and answer it."), _("The place is held for you until then.")),
        "waitlisted": lambda: Standing(
            _("On the waiting list"), _("There was no place for you yet. When one is given back, it goes to the next on the list."),
            _("You get a mail when a place is free for you."),
        ),
        "rejected": lambda: Standing(_("Not chosen"), _("The panel has chosen others this time. The letter is kept below.")),
        "accepted": lambda: Standing(
            _("You have a place"), _("You accepted it."), _("The programme and your host prepare the stay with you."),
        ),
        "completed": lambda: Standing(_("Completed"), _("The exchange is over and its reports are in.")),
        "withdrawn": lambda: Standing(_("Withdrawn"), _("The application has ended. Nobody reads it any more.")),
        "not-sent": lambda: Standing(_("Not sent"), _("The call closed before this draft was sent. Nobody has read it.")),
    }[status]()


def steps_of(application: "Application", standing: Standing, *, is_over: bool = False) -> list[Step]:
    """The way of an application, past steps with their time; the same for all that are still being considered."""
    status, sent = str(application.status), application.submitted_at
    ended = {"ended", "ineligible", "rejected", "withdrawn", "not-sent", "offered", "waitlisted", "accepted", "completed"}
    steps = [Step(pgettext("of an application", "Begun"), "done", application.created_at)]
    was_sent = pgettext("of an application", "Sent")
    steps.append(Step(was_sent, "done", sent) if sent else Step(was_sent, "now" if status == "draft" and not is_over else ""))
    if status in ended:
        return [*steps, Step(standing.title, "now")] if sent or status not in {"not-sent", "ended"} else [steps[0], Step(standing.title, "now")]
    reading = status in {*BEING_READ, "more-info"} or (sent is not None and is_over) or (status == "submitted" and is_over)
    if status == "draft" and sent and not is_over:
        steps.append(Step(_("Full application invited") if _is_invited(application) else _("Reopened"), "now"))
    steps.append(Step(_("Read and considered"), "now" if reading else ""))
    return [*steps, Step(_("Decision"), "")]
