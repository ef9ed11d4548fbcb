"""A researcher's profile becomes its person's: by a claim that an organisation or the Centre confirms, or by signing in with ORCID."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.actor import Actor
from accounts.models import User
from accounts.vocabulary import ActorKind, NoticeKind
from directory import cards, changes
from directory.belonging import LIVING
from directory.errors import Forbidden, Refused
from directory.membership import limits
from directory.membership.services import moving
from directory.membership.services.telling import name_of, tell, tell_managers, tell_staff
from directory.membership.states import is_current, works_where
from directory.models import Affiliation, Claim, Identifier, Profile
from directory.rules import may_join
from directory.vocabulary import ClaimState, IdentifierStatus, Kind, Scheme, Source, Status, Verification

OPEN_FOR = timedelta(days=90)
EVIDENCE = {"orcid": Verification.ORCID, "organisation": Verification.ORGANISATION, "staff": Verification.EDITOR}


def claim(profile: Profile, *, by: Actor, message: str = "") -> Claim:
    """Say that a profile is one's own. Claiming twice is claiming once; what is answered never says whether somebody has the profile."""
    with transaction.atomic():
        profile, actor = moving.begin(by, profile)
        user = actor.user
        if user is None or not may_join(actor) or profile.kind != Kind.RESEARCHER or profile.status != Status.PUBLISHED:
            raise Forbidden
        if own := own_profile(user):
            raise Refused(_("This profile is yours already.") if own.pk == profile.pk else _(
                "Your account has a profile already. Nothing was sent; if this is you as well, ask the Centre to merge the two."))
        if waiting := moving.waiting(Claim.objects.filter(user=user, profile=profile), actor.now):
            return waiting  # type: ignore[no-any-return]
        limits.check_claims(user, profile, now=actor.now)
        made: Claim = Claim.objects.create(
            user=user, profile=profile, message=message.strip()[:500], claimed_at=actor.now, expires_at=actor.now + OPEN_FOR,
        )
        audit.record("claim.make", by=user, on=("claim", str(made.pk)), right="owner", profile=profile.pk)
        _tell_of(made)
    return made


def own_profile(user: User) -> Profile | None:
    """The researcher's profile of the user's own. An account has one at most."""
    found: Profile | None = Profile.objects.filter(owner=user, kind=Kind.RESEARCHER, status__in=LIVING).first()
    return found


def homes(profile: Profile) -> list[Profile]:
    """The organisations where the profile's person works now, as the public knows."""
    today = timezone.now().date().isoformat()
    rows = Affiliation.objects.filter(person=profile, organisation__isnull=False, tier=0).select_related("organisation")
    return list({row.organisation_id: row.organisation for row in rows if is_current(row, today)}.values())


def _tell_of(made: Claim) -> None:
    """Those who can answer hear of it: managers where the person works, and staff. Of a profile that is somebody's, staff alone."""
    facts = {"person": str(made.user), "profile": name_of(made.profile)}
    if made.profile.owner_id is None:
        for organisation in homes(made.profile):
            tell_managers(organisation, "claimed", but=made.user, key=f"{made.pk}:{organisation.pk}", **facts)
    tell_staff("claimed-work", but=made.user, key=str(made.pk), **facts)


def confirmed(made: Claim, actor: Actor) -> None:
    """The profile becomes the claimant's. A manager vouches for the posts at their own organisation as well."""
    own = own_profile(made.user)
    if own and own.pk != made.profile_id:
        raise Refused(_("This account has a profile already. Nothing was changed; merge the two first."))
    managed = [one.organisation for one in actor.belongings if one.role == "manager"]
    at = works_where(actor, made.profile, managed) if made.profile.owner_id is None else []
    made.evidence = "organisation" if at else "staff"
    made.save(update_fields=["evidence"])
    if at:
        today = actor.now.date().isoformat()
        posts = [post for post in Affiliation.objects.filter(person=made.profile, organisation__in=at, confirmed_at=None) if is_current(post, today)]
        Affiliation.objects.filter(pk__in=[post.pk for post in posts]).update(confirmed_at=actor.now)
    give(made.profile, to=made.user, evidence=made.evidence, by=actor.user, fields=("affiliations",) if at else ())
    tell(made.user, "claim-confirmed", kind=NoticeKind.PROFILE, path=f"profiles/{made.profile.uid}", key=str(made.pk), profile=name_of(made.profile))


def refused(made: Claim, actor: Actor) -> None:
    tell(made.user, "claim-refused", kind=NoticeKind.PROFILE, key=str(made.pk), profile=name_of(made.profile))


def withdrawn(made: Claim, actor: Actor) -> None:
    """Nobody has to be told: it is gone from the lists."""


def give(profile: Profile, *, to: User, evidence: str, by: User | None, fields: tuple[str, ...] = ()) -> None:
    """The profile's owner from now on, vouched for by `evidence`; with its Change and cards. Call it under the profile's lock."""
    previous = profile.owner
    before = {"verification": profile.verification}
    profile.owner, profile.verification, profile.verified_at = to, EVIDENCE[evidence], timezone.now()
    profile.save(update_fields=["owner", "verification", "verified_at"])
    entry = changes.Entry(
        profile.pk, profile.uid, fields=sorted({"owner", "verification", *fields}), before=before, after={"verification": profile.verification},
    )
    changes.record(entry, by=by, reason=f"claimed: {evidence}")
    cards.refresh([profile.pk])
    audit.record("profile.give", by=by, on=("profile", profile.uid), right=evidence, user=to.pk, previous=previous.pk if previous else None)
    if previous and previous != to:
        tell(previous, "profile-passed-on", kind=NoticeKind.PROFILE, path="", profile=name_of(profile))


def prove(user: User, *, scheme: str, value: str, by: User | None) -> Claim | None:
    """What signing in elsewhere has proven: the one profile with this ORCID iD is the user's. What is somebody's already, staff decide."""
    if scheme != Scheme.ORCID:
        return None
    with transaction.atomic():
        limits.lock(user)
        row = Identifier.objects.filter(
            scheme=scheme, value=value, status=IdentifierStatus.ACTIVE, profile__kind=Kind.RESEARCHER, profile__status__in=LIVING,
        ).first()
        if row is None:
            return None
        profile = moving.locked(row.profile_id)
        if profile.owner_id == user.pk:
            _mark(profile, row, user)
            return None
        own = own_profile(user)
        if profile.owner_id is not None or own:
            return _ask_staff(user, profile)
        return _give_by_orcid(user, profile, row)


def _mark(profile: Profile, row: Identifier, user: User) -> None:
    """Their own profile says from now on that its iD is proven."""
    fresh = not row.verified_at or row.verified_by != Source.ORCID
    if fresh:
        row.verified_by, row.verified_at = Source.ORCID, timezone.now()
        row.save(update_fields=["verified_by", "verified_at"])
    if profile.verification != Verification.ORCID:
        give(profile, to=user, evidence="orcid", by=user, fields=("identifiers",) if fresh else ())
    elif fresh:
        changes.record(changes.Entry(profile.pk, profile.uid, fields=["identifiers"]), by=user, reason="signed in with ORCID")
        cards.refresh([profile.pk])


def _give_by_orcid(user: User, profile: Profile, row: Identifier) -> Claim:
    now = timezone.now()
    made, _created = Claim.objects.get_or_create(user=user, profile=profile, status=ClaimState.OPEN, defaults={"claimed_at": now, "expires_at": now})
    made.status, made.decided_at, made.evidence = ClaimState.CONFIRMED, now, "orcid"
    made.save(update_fields=["status", "decided_at", "evidence"])
    _mark(profile, row, user)
    audit.record("claim.prove", by=user, kind=ActorKind.PERSON, on=("claim", str(made.pk)), right="orcid", profile=profile.pk)
    tell(user, "claim-confirmed", kind=NoticeKind.PROFILE, path=f"profiles/{profile.uid}", key=str(made.pk), profile=name_of(profile))
    return made


def _ask_staff(user: User, profile: Profile) -> Claim | None:
    """Two people for one profile, or two profiles for one person: a person at the Centre looks. What they refused stays refused."""
    if Claim.objects.filter(user=user, profile=profile, status=ClaimState.REFUSED, evidence="orcid").exists():
        return None
    now = timezone.now()
    made, created = Claim.objects.get_or_create(
        user=user, profile=profile, status=ClaimState.OPEN, defaults={"claimed_at": now, "expires_at": now + OPEN_FOR, "evidence": "orcid"},
    )
    if not created and made.evidence != "orcid":
        made.evidence = "orcid"
        made.save(update_fields=["evidence"])
    if created:
        audit.record("claim.make", by=user, on=("claim", str(made.pk)), right="orcid", profile=profile.pk)
        tell_staff("claimed-work", but=user, key=str(made.pk), person=str(user), profile=name_of(profile))
    return made
