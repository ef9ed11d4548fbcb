"""The words of every value that programmes and calls are filtered by, in both languages."""

from collections.abc import Callable, Iterable
from functools import cache

from django.db.models import Choices

from directory import wording
from directory.labels import Words, both, countries, profile_names, subjects
from directory.vocabulary import CareerStage
from exchanges.calls.vocabulary import Phase
from exchanges.programmes.vocabulary import Currency, ProgrammeKind, TravelDirection

# What anybody may be told: a call that is being prepared is nobody's to find.
PHASES = (Phase.OPEN, *(one for one in Phase if one not in {Phase.DRAFT, Phase.OPEN}))
OF_PROFILES = ("partner", "host", "organiser")


def _words(choices: Iterable[Choices]) -> Words:
    return {str(one.value): both(one.label) for one in choices}


@cache
def closed(field: str) -> Words:
    """The closed list of a filter's values; empty where the list is open."""
    lists: dict[str, Callable[[], Words]] = {
        "kind": lambda: _words(ProgrammeKind), "direction": lambda: _words(TravelDirection), "career_stage": lambda: _words(CareerStage),
        "phase": lambda: _words(PHASES), "currency": lambda: _words(Currency), "subject": subjects, "country": countries,
    }
    return lists[field]() if field in lists else {}


def labels(field: str, values: Iterable[str]) -> Words:
    """The words of these values of a filter. A value without words is its own name; names of profiles are those that everybody sees."""
    values = list(values)
    known = dict(closed(field))
    missing = [value for value in values if value not in known]
    if missing and field == "language":
        known |= {code: {"en": wording.language(code, "en"), "zh": wording.language(code, "zh-hans")} for code in missing}
    elif missing and field in OF_PROFILES:
        known |= {uid: _name(name) for uid, name in profile_names(missing, 0).items()}
    return {value: known.get(value) or {"en": value, "zh": value} for value in values}


def word(field: str, value: str, lang: str) -> str:
    """What a value of a filter is called on a page."""
    return labels(field, [value])[value]["zh" if lang.startswith("zh") else "en"]


def _name(name: dict[str, str]) -> dict[str, str]:
    """A profile's name in both languages; where one lacks, the other stands in."""
    return {"en": name["en"] or name["zh"], "zh": name["zh"] or name["en"]}


