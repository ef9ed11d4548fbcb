"""What exchanges show elsewhere: on the page of a profile, on the home page, in the sitemap (named in the settings)."""

from collections.abc import Iterator

from django.urls import reverse

from accounts.actor import Actor
from accounts.hooks import Section
from directory.models import Profile
from exchanges.calls.vocabulary import Phase
from exchanges.finding.cards import CallCard, ProgrammeCard, instant, snapshot
from exchanges.finding.listing import closing
from exchanges.finding.pages.rows import call_row
from exchanges.finding.pages.texts import named
from exchanges.programmes.vocabulary import PartName

ON_HOME = 4


def on_profile(profile: Profile, actor: Actor, lang: str) -> list[Section]:
    """The programmes in which a published profile takes part, as what, and what is open there."""
    at = snapshot()
    programmes = [card for card in at.programmes if any(one.pk == profile.pk for _part, one in card.partners)]
    calls = [card for card in at.calls if card.phase(actor.now) == Phase.OPEN and any(one.pk == profile.pk for one in card.partners)]
    listed = list(dict.fromkeys([*programmes, *(call.programme for call in calls)]))
    if not listed:
        return []
    return [Section("exchanges/finding/_on_profile.html", {"programmes": [_programme(card, profile, calls, actor, lang) for card in listed]})]


def on_home(actor: Actor, lang: str) -> list[Section]:
    """What is open now, what closes soonest first; nothing while nothing is."""
    here = sorted((card for card in snapshot().calls if card.phase(actor.now) == Phase.OPEN), key=lambda card: closing(card, actor.now))
    if not here:
        return []
    rows = [call_row(card, actor.now, lang) for card in here[:ON_HOME]]
    return [Section("exchanges/finding/_on_home.html", {"open_calls": rows, "open_count": len(here)})]


def addresses() -> Iterator[tuple[str, tuple[str, ...], str | None]]:
    """Every public page, for search engines: name, arguments, when it changed."""
    at = snapshot()
    yield "exchanges", (), None
    yield "exchange_programmes", (), None
    yield from (("programme_page", (card.uid,), instant(card.row["updated_at"])) for card in at.programmes)
    yield from (("call_page", (card.uid,), instant(card.row["updated_at"])) for card in at.calls)


def _programme(card: ProgrammeCard, profile: Profile, calls: list[CallCard], actor: Actor, lang: str) -> dict[str, object]:
    parts = [str(PartName(part).label) for part, one in card.partners if one.pk == profile.pk]
    rows = [call_row(call, actor.now, lang) for call in sorted(calls, key=lambda one: closing(one, actor.now)) if call.programme is card]
    return {"name": named(card.name, lang, reverse("programme_page", args=[card.uid])), "parts": parts, "calls": rows}
