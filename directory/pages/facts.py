"""The short facts beside a profile: names, identifiers, fields of research, languages, addresses elsewhere."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from directory import identifiers, wording
from directory.models import Identifier, Name, Profile, ProfileSubject
from directory.pages.sources import Sources
from directory.pages.texts import Said, is_chinese, lang_tag
from directory.vocabulary import NameOrder, NameType, Scheme

LATIN = ("Latn", "Zyyy")
SHOWN_VALUES = 3  # of one scheme; the others open


@dataclass(frozen=True)
class NameLine:
    """Names of one language and type, as one line: "Also known as" and the values."""

    label: str
    values: tuple[Said, ...]
    note: int | None


@dataclass(frozen=True)
class IdentifierLine:
    scheme: str
    label: str
    value: str
    url: str
    verified: str  # who checked it, in words; "" when nobody
    note: int | None


@dataclass(frozen=True)
class IdentifierGroup:
    """The values of one scheme: some organisations have fifty funder IDs."""

    label: str
    verified: str
    first: tuple[IdentifierLine, ...]
    rest: tuple[IdentifierLine, ...]


@dataclass(frozen=True)
class SubjectLine:
    code: str
    label: str


@dataclass(frozen=True)
class Elsewhere:
    """An address outside: what it is, and the host as its text."""

    label: str
    url: str
    text: str


def _language_label(name: Name, tag: str, lang: str) -> str:
    scripts = {"zh-Latn-pinyin": _("Pinyin"), "zh-Hans": _("Simplified Chinese"), "zh-Hant": _("Traditional Chinese")}
    if tag in scripts:
        return scripts[tag]
    if not name.lang and name.script in LATIN:
        return _("Latin letters")
    return wording.language(tag, lang)


def _label(name: Name, tag: str, lang: str) -> str:
    language = _language_label(name, tag, lang)
    if name.type == NameType.ACRONYM:
        return _("Acronym")
    if name.type in (NameType.ALIAS, NameType.FORMER, NameType.DISPLAY):
        kind = str(NameType(name.type).label)
        return _("%(type)s, %(language)s") % {"type": kind, "language": language} if name.lang else kind
    if name.order == NameOrder.FAMILY_FIRST and name.script == "Latn":
        return _("%(language)s, family name first") % {"language": language}
    return language


def name_lines(names: Iterable[Name], lang: str, sources: Sources) -> list[NameLine]:
    """All names: those of the page's language first, then labels before other types; equal kinds share a line."""
    order = {kind: place for place, kind in enumerate((NameType.LABEL, NameType.TRANSLITERATION, NameType.DISPLAY, NameType.ACRONYM))}
    own, other = ("zh", "en") if is_chinese(lang) else ("en", "zh")

    def place(name: Name) -> tuple[int, bool, bool, bool, int]:
        return order.get(NameType(name.type), 9), not name.lang.startswith(own), not name.lang.startswith(other), not name.is_preferred, name.pk

    rows = sorted(names, key=place)
    lines: dict[str, list[Said]] = {}
    notes: dict[str, int | None] = {}
    for name in rows:
        tag = lang_tag(name.value, name.lang, name.script)
        label = _label(name, tag, lang)
        said = Said(name.value, tag, foreign=is_chinese(tag) != is_chinese(lang))
        if said not in lines.setdefault(label, []):
            lines[label].append(said)
        notes.setdefault(label, sources.number(name.assertion_id) or sources.of_field("names"))
    return [NameLine(label, tuple(values), notes[label]) for label, values in lines.items()]


def identifier_lines(rows: Iterable[Identifier], sources: Sources) -> list[IdentifierLine]:
    """Identifiers with the address of their register, the same scheme together, its preferred value first."""
    verified = {
        "self": _("stated by its holder"), "orcid": _("signed in"), "editor": _("checked by an editor"), "partner": _("from a partner"),
    }
    order = {scheme: place for place, scheme in enumerate(Scheme.values)}
    return [
        IdentifierLine(
            row.scheme, row.get_scheme_display(), _grouped(row), identifiers.url_for(row.scheme, row.value),
            verified.get(row.verified_by, "") if row.verified_at else "",
            sources.number(row.assertion_id) or sources.of_field("identifiers"),
        )
        for row in sorted(rows, key=lambda row: (order[row.scheme], not row.is_preferred, row.pk))
    ]


def identifier_groups(lines: Iterable[IdentifierLine]) -> list[IdentifierGroup]:
    """The lines by scheme, in their order."""
    schemes: dict[str, list[IdentifierLine]] = {}
    for line in lines:
        schemes.setdefault(line.scheme, []).append(line)
    return [
        IdentifierGroup(lines[0].label, lines[0].verified, tuple(lines[:SHOWN_VALUES]), tuple(lines[SHOWN_VALUES:])) for lines in schemes.values()
    ]


def _grouped(row: Identifier) -> str:
    """An ISNI is written in four groups of four."""
    if row.scheme == "isni" and len(row.value) == 16:
        return " ".join(row.value[i:i + 4] for i in range(0, 16, 4))
    return row.value


def subject_lines(rows: Iterable[ProfileSubject], lang: str) -> list[SubjectLine]:
    """Fields of research, the main one first."""
    return [SubjectLine(row.subject.code, row.subject.label_zh if is_chinese(lang) else row.subject.label_en) for row in rows]


def elsewhere(profile: Profile, fields: frozenset[str]) -> list[Elsewhere]:
    """Website and other addresses; only http and https ones, for others have no place in a link."""
    labels: dict[str, str] = {"wikipedia": "Wikipedia", "website": _("Website")}
    others = [(str(link.get("type", "")), str(link.get("value", ""))) for link in profile.links if isinstance(link, dict)]
    given = [("website", profile.website), *others]
    if "website" not in fields:
        given = []
    shown: dict[str, Elsewhere] = {}
    for kind, url in given:
        try:
            parts = urlsplit(url)
        except ValueError:
            continue
        if parts.scheme in ("http", "https") and parts.hostname and url not in shown:
            shown[url] = Elsewhere(str(labels.get(kind, kind)), url, parts.hostname.removeprefix("www."))
    return list(shown.values())
