"""What a call offers and wants: its facts, the positions of its hosts, documents, letters, criteria."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from directory import subjects, wording
from directory.pages.texts import Said
from exchanges.calls.models import Call
from exchanges.calls.vocabulary import LettersAsked, ReviewMode
from exchanges.finding.cards import partners
from exchanges.finding.labels import word
from exchanges.finding.pages.clocks import day_on_clock
from exchanges.finding.pages.texts import Named, own, profile


@dataclass(frozen=True, slots=True)
class Position:
    """Where one can go. `host` is None where its profile isn't public."""

    uid: str
    title: Said
    unit: Said
    host: Named | None
    supervisor: Named | None
    subject: str
    places: int


@dataclass(frozen=True, slots=True)
class Document:
    """Something to hand in."""

    title: Said
    required: bool
    types: str
    most: str


@dataclass(frozen=True, slots=True)
class Criterion:
    """Something that is judged."""

    title: Said
    help: Said
    weight: int
    scale: str


def facts(call: Call, lang: str) -> list[tuple[str, str]]:
    """Label and text of what decides whether somebody reads on."""
    of = call.programme
    fields = [subjects.label(code, lang) for code in call.subjects or of.subjects]
    places = ngettext("%(count)s place", "%(count)s places", call.places) % {"count": wording.number(call.places, lang)}
    listed = [
        (_("Kind"), word("kind", of.kind, lang)), (_("Who travels where"), word("direction", of.direction, lang)),
        (_("For whom"), wording.listed((word("career_stage", one, lang) for one in of.career_stages), lang)),
        (_("Field"), wording.listed(fields, lang)),
        (_("When"), _span(call, lang)),
        (pgettext("exchanges", "Places"), places),
        (_("Paid in"), word("currency", of.currency, lang)),
        (_("Languages"), wording.listed((wording.language(one, lang) for one in of.languages), lang)),
        (_("In two stages"), _("A concept first. Whose concept convinces is invited to write the full application.") if call.stages == 2 else ""),
        (_("Two halves"), _halves(call, lang) if call.is_paired else ""),
    ]
    return [(label, text) for label, text in listed if text]


def _span(call: Call, lang: str) -> str:
    if call.starts_on and call.ends_on:
        return _("Between %(first)s and %(last)s") % {"first": wording.day(call.starts_on, lang), "last": wording.day(call.ends_on, lang)}
    return _("From %(day)s") % {"day": wording.day(call.starts_on, lang)} if call.starts_on else ""


def _halves(call: Call, lang: str) -> str:
    said = _(
        "A UK and a Chinese applicant apply together, each with a half of their own; only a pair of both counts. Both are decided as one, and each "
        "takes a place."
    )
    caps = {side: of for side in ("uk", "cn") if (of := call.halves.get(side)) and of.get("cap")}
    if len(caps) < 2:
        return said
    most = {side: wording.money(of["cap"], of["currency"], lang) for side, of in caps.items()}
    both = _("The UK half may ask for up to %(uk)s, the Chinese half for up to %(cn)s.") % most
    return f"{said}{both}" if lang.startswith("zh") else f"{said} {both}"


def positions(call: Call, lang: str) -> list[Position]:
    """Where one can go, in the order of the call. Hosts and supervisors are named where their profile is public."""
    rows = list(call.positions.all())
    known = partners(pk for one in rows for pk in (one.host_id, one.supervisor_id) if pk)

    def named(pk: int | None) -> Named | None:
        return profile(known[pk], lang) if pk in known else None

    return [
        Position(
            one.uid, own({"en": one.title_en, "zh": one.title_zh}, lang), own({"en": one.unit_en, "zh": one.unit_zh}, lang), named(one.host_id),
            named(one.supervisor_id), subjects.label(one.subject, lang) if one.subject else "", one.places,
        )
        for one in rows
    ]


def documents(call: Call, lang: str) -> list[Document]:
    """What is to be handed in beside the form."""
    return [
        Document(_said(one, "title", lang), bool(one.get("required")), ", ".join(str(kind).upper() for kind in one.get("types", ["pdf"])),
                 _("%(size)s MB") % {"size": one["max_mb"]} if one.get("max_mb") else "")
        for one in call.documents
    ]


def letters(call: Call, lang: str) -> str:
    """How many letters are wanted, when they are asked, and until when they may come."""
    if not call.letters_wanted or call.letters_asked == LettersAsked.NEVER:
        return ""
    count = ngettext("%(count)s letter of reference is wanted.", "%(count)s letters of reference are wanted.", call.letters_wanted)
    asked = {
        LettersAsked.BEFORE: _("Your referees are asked as soon as you name them; the letters must be in before you send your application."),
        LettersAsked.AFTER: _("Your referees are asked when you send your application."),
        LettersAsked.SHORTLISTED: _("Your referees are asked only if you are shortlisted."),
    }[LettersAsked(call.letters_asked)]
    due = _("The letters are due by %(day)s.") % {"day": day_on_clock(call.letters_due_at, call.zone, lang)} if call.letters_due_at else ""
    parts = [count % {"count": wording.number(call.letters_wanted, lang)}, asked, due]
    return ("" if lang.startswith("zh") else " ").join(part for part in parts if part)


def criteria(call: Call, lang: str) -> list[Criterion]:
    """By what applications are judged, with their weights in percent."""
    return [
        Criterion(_said(one, "title", lang), _said(one, "help", lang), int(one.get("weight", 0)), f"{one.get('low', 0)}–{one.get('high', 0)}")
        for one in call.rubric
    ]


def review(call: Call) -> str:
    """Who knows whom while applications are read."""
    return {
        ReviewMode.OPEN: _("You and those who read your application know each other’s names."),
        ReviewMode.SINGLE: _("Those who read your application know your name; you don’t learn theirs."),
        ReviewMode.DOUBLE: _("Neither you nor those who read your application learn each other’s names. Leave your name out of the texts."),
    }[ReviewMode(call.review_mode)]


def _said(row: dict[str, Any], name: str, lang: str) -> Said:
    both = row.get(name) or {}
    return own({"en": both.get("en"), "zh": both.get("zh")}, lang)
