"""How identifiers are written, checked and recognised: one canonical form a scheme, whatever a person or a file typed."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from directory.vocabulary import Scheme


@dataclass(frozen=True)
class Canonical:
    """`checksum_ok` is None where the scheme has no check character. Only the Unified Social Credit Code may carry False: codes that fail
    the check are in official use, so it warns and doesn't block. Every other failed checksum is a BadIdentifier."""

    value: str
    checksum_ok: bool | None = None


class BadIdentifier(ValueError):
    """The text can't be an identifier of that scheme; the message says why, in the reader's language."""


# Crockford's base 32, which ROR and our uid use: no i, l, o, u.
BASE32 = "0123456789abcdefghjkmnpqrstvwxyz"
# GB 32100-2015: no I, O, S, V, Z. The value of a character is its place.
USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
USCC_WEIGHTS = tuple(pow(3, i, 31) for i in range(17))
USCC_SHAPE = re.compile(rf"[{USCC_ALPHABET}]{{2}}[0-9]{{6}}[{USCC_ALPHABET}]{{10}}")
# The registers' prefixes beside plain numbers (England and Wales): Scotland, Northern Ireland, partnerships, overseas, societies …
COMPANY_PREFIXES = frozenset({
    "AC", "BR", "CE", "CS", "ES", "FC", "FE", "GE", "GN", "GS", "IC", "IP", "LP", "NA", "NC", "NF", "NI", "NL", "NO", "NP", "NR",
    "NV", "NZ", "OC", "OE", "PC", "RC", "RS", "SA", "SC", "SE", "SF", "SG", "SI", "SL", "SO", "SP", "SR", "SZ", "ZC",
})
HOSTS: dict[Scheme, tuple[str, ...]] = {
    Scheme.ROR: ("ror.org", "api.ror.org"),
    Scheme.ORCID: ("orcid.org",),
    Scheme.ISNI: ("isni.org",),
    Scheme.WIKIDATA: ("wikidata.org", "m.wikidata.org"),
    Scheme.GRID: ("grid.ac",),
    Scheme.FUNDREF: ("doi.org", "dx.doi.org"),
    Scheme.COMPANIES_HOUSE: ("find-and-update.company-information.service.gov.uk", "beta.companieshouse.gov.uk"),
    Scheme.LEI: ("search.gleif.org", "lei.info"),
}
URLS: dict[Scheme, str] = {
    Scheme.ROR: "https://ror.org/",
    Scheme.ORCID: "https://orcid.org/",
    Scheme.ISNI: "https://isni.org/isni/",
    Scheme.WIKIDATA: "https://www.wikidata.org/wiki/",
    Scheme.FUNDREF: "https://doi.org/10.13039/",
    Scheme.COMPANIES_HOUSE: "https://find-and-update.company-information.service.gov.uk/company/",
    Scheme.LEI: "https://search.gleif.org/#/record/",
}
# Other words that files and people write before a value.
PREFIXES: dict[str, Scheme] = {scheme.value: scheme for scheme in Scheme} | {
    "companieshouse": Scheme.COMPANIES_HOUSE, "crn": Scheme.COMPANIES_HOUSE, "funderid": Scheme.FUNDREF, "wd": Scheme.WIKIDATA,
    "orcidid": Scheme.ORCID, "orcid id": Scheme.ORCID, "rorid": Scheme.ROR, "ror id": Scheme.ROR,
    "统一社会信用代码": Scheme.USCC, "社会信用代码": Scheme.USCC,
}
INVISIBLE = re.compile(r"[\s\u00ad\u200b-\u200f\u2028-\u202f\u2060\ufeff]+")
DASHES = re.compile(r"[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
URL = re.compile(r"(?:https?://)?(?:www\.)?([a-z0-9.-]+\.[a-z]{2,})/(.+)", re.IGNORECASE | re.DOTALL)
DOMAIN = re.compile(r"(?=.{4,100}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")


def mod_11_2(digits: str) -> str:
    """The check character of ISO 7064 MOD 11-2 for `digits` (ORCID, ISNI)."""
    total = 0
    for digit in digits:
        total = (total + int(digit)) * 2
    result = (12 - total % 11) % 11
    return "X" if result == 10 else str(result)


def ror_check(body: str) -> str:
    """The two check digits of a ROR ID for its first seven characters: ISO 7064 MOD 97-10 over the base-32 number."""
    number = 0
    for letter in body:
        number = number * 32 + BASE32.index(letter)
    return f"{98 - number * 100 % 97:02d}"


def uscc_check(body: str) -> str:
    """The last character of a Unified Social Credit Code for its first seventeen (GB 32100-2015). The outer modulo matters:
    without it a sum divisible by 31 would ask for a thirty-second character, an error that published validators make."""
    total = sum(USCC_ALPHABET.index(letter) * weight for letter, weight in zip(body, USCC_WEIGHTS, strict=True))
    return USCC_ALPHABET[(31 - total % 31) % 31]


def lei_remainder(text: str) -> int:
    """ISO 17442: letters count as 10 to 35; a right code leaves 1."""
    return int("".join(str(int(letter, 36)) for letter in text)) % 97


def normalise(scheme: str, text: str) -> Canonical:
    """The canonical form of what was typed: a URL, a prefixed, spaced, hyphenated or differently cased value. Raises BadIdentifier."""
    wanted = Scheme(scheme)
    bare = _bare(wanted, text)
    if not bare:
        raise BadIdentifier(_("Write the identifier: this one is empty."))
    return READERS[wanted](bare)


def is_valid(scheme: str, text: str) -> bool:
    """Whether `normalise` would take it."""
    try:
        normalise(scheme, text)
    except BadIdentifier:
        return False
    return True


def url_for(scheme: str, value: str) -> str:
    """The public page of a canonical value, or "" where the register has none."""
    base = URLS.get(Scheme(scheme))
    return f"{base}{value}" if base else ""


def guess(text: str) -> list[tuple[str, str]]:
    """Which identifiers a text typed into a search box can be, as (scheme, canonical value), likeliest first.

    `ror:04ct4d772` and addresses of the registers say it themselves; a bare value counts only when its shape (and its checksum, where
    there is one) is right. Words give [].
    """
    typed = unicodedata.normalize("NFKC", text).strip()
    if not typed or len(typed) > 300:
        return []
    head, colon, tail = typed.partition(":")
    named = PREFIXES.get(head.strip().lower()) if colon else None
    if named is not None:
        return _reading(named, tail)
    found = URL.fullmatch(typed)
    if found:
        host = found[1].lower()
        return [pair for scheme, hosts in HOSTS.items() if host in hosts for pair in _reading(scheme, typed)]
    bare = DASHES.sub("-", typed)
    return [pair for scheme, shape in BARE_SHAPES.items() if shape.fullmatch(bare) for pair in _reading(scheme, bare)]


def _reading(scheme: Scheme, text: str) -> list[tuple[str, str]]:
    try:
        return [(scheme.value, normalise(scheme, text).value)]
    except BadIdentifier:
        return []


def _bare(scheme: Scheme, text: str) -> str:
    """The value alone: no address, no prefix, no spaces, plain hyphens, half-width characters."""
    plain = DASHES.sub("-", INVISIBLE.sub("", unicodedata.normalize("NFKC", text)))
    head, colon, tail = plain.partition(":")
    if colon and PREFIXES.get(head.lower()) is scheme:
        plain = tail
    found = URL.fullmatch(plain)
    if not found or scheme not in HOSTS:
        return plain
    host, path = found[1].lower(), found[2]
    if host == "10.13039":  # a DOI without its resolver is no address
        return path
    if host not in HOSTS[scheme]:
        raise BadIdentifier(_("This address is not one of %(register)s.") % {"register": scheme.label})
    if scheme is Scheme.COMPANIES_HOUSE:
        path = path.removeprefix("company/").partition("/")[0]
    return re.split(r"[?#](?!/)", path)[0].strip("/").rpartition("/")[2]


def _mod_11_2_digits(text: str, name: str) -> str:
    digits = text.replace("-", "").replace(".", "").upper()
    if not re.fullmatch(r"[0-9]{15}[0-9X]", digits):
        raise BadIdentifier(_("%(name)s has 16 digits; the last may be X.") % {"name": name})
    if mod_11_2(digits[:15]) != digits[15] or digits == "0" * 16:
        raise BadIdentifier(_mistyped(name))
    return digits


def _mistyped(name: str) -> str:
    return _("The check digit of this %(name)s doesn't fit: one of its characters is mistyped.") % {"name": name}


def _orcid(text: str) -> Canonical:
    digits = _mod_11_2_digits(text, "ORCID iD")
    return Canonical("-".join(digits[i:i + 4] for i in range(0, 16, 4)), checksum_ok=True)


def _isni(text: str) -> Canonical:
    return Canonical(_mod_11_2_digits(text, "ISNI"), checksum_ok=True)


def _ror(text: str) -> Canonical:
    value = text.lower()
    if not re.fullmatch(rf"0[{BASE32}]{{6}}[0-9]{{2}}", value):
        raise BadIdentifier(_("A ROR ID has nine characters and begins with 0, like 013meh722; it has no i, l, o or u."))
    if ror_check(value[:7]) != value[7:]:
        raise BadIdentifier(_mistyped("ROR ID"))
    return Canonical(value, checksum_ok=True)


def _lei(text: str) -> Canonical:
    value = text.replace("-", "").upper()
    if not re.fullmatch(r"[0-9A-Z]{18}[0-9]{2}", value):
        raise BadIdentifier(_("An LEI has 18 letters and digits and 2 check digits."))
    if lei_remainder(value) != 1 or value[18:] in {"00", "01", "99"}:
        raise BadIdentifier(_mistyped("LEI"))
    return Canonical(value, checksum_ok=True)


def _uscc(text: str) -> Canonical:
    value = text.replace("-", "").upper()
    if not USCC_SHAPE.fullmatch(value):
        raise BadIdentifier(_("A Unified Social Credit Code has 18 characters: 2, then 6 digits, then 10; it has no I, O, S, V or Z."))
    return Canonical(value, checksum_ok=uscc_check(value[:17]) == value[17])


def _companies_house(text: str) -> Canonical:
    value = text.replace("-", "").upper()
    digits = re.fullmatch(r"([A-Z]{2}|R)?([0-9]{1,8})", value)
    if digits:
        prefix = digits[1] or ""
        value = prefix + digits[2].zfill(8 - len(prefix))
    # Registered societies may end in letters: IP12345R, SP1234RS.
    known = value[:2] in COMPANY_PREFIXES or re.fullmatch(r"R?[0-9]+", value)
    if not known or not re.fullmatch(r"[0-9]{8}|R[0-9]{7}|[A-Z]{2}[0-9]{6}|IP[0-9]{5}[A-Z]|SP[0-9]{4}[A-Z]{2}", value) or not value.strip("R0"):
        raise BadIdentifier(_("A Companies House number has 8 digits, or two letters of a register (like SC) and 6 digits."))
    return Canonical(value)


def _wikidata(text: str) -> Canonical:
    value = text.upper()
    if not re.fullmatch(r"Q[1-9][0-9]{0,11}", value):
        raise BadIdentifier(_("A Wikidata item is Q and a number, like Q35794."))
    return Canonical(value)


def _grid(text: str) -> Canonical:
    value = text.lower()
    if not re.fullmatch(r"grid\.[0-9]{1,7}\.[0-9a-f]{1,2}", value):
        raise BadIdentifier(_("A GRID ID looks like grid.5335.0."))
    return Canonical(value)


def _fundref(text: str) -> Canonical:
    value = text.removeprefix("10.13039/")
    if not re.fullmatch(r"[1-9][0-9]{8,13}", value):
        raise BadIdentifier(_("A Crossref Funder ID is a number of at least nine digits, like 501100000266."))
    return Canonical(value)


def _schac(text: str) -> Canonical:
    value = text.lower().rstrip(".")
    if not DOMAIN.fullmatch(value):
        raise BadIdentifier(_("A SCHAC code is the institution's domain, like cam.ac.uk."))
    return Canonical(value)


READERS: dict[Scheme, Callable[[str], Canonical]] = {
    Scheme.ROR: _ror, Scheme.ORCID: _orcid, Scheme.ISNI: _isni, Scheme.WIKIDATA: _wikidata, Scheme.GRID: _grid, Scheme.FUNDREF: _fundref,
    Scheme.USCC: _uscc, Scheme.COMPANIES_HOUSE: _companies_house, Scheme.LEI: _lei, Scheme.SCHAC: _schac,
}
# What a bare value must look like before a search takes it for an identifier: stricter than `normalise`, which was told the scheme.
SIXTEEN = r"[0-9]{4}[ -]?[0-9]{4}[ -]?[0-9]{4}[ -]?[0-9]{3}[0-9Xx]"
BARE_SHAPES: dict[Scheme, re.Pattern[str]] = {
    Scheme.ORCID: re.compile(SIXTEEN),
    Scheme.ISNI: re.compile(SIXTEEN),
    Scheme.ROR: re.compile(rf"0[{BASE32}]{{6}}[0-9]{{2}}", re.IGNORECASE),
    Scheme.WIKIDATA: re.compile(r"[Qq][1-9][0-9]{1,11}"),
    Scheme.GRID: re.compile(r"grid\.[0-9]+\.[0-9a-f]{1,2}", re.IGNORECASE),
    Scheme.FUNDREF: re.compile(r"10\.13039/[0-9]+|501100[0-9]{6}|100[0-9]{6}"),
    Scheme.USCC: re.compile(USCC_SHAPE.pattern, re.IGNORECASE),
    Scheme.COMPANIES_HOUSE: re.compile(r"[0-9]{8}|[A-Z]{2}[0-9]{6}"),
    Scheme.LEI: re.compile(r"[0-9A-Z]{18}[0-9]{2}", re.IGNORECASE),
}
