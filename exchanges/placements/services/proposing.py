"""A placement begins: with the accepted place, and the questions to ask before anybody travels."""

from django.db import transaction

from accounts.actor import Actor
from exchanges.errors import NotAllowed, NotNow
from exchanges.events.services import record
from exchanges.offers.models import Offer
from exchanges.offers.vocabulary import OfferState
from exchanges.placements import checklist
from exchanges.placements.models import ComplianceCheck, Placement
from exchanges.placements.rules import coordinates, right_of
from exchanges.placements.services import locking
from exchanges.placements.services.telling import HOST, PERSON, tell
from exchanges.placements.states import BEFORE
from exchanges.placements.vocabulary import CheckKind
from exchanges.programmes.models import Participation


def propose(offer: Offer, *, by: Actor | None) -> Placement:
    """The placement of a confirmed offer, made in the transaction that confirmed it, with its checklist. Proposing it twice is proposing it once.
    Whoever confirmed the offer had the right to; so nothing is asked of `by` here. Raises NotNow for an offer that isn't confirmed."""
    with transaction.atomic():
        rows = Offer.objects.select_for_update(of=("self",), no_key=True)
        offer = rows.select_related("application__call__programme", "position__host").get(pk=offer.pk)
        if offer.state != OfferState.CONFIRMED:
            raise NotNow
        application = offer.application
        host = offer.position.host_id if offer.position else _only_host(application.call.programme_id)
        placement, is_new = Placement.objects.get_or_create(offer=offer, defaults={"person_id": application.applicant_id, "host_id": host})
        if is_new:
            for kind in dict.fromkeys(rule.kind.value for rule in rules_for(placement)):
                placement.checks.create(kind=kind)
            record(placement, "propose", source="", target=placement.state, by=by, right=right_of(by, placement), call=application.call_id)
            # The person too, though they have just accepted: the page is where everything now happens.
            tell(placement, "proposed-person", (PERSON,), by=None)
            tell(placement, "proposed-host", (HOST,), by=by)
    return placement


def rules_for(placement: Placement) -> list[checklist.Rule]:
    """The rules that apply to a placement, by where its host is, its programme and its subject."""
    application, position = placement.offer.application, placement.offer.position
    call = application.call
    place = placement.host.locations.select_related("place").order_by("position").first() if placement.host else None
    subjects = [position.subject] if position and position.subject else call.subjects or call.programme.subjects
    return checklist.applying(place.place.country if place else "", call.programme.direction, call.programme.kind, subjects)


def add_check(placement: Placement, kind: str, *, by: Actor, is_blocking: bool = True) -> ComplianceCheck:
    """A coordinator puts a further question on the list. A blocking one takes a promise back, as one that opens again does."""
    from exchanges.placements.services.checking import take_promise_back  # it imports what proposes

    with transaction.atomic():
        placement = locking.locked(placement)
        locking.refuse_unless(coordinates(by, placement), placement.state in (*BEFORE, "active") and kind in CheckKind.values)
        check, is_new = placement.checks.get_or_create(kind=kind, defaults={"is_blocking": is_blocking})
        if is_new:
            record(check, "add", source="", target=check.state, by=by, right=right_of(by, placement), call=placement.offer.application.call_id)
            if is_blocking:
                take_promise_back(placement)
    return check


def set_host(placement: Placement, participation: Participation, *, by: Actor) -> Placement:
    """A coordinator names the host of a placement whose offer names no position: one of the hosts of the programme."""
    with transaction.atomic():
        placement = locking.locked(placement)
        call = placement.offer.application.call
        if participation.programme_id != call.programme_id or participation.part != "host":
            raise NotAllowed
        locking.refuse_unless(coordinates(by, placement), placement.state == "proposed")
        if placement.host_id != participation.profile_id:
            placement.host, placement.version = participation.profile, placement.version + 1
            placement.save(update_fields=["host", "version"])
            for kind in {rule.kind.value for rule in rules_for(placement)}:
                placement.checks.get_or_create(kind=kind)
            record(placement, "set-host", source=placement.state, target=placement.state, by=by, right=right_of(by, placement), call=call.pk)
            tell(placement, "proposed-host", (HOST,), by=by)
    return placement


def _only_host(programme: int) -> int | None:
    """The host of the programme where it has one only."""
    hosts = list(Participation.objects.filter(programme=programme, part="host").values_list("profile_id", flat=True)[:2])
    return hosts[0] if len(hosts) == 1 else None
