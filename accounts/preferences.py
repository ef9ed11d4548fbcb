"""What somebody chooses for their account: name, language, time zone, how often they want mail."""

from collections.abc import Mapping

from django.db import transaction

from accounts import audit
from accounts.models import User
from accounts.notices import choices

CHOSEN = ("full_name", "language", "time_zone")


def save(user: User, *, by: User, full_name: str, language: str, time_zone: str, frequencies: Mapping[str, str]) -> list[str]:
    """Keep the choices. The language holds at once, for mail too. Returns which of them changed."""
    with transaction.atomic():
        locked = User.objects.select_for_update().get(pk=user.pk)
        wanted = {"full_name": full_name, "language": language, "time_zone": time_zone}
        changed = [field for field in CHOSEN if getattr(locked, field) != wanted[field]]
        for field in changed:
            setattr(locked, field, wanted[field])
        if changed:
            locked.save(update_fields=changed)
        before = choices.frequencies(locked)
        other = {kind: often for kind, often in frequencies.items() if before.get(kind) != often}
        if other:
            choices.choose(locked, other)
        if changed or other:
            audit.record("user.settings", by=by, on=("user", str(user.pk)), right="owner", fields=[*changed, *sorted(other)])
    for field in CHOSEN:
        setattr(user, field, wanted[field])
    return [*changed, *sorted(other)]
