"""What search engines are told: robots.txt, an index of sitemaps, and in each the public profiles in both languages."""

from collections.abc import Iterator
from xml.sax.saxutils import escape

import orjson
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import override
from django.views.decorators.http import require_safe

from directory.feeds import LANGUAGES
from directory.models import Card

PROFILES = 25_000  # a sitemap: two addresses each make the 50,000 that the protocol allows
PAGES = ("home", "results", "browse", "about", "developers")
NAMESPACES = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"'
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Profiles may be read by anybody; searches are without number, so machines are asked to use the sitemap and the API."""
    lines = ["User-agent: *", "Disallow: /admin/", "Disallow: /*?", "Allow: /", "", f"Sitemap: {settings.SITE_URL}/sitemap.xml"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """/sitemap.xml: the sitemap of the pages, then as many of profiles as there must be."""
    count = -(-Card.objects.filter(tier=0).count() // PROFILES)
    addresses = [settings.SITE_URL + reverse("sitemap_part", args=[part]) for part in ("pages", *range(1, count + 1))]
    body = "".join(f"<sitemap><loc>{escape(address)}</loc></sitemap>\n" for address in addresses)
    return HttpResponse(f"{HEAD}<sitemapindex {NAMESPACES.split(' ', maxsplit=1)[0]}>\n{body}</sitemapindex>\n", content_type="application/xml")


@require_safe
def part(request: HttpRequest, number: str) -> HttpResponseBase:
    """/sitemap-pages.xml, /sitemap-1.xml …"""
    if number == "pages":
        entries = [_entry(_addresses(name), None) for name in PAGES]
        more = [one for path in settings.SITEMAP for one in import_string(path)()]
        return _sitemap(iter([*entries, *(_entry(_addresses(name, *args), changed) for name, args, changed in more)]))
    if not number.isascii() or not number.isdigit() or not 1 <= int(number) <= 10_000:
        raise Http404
    start = (int(number) - 1) * PROFILES
    rows = Card.objects.filter(tier=0).order_by("profile_id").values_list("body", flat=True)[start : start + PROFILES]
    if not rows.exists():
        raise Http404
    return _sitemap(_profiles(list(rows)))


def _profiles(bodies: list[str]) -> Iterator[str]:
    """Each profile of these public cards. The card's own time of change: it tells nothing of what the public doesn't see."""
    pattern = _addresses("profile", "UID")
    for body in bodies:
        card = orjson.loads(body)
        yield _entry({language: address.replace("UID", card["uid"]) for language, address in pattern.items()}, card["updated_at"])


def _addresses(name: str, *args: str) -> dict[str, str]:
    """hreflang → address."""
    addresses = {}
    for code, language in LANGUAGES.items():
        with override(code):
            addresses[language] = settings.SITE_URL + reverse(name, args=args)
    return addresses


def _entry(addresses: dict[str, str], changed: str | None) -> str:
    """One <url> for each language, each naming all of them; English is for everybody else."""
    alternates = "".join(
        f'<xhtml:link rel="alternate" hreflang="{language}" href="{escape(address)}"/>'
        for language, address in {**addresses, "x-default": addresses["en"]}.items()
    )
    lastmod = f"<lastmod>{changed}</lastmod>" if changed else ""
    return "".join(f"<url><loc>{escape(address)}</loc>{lastmod}{alternates}</url>\n" for address in addresses.values())


def _sitemap(entries: Iterator[str]) -> StreamingHttpResponse:
    def text() -> Iterator[str]:
        yield f"{HEAD}<urlset {NAMESPACES}>\n"
        yield from entries
        yield "</urlset>\n"

    return StreamingHttpResponse(text(), content_type="application/xml")
