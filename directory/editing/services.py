"""What people do with a profile of their own: begin it, write it, publish it, take it out. Each act asks the rule first, in its transaction."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from accounts import audit, consents
from accounts.actor import Actor, Tier
from accounts.models import User
from accounts.vocabulary import Purpose
from directory import changes, rules, services
from directory.editing import carrying
from directory.editing.reading import changed_since, listed_of, own_profile, right_of
from directory.editing.refusals import NotAgreed, NotWritable, Stale, Unread
from directory.editing.rows import NewName
from directory.models import Profile
from directory.names import shown_names
from directory.vocabulary import TIERED_FIELDS, Kind, Source, Status, Visibility

# What a person begins is for members at most until they say otherwise; only the name is public, and nothing is before they publish it.
FIRST_TIERS: dict[str, int] = dict.fromkeys(TIERED_FIELDS, int(Tier.MEMBERS))


def begin(names: list[NewName], *, by: Actor) -> Profile:
    """A draft of one's own, which nobody else sees. Who has a profile already gets that one back."""
    person = by.person
    if person is None or not rules.may_create(by):
        raise NotWritable(("names",))
    with transaction.atomic():
        User.objects.select_for_update().get(pk=person.pk)  # two windows begin one profile
        known = own_profile(person)
        if known is not None:
            return known
        return services.create(
            kind=Kind.RESEARCHER, names=names, by=person, source=Source.SELF, publish=False, owner=person, field_tiers=dict(FIRST_TIERS),
        )



def save(profile: Profile, *, by: Actor, seq: int, tiers: Mapping[str, int] | None = None, **fields: Any) -> Profile:
    """Write parts of a profile as `services.revise` names them, and who may see them. `seq` is the change that the writer had read.

    Raises NotWritable for any part that isn't the actor's to write, Stale when one of the parts was written after `seq`,
    Unread when there is no such change yet."""
    tiers = dict(tiers or {})
    with transaction.atomic():
        locked: Profile = Profile.objects.select_for_update().get(pk=profile.pk)
        parts = {services.PART_OF.get(key, key) for key in fields} | tiers.keys()
        _permit(locked, by, parts, tiers)
        if seq > locked.seq:
            raise Unread
        if changed_since(locked, seq, parts):
            raise Stale(locked.seq)
        renamed = "names" in fields and not by.is_staff and _renames(locked, fields["names"])
        if renamed:
            _unconfirm(locked, by)
        written = carrying.checked(locked, fields)
        moved = {part: tier for part, tier in tiers.items() if locked.field_tiers.get(part, Tier.PUBLIC) != tier}
        if moved:
            written["field_tiers"] = locked.field_tiers | moved
        if renamed and locked.verification:
            written |= {"verification": "", "verified_at": None}
        own = rules.is_owner(by, locked) or rules.is_manager(by, locked)
        return services.revise(locked, by=by.person, source=Source.SELF if own else Source.EDITOR, **written)


def _permit(profile: Profile, by: Actor, parts: set[str], tiers: Mapping[str, int]) -> None:
    beyond = parts - rules.writable_fields(by, profile)
    unknown = {key for key, tier in tiers.items() if key not in TIERED_FIELDS or tier not in Visibility.values}
    if beyond or unknown:
        raise NotWritable(tuple(sorted(beyond | unknown)))


def _unconfirm(profile: Profile, by: Actor) -> None:
    """What organisations said of somebody, they said of that name: they are asked again about the one who now stands there."""
    shown = profile.affiliations.filter(confirmed_at__isnull=False, tier=0).exists()
    if profile.affiliations.filter(confirmed_at__isnull=False).update(confirmed_at=None):
        before, after = ({"confirmed": True}, {"confirmed": False}) if shown else (None, None)
        entry = changes.Entry(profile.pk, profile.uid, fields=["affiliations"], before=before, after=after)
        changes.record(entry, by=by.person, reason="another name than the confirmed one")


def _renames(profile: Profile, names: list[NewName]) -> bool:
    """Whether the profile would show another name than the one that others vouched for. A name in a further language is no other name."""
    was = shown_names(profile.names.filter(tier=0))
    now = {name.lang[:2]: name.value for name in names if name.preferred}
    public = {name.value for name in names if name.tier == Tier.PUBLIC}
    return any(value and (value not in public or now.get(lang, value) != value) for lang, value in was.items())


def publish(profile: Profile, *, by: Actor, agreed: bool = False, language: str = "en") -> Profile:
    """List the profile. A person's own needs their consent, given now (`agreed`, to the text in `language`) or standing.

    The consent is locked before the profile, as where it is taken back: whichever comes second sees what the first did."""
    with transaction.atomic():
        if by.person is not None and rules.may_consent(by, profile):
            if agreed:
                consents.give(by.person, Purpose.PUBLICATION, on="publish", language=language)
            if not list(consents.standing(by.person, Purpose.PUBLICATION).select_for_update()):
                raise NotAgreed
        locked: Profile = Profile.objects.select_for_update().get(pk=profile.pk)
        if by.person is None or not rules.may_publish(by, locked):
            raise NotWritable(("status",))
        if locked.status == Status.PUBLISHED:
            return locked
        published = services.publish(locked, by=by.person, reason="published by its owner" if rules.is_owner(by, locked) else "")
        audit.record("profile.publish", by=by.person, on=("profile", locked.uid), right=right_of(by, locked))
        return published


def withdraw(profile: Profile, *, by: Actor) -> Profile:
    """Take the profile out of lists, search and API from the next request on; the owner's consent ends with it."""
    with transaction.atomic():
        if by.person is not None and rules.may_consent(by, profile):
            consents.withdraw(by.person, Purpose.PUBLICATION, on="profile")
        locked: Profile = Profile.objects.select_for_update().get(pk=profile.pk)
        if by.person is None or not rules.may_withdraw(by, locked):
            raise NotWritable(("status",))
        return locked if locked.status == Status.WITHDRAWN else _take_out(locked, by.person, right_of(by, locked))


def consent_ended(person: User, *, by: User | None = None) -> int:
    """What follows when publication is no longer agreed to, on whatever page it is said (settings.CONSENT_EFFECTS): nothing of theirs stays
    listed. Returns how many profiles were."""
    taken = [_take_out(profile, by or person, "owner") for profile in listed_of(person)]
    return len(taken)


def _take_out(profile: Profile, by: User, right: str) -> Profile:
    withdrawn = services.withdraw(profile, by=by, reason="taken out by its owner" if right == "owner" else "")
    audit.record("profile.withdraw", by=by, on=("profile", profile.uid), right=right)
    return withdrawn
