"""Where each fact came from: one footnote number a source, in the order in which the page first needs it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from directory import wording
from directory.models import Assertion
from directory.vocabulary import PERSON_SOURCES, Kind, Source

LICENCES = {"CC0-1.0": "CC0", "CC-BY-4.0": "CC BY 4.0"}


@dataclass(frozen=True)
class Note:
    """One line of the list of sources."""

    number: int
    text: str


@dataclass
class Sources:
    """Gives numbers to sources. Only those that back a visible fact ever get one, so a source of hidden facts stays unknown.

    `references` are the identifiers the page shows: a record number stands in a note only when it is among them.
    `latest` is when something that the reader sees was last changed: no note gives a later day, for a source may have spoken of hidden facts since.
    """

    kind: str
    lang: str
    assertions: dict[int, Assertion]
    references: frozenset[str] = frozenset()
    latest: datetime | None = None
    _numbers: dict[int, int] = field(default_factory=dict)

    def number(self, assertion_id: int | None) -> int | None:
        """The footnote number of a row's source; None when it has none."""
        if assertion_id is None or assertion_id not in self.assertions:
            return None
        return self._numbers.setdefault(assertion_id, len(self._numbers) + 1)

    def of_field(self, name: str) -> int | None:
        """The footnote number of a part of the profile itself: a person's word before an import's, a newer one before an older."""
        naming = [one for one in self.assertions.values() if name in one.fields]
        naming.sort(key=lambda one: (one.source in PERSON_SOURCES, one.asserted_at), reverse=True)
        return self.number(naming[0].pk) if naming else None

    def source_of(self, assertion_id: int | None) -> str:
        """Which kind of source stands behind a row, "" when unknown."""
        known = self.assertions.get(assertion_id) if assertion_id else None
        return known.source if known else ""

    def notes(self) -> list[Note]:
        """The list at the end of the page."""
        return [Note(number, self._sentence(self.assertions[pk])) for pk, number in self._numbers.items()]

    def _day(self, moment: datetime) -> str:
        return wording.day(min(moment, self.latest) if self.latest else moment, self.lang)

    def _sentence(self, one: Assertion) -> str:
        words = _where(one.source, self.kind) % {
            "asserted": self._day(one.asserted_at), "retrieved": self._day(one.retrieved_at),
        }
        parts = [words]
        if one.source_ref in self.references:
            parts.append(_("Record %(reference)s.") % {"reference": one.source_ref})
        if one.licence:
            parts.append(_("Licence %(licence)s.") % {"licence": LICENCES.get(one.licence, one.licence)})
        return ("" if self.lang.startswith("zh") else " ").join(parts)


def _where(source: str, kind: str) -> str:
    if source == Source.SELF:
        return _("Written by the person, %(asserted)s.") if kind == Kind.RESEARCHER else _("Written by the organisation, %(asserted)s.")
    return {
        Source.EDITOR: _("Entered by an editor of this directory, %(asserted)s."),
        Source.ORCID: _("Public ORCID record, changed %(asserted)s, read %(retrieved)s."),
        Source.ROR: _("Research Organization Registry (ROR), changed %(asserted)s, read %(retrieved)s."),
        Source.IMPORT: _("A list of the Centre, %(asserted)s."),
        Source.PARTNER: _("The system of a partner, %(asserted)s."),
    }[Source(source)]


def sources(assertions: Iterable[Assertion], *, kind: str, lang: str, references: Iterable[str], latest: datetime | None = None) -> Sources:
    """The numbering of one page."""
    return Sources(kind=kind, lang=lang, assertions={one.pk: one for one in assertions}, references=frozenset(references), latest=latest)
