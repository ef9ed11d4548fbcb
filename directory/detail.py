"""One profile in full, as the API gives it: the card of the reader's tier, and beside it every row that this tier may read."""

from collections import defaultdict
from typing import Any

import orjson
from django.db.models import Q
from django.utils import timezone

from accounts.actor import Actor, Tier
from directory import identifiers
from directory.errors import Moved, NotFound
from directory.labels import profile_names
from directory.models import Affiliation, Assertion, Card, Identifier, Interest, Location, Name, OrganisationLink, Profile
from directory.rules import visible_fields
from directory.vocabulary import TIERED_FIELDS, IdentifierStatus, Scheme, Source, Status

LONGEST_CHAIN = 20  # mergers of mergers
Row = dict[str, Any]


def locate(address: str, actor: Actor) -> Profile:
    """The profile at `7k2m9qxw3tab`, `ror:04ct4d772` or `orcid:0000-0002-1825-0097`, as a reader of the actor's tier sees it.

    Raises Moved when it lives on under another uid, NotFound when there is nothing this reader may know of.
    """
    reader = reader_of(actor)
    if not address.isprintable():
        raise NotFound
    scheme, colon, value = address.partition(":")
    found = _by_identifier(scheme.lower(), value, reader) if colon else Profile.objects.filter(uid=address.lower()).first()
    if found is None:
        raise NotFound
    living = _living(found)
    if living.pk != found.pk or (not colon and address != found.uid):
        raise Moved(living.uid)
    return living


def reader_of(actor: Actor) -> Actor:
    """Anybody of the actor's tier: the API answers alike to all of a tier, whoever owns the record."""
    return Actor(tier=min(actor.tier, Tier.PARTNERS), now=actor.now)


def _by_identifier(scheme: str, value: str, reader: Actor) -> Profile | None:
    try:
        canonical = identifiers.normalise(scheme, value).value if scheme in Scheme.values else ""
    except identifiers.BadIdentifier:
        return None
    rows = Identifier.objects.visible_to(reader).filter(scheme=scheme, value=canonical).exclude(status=IdentifierStatus.CONFLICTING)
    row = rows.select_related("profile").order_by("status", "pk").first()  # active before deprecated
    return row.profile if row else None


def uids_of(addresses: list[str], reader: Actor) -> dict[str, str]:
    """`scheme:value`, canonical → uid of the published profile that this reader may know has it."""
    wanted = Q()
    for address in addresses:
        scheme, _colon, value = address.partition(":")
        wanted |= Q(scheme=scheme, value=value)
    if not wanted:
        return {}
    rows = Identifier.objects.visible_to(reader).filter(wanted, profile__status=Status.PUBLISHED).exclude(status=IdentifierStatus.CONFLICTING)
    return {f"{scheme}:{value}": uid for scheme, value, uid in rows.order_by("-status").values_list("scheme", "value", "profile__uid")}


def _living(profile: Profile) -> Profile:
    for _unused in range(LONGEST_CHAIN):
        if profile.status == Status.PUBLISHED:
            return profile
        if profile.status not in {Status.MERGED, Status.WITHDRAWN} or profile.merged_into is None:
            break
        profile = profile.merged_into
    raise NotFound


def detail(profile: Profile, actor: Actor) -> Row:
    """The card's fields, and `locations`, `relations`, `links`, `interests` with their conditions, `sources`."""
    reader = reader_of(actor)
    card = Card.objects.filter(profile=profile, tier__lte=reader.tier).order_by("-tier").values_list("body", flat=True).first()
    if card is None:
        raise NotFound
    body: Row = orjson.loads(card)
    interests = Interest.objects.visible_to(reader).filter(profile=profile, expires_on__gte=timezone.now().date())
    locations = Location.objects.visible_to(reader).filter(profile=profile).select_related("place")
    body["interests"] = [_interest(row) for row in interests]
    body["locations"] = [_place(row) for row in locations]
    body["relations"] = _relations(profile, reader)
    links = profile.links if "website" in visible_fields(reader, profile) else []  # other addresses are hidden with the first
    body["links"] = [{"type": str(link.get("type", "")), "value": str(link.get("value", ""))} for link in links]
    body["sources"] = _sources(profile, reader, latest=body["updated_at"])
    return body


def _interest(row: Interest) -> Row:
    return {
        "direction": row.direction, "type": row.type, "title": {"en": row.title_en, "zh": row.title_zh},
        "text": {"en": row.text_en, "zh": row.text_zh}, "expires_on": row.expires_on.isoformat(),
    }


def _place(row: Location) -> Row:
    place = row.place
    return {
        "slug": place.slug, "city": {"en": place.city_en, "zh": place.city_zh}, "subdivision": place.subdivision,
        "subdivision_name": place.subdivision_name, "country": place.country, "lat": place.lat, "lng": place.lng,
    }


def _relations(profile: Profile, reader: Actor) -> list[Row]:
    """Links as their source states them. An end that is hidden from this reader is told as one that isn't here."""
    links = list(OrganisationLink.objects.filter(organisation=profile).order_by("type", "pk").values("type", "to__uid", "to_ror", "to_label"))
    names = profile_names([link["to__uid"] for link in links if link["to__uid"]], reader.tier)
    return [
        {
            "type": link["type"], "ror": link["to_ror"] or None,
            "organisation": {"uid": link["to__uid"], "name": names[link["to__uid"]]} if link["to__uid"] in names
            else {"uid": None, "name": {"en": link["to_label"] or None, "zh": None}},
        }
        for link in links
    ]


def _sources(profile: Profile, reader: Actor, latest: str) -> list[Row]:
    """Who gave what, told only of what this reader sees: a source of hidden values alone is not named. Registries give dates of their own; all others
    are told to have spoken at `latest`, when something that this reader sees was last changed: what is hidden moves their dates too."""
    shown: dict[int, set[str]] = defaultdict(set)
    for part, rows in (("names", Name.objects), ("identifiers", Identifier.objects), ("interests", Interest.objects), ("place", Location.objects)):
        for source in rows.visible_to(reader).filter(profile=profile).values_list("assertion_id", flat=True):
            shown[source].add(part)
    for source in Affiliation.objects.visible_to(reader).filter(person=profile).values_list("assertion_id", flat=True):
        shown[source].add("affiliations")
    in_rows = {"names", "identifiers", "interests", "place", "affiliations"}
    hidden = frozenset(TIERED_FIELDS) - visible_fields(reader, profile)
    values = set(Identifier.objects.visible_to(reader).filter(profile=profile).values_list("value", flat=True))
    listed = []
    for one in Assertion.objects.filter(profile=profile):
        fields = [field for field in one.fields if field not in hidden and (field not in in_rows or field in shown[one.pk])]
        if fields:
            listed.append(_source(one, fields, values, latest))
    return listed


def _source(one: Assertion, fields: list[str], values: set[str], latest: str) -> Row:
    from_registry = one.source in {Source.ROR, Source.ORCID}
    return {
        "source": one.source, "record": one.source_ref if from_registry and one.source_ref in values else None,
        "licence": one.licence or None, "fields": fields, "asserted_at": min(_instant(one.asserted_at), latest) if from_registry else latest,
        "retrieved_at": min(_instant(one.retrieved_at), latest) if from_registry else latest,
    }


def _instant(moment: Any) -> str:
    return str(moment.strftime("%Y-%m-%dT%H:%M:%SZ"))
