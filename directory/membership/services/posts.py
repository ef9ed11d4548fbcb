"""An organisation says whether somebody holds a post there."""

from typing import Any

from accounts.actor import Actor
from accounts.vocabulary import NoticeKind
from directory import cards, changes
from directory.membership.services.telling import name_of, tell
from directory.models import Affiliation


def confirmed(post: Affiliation, actor: Actor) -> None:
    post.confirmed_at = actor.now
    post.save(update_fields=["confirmed_at"])
    _record(post, actor, "an organisation confirmed a post", {"confirmed": False}, {"confirmed": True})
    _tell(post, "post-confirmed")


def ended(post: Affiliation, actor: Actor) -> None:
    """The post stays in the list, as one that was; another may be the main one now."""
    before = {"end": post.end}
    post.end, post.is_primary = actor.now.date().isoformat(), False
    post.save(update_fields=["end", "is_primary"])
    _record(post, actor, "an organisation ended a post", before, {"end": post.end})
    _tell(post, "post-ended")


def _record(post: Affiliation, actor: Actor, reason: str, before: dict[str, Any], after: dict[str, Any]) -> None:
    person = post.person
    # A change says nothing of a post that not everybody may see.
    shown = post.tier == 0
    entry = changes.Entry(person.pk, person.uid, fields=["affiliations"], before=before if shown else None, after=after if shown else None)
    changes.record(entry, by=actor.user, reason=reason)
    cards.refresh([person.pk])


def _tell(post: Affiliation, topic: str) -> None:
    if post.person.owner and post.organisation:
        tell(post.person.owner, topic, kind=NoticeKind.PROFILE, path=f"profiles/{post.person.uid}", organisation=name_of(post.organisation))
