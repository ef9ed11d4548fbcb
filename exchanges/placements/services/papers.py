"""Papers such as a passport scan: given after an offer is confirmed, sealed, kept for thirty days at most and not beyond clearing, opened only with a
stated reason. Each opening is written down and told to the person."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.actor import Actor
from accounts.models import User
from exchanges.errors import ExchangeError, NotNow
from exchanges.events.models import Event
from exchanges.events.services import record
from exchanges.files import services as files
from exchanges.files.models import StoredFile
from exchanges.placements.models import Paper, Placement
from exchanges.placements.rules import coordinates, is_own, may_open_paper, right_of
from exchanges.placements.services import locking
from exchanges.placements.services.telling import COORDINATORS, PERSON, tell
from exchanges.placements.vocabulary import PaperKind

KEPT = timedelta(days=30)
GIVEN_WHILE = ("proposed", "host-confirmed", "confirmed")  # from the confirmed offer until the placement is cleared
MOST, MOST_BYTES = 5, 5 * 1024 * 1024
TYPES = ("pdf", "jpg", "png")
OPENINGS_AN_HOUR = 20  # of one person, of all papers
SHORTEST_REASON = 10  # letters; Chinese says as much in fewer

TOO_MANY = _("Five papers are here already. Remove one you no longer need; nothing was stored.")
NEEDS_REASON = _("Write what you need this paper for; the person reads it. Nothing was opened.")
TOO_OFTEN = _("You have opened many papers within an hour. Go on later, or ask another coordinator; nothing was opened.")


def give(placement: Placement, upload: Any, *, by: Actor, kind: str = PaperKind.PASSPORT) -> Paper:
    """The person hands a paper in. Raises FileRefused for what isn't one, NotNow when none is wanted any more."""
    with transaction.atomic():
        placement = locking.locked(placement)
        wanted = placement.offer.state == "confirmed" and placement.state in GIVEN_WHILE and kind in PaperKind.values
        locking.refuse_unless(is_own(by, placement), wanted)
        if placement.papers.filter(removed_at=None).count() >= MOST:
            raise ExchangeError(TOO_MANY)
        stored = files.store(upload, by=by, types=TYPES, max_bytes=MOST_BYTES, encrypt=True)
        paper: Paper = placement.papers.create(kind=kind, file=stored, expires_at=by.now + KEPT)
        _note(paper, "give", by)
        tell(placement, "paper", (COORDINATORS,), by=by, key=str(paper.pk))
    return paper


def open_it(paper: Paper, *, by: Actor, reason: str) -> StoredFile:
    """The file, for who may open it and says why. The opening is in the audit log, in the history and in the person's news before a byte is sent."""
    reason = " ".join(reason.split())
    with transaction.atomic():
        paper = locking.again(paper, locking.locked(paper.placement))
        locking.refuse_unless(may_open_paper(by, paper), is_there(paper, by.now))
        if len(reason) < (SHORTEST_REASON if reason.isascii() else SHORTEST_REASON // 2):
            raise ExchangeError(NEEDS_REASON)
        _count(by)
        right = right_of(by, paper.placement)
        audit.record("paper.read", by=by.user, on=("paper", str(paper.pk)), right=right, reason=reason, placement=paper.placement.pk)
        _note(paper, "open", by, reason)
        tell(paper.placement, "paper-opened", (PERSON,), by=by, key=f"{paper.pk}:{by.now.isoformat()}", path="account/seen")
        return paper.file


def remove(paper: Paper, *, by: Actor | None) -> bool:
    """Take the bytes away: the person at any time, a coordinator, and the clock. Returns whether they were still there."""
    with transaction.atomic():
        placement = locking.locked(paper.placement)
        paper = locking.again(paper, placement)
        locking.refuse_unless(by is None or is_own(by, placement) or coordinates(by, placement))
        return _take_away(paper, by)


def remove_all(placement: Placement, *, by: Actor | None) -> None:
    """None is needed any more: the placement is cleared, or it won't take place."""
    for paper in placement.papers.select_for_update(of=("self",), no_key=True).filter(removed_at=None).select_related("file").order_by("pk"):
        paper.placement = placement
        _take_away(paper, by)


def expire(*, by: None = None, now: datetime | None = None) -> int:
    """Remove what is thirty days old. Returns how many."""
    late = Paper.objects.filter(removed_at=None, expires_at__lte=now or timezone.now()).select_related("placement__offer").order_by("pk")
    return sum(remove(paper, by=by) for paper in late)


def is_there(paper: Paper, now: datetime) -> bool:
    """Whether it may still be opened: decided by the clock, whether or not the job has run."""
    return paper.removed_at is None and now < paper.expires_at


def _take_away(paper: Paper, by: Actor | None) -> bool:
    if paper.removed_at is not None:
        return False
    paper.removed_at = timezone.now()
    paper.save(update_fields=["removed_at"])
    files.remove(paper.file, by=by)
    _note(paper, "remove", by)
    return True


def _note(paper: Paper, move: str, by: Actor | None, reason: str = "") -> None:
    placement = paper.placement
    call = placement.offer.application.call_id
    record(paper, move, source="", target="", by=by, right=right_of(by, placement), reason=reason, call=call, placement=placement.pk)


def _count(by: Actor) -> None:
    """Refuse the opening that is one too many within the hour. Nobody else counts this person's openings until the transaction ends."""
    if by.user is None:
        raise NotNow
    User.objects.select_for_update(no_key=True).get(pk=by.user.pk)
    if Event.objects.filter(noun="paper", move="open", by=by.user, at__gt=by.now - timedelta(hours=1)).count() >= OPENINGS_AN_HOUR:
        raise ExchangeError(TOO_OFTEN)
