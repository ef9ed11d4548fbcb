"""What is followed and crawled: the feed of a search, the sitemap, robots.txt."""

from xml.etree import ElementTree as ET

import pytest
from django.conf import settings
from django.test import Client

from directory import search, services, sitemap
from directory.models import Profile
from tests import make
from tests.lists import indexed

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"
FEED = "/en/directory/feed.atom"


@pytest.fixture
def world() -> dict[str, Profile]:
    return indexed()


def feed(client: Client, query: str = "", lang: str = "en") -> ET.Element:
    answer = client.get(f"/{lang}/directory/feed.atom?{query}")
    assert answer.status_code == 200, answer.content
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ET.fromstring(answer.content)


def ids(root: ET.Element) -> list[str]:
    return [entry.findtext(f"{ATOM}id").rpartition("/")[2] for entry in root.findall(f"{ATOM}entry")]


def test_a_feed_holds_the_search_latest_change_first(client: Client, world: dict[str, Profile]):
    listed = [row["uid"] for row in client.get("/api/v1/profiles?country=CN&sort=newest").json()["data"]]
    assert ids(feed(client, "country=CN&sort=name")) == listed
    services.revise(world["lab"], by=None, website="https://new.example/")
    search.catch_up()
    assert ids(feed(client, "country=CN"))[0] == world["lab"].uid


def test_an_entry_leads_to_both_languages_and_keeps_its_id(client: Client, world: dict[str, Profile]):
    english, chinese = (feed(client, "q=southeast&kind=institute", lang).find(f"{ATOM}entry") for lang in ("en", "zh-hans"))
    assert english.findtext(f"{ATOM}id") == chinese.findtext(f"{ATOM}id") == f"tag:127.0.0.1,2026:profiles/{world['seu'].uid}"
    assert (english.findtext(f"{ATOM}title"), chinese.findtext(f"{ATOM}title")) == ("Southeast University", "东南大学")
    links = {link.get("hreflang"): link.get("href") for link in english.findall(f"{ATOM}link") if link.get("hreflang")}
    assert links["zh-Hans"] == f"{settings.SITE_URL}/zh-hans/profiles/{world['seu'].uid}"
    assert links["en"] == f"{settings.SITE_URL}/en/profiles/{world['seu'].uid}"


def test_a_feed_names_itself_and_its_page(client: Client, world: dict[str, Profile]):
    root = feed(client, "q=bridge&kind=institute")
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert links["self"] == f"{settings.SITE_URL}{FEED}?q=bridge&kind=institute"
    assert links["alternate"] == f"{settings.SITE_URL}/en/directory?q=bridge&kind=institute"
    assert root.findtext(f"{ATOM}id").startswith("tag:127.0.0.1,2026:search/en")


def test_a_feed_of_nothing_is_a_feed(client: Client, world: dict[str, Profile]):
    assert ids(feed(client, "established=1901")) == []


def test_a_feed_tells_a_reader_of_one_tier_nothing_of_another(client: Client, world: dict[str, Profile]):
    text = client.get(FEED).content.decode()
    assert "Only for members" not in text
    assert world["draft"].uid not in text
    make.sign_in(make.member(), client)
    answer = client.get(FEED)
    assert "Only for members" in answer.content.decode()
    assert answer.headers["Cache-Control"] == "private, no-cache"


def test_an_unchanged_feed_costs_304(client: Client, world: dict[str, Profile]):
    etag = client.get(f"{FEED}?kind=company").headers["ETag"]
    assert client.get(f"{FEED}?kind=company", headers={"If-None-Match": etag}).status_code == 304


def test_control_characters_do_not_break_a_feed(client: Client):
    make.institute("Bell\x07 University", summary_en="\x01a\ufffe")
    search.catch_up()
    assert len(ids(feed(client))) == 1


def test_the_sitemap_names_every_public_profile_in_both_languages(client: Client, world: dict[str, Profile]):
    index = ET.fromstring(client.get("/sitemap.xml").content)
    parts = [one.findtext(f"{MAP}loc") for one in index.findall(f"{MAP}sitemap")]
    assert parts == [f"{settings.SITE_URL}/sitemap-pages.xml", f"{settings.SITE_URL}/sitemap-1.xml"]
    root = ET.fromstring(b"".join(client.get("/sitemap-1.xml").streaming_content))
    found = {one.findtext(f"{MAP}loc") for one in root.findall(f"{MAP}url")}
    public = {row["uid"] for row in client.get("/api/v1/profiles?size=200").json()["data"]}
    assert found == {f"{settings.SITE_URL}/{lang}/profiles/{uid}" for uid in public for lang in ("en", "zh-hans")}
    entry = root.find(f"{MAP}url")
    assert {link.get("hreflang") for link in entry.findall(f"{XHTML}link")} == {"en", "zh-Hans", "x-default"}
    assert entry.findtext(f"{MAP}lastmod")
    pages = ET.fromstring(b"".join(client.get("/sitemap-pages.xml").streaming_content))
    assert f"{settings.SITE_URL}/zh-hans/" in {one.findtext(f"{MAP}loc") for one in pages.findall(f"{MAP}url")}


def test_the_sitemap_is_split_where_it_grows(client: Client, world: dict[str, Profile], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sitemap, "PROFILES", 3)
    index = ET.fromstring(client.get("/sitemap.xml").content)
    addresses = [one.findtext(f"{MAP}loc").removeprefix(settings.SITE_URL) for one in index.findall(f"{MAP}sitemap")]
    counts = [len(ET.fromstring(b"".join(client.get(address).streaming_content))) for address in addresses[1:]]
    assert counts == [6, 6, 4]
    for address in ("/sitemap-4.xml", "/sitemap-0.xml", "/sitemap-x.xml", "/sitemap-99999999.xml"):
        assert client.get(address).status_code == 404


def test_robots_are_shown_the_way(client: Client):
    text = client.get("/robots.txt").content.decode()
    assert f"Sitemap: {settings.SITE_URL}/sitemap.xml" in text
    assert "Disallow: /admin/" in text
