"""How an application stands, in plain words for who applied: what happened, what happens next and when. Never the internal state: what a panel
thinks so far looks the same whatever it thinks."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

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


def standing_of(application: "Application", *, is_over: bool = False) -> Standing:
    """`is_over`: the clock has passed the closing of the stage, whatever a job has written down yet."""
    status = str(application.status)
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
        _("You get the decision by mail and see it here."), application.call.reviews_due_at,
    )


def _decided(status: str, sent: bool) -> Standing:
    if status == "not-sent" and sent:
        return Standing(_("Doesn’t count"), _("The other half didn’t come in before the call closed, so your half doesn’t count."))
    return {
        "ineligible": lambda: Standing(_("Not eligible"), _("The application doesn’t meet the conditions of the call. The letter says which.")),
        "offered": lambda: Standing(_("A place is offered to you"), _("Read the offer and answer it."), _("The place is held for you until then.")),
        "waitlisted": lambda: Standing(
            _("On the waiting list"), _("There was no place for you yet. When one is given back, it goes to the next on the list."),
            _("You get a mail when a place is free for you."),
        ),
        "rejected": lambda: Standing(_("Not chosen"), _("The panel has chosen others this time. The letter says why.")),
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
    ended = {"ineligible", "rejected", "withdrawn", "not-sent", "offered", "waitlisted", "accepted", "completed"}
    steps = [Step(pgettext("of an application", "Begun"), "done", application.created_at)]
    was_sent = pgettext("of an application", "Sent")
    steps.append(Step(was_sent, "done", sent) if sent else Step(was_sent, "now" if status == "draft" and not is_over else ""))
    if status in ended:
        return [*steps, Step(standing.title, "now")] if sent or status != "not-sent" else [steps[0], Step(standing.title, "now")]
    reading = status in {*BEING_READ, "more-info"} or (sent is not None and is_over) or (status == "submitted" and is_over)
    if status == "draft" and sent and not is_over:
        steps.append(Step(_("Reopened"), "now"))
    steps.append(Step(_("Read and considered"), "now" if reading else ""))
    return [*steps, Step(_("Decision"), "")]
