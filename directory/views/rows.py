"""Result rows: what one card says in the language of the page, with what was searched for marked in it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_noop
from markupsafe import Markup, escape

from directory import places, wording
from directory.labels import closed
from directory.subjects import label as subject_label

Card = dict[str, Any]
Mark = Callable[[str], Markup]  # marks what matched in a text and escapes it

ICONS = {"researcher": "person", "institute": "institute", "company": "company"}
KINDS = {"researcher": gettext_noop("Researcher"), "institute": gettext_noop("Institute"), "company": gettext_noop("Company")}
CHECKS = {
    "organisation": gettext_noop("Confirmed by the organisation"), "orcid": gettext_noop("Signed in with ORCID"),
    "registry": gettext_noop("Checked against a public register"), "editor": gettext_noop("Checked by an editor"),
    "email": gettext_noop("E-mail address confirmed"),
}
# Whole phrases, because Chinese and English put the verb and its object together differently.
OFFERS = {
    ("offering", "host"): gettext_noop("<b>Offering</b> to host a visitor"),
    ("offering", "visit"): gettext_noop("<b>Offering</b> to come and visit"),
    ("offering", "supervise"): gettext_noop("<b>Offering</b> to supervise a doctorate"),
    ("offering", "joint-research"): gettext_noop("<b>Offering</b> joint research"),
    ("offering", "recruit"): gettext_noop("<b>Offering</b> a post"),
    ("offering", "licence"): gettext_noop("<b>Offering</b> a technology to license"),
    ("offering", "solve"): gettext_noop("<b>Offering</b> to solve a problem"),
    ("offering", "facility"): gettext_noop("<b>Offering</b> to share a facility"),
    ("seeking", "host"): gettext_noop("<b>Seeking</b> a host"),
    ("seeking", "visit"): gettext_noop("<b>Seeking</b> a visit"),
    ("seeking", "supervise"): gettext_noop("<b>Seeking</b> a supervisor"),
    ("seeking", "joint-research"): gettext_noop("<b>Seeking</b> joint research"),
    ("seeking", "recruit"): gettext_noop("<b>Seeking</b> people to recruit"),
    ("seeking", "licence"): gettext_noop("<b>Seeking</b> a technology to license"),
    ("seeking", "solve"): gettext_noop("<b>Seeking</b> help with a problem"),
    ("seeking", "facility"): gettext_noop("<b>Seeking</b> a facility to share"),
}
EMPTY, GAP, LIST_GAP = Markup(""), Markup(" "), Markup(", ")
LONGEST = {"en": 190, "zh": 90}  # characters of a summary in a row


@dataclass(frozen=True, slots=True)
class Row:
    """What the template prints; texts are marked and escaped."""

    uid: str
    href: str
    icon: str
    kind: str
    name: Markup
    name_lang: str
    also: Markup | None
    also_lang: str
    check: str
    verified: bool
    demo: bool
    gist: Markup
    facts: list[Markup]
    why: Markup | None = None


class Writer:
    """Writes rows in one language; what depends on the language alone is looked up once a page."""

    def __init__(self, lang: str, mark: Mark = escape, longest: dict[str, int] = LONGEST) -> None:
        self.lang, self.mark, self.longest = lang, mark, longest
        self.chinese = lang.startswith("zh")
        self.own, self.other = ("zh", "en") if self.chinese else ("en", "zh")
        self.tags = {"en": "en", "zh": "zh-Hans"}
        self.home = f"/{lang}/profiles/"
        self.stop = "。" if self.chinese else "."
        self.gap = EMPTY if self.chinese else GAP
        self.types = closed("type")

    def _(self, message: str) -> str:
        return wording.said(message, self.lang)

    def row(self, card: Card) -> Row:
        name, name_lang, also = self.names(card["name"])
        check, verified = self.check(card)
        return Row(
            uid=card["uid"], href=self.home + card["uid"], icon=ICONS[card["kind"]], kind=self._(KINDS[card["kind"]]),
            name=self.mark(name or card["uid"]), name_lang=name_lang, also=self.mark(also) if also else None, also_lang=self.tags[self.other],
            check=check, verified=verified, demo=bool(card.get("demo")), gist=self.gist(card), facts=self.facts(card),
        )

    def names(self, name: dict[str, str | None]) -> tuple[str, str, str]:
        """The name in the page's language or the only one there is, its `lang` where it is foreign, and the other name."""
        own, other = name.get(self.own) or "", name.get(self.other) or ""
        if own:
            return own, "", other if other != own else ""
        return other, self.tags[self.other], ""

    def text(self, words: dict[str, str | None] | None) -> str:
        return ((words or {}).get(self.own) or (words or {}).get(self.other) or "") if words else ""

    def foreign(self, words: dict[str, str | None]) -> bool:
        """Whether only the other language has this text."""
        return not words.get(self.own) and bool(words.get(self.other))

    def span(self, words: dict[str, str | None]) -> Markup:
        """The text, in a span that tells its language where it is the other one."""
        marked = self.mark(self.text(words))
        return Markup('<span lang="{}">{}</span>').format(self.tags[self.other], marked) if self.foreign(words) else marked

    def check(self, card: Card) -> tuple[str, bool]:
        """Who vouches for the profile, and whether anybody does."""
        how = card.get("verified") or ""
        if not how:
            return self._("Not yet verified"), False
        if how == "organisation" and card["kind"] == "researcher":
            post = next((one for one in card["affiliations"] if one["confirmed"]), None)
            if post:
                return self._("Checked by %(organisation)s") % {"organisation": self.text(post["organisation"]["name"])}, True
        return self._(CHECKS[how]) if how in CHECKS else how, True

    def gist(self, card: Card) -> Markup:
        """One or two sentences: a person's post; then the summary, else the type of organisation, keywords, fields."""
        parts = [self.post(card)] if card["kind"] == "researcher" else []
        parts += [self.summary(card)] if self.text(card["summary"]) else [self.body(card), self.topics(card)]
        return self.gap.join(part for part in parts if part)

    def post(self, card: Card) -> Markup | None:
        """The main post: small to large in English, large to small in Chinese."""
        posts = card["affiliations"]
        if not posts or posts[0]["end"]:
            return None
        parts = {"role": posts[0]["role"], "unit": posts[0]["unit"], "organisation": posts[0]["organisation"]["name"]}
        order = ("organisation", "unit", "role") if self.chinese else ("role", "unit", "organisation")
        present = [self.span(parts[key]) for key in order if self.text(parts[key])]
        return (EMPTY if self.chinese else LIST_GAP).join(present) + self.stop if present else None

    def body(self, card: Card) -> Markup | None:
        """What type of organisation it is. Most funders are something else as well, which says more."""
        types = [code for code in card["types"] if code in self.types]
        types = [code for code in types if code != "funder"] or types
        return escape(self.types[types[0]][self.own] + self.stop) if types else None

    def summary(self, card: Card) -> Markup:
        """The summary, shortened; the other language's is tagged as such."""
        words = card["summary"]
        foreign = self.foreign(words)
        marked = self.mark(shorten(self.text(words), self.longest[self.other if foreign else self.own]))
        if not foreign:
            return marked
        tag = self._("Summary not yet in Chinese") if self.chinese else self._("Chinese only")
        return Markup('<span lang="{}">{}</span> <span class="tag">{}</span>').format(self.tags[self.other], marked, tag)

    def topics(self, card: Card) -> Markup | None:
        keywords = card["keywords"].get(self.own) or []
        if keywords:
            return self.mark(("、" if self.chinese else ", ").join(keywords[:6]) + self.stop)
        named = [subject_label(code, self.lang) for code in card["subjects"][:3]]
        return self.mark(("；" if self.chinese else "; ").join(named) + self.stop) if named else None

    def facts(self, card: Card) -> list[Markup]:
        """The column beside: place, a missing name, the first offer, else a ROR ID."""
        found = [self.mark(self.place(card["place"]))] if card["place"] else []
        name = card["name"]
        if not name.get("zh") and (self.chinese or card["kind"] == "researcher"):
            found.append(escape(self._("No Chinese name yet")))
        elif not name.get("en") and not self.chinese:
            found.append(escape(self._("No English name yet")))
        if card["established"]:
            found.append(escape(self._("Founded %(year)s") % {"year": card["established"]}))
        if card["interests"]:
            interest = card["interests"][0]
            phrase = OFFERS.get((interest["direction"], interest["type"]))
            if phrase:
                found.append(Markup(self._(phrase)))  # noqa: S704 - our own words, from the catalogue
                until = wording.day(interest["expires_on"], self.lang, short=True)
                found.append(escape(self._("until %(day)s") % {"day": until}))
        else:
            ror = next((one["value"] for one in card["identifiers"] if one["scheme"] == "ror"), "")
            if ror:
                found.append(escape(f"ROR {ror}"))
        return found

    def place(self, place: Card) -> str:
        return place_line(place, self.lang)


def place_line(place: Card, lang: str) -> str:
    """Nanjing, Jiangsu; 江苏南京. Outside China and the United Kingdom the country stands for the province."""
    chinese = lang.startswith("zh")
    own, other = ("zh", "en") if chinese else ("en", "zh")
    city = place["city"].get(own) or place["city"].get(other) or ""
    subdivision = place.get("subdivision") or ""
    wide = places.subdivision_name(subdivision, lang) if subdivision in places.subdivisions() else places.country_name(place["country"], lang)
    if not city or wide.endswith(city):
        return wide
    return (wide + city) if chinese else f"{city}, {wide}"


def shorten(text: str, most: int) -> str:
    """The beginning of a text, cut at a sentence where one ends in time, else at a word."""
    if len(text) <= most:
        return text
    cut = text[:most]
    for stop in ("。", "！", "？", ". "):
        end = cut.rfind(stop)
        if end >= most // 2:
            return cut[: end + 1]
    space = cut.rfind(" ")
    return (cut[:space] if space > most // 2 else cut).rstrip(",;，；、 ") + "…"
