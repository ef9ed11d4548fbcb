"""The Jinja2 environment of our own pages, and the frame that every page stands in."""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from babel.dates import format_date
from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.templatetags import static as static_tags
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from jinja2 import Environment, pass_context, pass_eval_context
from jinja2.nodes import EvalContext
from jinja2.runtime import Context
from markupsafe import Markup

from accounts.hooks import Section, Seen
from accounts.models import User
from accounts.notices import reading
from accounts.zones import cities
from directory import places, wording
from directory.names import has_han

TAG = re.compile("<[^>]*>")
LATIN = re.compile("[A-Za-z]{2}")
THEMES = ("light", "dark")
# Which of the four links of the header a page belongs to, by the name of its address.
SECTIONS = {
    "results": "directory", "profile": "directory", "browse": "directory", "browse_places": "directory", "browse_fields": "directory",
    "browse_types": "directory", "developers": "developers", "about": "about", "exchanges": "exchanges",
    "exchange_programmes": "exchanges", "programme_page": "exchanges", "call_page": "exchanges",
}


@dataclass(frozen=True)
class Alternate:
    """The same page in one of the languages."""

    lang: str  # as addresses write it: zh-hans
    html_lang: str
    name: str
    href: str
    current: bool


@dataclass(frozen=True)
class Frame:
    """What the base page needs to know of a request."""

    lang: str
    html_lang: str
    theme: str
    home: str  # /en/
    path: str  # with the query string
    site: str
    canonical: str
    alternates: tuple[Alternate, ...]
    section: str
    account: str  # who is signed in; blank for a visitor
    unread: int  # how much news they have not read


LANGUAGES = (("en", "en", "English"), ("zh-hans", "zh-Hans", "中文"))


def in_language(path: str, lang: str, other: str) -> str:
    """The path of the same page in another language; a page without a language leads to the home page."""
    prefix = f"/{lang}/"
    return f"/{other}/{path[len(prefix):]}" if path.startswith(prefix) else f"/{other}/"


def frame(request: HttpRequest) -> Frame:
    """Read the frame from a request. Error pages use it too, so what it asks fails quietly."""
    lang = translation.get_language() or settings.LANGUAGE_CODE
    full = request.get_full_path()
    match = request.resolver_match
    user = getattr(request, "user", None)
    theme = request.COOKIES.get("theme", "")
    return Frame(
        lang=lang,
        html_lang=wording.html_lang(lang),
        theme=theme if theme in THEMES else "",
        home=f"/{lang}/",
        path=full,
        site=settings.SITE_URL,
        canonical=settings.SITE_URL + request.path,
        alternates=tuple(
            Alternate(code, html, name, in_language(full, lang, code), code == lang) for code, html, name in LANGUAGES
        ),
        section=SECTIONS.get((match.url_name or "") if match else "", ""),
        account=(user.full_name or translation.gettext("My page")) if isinstance(user, User) else "",
        unread=reading.unread(user) if isinstance(user, User) else 0,
    )


def static(path: str) -> str:
    """The address of a static file. Where none were collected (a fresh checkout, a broken release), a page without its looks beats no page."""
    try:
        return collected(path)
    except ValueError:
        return f"{settings.STATIC_URL}{path}"


@lru_cache(maxsize=64)
def collected(path: str) -> str:
    return str(static_tags.static(path))


@lru_cache(maxsize=64)
def known_address(name: str, lang: str) -> str:
    """An address that may not be there (signing in can be switched off): blank then."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def address(name: str) -> str:
    """`known_address` in the page's language."""
    return known_address(name, translation.get_language() or settings.LANGUAGE_CODE)


def current_language() -> str:
    return translation.get_language() or settings.LANGUAGE_CODE


@lru_cache(maxsize=4096)
def known_words(message: str, lang: str) -> Markup:
    """The translation of a string of our templates, which may hold markup. A page has a hundred of them, and looking them up costs more than
    printing them."""
    return Markup(translation.gettext(message))  # noqa: S704 - from the template and the catalogue, never from a reader


@pass_eval_context
def words(context: EvalContext, message: str, **variables: Any) -> str:
    """`_` of the templates: markup on a page, plain text in the text of a mail."""
    known: str = known_words(message, current_language())
    if not context.autoescape:
        known = str(known)
    return ended_once(known, variables) % variables if variables else known


def ended_once(known: str, variables: dict[str, Any]) -> str:
    """The sentence without its own full stop behind a name that ends with one ("… Co., Ltd.")."""
    for name, value in variables.items():
        said = f"%({name})s."
        if said in known and TAG.sub("", str(value)).rstrip().endswith("."):
            known = known.replace(said, said[:-1])
    return known


def number(value: int) -> str:
    return wording.number(value, current_language())


def day(value: Any, short: bool = False) -> str:
    return wording.day(value, current_language(), short)


def tongue(text: object) -> Markup:
    """The `lang` attribute of what somebody wrote, where it is in the other of our languages than the page; else nothing."""
    written = str(text or "")
    chinese = current_language().startswith("zh")
    other = ("" if chinese else "zh-Hans") if has_han(written) else ("en" if chinese and LATIN.search(written) else "")
    return Markup(' lang="{}"').format(other) if other else Markup("")


def spoken(text: object) -> Markup | str:
    """What somebody wrote, saying so where it is in the other of our languages than the page."""
    lang = tongue(text)
    return Markup("<span{}>{}</span>").format(lang, str(text)) if lang else str(text or "")


def weekday(value: date) -> str:
    return str(format_date(value, "EEEE", locale=wording.locale_of(current_language())))


def escapes(template: str | None) -> bool:
    """Every template escapes what it is given, except the texts of mails and messages: they are no markup."""
    return not (template or "").endswith(".txt")


def environment(**options: Any) -> Environment:
    """Jinja2 with Django's translations, addresses and static files."""
    options["autoescape"] = escapes
    env = Environment(**options, extensions=["jinja2.ext.i18n"], trim_blocks=True, lstrip_blocks=True)  # noqa: S701 - see escapes
    env.install_gettext_callables(translation.gettext, translation.ngettext, newstyle=True, pgettext=translation.pgettext)  # type: ignore[attr-defined]
    from accounts.signin import factors, providers  # the models they need are not ready when this module is read

    env.globals.update(passkeys_work=factors.passkeys_work_here, ways_elsewhere=providers.doors)
    env.globals.update(
        _=words, static=static, url=reverse, address=address, frame=frame, messages_of=get_messages, language_name=language_name, part=part,
    )
    env.filters.update(number=number, day=day, html_lang=wording.html_lang, country=country, city=city, tongue=tongue, spoken=spoken, weekday=weekday)
    return env


def language_name(code: str) -> str:
    return wording.language(code, current_language())


def city(zone: str) -> str:
    """The city that a time zone is named after, in the reader's language."""
    return str(cities(current_language()).get(zone, zone))


def country(code: str) -> str:
    """The name of a country or region."""
    return places.country_name(code, current_language())


@pass_context
def part(context: Context, section: Section | Seen) -> Markup:
    """A part of a page that another room shows (accounts.hooks), in the page's own context and the part's."""
    return Markup(context.environment.get_template(section.template).render({**context.get_all(), **section.context}))  # noqa: S704 - a template of ours
