"""The one FilterSet: every parameter of the pages, the API, the exports and the feeds, with what it means and an example."""

from collections.abc import Callable, Collection
from typing import Literal

import django_filters
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from directory.filters.values import Address, Moment, OneOf, OneParameter, Parameter, Phrase, Shape, Whole
from directory.labels import COUNTRY_ALIASES, Words, closed
from directory.models import Profile

Paging = Literal["page", "cursor", "all"]

SIZE, LARGEST_SIZE = 20, 200
DEEPEST = 10_000  # rows that numbered pages reach; a cursor goes on from there
SORTS = ("relevance", "name", "-name", "newest", "oldest")
FACETS = ("kind", "country", "subdivision", "city", "subject", "type", "offering", "seeking", "language", "written_in", "has", "verified")
FIELDS = (
    "uid", "kind", "url", "name", "names", "identifiers", "country", "place", "types", "established", "staff", "title", "career_stage", "subjects",
    "keywords", "summary", "affiliations", "interests", "languages", "website", "verified", "verified_at", "demo", "created_at", "updated_at",
    "written_in", "completeness",
)
NUMBERED, CURSED = frozenset({"page", "cursor"}), frozenset({"cursor"})  # the doors that turn pages, and the one that follows cursors

def words_of(values: Collection[str]) -> Callable[[], Words]:
    """A closed list without words of its own."""
    return lambda: {value: {} for value in values}


DETAILS = ("locations", "relations", "links", "sources")  # fields of one profile in full that a row hasn't


class YesOrNo(OneOf):
    """`1` and `0` are read as well."""

    def __call__(self, text: str) -> str:
        return super().__call__({"1": "true", "0": "false"}.get(text, text))


def any_verification() -> Words:
    return {"any": {}, **closed("verified")}


def tag(text: str) -> str:
    """A BCP 47 code in its usual case: zh-Hans, en-GB."""
    language, *rest = text.split("-")
    return "-".join([language.lower(), *(part.title() if len(part) == 4 else part.upper() if len(part) == 2 else part.lower() for part in rest)])


class Declared(django_filters.FilterSet):
    """What the one FilterSet of a list is made of: its parameters as declared, and after each its `__all` form where it has one."""

    # What the `__all` form of a parameter says of itself.
    every_value = _("As `{name}`, for profiles that have every value given.")
    # The order when the reader chose none: of a search for words, and of anything else.
    usual_sorts = ("relevance", "relevance")

    @classmethod
    def get_filters(cls) -> dict[str, Parameter]:
        """The declared parameters with their `__all` forms."""
        filters = {}
        for name, parameter in super().get_filters().items():
            filters[name] = parameter
            for lookup in parameter.lookups:
                label = format_lazy(_("{label}, all of them"), label=parameter.label)
                description = format_lazy(cls.every_value, name=name)
                example = parameter.example.replace("!", "")
                filters[f"{name}__{lookup}"] = Parameter(
                    label=label, description=description, example=example, read=parameter.read, lookup=lookup, field_name=name,
                )
        return filters


class ProfileFilter(Declared):
    """Different parameters narrow together; several values of one widen; `!` leaves out; `__all` asks for every value."""

    q = OneParameter(
        label=_("Search"), read=Phrase(), example="soft robotics 南京",
        description=_("Words to search for, in any script: names, acronyms, pinyin, fields, keywords, places, summaries. At most 500 characters."),
    )
    kind = Parameter(label=_("Kind"), read=OneOf(lambda: closed("kind")), example="institute,company", description=_("The kind of profile."))
    country = Parameter(
        label=_("Country or region"), read=OneOf(lambda: closed("country"), tuple(COUNTRY_ALIASES.items()), "[A-Z]{2}"), example="CN,GB",
        description=_("Where the profile is, as an ISO 3166-1 code of two letters."),
    )
    subdivision = Parameter(
        label=_("Province, nation or region"), read=Shape(r"[A-Z]{2}-[A-Z0-9]{1,3}", "CN-JS", str.upper), example="CN-JS",
        description=_("The province, nation or region, as an ISO 3166-2 code."),
    )
    city = Parameter(
        label=_("City"), read=Shape(r"[a-z0-9]+(-[a-z0-9]+)*", "nanjing-cn-js"), example="nanjing-cn-js",
        description=_("The city, as its short name in `place.slug`."),
    )
    subject = Parameter(
        label=_("Field of research"), read=OneOf(lambda: closed("subject")), example="2.5,1.2", lookups=("all",),
        description=_("The field of research, as an OECD FORD code. A broad field finds the narrow ones below it."),
    )
    type = Parameter(
        label=_("Type of organisation"), read=OneOf(lambda: closed("type")), example="education,!company", lookups=("all",),
        description=_("The type of organisation, as ROR has them."),
    )
    offering = Parameter(
        label=_("Offering"), read=OneOf(lambda: closed("offering")), example="host", lookups=("all",),
        description=_("What the profile offers now; offers past their last day are not found."),
    )
    seeking = Parameter(
        label=_("Seeking"), read=OneOf(lambda: closed("seeking")), example="joint-research", lookups=("all",),
        description=_("What the profile seeks now; needs past their last day are not found."),
    )
    language = Parameter(
        label=_("Working language"), read=Shape(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", "zh-Hans", tag), example="zh-Hans,en", lookups=("all",),
        description=_("A language the person or organisation works in, as a BCP 47 code."),
    )
    written_in = Parameter(
        label=_("Profile written in"), read=OneOf(lambda: closed("written_in")), example="zh", lookups=("all",),
        description=_("A language the profile is written in."),
    )
    has = Parameter(
        label=_("Has identifier"), read=OneOf(lambda: closed("has")), example="ror,isni", lookups=("all",),
        description=_("An identifier scheme the profile has an identifier of."),
    )
    missing = Parameter(
        label=_("Lacks identifier"), read=OneOf(lambda: closed("has")), example="wikidata",
        description=_("Identifier schemes the profile has no identifier of; with several, it has none of them."),
    )
    verified = Parameter(
        label=_("Verified"), read=OneOf(any_verification), example="any",
        description=_("Who checked the profile; `any` for anybody, `!any` for profiles that nobody checked yet."),
    )
    established = Parameter(
        label=_("Established"), read=Whole(500, 2100), example="1902", description=_("The year the organisation was established."),
    )
    established__gte = OneParameter(
        label=_("Established from"), read=Whole(500, 2100), example="1950", field_name="established", lookup="gte",
        description=_("Established in this year or later."),
    )
    established__lte = OneParameter(
        label=_("Established to"), read=Whole(500, 2100), example="1999", field_name="established", lookup="lte",
        description=_("Established in this year or earlier."),
    )
    member_of = Parameter(
        label=_("Member of"), read=Address(), example="ror:04ct4d772", lookups=("all",),
        description=_("The uid of an organisation, or its `ror:…`: finds it, the organisations below it and the people who work at any of them now."),
    )
    updated__gte = OneParameter(
        label=_("Updated since"), read=Moment(), example="2026-11-01", field_name="updated", lookup="gte",
        description=_("Changed on this day (UTC) or later, or at this instant or later."),
    )
    updated__lte = OneParameter(
        label=_("Updated until"), read=Moment(last=True), example="2026-11-22", field_name="updated", lookup="lte",
        description=_("Changed on this day (UTC) or earlier, or at this instant or earlier."),
    )
    uid = Parameter(
        label=_("Profile"), read=Address(), example="7k2m9qxw3tab,ror:04ct4d772",
        description=_("The profiles themselves, by uid or by identifier: `ror:…`, `orcid:…` and the other schemes."),
    )
    literal = OneParameter(
        label=_("Exactly as typed"), read=YesOrNo(words_of(("true", "false"))), example="true",
        description=_("`true` searches for exactly what was typed, without help in spelling."),
    )
    sort = OneParameter(
        label=_("Sort"), read=OneOf(words_of(SORTS)), example="name",
        description=_("The order: `relevance` (the default), `name` and `-name`, `newest` and `oldest` by their last change."),
    )
    size = OneParameter(
        label=_("Rows a page"), read=Whole(1, LARGEST_SIZE), example="50", doors=NUMBERED, description=_("How many rows a page has, from 1 to 200."),
    )
    page = OneParameter(
        label=_("Page"), read=Whole(1, DEEPEST), example="2", doors=NUMBERED,
        description=_("The number of the page. Pages reach 10,000 rows; follow the cursor to go further."),
    )
    cursor = OneParameter(
        label=_("Cursor"), read=Shape(r"[A-Za-z0-9_-]{20,2000}", "next_cursor", str), example="kTq3vN0a7kTq3vN0a7kT", doors=CURSED,
        description=_("Where to go on: `next_cursor` or `prev_cursor` of an answer to the same search. It never expires."),
    )
    facets = Parameter(
        label=_("Facets"), read=OneOf(words_of(FACETS)), example="kind,country", doors=CURSED, negatable=False,
        description=_("The parameters whose values to count. A count leaves its own parameter out, so other choices stay visible."),
    )
    fields = Parameter(
        label=_("Fields"), read=OneOf(words_of(FIELDS)), example="uid,name,country", doors=CURSED, negatable=False,
        description=_("The fields of a row to send; all of them when not given."),
    )
    lang = OneParameter(
        label=_("Language"), read=OneOf(words_of(("en", "zh-hans")), (("zh", "zh-hans"), ("zh-cn", "zh-hans"))), example="zh-hans", doors=CURSED,
        description=_("The language whose order `sort=name` and `sort=-name` follow; Accept-Language decides when it is not given."),
    )

    class Meta:
        model = Profile
        fields = ()


def parameters(paging: Paging) -> dict[str, Parameter]:
    """The parameters that a door takes."""
    return {name: one for name, one in ProfileFilter.base_filters.items() if one.doors is None or paging in one.doors}


def detail_parameters() -> dict[str, Parameter]:
    """The parameters of one profile in full."""
    description = _("The fields to send; all of them when not given.")
    fields = Parameter(label=_("Fields"), read=OneOf(words_of(FIELDS + DETAILS)), example="uid,sources", negatable=False, description=description)
    return {"fields": fields}


def suggest_parameters() -> dict[str, Parameter]:
    """The parameters of suggestions."""
    size = OneParameter(label=_("Suggestions"), read=Whole(1, 20), example="8", description=_("How many suggestions, 1 to 20; 8 if not given."))
    return {"q": ProfileFilter.base_filters["q"], "size": size, "lang": ProfileFilter.base_filters["lang"]}
