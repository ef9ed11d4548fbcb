"""The one FilterSet of programmes and calls: every parameter of the pages, the API and the feeds."""

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from directory import filters
from directory.filters import Declared, Paging, usual
from directory.filters.usual import words_of
from directory.filters.values import Address, Moment, OneOf, OneParameter, Parameter, Phrase, Shape
from directory.search import SearchQuery
from exchanges.calls.models import Call
from exchanges.finding.labels import closed

SORTS = ("closing", "newest", "name", "relevance")
FACETS = ("phase", "kind", "direction", "subject", "career_stage", "country", "language", "currency", "host", "organiser")
UID = "[0-9a-z]{12}"
CALL_FIELDS = (
    "uid", "url", "title", "summary", "programme", "kind", "direction", "phase", "zone", "opens_at", "closes_at", "rolling", "stages",
    "full_closes_at", "places", "starts_on", "ends_on", "decisions_on", "paired", "subjects", "career_stages", "languages", "currency", "hosts",
    "countries", "organisers", "demo", "published_at", "updated_at",
)
PROGRAMME_FIELDS = (
    "uid", "url", "name", "summary", "kind", "direction", "ended", "currency", "subjects", "career_stages", "languages", "website", "partners",
    "countries", "open_calls", "next_closes_at", "demo", "created_at", "updated_at",
)
CALL_DETAILS = (
    "text", "funding", "documents", "letters", "eligibility", "criteria", "review_mode", "positions", "halves", "not_translated",
)
PROGRAMME_DETAILS = ("funding", "calls")


class ExchangeFilter(Declared):
    """As for profiles: different parameters narrow together, several values of one widen, `!` leaves out, `__all` asks for every value. A programme
    is found by what it is itself, and by `phase`, `closes` and `uid` when one of its calls has all of these."""

    usual_sorts = ("relevance", "closing")

    q = OneParameter(
        label=_("Search"), read=Phrase(), example="robotics 南京",
        description=_("Words to search for, in English, Chinese or pinyin: names, fields, partners, texts. At most 500 characters."),
    )
    kind = Parameter(label=_("Kind"), read=OneOf(lambda: closed("kind")), example="fellowship,!internship", description=_("The kind of programme."))
    direction = Parameter(
        label=_("Who travels where"), read=OneOf(lambda: closed("direction")), example="uk-to-cn",
        description=_("Who travels where. Programmes that go both ways are found with each."),
    )
    subject = usual.subject()
    career_stage = Parameter(
        label=_("Career stage"), read=OneOf(lambda: closed("career_stage")), example="doctoral,early", lookups=("all",),
        description=_("For whom it is, by career stage."),
    )
    language = usual.language(_("Language"), _("A language in which one can take part, as a BCP 47 code."))
    phase = Parameter(
        label=_("State"), read=OneOf(lambda: closed("phase")), example="open,scheduled",
        description=_("What the call is now, told by the clock: `open` takes applications, `scheduled` opens later."),
    )
    country = usual.country(_("Country or region of the hosts"), _("Where the hosts are, as an ISO 3166-1 code of two letters."), "CN")
    currency = Parameter(
        label=_("Currency"), read=OneOf(lambda: closed("currency")), example="GBP,CNY", description=_("The currency it pays in, as ISO 4217 has it."),
    )
    host = Parameter(
        label=_("Host"), read=Address(), example="ror:04ct4d772", description=_("Where one goes: the uid of a profile, or its `ror:…`."),
    )
    organiser = Parameter(
        label=_("Organised by"), read=Address(), example="7k2m9qxw3tab", description=_("Who organises it: the uid of a profile, or its `ror:…`."),
    )
    partner = Parameter(
        label=_("With"), read=Address(), example="7k2m9qxw3tab", lookups=("all",),
        description=_("Who takes part in any way, as organiser, host, funder, supervisor …: the uid of a profile, or an identifier."),
    )
    programme = Parameter(
        label=_("Programme"), read=Shape(UID, "7k2m9qxw3tab"), example="7k2m9qxw3tab", description=_("The programme, by its uid."),
    )
    closes__gte = OneParameter(
        label=_("Closes from"), read=Moment(), example="2026-12-01", field_name="closes", lookup="gte",
        description=_("Closes on this day (UTC) or later, or at this instant or later. Rolling calls have no closing date."),
    )
    closes__lte = OneParameter(
        label=_("Closes until"), read=Moment(last=True), example="2027-01-31", field_name="closes", lookup="lte",
        description=_("Closes on this day (UTC) or earlier, or at this instant or earlier."),
    )
    uid = Parameter(
        label=pgettext_lazy("exchange", "Call"), read=Shape(UID, "7k2m9qxw3tab"), example="7k2m9qxw3tab",
        description=_("The calls themselves, by uid."),
    )
    sort = OneParameter(
        label=_("Sort"), read=OneOf(words_of(SORTS)), example="closing",
        description=_("The order: `closing`, what closes soonest first (the default), `newest`, `name`, or `relevance` (the default with `q`)."),
    )
    size = usual.size()
    page = usual.page()
    cursor = usual.cursor()
    facets = usual.facets(FACETS, "phase,kind")
    lang = usual.lang()

    class Meta:
        model = Call
        fields = ()


class CallFilter(ExchangeFilter):
    """The same, for rows that are calls."""

    fields = usual.fields(CALL_FIELDS, "uid,title,closes_at")


class ProgrammeFilter(ExchangeFilter):
    """The same, for rows that are programmes."""

    fields = usual.fields(PROGRAMME_FIELDS, "uid,name")


DETAIL_OF_CALL = {"fields": usual.fields(CALL_FIELDS + CALL_DETAILS, "uid,text")}
DETAIL_OF_PROGRAMME = {"fields": usual.fields(PROGRAMME_FIELDS + PROGRAMME_DETAILS, "uid,calls")}


def parse(
    params: QueryDict, *, lang: str, facets: tuple[str, ...] = (), paging: Paging = "page",
    declared: type[ExchangeFilter] = ExchangeFilter,
) -> SearchQuery:
    """The search that these parameters mean; BadParameters names every fault. Everybody searches what a visitor sees."""
    return filters.parse(params, tier=0, lang=lang, facets=facets, paging=paging, declared=declared)
