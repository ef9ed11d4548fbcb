"""Posts, study and visits of a person: a timeline, the newest first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from directory import wording
from directory.models import Affiliation
from directory.pages.quoted import Quoted
from directory.pages.sources import Sources
from directory.pages.texts import Said, is_chinese, lang_tag, say
from directory.vocabulary import AffiliationType, Source


@dataclass(frozen=True)
class Post:
    """One entry. `organisation` is None where the organisation has no page that the reader may see; then `written` names it, if anything does.
    `parts` are role and unit in the order of the page's language."""

    when: str
    organisation: Quoted | None
    written: Said | None
    parts: tuple[Said, ...]
    role: Said | None
    confirmed: str  # "Confirmed by the organisation, 9 November 2026", "" when it isn't
    unconfirmed: str
    note: int | None
    current: bool
    study: bool


def is_current(end: str, today: date) -> bool:
    """Whether something that ends then (a partial ISO date, "" for open) isn't over yet."""
    return not end or end >= today.isoformat()[:len(end)]


def span(start: str, end: str, *, lang: str, current: bool) -> str:
    """Years of an entry: 2021 – now, 2017 – 2021, 2021年至今, 2017–2021年; "" when no date is known."""
    first, last = start[:4], end[:4]
    if current and not end:
        return _("%(start)s – now") % {"start": first} if first else _("now")
    if first and last and first != last:
        return _("%(start)s – %(end)s") % {"start": first, "end": last}
    if not first and last:
        return _("until %(end)s") % {"end": last}
    return pgettext("a year alone", "%(year)s") % {"year": first or last} if first or last else ""


def timeline(rows: Iterable[Affiliation], organisations: dict[int, Quoted], *, today: date, lang: str, sources: Sources) -> list[Post]:
    """Open entries first, then by their end and start, newest first; the main affiliation before its equals."""
    ordered = sorted(rows, key=lambda row: (is_current(row.end, today), row.is_primary, row.end or "9999", row.start), reverse=True)
    return [_post(row, organisations.get(row.organisation_id or 0), today, lang, sources) for row in ordered]


def _post(row: Affiliation, organisation: Quoted | None, today: date, lang: str, sources: Sources) -> Post:
    role, unit = say(row.role_en, row.role_zh, lang), say(row.unit_en, row.unit_zh, lang)
    parts = (unit, role) if is_chinese(lang) else (role, unit)
    written = row.organisation_text if organisation is None else ""
    current = is_current(row.end, today)
    confirmed = _("Confirmed by the organisation, %(day)s") % {"day": wording.day(row.confirmed_at, lang)} if row.confirmed_at else ""
    return Post(
        when=span(row.start, row.end, lang=lang, current=current),
        organisation=organisation,
        written=Said(written, lang_tag(written)) if written else None,
        parts=tuple(part for part in parts if part),
        role=role,
        confirmed=confirmed,
        unconfirmed="" if confirmed else _unconfirmed(sources.source_of(row.assertion_id)),
        note=sources.number(row.assertion_id) or sources.of_field("affiliations"),
        current=current,
        study=row.type == AffiliationType.EDUCATION,
    )


def _unconfirmed(source: str) -> str:
    if source == Source.ORCID:
        return _("From ORCID, not yet confirmed")
    if source == Source.SELF:
        return _("Self-declared, not yet confirmed")
    return _("Not yet confirmed")
