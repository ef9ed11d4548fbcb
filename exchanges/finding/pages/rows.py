"""Rows of lists: a call or a programme, with what decides whether one reads on."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from directory import wording
from directory.pages.texts import Said
from exchanges.calls.deadlines import time_left
from exchanges.calls.vocabulary import Phase
from exchanges.finding.cards import CallCard, ProgrammeCard
from exchanges.finding.labels import word
from exchanges.finding.pages.clocks import day_on_clock
from exchanges.finding.pages.texts import Named, columns, named, own, profile
from exchanges.finding.wording import left

SHORT = {"en": 220, "zh": 110}  # characters of a summary
SOON = 14  # days
MOST_HOSTS = 3


@dataclass(frozen=True, slots=True)
class Row:
    """One row. `state` says how it stands, `tone` how loudly ("on", "warn", ""); `facts` stand beside it."""

    uid: str
    name: Named
    kind: str
    direction: str
    state: str
    tone: str
    gist: Said
    of: Named | None
    facts: list[str]
    hosts: list[Named]
    more_hosts: int
    demo: bool
    closes: str = ""
    closes_iso: str = ""
    time_left: str = ""


def call_row(card: CallCard, now: datetime, lang: str) -> Row:
    """A call in a list."""
    phase, row = card.phase(now), card.row
    places = ngettext("%(count)s place", "%(count)s places", row["places"]) % {"count": wording.number(row["places"], lang)}
    state, tone = standing(card, now, lang)
    return Row(
        uid=card.uid, name=named(card.name, lang, reverse("call_page", args=[card.uid])), kind=word("kind", card.programme.row["kind"], lang),
        direction=word("direction", card.programme.row["direction"], lang), state=state, tone=tone,
        gist=shortened(own(columns(row, "summary"), lang)),
        of=named(card.programme.name, lang, reverse("programme_page", args=[card.programme.uid])), facts=[places],
        hosts=[profile(one, lang) for one in card.hosts[:MOST_HOSTS]], more_hosts=max(len(card.hosts) - MOST_HOSTS, 0),
        demo=card.programme.row["is_demo"], closes=day_on_clock(card.closes_at, row["zone"], lang),
        closes_iso=card.closes_at.isoformat() if card.closes_at else "",
        time_left=_("closes in %(time)s") % {"time": left(time_left(card.closes_at, now))} if phase == Phase.OPEN and card.closes_at else "",
    )


def programme_row(card: ProgrammeCard, now: datetime, lang: str) -> Row:
    """A programme in a list."""
    open_now = [call for call in card.calls if call.phase(now) == Phase.OPEN]
    closing = [call for call in open_now if call.closes_at]
    soonest = min(closing, key=lambda call: call.closes_at) if closing else None  # type: ignore[arg-type,return-value]
    if card.row["status"] == "archived":
        state, tone = pgettext("programme", "Ended"), ""
    elif open_now:
        state, tone = ngettext("%(count)s open call", "%(count)s open calls", len(open_now)) % {"count": len(open_now)}, "on"
    else:
        state, tone = _("Nothing open now"), ""
    hosts = list(dict.fromkeys([*card.those("organiser"), *card.those("host")]))
    return Row(
        uid=card.uid, name=named(card.name, lang, reverse("programme_page", args=[card.uid])), kind=word("kind", card.row["kind"], lang),
        direction=word("direction", card.row["direction"], lang), state=state, tone=tone, gist=shortened(own(columns(card.row, "summary"), lang)),
        of=None, facts=[], hosts=[profile(one, lang) for one in hosts[:MOST_HOSTS]], more_hosts=max(len(hosts) - MOST_HOSTS, 0),
        demo=card.row["is_demo"], closes=day_on_clock(soonest.closes_at, soonest.row["zone"], lang) if soonest else "",
        closes_iso=soonest.closes_at.isoformat() if soonest and soonest.closes_at else "",
        time_left=_("closes in %(time)s") % {"time": left(time_left(soonest.closes_at, now))} if soonest and soonest.closes_at else "",
    )


def standing(card: CallCard, now: datetime, lang: str) -> tuple[str, str]:
    """How a call stands, in a few words, and how loudly to say so."""
    phase = card.phase(now)
    if phase == Phase.OPEN and card.closes_at is None:
        return _("Always open"), "on"
    if phase == Phase.OPEN:
        soon = card.closes_at is not None and time_left(card.closes_at, now) < timedelta(days=SOON)
        return (_("Closes soon"), "warn") if soon else (_("Open"), "on")
    if phase == Phase.SCHEDULED:
        return _("Opens %(day)s") % {"day": day_on_clock(card.opens_at, card.row["zone"], lang)}, ""
    return word("phase", phase, lang), ""


def shortened(said: Said) -> Said:
    """The beginning of a long text, cut between words."""
    most = SHORT["zh" if said.lang.startswith("zh") else "en"]
    text = " ".join(said.value.split())
    if len(text) <= most:
        return Said(text, said.lang, said.foreign)
    cut = text[:most] if said.lang.startswith("zh") else text[:most].rsplit(" ", 1)[0]
    return Said(cut.rstrip(" ,;，；、") + "…", said.lang, said.foreign)
