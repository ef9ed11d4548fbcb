"""The results page: what it says of a search, where it leads, how it refuses."""

import re

import pytest
from django.test import Client

from directory import search, services
from directory.models import Profile
from tests import lists, make

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> dict[str, Profile]:
    return lists.indexed()


def page(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def uids(html: str) -> list[str]:
    return re.findall(r'<li data-uid="(\w+)"', html)


def heading(html: str) -> str:
    return re.sub(r"<[^>]+>", "", re.search(r"<h1[^>]*>(.*?)</h1>", html)[1])


def test_the_heading_says_how_many_for_what(client: Client, world: dict[str, Profile]):
    html = page(client, "/en/directory?q=Southeast University")
    assert re.fullmatch(r"\d+ results? for Southeast University", heading(html))
    assert uids(html)[0] == world["seu"].uid
    assert heading(page(client, "/en/directory")) == f"{len(uids(page(client, '/en/directory?size=100')))} profiles"


def test_counts_in_chinese_stand_without_spaces(client: Client, world: dict[str, Profile]):
    assert re.fullmatch(r"搜索“东南大学”：\d+条结果", heading(page(client, "/zh-hans/directory?q=东南大学")))


def test_han_in_an_english_heading_says_its_language(client: Client, world: dict[str, Profile]):
    assert '<span lang="zh-Hans">东南大学</span>' in page(client, "/en/directory?q=东南大学")


def test_each_page_puts_its_own_name_first(client: Client, world: dict[str, Profile]):
    english = page(client, "/en/directory?kind=institute&q=Southeast")
    chinese = page(client, "/zh-hans/directory?kind=institute&q=Southeast")
    assert re.search(r'">(<mark>)?Southeast.*?</a> <span class="also" lang="zh-Hans">东南大学</span>', english)
    assert re.search(r">东南大学</a> <span class=\"also\" lang=\"en\">(<mark>)?Southeast", chinese)


def test_a_person_without_a_chinese_name_keeps_the_latin_one_and_the_row_says_so(client: Client, world: dict[str, Profile]):
    html = page(client, "/zh-hans/directory?q=Oakhollow")
    assert "尚无中文名" in html
    assert re.search(r'<a href="/zh-hans/profiles/\w+" lang="en">', html)


def test_a_summary_in_the_other_language_alone_is_tagged():
    make.person("Wu Lan", "吴兰", summary_zh="只有中文简介。")
    make.person("Gwen Vale", summary_en="English words alone.")
    search.catch_up()
    client = Client()
    english, chinese = page(client, "/en/directory"), page(client, "/zh-hans/directory")
    assert '<span lang="zh-Hans">只有中文简介。</span> <span class="tag">Chinese only</span>' in english
    assert '<span lang="en">English words alone.</span> <span class="tag">简介尚无中文</span>' in chinese


def test_facets_count_without_their_own_filter(client: Client, world: dict[str, Profile]):
    html = page(client, "/en/directory?kind=company")
    assert re.search(r'value="company" id="f-kind-company" checked>.*?Companies</span><span class="n">2</span>', html)
    assert re.search(r'value="institute" id="f-kind-institute"><span>Institutes</span><span class="n">[1-9]', html)


def test_a_chip_removes_its_filter_and_keeps_the_rest(client: Client, world: dict[str, Profile]):
    html = page(client, "/en/directory?q=university&kind=institute&country=GB")
    assert 'href="?q=university&amp;country=GB"><span class="vh">Remove </span>Kind: Institutes' in html
    assert '<a class="clear" href="?q=university">' in html


def test_a_ticked_box_and_a_typed_address_mean_the_same(client: Client, world: dict[str, Profile]):
    assert uids(page(client, "/en/directory?kind=company&kind=institute")) == uids(page(client, "/en/directory?kind=company,institute"))


def test_empty_year_boxes_count_as_not_given(client: Client, world: dict[str, Profile]):
    assert uids(page(client, "/en/directory?established__gte=&established__lte=&kind=company")) == uids(page(client, "/en/directory?kind=company"))


def test_the_pager_says_where_one_is_and_leads_on(client: Client, world: dict[str, Profile]):
    first = page(client, "/en/directory?size=2&sort=name")
    assert "1 to 2 of " in first
    assert 'href="?size=2&amp;sort=name&amp;page=2" rel="next"' in first
    second = page(client, "/en/directory?size=2&sort=name&page=2")
    assert not set(uids(first)) & set(uids(second))
    assert 'href="?size=2&amp;sort=name" rel="prev"' in second
    assert 'start="3"' in second


def test_nothing_found_says_which_filter_to_drop(client: Client, world: dict[str, Profile]):
    html = page(client, "/en/directory?q=Tidewheel&country=CN")
    assert "Nothing found." in html
    assert re.search(r'href="\?q=Tidewheel">Without Country or region: China</a><span class="n">1</span>', html)


def test_a_slip_of_the_pen_is_told_not_hidden(client: Client, world: dict[str, Profile]):
    html = page(client, "/en/directory?q=Tidewheell Robotics")
    assert uids(html) == [world["firm"].uid]


def test_a_wrong_parameter_is_said_with_the_way_to_mend_it(client: Client, world: dict[str, Profile]):
    html = page(client, "/en/directory?contry=CN&kind=reseacher&q=bridge", status=400)
    assert "There is no parameter “contry”" in html
    assert 'href="?country=CN&amp;kind=researcher&amp;q=bridge"' in html
    assert uids(html) == []
    assert page(client, "/zh-hans/directory?contry=CN", status=400).count("没有参数“contry”") == 1


@pytest.mark.parametrize(
    "query", ["page=0", "page=x", "size=100000", "q=%00", "q=" + "a" * 10_000, "established__gte=soon", "page=501&size=20", "cursor=abc"],
)
def test_what_cannot_be_meant_is_a_400_page(client: Client, world: dict[str, Profile], query: str):
    assert "error-summary" in page(client, f"/en/directory?{query}", status=400)


def test_script_in_a_search_stays_text(client: Client, world: dict[str, Profile]):
    html = page(client, "/en/directory?q=<script>alert(1)</script>&member_of=0123456789ab")
    assert "<script>alert" not in html


def test_filtered_pages_stay_out_of_search_engines_and_know_their_other_language(client: Client, world: dict[str, Profile]):
    plain, narrowed = page(client, "/en/directory"), page(client, "/en/directory?kind=company")
    assert "noindex" not in plain
    assert 'content="noindex, follow"' in narrowed
    assert 'hreflang="zh-Hans" href="http://127.0.0.1:8000/zh-hans/directory?kind=company"' in narrowed
    assert '<a href="/zh-hans/directory?kind=company" hreflang="zh-Hans"' in narrowed


def test_every_way_out_carries_the_same_search(client: Client, world: dict[str, Profile]):
    html = page(client, "/en/directory?q=robotics&kind=company&page=1&size=50")
    for address in ("/en/directory/export.csv", "/en/directory/export.xlsx", "/en/directory/export.json", "/en/directory/feed.atom"):
        assert f'href="{address}?q=robotics&amp;kind=company"' in html
        assert client.get(f"{address}?q=robotics&kind=company").status_code == 200
    assert "http://127.0.0.1:8000/api/v1/profiles?q=robotics&amp;kind=company" in html


def test_no_row_leads_nowhere(client: Client, world: dict[str, Profile]):
    for address in re.findall(r'<h2 class="name"><a href="([^"]+)"', page(client, "/en/directory")):
        assert client.get(address).status_code == 200


def test_a_visitor_gets_no_cookie(client: Client, world: dict[str, Profile]):
    assert not client.get("/en/directory?q=bridge").cookies


def test_without_an_index_the_page_says_so_and_when_to_come_back(client: Client):
    response = client.get("/en/directory")
    assert response.status_code in (200, 503)
    if response.status_code == 503:
        assert response["Retry-After"]


def test_suggestions_name_both_languages(client: Client, world: dict[str, Profile]):
    found = client.get("/en/suggest?q=southe").json()["suggestions"]
    assert found[0] == {
        "href": f"/en/profiles/{world['seu'].uid}", "icon": "institute", "name": "Southeast University", "name_lang": "en", "also": "东南大学",
        "also_lang": "zh-Hans", "matched": "", "where": "Institute, Nanjing",
    }
    assert client.get("/zh-hans/suggest?q=dongnan").json()["suggestions"][0]["name"] == "东南大学"


@pytest.mark.parametrize("text", ["", "   ", "%00", "a" * 5000, "$ne"])
def test_suggestions_for_nonsense_are_none_not_an_error(client: Client, world: dict[str, Profile], text: str):
    assert client.get(f"/en/suggest?q={text}").status_code == 200


def test_a_withdrawn_profile_leaves_the_list(client: Client, world: dict[str, Profile]):
    services.withdraw(world["firm"], by=None)
    search.catch_up()
    assert world["firm"].uid not in uids(page(client, "/en/directory?size=100"))
