"""The one FilterSet of profiles: every parameter of the pages, the API, the exports and the feeds, with what it means and an example."""

from django.utils.translation import gettext_lazy as _

from directory.filters import usual
from directory.filters.usual import Declared, words_of
from directory.filters.values import Address, Moment, OneOf, OneParameter, Parameter, Phrase, Shape, Whole
from directory.labels import Words, closed
from directory.models import Profile

SORTS = ("relevance", "name", "-name", "newest", "oldest")
FACETS = ("kind", "country", "subdivision", "city", "subject", "type", "offering", "seeking", "language", "written_in", "has", "verified")
FIELDS = (
    "uid", "kind", "url", "name", "names", "identifiers", "country", "place", "types", "established", "staff", "title", "career_stage", "subjects",
    "keywords", "summary", "affiliations", "interests", "languages", "website", "verified", "verified_at", "demo", "created_at", "updated_at",
    "written_in", "completeness",
)
DETAILS = ("locations", "relations", "links", "sources")  # fields of one profile in full that a row hasn't


class YesOrNo(OneOf):
    """`1` and `0` are read as well."""

    def __call__(self, text: str) -> str:
        return super().__call__({"1": "true", "0": "false"}.get(text, text))


def any_verification() -> Words:
    return {"any": {}, **closed("verified")}


class ProfileFilter(Declared):
    """Different parameters narrow together; several values of one widen; `!` leaves out; `__all` asks for every value."""

    q = OneParameter(
        label=_("Search"), read=Phrase(), example="soft robotics 南京",
        description=_("Words to search for, in any script: names, acronyms, pinyin, fields, keywords, places, summaries. At most 500 characters."),
    )
    kind = Parameter(label=_("Kind"), read=OneOf(lambda: closed("kind")), example="institute,company", description=_("The kind of profile."))
    country = usual.country(_("Country or region"), _("Where the profile is, as an ISO 3166-1 code of two letters."), "CN,GB")
    subdivision = Parameter(
        label=_("Province, nation or region"), read=Shape(r"[A-Z]{2}-[A-Z0-9]{1,3}", "CN-JS", str.upper), example="CN-JS",
        description=_("The province, nation or region, as an ISO 3166-2 code."),
    )
    city = Parameter(
        label=_("City"), read=Shape(r"[a-z0-9]+(-[a-z0-9]+)*", "nanjing-cn-js"), example="nanjing-cn-js",
        description=_("The city, as its short name in `place.slug`."),
    )
    subject = usual.subject()
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
    language = usual.language(_("Working language"), _("A language the person or organisation works in, as a BCP 47 code."))
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
    size = usual.size()
    page = usual.page()
    cursor = usual.cursor()
    facets = usual.facets(FACETS, "kind,country")
    fields = usual.fields(FIELDS, "uid,name,country")
    lang = usual.lang()

    class Meta:
        model = Profile
        fields = ()


def detail_parameters() -> dict[str, Parameter]:
    """The parameters of one profile in full."""
    return {"fields": usual.fields(FIELDS + DETAILS, "uid,sources")}


def suggest_parameters() -> dict[str, Parameter]:
    """The parameters of suggestions."""
    size = OneParameter(label=_("Suggestions"), read=Whole(1, 20), example="8", description=_("How many suggestions, 1 to 20; 8 if not given."))
    return {"q": ProfileFilter.base_filters["q"], "size": size, "lang": ProfileFilter.base_filters["lang"]}
