"""Who is told what about belonging: by notices, in the transaction of what they tell of."""

from typing import Any

from django.utils import timezone
from django.utils.translation import get_language

from accounts import notices
from accounts.models import Notice, User
from accounts.vocabulary import NoticeKind
from directory.models import Claim, Membership, MembershipRequest, Profile
from directory.names import shown_names

MINE = "account/organisations"
WORK = "account/belonging"
Pair = dict[str, str]
ASKING: dict[type, tuple[str, ...]] = {MembershipRequest: ("asked",), Claim: ("claimed", "claimed-work")}


def name_of(profile: Profile) -> Pair:
    """The profile's public name in both languages, one standing in for the other where it is missing."""
    shown = shown_names(profile.names.filter(tier=0).order_by("id"))
    return {"en": shown["en"] or shown["zh"] or profile.uid, "zh": shown["zh"] or shown["en"] or profile.uid}


def spoken(name: Pair) -> str:
    """The name in the language of the page at hand."""
    return name["zh" if (get_language() or "").startswith("zh") else "en"]


def people_path(organisation: Profile) -> str:
    return f"profiles/{organisation.uid}/people"


def tell(user: User, topic: str, *, kind: str = NoticeKind.BELONGING, path: str = MINE, key: str = "", **facts: Any) -> None:
    """One notice to one person; `key` makes it the only one of its occasion."""
    notices.tell(user, kind, f"belonging/{topic}", facts=facts, path=path, dedupe_key=f"{topic}:{key}:{user.pk}" if key else None)


def settled(row: Any) -> None:
    """What asked somebody for an answer to this request or claim is read: it was answered, taken back, or ran out."""
    for topic in ASKING.get(type(row), ()):
        open_ones = Notice.objects.filter(topic=f"belonging/{topic}", read_at=None, dedupe_key__startswith=f"{topic}:{row.pk}:")
        open_ones.update(read_at=timezone.now())


def managers_of(organisation: Profile, but: User | None = None) -> list[User]:
    """The active managers, in the order in which they came."""
    rows = Membership.objects.filter(organisation=organisation, ended_at=None, role="manager", user__is_active=True)
    return [row.user for row in rows.select_related("user").order_by("id") if row.user != but]


def tell_managers(organisation: Profile, topic: str, *, but: User | None = None, key: str = "", **facts: Any) -> int:
    """Tell those who manage the organisation. Returns how many there were."""
    people = managers_of(organisation, but)
    for manager in people:
        tell(manager, topic, path=people_path(organisation), key=key, organisation=name_of(organisation), **facts)
    return len(people)


def tell_staff(topic: str, *, but: User | None = None, key: str = "", **facts: Any) -> None:
    for somebody in User.objects.filter(is_staff=True, is_active=True).exclude(pk=but.pk if but else 0):
        tell(somebody, topic, kind=NoticeKind.WORK, path=WORK, key=key, **facts)
