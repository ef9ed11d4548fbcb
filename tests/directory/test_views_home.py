"""The frame and the pages around the results: home, browsing, about, the partner API, errors, light and dark, languages."""

import re

import pytest
from django.http import HttpResponse
from django.test import Client

from directory.models import Profile
from tests import lists

pytestmark = pytest.mark.django_db
PAGES = ("", "directory", "browse", "browse/places", "browse/fields", "browse/types", "about", "developers")


@pytest.fixture
def world() -> dict[str, Profile]:
    return lists.indexed()


def text(response: HttpResponse) -> str:
    return response.content.decode()


@pytest.mark.parametrize(("accepted", "home"), [("zh-CN,zh;q=0.9,en;q=0.8", "/zh-hans/"), ("en-GB", "/en/"), ("fr", "/en/"), ("", "/en/")])
def test_the_first_address_leads_to_the_readers_language(client: Client, accepted: str, home: str):
    response = client.get("/", headers={"accept-language": accepted})
    assert (response.status_code, response["Location"]) == (302, home)
    assert "Accept-Language" in response["Vary"]


@pytest.mark.parametrize(("lang", "other", "written"), [("en", "zh-hans", "en-GB"), ("zh-hans", "en", "zh-Hans")])
def test_every_page_stands_in_both_languages(client: Client, world: dict[str, Profile], lang: str, other: str, written: str):
    for page in PAGES:
        response = client.get(f"/{lang}/{page}")
        html = text(response)
        assert response.status_code == 200
        assert f'<html lang="{written}"' in html
        assert len(re.findall(r"<h1\b", html)) == 1
        assert re.search(rf'<li><a href="/{other}/{page}" hreflang=', html)
        assert html.count('rel="alternate" hreflang') == 2


def test_no_english_is_left_on_a_chinese_page(client: Client, world: dict[str, Profile]):
    for page in PAGES:
        html = text(client.get(f"/zh-hans/{page}"))
        html = re.sub(r"(?s)<(pre|code|script|svg|head)\b.*?</\1>|<span class=.verb.>.*?</span>", "", html)
        html = re.sub(r'<(\w+)[^>]* lang="(?:en|zh-Latn-pinyin)"[^>]*>.*?</\1>', "", html)
        for phrase in re.findall(r">([^<>]*)<", html):
            assert not re.search(r"\b(the|of|and|Show|Browse|Search|Field|Place|Sort|profiles?|results?)\b", phrase), phrase


def test_every_link_of_ours_leads_somewhere(client: Client, world: dict[str, Profile]):
    for page in PAGES:
        html = text(client.get(f"/en/{page}"))
        for address in {link.replace("&amp;", "&") for link in re.findall(r'href="(/[^"]*)"', html)}:
            if not address.startswith("/static/"):
                assert client.get(address).status_code < 400, address


def test_no_page_holds_a_script_or_a_style_of_its_own(client: Client, world: dict[str, Profile]):
    for page in PAGES:
        html = text(client.get(f"/en/{page}"))
        assert not re.search(r"<style|\sstyle=|\son\w+=", html)
        assert not re.search(r"<script(?![^>]*src=)", html)
        assert not re.search(r'(src|href)="(https?:)?//(?!127\.0\.0\.1:8000)', html)


def test_home_counts_what_is_in_it(client: Client, world: dict[str, Profile]):
    html = text(client.get("/en/"))
    assert re.search(r'href="/en/directory\?kind=company">Companies</a><span class="n">2</span>', html)
    assert re.search(r'href="/en/directory\?country=CN">China</a><span class="n">\d', html)
    assert "Newest profiles" in html


def test_a_count_on_home_is_the_count_of_its_results(client: Client, world: dict[str, Profile]):
    for address, count in re.findall(r'<li><a href="([^"]+)">[^\n]*?</a><span class="n">([\d,]+)</span>', text(client.get("/en/"))):
        html = text(client.get(address.replace("&amp;", "&")))
        assert re.search(rf"<h1[^>]*>{count} profiles?<", html), address


def test_home_without_profiles_still_answers(client: Client):
    assert client.get("/en/").status_code in (200, 503)


@pytest.mark.parametrize(("chosen", "kept"), [("dark", 'data-theme="dark"'), ("light", 'data-theme="light"')])
def test_light_and_dark_are_kept_without_a_script(client: Client, chosen: str, kept: str):
    response = client.post("/en/theme", {"theme": chosen, "next": "/en/about"})
    assert (response.status_code, response["Location"]) == (302, "/en/about")
    assert kept in text(client.get("/en/about"))
    client.post("/en/theme", {"theme": "", "next": "/en/about"})
    assert "data-theme" not in text(client.get("/en/about"))


@pytest.mark.parametrize("to", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)", "", "\\\\elsewhere.example"])
def test_the_way_back_never_leads_to_another_site(client: Client, to: str):
    assert client.post("/en/theme", {"theme": "dark", "next": to})["Location"] == "/en/"


def test_a_strange_theme_cookie_is_ignored(client: Client):
    client.cookies["theme"] = '"><script>'
    assert "data-theme" not in text(client.get("/en/about"))


@pytest.mark.parametrize("lang", ["en", "zh-hans"])
def test_a_page_that_is_not_there_helps_on(client: Client, lang: str):
    response = client.get(f"/{lang}/nowhere")
    assert response.status_code == 404
    assert f'action="/{lang}/directory"' in text(response)
    assert ("There is no page here" if lang == "en" else "页面不存在") in text(response)


def test_the_language_switch_keeps_page_and_query(client: Client, world: dict[str, Profile]):
    html = text(client.get("/en/directory?q=bridge&kind=institute&page=1"))
    assert '<a href="/zh-hans/directory?q=bridge&amp;kind=institute&amp;page=1" hreflang="zh-Hans"' in html


def test_a_stale_form_is_refused_in_words():
    response = Client(enforce_csrf_checks=True).post("/zh-hans/account/login", {"login": "ana@example.org", "password": "x"})
    assert response.status_code == 403
    assert "操作未获允许" in text(response)


def test_a_failure_of_ours_is_a_page_that_asks_nothing_of_the_database(client: Client, monkeypatch: pytest.MonkeyPatch):
    from directory.views import home

    def fail(*_args: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(home, "search", fail)
    client.raise_request_exception = False
    response = client.get("/en/")
    assert response.status_code == 500
    assert "Something went wrong on our side" in text(response)
    assert response["X-Request-Id"] in text(response)
