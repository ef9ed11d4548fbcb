"""What hangs on an organisation: its people, what is above and below it, what it came from and became."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from markupsafe import Markup

from accounts.actor import Actor
from directory.detail import reader_of
from directory.hierarchy import ancestors, descendants
from directory.models import Affiliation, Interest, OrganisationLink, Profile
from directory.pages.quoted import Quoted, quoted
from directory.pages.texts import Said, is_chinese, lang_tag, say
from directory.rules import visible_fields
from directory.views.rows import OFFERS
from directory.vocabulary import Kind, LinkType, Status

SHOWN_PEOPLE = 8
SHOWN_LINKS = 12
# What the other end of a link says of this one.
INVERSE = {
    LinkType.PARENT: LinkType.CHILD, LinkType.CHILD: LinkType.PARENT, LinkType.RELATED: LinkType.RELATED,
    LinkType.SUCCESSOR: LinkType.PREDECESSOR, LinkType.PREDECESSOR: LinkType.SUCCESSOR,
}

LABELS = {
    LinkType.PARENT: _("Part of"), LinkType.CHILD: _("Units and parts"), LinkType.RELATED: _("Related organisations"),
    LinkType.SUCCESSOR: _("Continued by"), LinkType.PREDECESSOR: _("Continues"),
}


@dataclass(frozen=True)
class PersonLine:
    profile: Quoted
    parts: tuple[Said, ...]  # post and unit
    subject: str
    offer: str


@dataclass(frozen=True)
class People:
    """The first few people who work there or in one of its parts, and how many there are in all."""

    total: int
    lines: tuple[PersonLine, ...]


@dataclass(frozen=True)
class Link:
    """One end: a profile that the reader may see, or the name that the source gives and its ROR ID ("" where there is none)."""

    profile: Quoted | None
    written: Said | None
    ror: str

    @property
    def sort_key(self) -> str:
        """The name as it is said on this page."""
        said = self.profile.heading.main if self.profile else self.written
        return said.value.casefold() if said else ""


@dataclass(frozen=True)
class LinkGroup:
    type: str
    label: str
    total: int
    first: tuple[Link, ...]
    rest: tuple[Link, ...]


def people(organisation: Profile, actor: Actor, lang: str) -> People:
    """Those who work there now, people with something to offer first. The total is what the list of its people finds, so it is counted for
    anybody of the reader's tier, whoever owns what."""
    actor = reader_of(actor)
    below = descendants([organisation.pk])
    posts = Affiliation.objects.visible_to(actor).filter(
        organisation__in={organisation.pk, *below}, end="", person__status=Status.PUBLISHED, person__kind=Kind.RESEARCHER,
    )
    total = posts.aggregate(total=Count("person", distinct=True))["total"]
    if not total:
        return People(0, ())
    live = Interest.objects.visible_to(actor).filter(profile=OuterRef("person"), expires_on__gte=actor.now.date())
    rows = posts.annotate(offers=Exists(live), own=Q(organisation=organisation)).select_related("person").order_by(
        "-own", "-offers", "-is_primary", "person_id", "pk",
    )[:SHOWN_PEOPLE * 3]
    chosen: dict[int, Affiliation] = {}
    for row in rows:
        chosen.setdefault(row.person_id, row)
    return People(total, tuple(_lines(list(chosen.values())[:SHOWN_PEOPLE], actor, lang)))


def _lines(rows: list[Affiliation], actor: Actor, lang: str) -> Iterable[PersonLine]:
    names = quoted([row.person_id for row in rows], actor, lang)
    offers: dict[int, Interest] = {}
    for one in Interest.objects.visible_to(actor).filter(profile__in=names, expires_on__gte=actor.now.date()).order_by("direction", "expires_on"):
        offers.setdefault(one.profile_id, one)
    subjects: dict[int, str] = {}
    told = [row.person for row in rows if "subjects" in visible_fields(actor, row.person)]
    wanted = Profile.objects.visible_to(actor).filter(pk__in=[person.pk for person in told])
    label = "label_zh" if is_chinese(lang) else "label_en"
    for pk, subject in wanted.order_by("profile_subjects__rank").values_list("pk", f"profile_subjects__subject__{label}"):
        subjects.setdefault(pk, subject or "")
    for row in rows:
        role, unit = say(row.role_en, row.role_zh, lang), say(row.unit_en, row.unit_zh, lang)
        parts = (unit, role) if is_chinese(lang) else (role, unit)
        offer = offers.get(row.person_id)
        words = Markup(gettext(OFFERS[offer.direction, offer.type])) if offer else ""  # noqa: S704 - our own words, from the catalogue
        yield PersonLine(names[row.person_id], tuple(part for part in parts if part), subjects.get(row.person_id, ""), words)


def above(organisation: Profile, actor: Actor, lang: str) -> list[Quoted]:
    """The line of organisations above, the highest first; of several parents the first. A cycle ends where it would begin again."""
    line = ancestors([organisation.pk])[organisation.pk]
    parents = ancestors(line) if line else {}
    chain = line[:1]
    while chain and (found := parents[chain[-1]]) and found[0] not in {*chain, organisation.pk}:
        chain.append(found[0])
    known = quoted(chain, actor, lang)
    return [known[pk] for pk in reversed(chain) if pk in known]


def links(organisation: Profile, actor: Actor, lang: str) -> list[LinkGroup]:
    """All links that either end states, by type. An end that isn't here, or that this reader may not see, keeps the name of its source."""
    stated: dict[str, list[OrganisationLink]] = defaultdict(list)
    for row in organisation.links_out.all():
        stated[row.type].append(row)
    incoming = list(organisation.links_in.all())
    known = quoted([*(row.to_id for rows in stated.values() for row in rows), *(row.organisation_id for row in incoming)], actor, lang)
    ends: dict[str, dict[object, Link]] = defaultdict(dict)
    for kind, rows in stated.items():
        for row in rows:
            if row.to_id in known:
                ends[kind][row.to_id] = Link(known[row.to_id], None, "")
            elif row.to_label or row.to_ror:
                label = row.to_label or row.to_ror
                ends[kind][row.to_ror or label] = Link(None, Said(label, lang_tag(label)), row.to_ror)
    for row in incoming:
        if row.organisation_id in known:
            ends[INVERSE[LinkType(row.type)]].setdefault(row.organisation_id, Link(known[row.organisation_id], None, ""))
    return [_group(kind, list(ends[kind].values())) for kind in LinkType if ends.get(kind)]


def _group(kind: LinkType, found: list[Link]) -> LinkGroup:
    ordered = sorted(found, key=lambda link: (link.profile is None, link.sort_key))
    return LinkGroup(kind.value, str(LABELS[kind]), len(ordered), tuple(ordered[:SHOWN_LINKS]), tuple(ordered[SHOWN_LINKS:]))
