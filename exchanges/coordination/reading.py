"""The overview and the list of a call as the pages show them: words in the reader's language, bars, pages."""

from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from accounts.actor import Actor
from directory import labels
from directory import subjects as fields_of_research
from directory.vocabulary import CareerStage
from exchanges.applications import pairs
from exchanges.applications import states as applications
from exchanges.applications.rules import decides_all
from exchanges.calls import clock
from exchanges.calls import states as calls
from exchanges.coordination import statistics
from exchanges.coordination.funnel import Funnel
from exchanges.coordination.statistics import FEWEST, Told
from exchanges.errors import Text
from exchanges.events.moves import Machine
from exchanges.models import Application, Call, Event
from exchanges.offers import states as offers
from exchanges.placements import states as placement_states
from exchanges.placements.vocabulary import PlacementState
from exchanges.references import states as references
from exchanges.reviews import states as reviews
from exchanges.survey.vocabulary import Gender

LAST = 30  # moves in the history
MOST_WORDS = 8  # that are looked for


@dataclass(frozen=True)
class Bar:
    """A label, a number, and its share of the longest, in percent."""

    label: str
    count: int
    share: int


def bars(counts: dict[str, int]) -> list[Bar]:
    """The counts in their order."""
    longest = max(counts.values(), default=0) or 1
    return [Bar(label, count, round(100 * count / longest)) for label, count in counts.items()]


def _lang() -> str:
    return get_language() or "en"


def steps(found: Funnel) -> list[Bar]:
    """The funnel from begun to accepted."""
    words = {
        "eligible": _("Found eligible"), "shortlisted": _("Shortlisted"), "offered": _("Offered a place"), "accepted": _("Accepted"),
    }
    first = {pgettext("applications", "Begun"): found.begun, pgettext("applications", "Sent"): found.sent}
    return bars({**first, **{words[step]: count for step, count in found.steps.items()}})


def countries(counts: dict[str, int]) -> list[Bar]:
    lang, words = "zh" if _lang().startswith("zh") else "en", labels.countries()
    return bars({(words[code][lang] if code in words else _("Not known")): count for code, count in counts.items()})


def subjects(counts: dict[str, int]) -> list[Bar]:
    return bars({(fields_of_research.label(code, _lang()) if code else _("Not known")): count for code, count in counts.items()})


@dataclass(frozen=True)
class Group:
    """Bars of the groups that may be told; `few` is how many are in the others together, None where even that isn't told."""

    key: str
    title: str
    bars: list[Bar]
    few: int | None


@dataclass(frozen=True)
class Sensitive:
    """What was counted for statistics; `at` is None as long as nothing was, and `is_own` where the reader takes part in what would be counted."""

    groups: list[Group]
    at: datetime | None
    is_own: bool
    fewest: int = FEWEST


def counted(call: Call, actor: Actor) -> Sensitive:
    """Genders and career stages. Who takes part in an application of the call learns nothing of all."""
    if not decides_all(actor, call):
        return Sensitive([], None, is_own=True)
    found = statistics.counted(call)
    if found is None:
        return Sensitive([], None, is_own=False)
    return Sensitive(groups(found.gender, found.career_stage), found.at, is_own=False)


def groups(gender: Told, career_stage: Told) -> list[Group]:
    """Both as bars, in the order of their closed lists."""
    genders = {str(value): str(label) for value, label in Gender.choices} | {Gender.NOT_SAID.value: _("Not said")}
    careers = {str(value): str(label) for value, label in CareerStage.choices} | {"": _("Not known")}
    return [_group("genders", _("By gender"), gender, genders), _group("stages", _("By career stage"), career_stage, careers)]


def _group(key: str, title: str, told: Told, words: dict[str, str]) -> Group:
    return Group(key, title, bars({words[name]: told.counts[name] for name in words if name in told.counts}), told.few)


def placements(counts: dict[str, int]) -> list[Bar]:
    words = dict(PlacementState.choices)
    return bars({str(words[state]): count for state, count in counts.items()})


def phase(call: Call, now: datetime) -> str:
    return str(clock.phase(call, now).label)


# Noun of an event → what the thing is called, and its machine.
MACHINES: dict[str, tuple[Text, Machine]] = {
    "call": (_lazy("Call for applications"), calls.TRANSITIONS), "application": (_lazy("Application"), applications.TRANSITIONS),
    "letter": (_lazy("Letter of reference"), references.EVERY), "assignment": (_lazy("Review"), reviews.TRANSITIONS),
    "offer": (_lazy("Offer of a place"), offers.OFFER), "waitingentry": (_lazy("Waiting list"), offers.WAITING),
    "matchrun": (_lazy("Matching run"), offers.RUN), "placement": (_lazy("Placement"), placement_states.PLACEMENT),
    "decision": (_lazy("Decision"), {}), "hostposition": (_lazy("Position"), {}),
    "compliancecheck": (_lazy("Check before travelling"), placement_states.CHECK), "report": (_lazy("Report of a stay"), placement_states.REPORT),
}


# What else stands in a history: acts that are no move of a machine, by noun and name.
MORE: dict[tuple[str, str], Text] = {
    ("call", "create"): _lazy("Entered"), ("call", "copy"): _lazy("Made from another call"), ("call", "edit"): _lazy("Details changed"),
    ("call", "set-places"): _lazy("Number of places changed"), ("hostposition", "set-places"): _lazy("Number of places changed"),
    ("application", "begin"): _lazy("Begun"), ("assignment", "ask"): _lazy("Review asked for"), ("decision", "prepare"): _lazy("Decision prepared"),
    ("decision", "clear"): _lazy("Decision taken back"), ("decision", "release"): _lazy("Decision sent"),
    ("letter", "name"): _lazy("Referee named"), ("offer", "make"): _lazy("Offered a place"), ("offer", "promote"): _lazy("Offered a place"),
    ("waitingentry", "put"): _lazy("Put on the waiting list"), ("waitingentry", "rank"): _lazy("Order changed"),
    ("matchrun", "compute"): _lazy("Run computed"), ("placement", "propose"): _lazy("Proposed"),
    ("placement", "dates"): _lazy("Days changed"), ("placement", "set-host"): _lazy("Host named"), ("placement", "topic"): _lazy("Topic changed"),
    ("compliancecheck", "add"): _lazy("Put on the list"),
}


OF_THE_CALL = ("call", "hostposition")  # what happened to these tells nothing of any one application


@dataclass(frozen=True)
class Happened:
    """One move in words: of what, what, who and why."""

    event: Event
    noun: Text
    move: Text


def history(call: Call, actor: Actor) -> list[Happened]:
    """What happened last; for who takes part in an application of the call, what happened to the call itself and not to applications."""
    found = []
    events = Event.objects.filter(call=call)
    if not decides_all(actor, call):
        events = events.filter(noun__in=OF_THE_CALL)
    for event in events.select_related("by").order_by("-at", "-pk")[:LAST]:
        noun, machine = MACHINES.get(event.noun, (event.noun, {}))
        known = machine[event.move].label if event.move in machine else MORE.get((event.noun, event.move), event.move)
        found.append(Happened(event, noun, known))
    return found


def matching(call: Call, actor: Actor, statuses: list[str], words: str) -> QuerySet[Application]:
    """The applications that were sent, by number, narrowed: each of the words stands in the number, the title, the name or the address."""
    found: QuerySet[Application] = Application.objects.visible_to(actor).decided_by(actor).filter(call=call, number__isnull=False)
    if statuses:
        found = found.filter(status__in=statuses)
    for word in words.split()[:MOST_WORDS]:
        found = found.filter(
            Q(number__icontains=word) | Q(title__icontains=word) | Q(applicant__full_name__icontains=word) | Q(applicant__email__icontains=word)
        )
    return found.select_related("applicant").order_by("number")


def paged(found: QuerySet[Application], number: str, size: int) -> Page[Application]:
    """A page of them; one that isn't there is the nearest that is."""
    return Paginator(found, size).get_page(number if number.isascii() else "1")


def halves(listed: Page[Application]) -> dict[int, Application]:
    """The other halves of those on a page that are half of a pair, as far as they were sent."""
    return {key: other for key, other in pairs.others_of(list(listed.object_list)).items() if other.number}
