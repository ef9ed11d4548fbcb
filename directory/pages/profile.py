"""A profile page put together: every part from rows and columns that its reader may see, and from nothing else."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson
from django.utils.translation import gettext as _

from accounts.actor import Actor
from directory import wording
from directory.completeness import missing
from directory.labels import closed
from directory.models import Affiliation, Identifier, Interest, Location, Name, Profile, Researcher
from directory.models import Company as CompanyDetail
from directory.models import Organisation as OrganisationDetail
from directory.pages import drawing, facts, organisation
from directory.pages.offers import Offer, offers
from directory.pages.posts import Post, timeline
from directory.pages.quoted import profile_address, quoted
from directory.pages.sources import Note, Sources, sources
from directory.pages.texts import Heading, Said, heading, is_chinese, say, say_list
from directory.pages.whereabouts import Whereabouts, local_time, whereabouts
from directory.rules import may_edit, visible_fields
from directory.vocabulary import IdentifierStatus, Kind, Status, Verification

SHOWN_KEYWORDS = 8


@dataclass
class ProfilePage:
    """What the template, the JSON-LD and the vCard are made of. Lists are empty and texts "" where there is nothing to show."""

    uid: str
    kind: str
    kind_label: str
    lang: str
    address: str
    heading: Heading
    names: list[facts.NameLine]
    name_rows: list[Name]
    identifiers: list[facts.IdentifierLine]
    places: list[Whereabouts]
    local_time: str
    summary: Said | None
    summary_note: int | None
    keywords: list[Said]
    subjects: list[facts.SubjectLine]
    languages: list[str]
    language_codes: list[str]
    elsewhere: list[facts.Elsewhere]
    offers: list[Offer]
    verified: str
    detail: dict[str, Any]
    map: drawing.Map | None = None
    posts: list[Post] = field(default_factory=list)
    people: organisation.People | None = None
    above: list[Any] = field(default_factory=list)
    links: list[organisation.LinkGroup] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    updated: datetime | None = None
    completeness: dict[str, int] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)  # for those who can mend it
    is_demo: bool = False
    unpublished: str = ""  # the status in words, when this is a preview
    edit: str = ""  # where to edit it, for those who may

    @property
    def place(self) -> Whereabouts | None:
        """The main place."""
        return self.places[0] if self.places else None

    @property
    def identifier_groups(self) -> list[facts.IdentifierGroup]:
        """Identifiers by scheme."""
        return facts.identifier_groups(self.identifiers)

    @property
    def post(self) -> Post | None:
        """The post that the head of the page names: the main one that still holds."""
        return next((post for post in self.posts if post.current and not post.study and (post.organisation or post.written)), None)


def compose(profile: Profile, actor: Actor, lang: str) -> ProfilePage:
    """The page of `profile` for `actor`, in "en" or "zh-hans"."""
    card = _card(profile, actor)
    shown = visible_fields(actor, profile)
    names = list(Name.objects.visible_to(actor).filter(profile=profile))
    identifiers = list(Identifier.objects.visible_to(actor).filter(profile=profile, status=IdentifierStatus.ACTIVE))
    mayedit = may_edit(actor, profile)
    changed = profile.updated_at if mayedit or not card else datetime.fromisoformat(card["updated_at"])
    book = sources(profile.assertions.all(), kind=profile.kind, lang=lang, references=(row.value for row in identifiers), latest=changed)
    page = _common(profile, actor, lang, shown, names, identifiers, book)
    if profile.kind == Kind.RESEARCHER:
        _add_person(page, profile, actor, book)
    else:
        _add_organisation(page, profile, actor)
    page.verified = _verified(page, profile)
    page.notes = book.notes()
    page.updated = changed
    page.completeness = card.get("completeness", {})
    page.missing = missing(profile, actor.now.date()) if mayedit else []
    page.edit = f"{page.address}/edit" if mayedit else ""
    return page


def _card(profile: Profile, actor: Actor) -> dict[str, Any]:
    """The card of the reader's tier: it knows when something that this reader sees was last changed."""
    body = profile.cards.filter(tier__lte=actor.tier).order_by("-tier").values_list("body", flat=True).first()
    return dict(orjson.loads(body)) if body else {}


def _common(
    profile: Profile, actor: Actor, lang: str, shown: frozenset[str], names: list[Name], identifiers: list[Identifier], book: Sources,
) -> ProfilePage:
    interests = Interest.objects.visible_to(actor).filter(profile=profile, expires_on__gte=actor.now.date())
    locations = Location.objects.visible_to(actor).filter(profile=profile).select_related("place")
    summary = say(profile.summary_en, profile.summary_zh, lang) if "summary" in shown else None
    summary_note = book.of_field("summary") if summary else None
    found = whereabouts(locations, lang, book)
    return ProfilePage(
        uid=profile.uid, kind=profile.kind, kind_label=profile.get_kind_display(), lang=lang, address=profile_address(profile.uid),
        heading=heading(names, lang, profile.uid), name_rows=names,
        summary=summary, summary_note=summary_note,
        offers=offers(interests, lang, book),
        names=facts.name_lines(names, lang, book),
        identifiers=facts.identifier_lines(identifiers, book),
        places=found, local_time=local_time(found[0].country_code, actor.now, lang) if found else "",
        map=_map(found[0], actor) if found else None,
        keywords=_keywords(profile, lang) if "keywords" in shown else [],
        subjects=facts.subject_lines(profile.profile_subjects.select_related("subject"), lang) if "subjects" in shown else [],
        languages=[wording.language(code, lang) for code in profile.working_languages] if "languages" in shown else [],
        language_codes=list(profile.working_languages) if "languages" in shown else [],
        elsewhere=facts.elsewhere(profile, shown),
        verified="", detail=_detail(profile, lang, shown),
        is_demo=profile.is_demo, unpublished="" if profile.status == Status.PUBLISHED else str(profile.get_status_display()),
    )


def _keywords(profile: Profile, lang: str) -> list[Said]:
    words = say_list(profile.keywords_en, profile.keywords_zh, lang)
    seen = {word.value.casefold(): word for word in reversed(words)}
    return [word for word in words if seen[word.value.casefold()] is word][:SHOWN_KEYWORDS]


def _map(place: Whereabouts, actor: Actor) -> drawing.Map | None:
    if place.lat is None or place.lng is None:
        return None
    west, south, east, north = drawing.window(place.lat, place.lng, place.country_code)
    others = drawing.dots(actor, west, south, east, north)
    return drawing.draw(place.lat, place.lng, place.country_code, label=place.city.value if place.city else place.line, others=others)


def _detail(profile: Profile, lang: str, shown: frozenset[str]) -> dict[str, Any]:
    """What only this kind of profile has, in words where it has words."""
    person: Researcher | None = getattr(profile, "researcher", None)
    body: OrganisationDetail | None = getattr(profile, "organisation", None)
    company: CompanyDetail | None = getattr(profile, "company", None)
    own = "zh" if is_chinese(lang) else "en"
    types = closed("type")
    return {
        "title": say(person.title_en, person.title_zh, lang) if person and "title" in shown else None,
        "career_stage": person.get_career_stage_display() if person and "career_stage" in shown and person.career_stage else "",
        "types": [{"code": code, "label": types[code][own]} for code in (body.types if body else []) if code in types],
        "established": body.established if body else None,
        "staff": company.staff if company else None,
    }


def _add_person(page: ProfilePage, profile: Profile, actor: Actor, book: Sources) -> None:
    rows = list(Affiliation.objects.visible_to(actor).filter(person=profile))
    organisations = quoted([row.organisation_id for row in rows], actor, page.lang)
    page.posts = [
        post for post in timeline(rows, organisations, today=actor.now.date(), lang=page.lang, sources=book) if post.organisation or post.written
    ]


def _add_organisation(page: ProfilePage, profile: Profile, actor: Actor) -> None:
    page.people = organisation.people(profile, actor, page.lang)
    page.above = organisation.above(profile, actor, page.lang)
    page.links = organisation.links(profile, actor, page.lang)


def _verified(page: ProfilePage, profile: Profile) -> str:
    """Who vouches for the profile, and since when; "" when nobody does."""
    if not profile.verification:
        return ""
    by = profile.get_verification_display()
    post = page.post
    if profile.verification == Verification.ORGANISATION and post and post.confirmed and post.organisation:
        by = _("Confirmed by %(organisation)s") % {"organisation": post.organisation.heading.main.value}
    if profile.verified_at is None:
        return str(by)
    return _("%(by)s, %(day)s") % {"by": by, "day": wording.day(profile.verified_at, page.lang, short=True)}
