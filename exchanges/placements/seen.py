"""Who sees somebody's placements and their papers, and each opening of a paper with its reason (named in settings.SEEN)."""

from accounts.actor import Actor
from accounts.hooks import Seen
from directory.membership.services.telling import name_of
from exchanges.events.models import Event
from exchanges.placements.models import Paper, Placement
from exchanges.placements.vocabulary import PaperKind

MOST = 50


def of_me(actor: Actor) -> list[Seen]:
    """The person's own placements: their host, what lies there, and why each paper was opened."""
    if actor.person is None:
        return []
    mine = list(Placement.objects.filter(person=actor.person).select_related("host", "offer__application__call__programme").order_by("-pk"))
    if not mine:
        return []
    papers = {paper.pk: paper for paper in Paper.objects.filter(placement__in=mine)}
    openings = Event.objects.filter(noun="paper", key__in=papers, move="open").order_by("-pk")[:MOST]
    context = {
        "placements": [(one, name_of(one.host) if one.host else None, one.offer.application.call.programme) for one in mine],
        "kept": sum(1 for paper in papers.values() if paper.removed_at is None and paper.expires_at > actor.now),
        "openings": [(event.at, PaperKind(papers[event.key].kind).label, event.right, event.reason) for event in openings],
    }
    objects = [("paper", str(key)) for key in papers] + [("placement", one.uid) for one in mine]
    return [Seen("exchanges/placements/seen.html", context, tuple(objects))]
