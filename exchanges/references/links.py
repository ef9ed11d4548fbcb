"""The link of one letter: what opens it, and what a session keeps of it."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core import signing

from accounts.actor import Actor
from exchanges.references.models import Letter
from exchanges.references.rules import WANTED_WHILE, is_over
from exchanges.references.states import ASKED

SALT = "exchanges.references.link"
LONGEST = 200  # no link of ours is longer


def new_token() -> str:
    """32 random bytes, as a link writes them."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def address_of(token: str, language: str) -> str:
    return f"{settings.SITE_URL}/{language}/letters/{token}"


def repeated(letter: Letter) -> str:
    """A second way in for a reminder: we don't know the first token any more. It opens the same letter as long as the first link holds, and ends with
    it, so a reminder kills no link that somebody is writing by."""
    return signing.dumps([letter.pk, _mark(letter)], salt=SALT)


def by_token(token: str, now: datetime) -> Letter | None:
    """The letter of a link, while it is asked for; None for every other link, whatever is wrong with it."""
    if not token or len(token) > LONGEST or "\0" in token:
        return None
    found = _rows().filter(token_hash=digest(token)).first() or _by_signature(token)
    return found if found is not None and holds(found, now) else None


def holds(letter: Letter, now: datetime) -> bool:
    """Whether a link of the letter opens it now."""
    return bool(letter.token_hash) and letter.state in ASKED and letter.application.status in WANTED_WHILE and not is_over(letter, now)


@dataclass(frozen=True)
class Grant:
    """What a session keeps: which letter, and which link it came by, so that a voided link ends its sessions too."""

    letter: int
    mark: str

    def kept(self) -> list[Any]:
        return [self.letter, self.mark]


def grant_of(letter: Letter) -> Grant:
    return Grant(letter.pk, _mark(letter))


def by_grant(kept: object, now: datetime) -> Letter | None:
    """The letter that a session was let in for, while its link holds."""
    if not isinstance(kept, list) or len(kept) != 2:
        return None
    found: Letter | None = _rows().filter(pk=kept[0]).first()
    return found if found is not None and holds(found, now) and _mark(found) == kept[1] else None


def actor_for(letter: Letter) -> Actor:
    """The referee: nobody's owner, coordinator or staff, and allowed nothing but this letter."""
    return Actor(referee_grant=letter.pk)


def _rows() -> Any:
    return Letter.objects.select_related("application__call__programme", "application__applicant", "file")


def _mark(letter: Letter) -> str:
    """Tells one link of a letter from the next, and opens nothing."""
    return digest(f"mark:{letter.token_hash}")[:32]


def _by_signature(token: str) -> Letter | None:
    try:
        key, mark = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    found: Letter | None = _rows().filter(pk=key).first()
    return found if found is not None and _mark(found) == mark else None
