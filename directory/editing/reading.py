"""What the editor's acts and pages ask of a profile: whose it is, what was written since, with which right somebody acts."""

from django.db.models import QuerySet

from accounts.actor import Actor
from accounts.models import User
from directory import rules, services
from directory.models import Change, Profile
from directory.vocabulary import Kind, Status


def own_profile(person: User) -> Profile | None:
    """The researcher's profile that is theirs."""
    living = Profile.objects.filter(owner=person, kind=Kind.RESEARCHER).exclude(status__in=[Status.ERASED, Status.MERGED])
    found: Profile | None = living.order_by("pk").first()
    return found


def listed_of(person: User) -> QuerySet[Profile]:
    """The published profile of the person's own."""
    return Profile.objects.filter(owner=person, kind=Kind.RESEARCHER, status=Status.PUBLISHED).order_by("pk")


def is_listed(person: User) -> bool:
    """Whether a profile of theirs is public, agreed to or not (settings.WITHOUT_CONSENT)."""
    return listed_of(person).exists()


def changed_since(profile: Profile, seq: int, parts: set[str]) -> bool:
    """Whether any of the parts, or who may see it, was written after `seq`. Other parts of the profile don't count."""
    later = Change.objects.filter(profile=profile, seq__gt=seq).values_list("fields", "before", "after")
    for fields, before, after in later:
        if parts & {services.PART_OF.get(field, field) for field in fields}:
            return True
        was, now = (before or {}).get("field_tiers") or {}, (after or {}).get("field_tiers") or {}
        if any(was.get(part) != now.get(part) for part in parts):
            return True
    return False


def right_of(actor: Actor, profile: Profile) -> str:
    """With which right the actor acts on the profile, for the audit log."""
    if rules.is_owner(actor, profile):
        return "owner"
    if rules.is_manager(actor, profile):
        return "manager"
    return "staff" if actor.is_staff else ""
