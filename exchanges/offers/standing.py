"""How offers stand for one reader: the applicant's own, the coordinator's lists, and what waits on My page."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.hooks import Need
from exchanges.applications import pairs
from exchanges.applications.models import Application
from exchanges.calls.deadlines import Clock, clocks
from exchanges.errors import Text
from exchanges.events.moves import Move, open_moves
from exchanges.matching import frozen
from exchanges.models import Call, Event, HostPosition, MatchRun, Offer, WaitingEntry
from exchanges.offers import running
from exchanges.offers.rules import orders
from exchanges.offers.services.freeing import in_line
from exchanges.offers.states import COORDINATORS, OF_DEFERRAL, OFFER, OWN
from exchanges.offers.vocabulary import HOLDING, OfferState
from exchanges.offers.working_days import answer_before, unannounced

LAST_MINUTE = timedelta(minutes=1)
UNANNOUNCED = gettext_lazy(
    "China’s working days of %(years)s have not been announced, as far as Qiao knows. Its holidays are counted on their statutory days, without the "
    "days off and the working weekends around them. The deadline that the applicant’s letter names is the one that counts."
)
# State → what the applicant reads: how it stands, and what happens next.
STANDING: dict[str, tuple[Text, Text]] = {
    "sent": (gettext_lazy("A place is offered to you"), gettext_lazy("The place is held for you until you answer or the time is over.")),
    "conditions": (
        gettext_lazy("You have accepted; the conditions are open"),
        gettext_lazy("A coordinator checks the conditions and tells you. The place is held for you."),
    ),
    "confirmed": (gettext_lazy("Your place is confirmed"), gettext_lazy("The stay itself is planned next, on the page of your placement.")),
    "half": (
        gettext_lazy("You have accepted; the other half hasn’t yet"),
        gettext_lazy(
            "Your place stands once the other half accepts theirs. If they decline or don’t answer in time, both places end. You hear of it."
        ),
    ),
    "declined": (gettext_lazy("You declined this place"), gettext_lazy("It is no longer held for you. Your application has ended.")),
    "expired": (gettext_lazy("This offer has run out"), gettext_lazy("Nobody answered in time, so the place is no longer held for you.")),
    "withdrawn": (gettext_lazy("This offer was withdrawn"), gettext_lazy("The place is no longer held for you.")),
    "failed": (gettext_lazy("The conditions are not met"), gettext_lazy("The place is no longer held for you.")),
    "deferred": (gettext_lazy("Deferred to a later call, as you asked"), gettext_lazy("Apply in that call; the coordinators know that you come.")),
}


def is_chinese() -> bool:
    return (get_language() or "").startswith("zh")


def call_title(call: Call) -> str:
    return (call.title_zh or call.title_en) if is_chinese() else (call.title_en or call.title_zh)


def position_title(position: HostPosition | None) -> str:
    """Its title, with the unit where there is one."""
    if position is None:
        return ""
    title = (position.title_zh or position.title_en) if is_chinese() else (position.title_en or position.title_zh)
    unit = (position.unit_zh or position.unit_en) if is_chinese() else (position.unit_en or position.unit_zh)
    return "，".join(filter(None, [title, unit])) if is_chinese() else ", ".join(filter(None, [title, unit])) or position.uid


def clocks_of(offer: Offer, call: Call, zone: str) -> list[Clock]:
    """The last minute in which it can be answered, on each clock."""
    return clocks(offer.expires_at - LAST_MINUTE, call.zone, zone)


@dataclass(frozen=True)
class OwnOffer:
    """The applicant's page: `state` is what the clock says, whether the job ran or not."""

    offer: Offer
    title: Text
    next: Text
    clocks: list[Clock]
    moves: dict[str, Move]
    others: list[Application]
    is_half: bool  # of a pair: it stands only if the other half accepts, too


def own(offer: Offer, actor: Actor, others: list[Application]) -> OwnOffer:
    is_over = offer.state == OfferState.SENT and actor.now >= offer.expires_at
    title, following = STANDING["expired" if is_over else offer.state]
    found = {} if is_over else {name: move for name, move in open_moves(OFFER, actor, offer).items() if name in OWN}
    if offer.deferral_asked_at:
        found.pop("ask-deferral", None)
    zone = actor.person.time_zone if actor.person else ""
    is_half = pairs.other_half(offer.application) is not None
    return OwnOffer(offer, title, following, clocks_of(offer, offer.application.call, zone), found, others, is_half)


def newest(application: Application) -> Offer | None:
    found: Offer | None = application.offers.select_related("position__host", "promoted_from").order_by("-pk").first()
    if found is not None:
        found.application = application
    return found


@dataclass(frozen=True)
class Row:
    """An offer as a coordinator reads it, with what they may do."""

    offer: Offer
    moves: dict[str, Move]
    is_late: bool

    @property
    def until(self) -> datetime:
        """The last minute in which it can be answered."""
        return self.offer.expires_at - LAST_MINUTE


def rows(call: Call, actor: Actor) -> list[Row]:
    """The offers of a call: those that hold a place first, by how soon they run out. What a coordinator takes part in isn't there."""
    found = Offer.objects.visible_to(actor).filter(application__call=call).exclude(application__in=Application.objects.involving(actor))
    made = [_row(one, actor) for one in found.select_related("application__applicant", "application__call", "position").order_by("pk")]
    return sorted(made, key=lambda one: (one.offer.state not in HOLDING, one.offer.state != "sent", one.offer.expires_at, one.offer.pk))


def _row(offer: Offer, actor: Actor) -> Row:
    moves = {name: move for name, move in open_moves(OFFER, actor, offer).items() if name in COORDINATORS}
    if offer.deferral_asked_at is None:
        moves = {name: move for name, move in moves.items() if name not in OF_DEFERRAL}
    return Row(offer, moves, offer.state == OfferState.SENT and actor.now >= offer.expires_at)


def board(call: Call, actor: Actor) -> dict[str, Any]:
    """The coordinator's page: offers, places, and who waits, in the order in which they would be offered one."""
    own = set(Application.objects.involving(actor).filter(call=call).values_list("pk", flat=True))
    waiting: list[WaitingEntry] = [one for one in in_line(call) if one.application_id not in own]
    by_state = Counter(Offer.objects.visible_to(actor).filter(application__call=call).exclude(application__in=own).values_list("state", flat=True))
    return {
        "orders": orders(actor, call), "unannounced": unannounced_of(call, actor.now), "rows": rows(call, actor),
        "waiting": sorted(waiting, key=lambda one: (one.position_id or 0, one.rank, one.application.submitted_at, one.pk)),
        "positions": list(call.positions.select_related("host")), "counts": [(OfferState(name).label, by_state[name]) for name in HOLDING],
    }


def unannounced_of(call: Call, now: datetime) -> str:
    """What staff are told where working days were counted that China hasn't announced: for an offer that waits for an answer or that is made now.
    What was counted so stands in the history of the offer, as the calendar will know these days one day."""
    ends = answer_before(now, call.offer_days, call.offer_calendar, call.zone)
    years = set(unannounced(now, ends, call.offer_calendar, call.zone))
    waiting = Offer.objects.filter(application__call=call, state=OfferState.SENT).values("pk")
    for facts in Event.objects.filter(call=call, noun="offer", key__in=waiting, facts__has_key="unannounced").values_list("facts", flat=True):
        years |= set(facts["unannounced"])
    return str(UNANNOUNCED % {"years": ("、" if is_chinese() else ", ").join(str(year) for year in sorted(years))}) if years else ""


def needs(actor: Actor) -> list[Need]:
    """Offers that wait for this person's answer (named in settings.NEEDS)."""
    if actor.person is None:
        return []
    mine = Offer.objects.filter(application__applicant=actor.person, state=OfferState.SENT, expires_at__gt=actor.now)
    return [
        Need(
            _("A place in %(call)s waits for your answer") % {"call": call_title(one.application.call)},
            reverse("application_offer", args=[one.application.uid]), one.sent_at, one.expires_at,
        )
        for one in mine.select_related("application__call").order_by("expires_at")
    ]


# Kind of a reason (matching/frozen.py) → the sentence.
BECAUSE: dict[str, Text] = {
    "got it": gettext_lazy("You got this place."),
    "not needed": gettext_lazy("This wish was not needed: an earlier one was fulfilled."),
    "not scored": gettext_lazy("No review of your application was in, so this host could not rank it."),
    "no places": gettext_lazy("This host had no place left in this round."),
    "lower score": gettext_lazy("All %(placed)s places went to applications with a higher score."),
    "lottery": gettext_lazy(
        "%(equal)s of the %(placed)s places went to applications with the same score as yours; between equal scores the lottery number decided."
    ),
    "below line": gettext_lazy(
        "The programme had %(cap)s places in all, fewer than its hosts; they went to applications that stand higher than yours."
    ),
    "objective": gettext_lazy("With you here, fewer people would have a place, or more of them a less wanted one."),
}


def why(run: MatchRun, application: Application) -> list[tuple[int, str, str]]:
    """For each wish: its rank, the position, and in a sentence what became of it. It names no other applicant."""
    names = {one.uid: position_title(one) for one in run.call.positions.all()}
    found = []
    for reason, kind in frozen.explain(running.document(run), running.pseudonym(application)):
        facts = {"placed": reason.placed, "equal": reason.equal, "cap": run.inputs["cap"]}
        found.append((reason.rank, names.get(reason.position, reason.position), str(BECAUSE[kind]) % facts))
    return found
