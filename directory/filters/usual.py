"""What the FilterSet of every list is made of: its base, and the parameters that mean the same wherever they stand."""

from collections.abc import Callable, Collection
from typing import Literal

import django_filters
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from directory.errors import Text
from directory.filters.values import OneOf, OneParameter, Parameter, Shape, Whole
from directory.labels import COUNTRY_ALIASES, Words, closed

Paging = Literal["page", "cursor", "all"]

SIZE, LARGEST_SIZE = 20, 200
DEEPEST = 10_000  # rows that numbered pages reach; a cursor goes on from there
NUMBERED, CURSED = frozenset({"page", "cursor"}), frozenset({"cursor"})  # the doors that turn pages, and the one that follows cursors


def words_of(values: Collection[str]) -> Callable[[], Words]:
    """A closed list without words of its own."""
    return lambda: {value: {} for value in values}


def tag(text: str) -> str:
    """A BCP 47 code in its usual case: zh-Hans, en-GB."""
    language, *rest = text.split("-")
    return "-".join([language.lower(), *(part.title() if len(part) == 4 else part.upper() if len(part) == 2 else part.lower() for part in rest)])


class Declared(django_filters.FilterSet):
    """The one FilterSet of a list: its parameters as declared, and after each its `__all` form where it has one."""

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
                description = format_lazy(_("As `{name}`, for those that have every value given."), name=name)
                example = parameter.example.replace("!", "")
                filters[f"{name}__{lookup}"] = Parameter(
                    label=label, description=description, example=example, read=parameter.read, lookup=lookup, field_name=name,
                )
        return filters


def country(label: Text, description: Text, example: str) -> Parameter:
    """Countries and regions by their codes, or by what people type for them."""
    read = OneOf(lambda: closed("country"), tuple(COUNTRY_ALIASES.items()), "[A-Z]{2}")
    return Parameter(label=label, read=read, example=example, description=description)


def subject() -> Parameter:
    """Fields of research."""
    return Parameter(
        label=_("Field of research"), read=OneOf(lambda: closed("subject")), example="2.5,1.2", lookups=("all",),
        description=_("The field of research, as an OECD FORD code. A broad field finds the narrow ones below it."),
    )


def language(label: Text, description: Text) -> Parameter:
    """Languages, any there are."""
    read = Shape(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", "zh-Hans", tag)
    return Parameter(label=label, read=read, example="zh-Hans,en", lookups=("all",), description=description)


def size() -> OneParameter:
    """How much of a list one page has."""
    return OneParameter(
        label=_("Rows a page"), read=Whole(1, LARGEST_SIZE), example="50", doors=NUMBERED, description=_("How many rows a page has, from 1 to 200."),
    )


def page() -> OneParameter:
    """Where one stands, by number."""
    return OneParameter(
        label=_("Page"), read=Whole(1, DEEPEST), example="2", doors=NUMBERED,
        description=_("The number of the page. Pages reach 10,000 rows; follow the cursor to go further."),
    )


def cursor() -> OneParameter:
    """Where one stands, by the row before."""
    return OneParameter(
        label=_("Cursor"), read=Shape(r"[A-Za-z0-9_-]{20,2000}", "next_cursor", str), example="kTq3vN0a7kTq3vN0a7kT", doors=CURSED,
        description=_("Where to go on: `next_cursor` or `prev_cursor` of an answer to the same search. It never expires."),
    )


def facets(names: Collection[str], example: str) -> Parameter:
    """What is to be counted."""
    return Parameter(
        label=_("Facets"), read=OneOf(words_of(names)), example=example, doors=CURSED, negatable=False,
        description=_("The parameters whose values to count. A count leaves its own parameter out, so other choices stay visible."),
    )


def fields(names: Collection[str], example: str) -> Parameter:
    """What is to be sent."""
    return Parameter(
        label=_("Fields"), read=OneOf(words_of(names)), example=example, doors=CURSED, negatable=False,
        description=_("The fields to send; all of them when not given."),
    )


def lang() -> OneParameter:
    """By whose alphabet names stand in order."""
    return OneParameter(
        label=_("Language"), read=OneOf(words_of(("en", "zh-hans")), (("zh", "zh-hans"), ("zh-cn", "zh-hans"))), example="zh-hans", doors=CURSED,
        description=_("The language in whose order names are sorted; Accept-Language decides when it is not given."),
    )
