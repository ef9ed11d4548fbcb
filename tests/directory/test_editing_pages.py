"""The forms of a profile: each part saved and shown, bad input answered in words, and nothing typed ever lost."""

from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from directory import search
from directory.editing.parts import PARTS
from directory.models import Membership, Profile
from tests import make

pytestmark = pytest.mark.django_db

XSS = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{7*7}}"


@pytest.fixture
def mine() -> Profile:
    return make.person("Ana Bridge", owner=make.member(), publish=False)


@pytest.fixture
def client(mine: Profile) -> Client:
    return make.sign_in(mine.owner)


def send(client: Client, profile: Profile, part: str, lang: str = "en", **fields: Any):
    profile.refresh_from_db()
    return client.post(f"/{lang}/profiles/{profile.uid}/edit/{part}", {"seq": profile.seq} | fields)


def row(number: int = 0, **fields: Any) -> dict[str, Any]:
    return {f"r{number}-{key}": value for key, value in ({"tier": 1} | fields).items()}


def offer(number: int = 0, **fields: Any) -> dict[str, Any]:
    until = timezone.now().date() + timedelta(days=30)
    return row(number, **{"direction": "offering", "type": "host", "day": until.day, "month": until.month, "year": until.year} | fields)


def visit(number: int) -> dict[str, Any]:
    return row(number, organisation_text="X", type="visiting", is_primary="on")


def page(response) -> str:
    return str(response.content.decode())


@pytest.mark.parametrize("lang", ["en", "zh-hans"])
def test_every_part_of_every_kind_opens_and_saves_what_it_shows(lang):
    staff = make.sign_in(make.staff())
    home = make.institute("Southeast University", "东南大学", place=make.nanjing(), domains=["seu.edu.cn"], types=["education"])
    person = make.person(
        "Shen Ruolan", "沈若澜", owner=make.member(), summary_en="Soft hands.", keywords_zh=["康复"], subjects=["2.2"], place=make.nanjing(),
        affiliations=[{"organisation": home, "role_en": "Professor", "start": "2021", "is_primary": True}], interests=[make.interest()],
        identifiers=[{"scheme": "orcid", "value": "0000-0002-1825-0097", "checksum_ok": True}], working_languages=["zh-Hans", "cy"],
        field_tiers={"summary": 2}, title_en="Dr", career_stage="mid",
    )
    search.catch_up()
    for profile in (home, person, make.company("Tidewheel", staff=12)):
        before = profile.changes.count()
        for part in (one for one in PARTS.values() if profile.kind in one.kinds):
            address = f"/{lang}/profiles/{profile.uid}/edit/{part.name}"
            answer = staff.get(address)
            assert answer.status_code == 200, address
            saved = staff.post(address, fields_of(page(answer)))
            assert saved.status_code == 302, (address, page(saved))
        assert profile.changes.count() == before, profile  # saved as it stood: nothing changed
        assert staff.get(f"/{lang}/profiles/{profile.uid}/edit").status_code == 200


class Form(HTMLParser):
    """The values that a browser would send of a page's form."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: dict[str, list[str]] = {}
        self.inside, self.select, self.area = False, "", ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        got = {key: value or "" for key, value in attrs}
        self.inside = "edit" in got.get("class", "").split() if tag == "form" else self.inside
        if not self.inside:
            return
        if tag == "input" and (got.get("type") not in ("checkbox", "radio") or "checked" in got):
            self.found.setdefault(got["name"], []).append(got.get("value", "on"))
        elif tag == "select":
            self.select = got["name"]
            self.found.setdefault(self.select, [""])
        elif tag == "option" and "selected" in got:
            self.found[self.select] = [got["value"]]
        elif tag == "textarea":
            self.area = got["name"]
            self.found[self.area] = [""]

    def handle_data(self, data: str) -> None:
        if self.area:
            self.found[self.area][0] += data.removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        self.area = "" if tag == "textarea" else self.area


def fields_of(html: str) -> dict[str, Any]:
    return {name: values if len(values) > 1 else values[0] for name, values in Form(html).found.items()}


def test_names_keep_the_order_they_are_written_in(mine, client):
    sent = {"name_en": "Shen Ruolan", "family_en": "Shen", "name_zh": "沈若澜", "family_zh": "沈", "title_en": "Dr", "who_title": 1, "rows": 1}
    assert send(client, mine, "names", **sent, **row(value="Ruolan S.", type="alias", lang="en", tier=3)).status_code == 302
    told = {name.value: (name.given, name.family, name.order, name.tier) for name in mine.names.all()}
    assert told == {
        "Shen Ruolan": ("Ruolan", "Shen", "family-first", 0), "沈若澜": ("若澜", "沈", "family-first", 0), "Ruolan S.": ("", "", "", 3),
    }
    for wrong, told_so in (
        ({"family_en": "Bridge"}, "is not in the name"), ({"name_en": "", "name_zh": "", "family_en": "", "family_zh": ""}, "at least one name"),
        ({"name_zh": "Shen"}, "in Chinese characters"), (row(value="Shen Ruolan", type="label", lang="en"), "stands here twice"),
    ):
        answer = send(client, mine, "names", **sent | wrong)
        assert (answer.status_code, told_so in page(answer)) == (400, True), wrong


def test_each_field_says_what_to_do_about_bad_input_and_keeps_it(mine, client):
    about = {"summary_en": "", "summary_zh": "", "keywords_en": "", "keywords_zh": "", "who_summary": 1, "who_keywords": 1}
    details = {"website": "", "career_stage": "", "who_languages": 1, "who_website": 1, "who_career_stage": 1}
    place = {"country": "CN", "subdivision": "", "city": "", "who_place": 1}
    cases: list[tuple[str, dict[str, Any], str]] = [
        ("about", about | {"summary_en": "word " * 303}, "Shorten this by 3 words"),
        ("about", about | {"summary_zh": "字" * 601}, "by 1 character."),
        ("about", about | {"keywords_en": "k" * 61}, "too long for a keyword"),
        ("about", about | {"keywords_en": ",".join(map(str, range(21)))}, "21"),
        ("about", about | {"who_summary": "9"}, "Choose who may see it"), ("about", about | {"who_summary": ""}, "Choose who may see it"),
        *(("details", details | {"website": bad}, "Write a web address") for bad in ("javascript:alert(1)", "http://", "ftp://a.org", "http://u@a.org/")),
        ("details", details | {"career_stage": "king"}, "Choose one of the list"),
        ("details", details | {"working_languages": ["xx-evil"]}, "from the list"),
        ("place", place | {"city": "Atlantis"}, "know this city"), ("place", place | {"subdivision": "GB-ENG"}, "not in the country"),
        ("place", place | {"country": "", "city": "Nanjing"}, "country or region as well"), ("place", place | {"country": "XX"}, "one of the list"),
        ("fields", {f"subject_{n}": "99" for n in range(1, 6)} | {"who_subjects": 1}, "one of the list"),
        ("posts", {"rows": 1} | row(organisation_text="X", type="employment", start="last year"), "2021-09"),
        ("posts", {"rows": 1} | row(organisation_text="X", type="employment", start="2021", end="2019"), "ends before it begins"),
        ("posts", {"rows": 1} | row(role_en="Professor", type="employment"), "Write where it is"),
        ("posts", {"rows": 2} | visit(0) | visit(1), "Only one"),
        ("offers", {"rows": 1} | offer(day="31", month="2"), "no such day"), ("offers", {"rows": 1} | offer(year="2020"), "has passed"),
        ("offers", {"rows": 1} | offer(year="2099"), "within three years"), ("offers", {"rows": 1} | offer(day=""), "last day it holds"),
        ("offers", {"rows": 1} | offer(direction=""), "whether you offer"), ("offers", {"rows": 1} | offer(type="gold"), "one of the list"),
        ("identifiers", {"rows": 1} | row(scheme="orcid", value="0000-0002-1825-0098"), "check digit"),
        ("identifiers", {"rows": 1} | row(scheme="orcid", value="hello"), "16 digits"),
        ("identifiers", {"rows": 1} | row(scheme="ror", value="04ct4d772"), "one of the list"),
    ]
    before = mine.changes.count()
    for part, fields, told_so in cases:
        answer = send(client, mine, part, **fields)
        text = page(answer)
        assert (answer.status_code, told_so in text) == (400, True), (part, fields)
        assert 'class="error-summary"' in text
        assert "<title>\n" not in text
        assert "Error:" in text
        typed = {key: value for key, value in fields.items() if isinstance(value, str) and not key.startswith(("who", "sub", "career", "country"))}
        assert all(value.strip() in text for key, value in typed.items() if not key.endswith("-type")), (part, fields)
        assert send(client, mine, part, "zh-hans", **fields).status_code == 400
    assert mine.changes.count() == before


def test_what_cannot_be_seen_is_stripped_and_markup_stays_text(mine, client):
    nasty = f"\u202eevil\u202c \x00\x07soft\u200b hands {XSS}\r\n\r\n\r\n\r\nend"
    sent = {"summary_en": nasty, "summary_zh": "", "keywords_en": f"a\x00b\u2066, {XSS[:30]}", "keywords_zh": "", "who_summary": 0, "who_keywords": 0}
    assert send(client, mine, "about", **sent).status_code == 302
    mine.refresh_from_db()
    assert mine.summary_en == f"evil soft hands {XSS}\n\nend"
    assert mine.keywords_en == ["ab", XSS[:30]]
    assert send(client, mine, "names", name_en=XSS[:60], rows=1, who_title=1, **row(value=XSS, type="alias", lang="en", tier=0)).status_code == 302
    assert send(client, mine, "offers", rows=1, **offer(title_en=XSS, text_zh=XSS)).status_code == 302
    for address in ("", "/edit", "/edit/about", "/edit/names", "/edit/offers", "/as/members"):
        text = page(client.get(f"/en/profiles/{mine.uid}{address}"))
        assert not any(mark in text for mark in ("<script>alert", "<img src=x")), address
        assert "{{7*7}}" in text or address == "", address


def test_the_organisation_is_typed_then_chosen(mine, client):
    first = make.institute("Southeast University", "东南大学", place=make.nanjing())
    second = make.institute("Southeast University", place=make.cambridge())
    make.institute("Southeast Secret", publish=False)
    search.catch_up()
    typed = {"rows": 1} | row(organisation_text="Southeast University", type="employment", role_en="Lecturer", start="2021")
    asked = send(client, mine, "posts", **typed)
    assert asked.status_code == 400
    assert "Choose which organisation" in page(asked)
    assert first.uid in page(asked)
    assert second.uid in page(asked)
    assert "Secret" not in page(asked)
    assert send(client, mine, "posts", **typed, **{"r0-choice": second.uid}).status_code == 302
    assert mine.affiliations.get().organisation == second
    shown = fields_of(page(client.get(f"/en/profiles/{mine.uid}/edit/posts")))
    assert send(client, mine, "posts", **shown | {"r0-role_en": "Reader"}).status_code == 302  # the same organisation isn't asked for again
    assert (mine.affiliations.get().organisation, mine.affiliations.get().role_en) == (second, "Reader")
    assert send(client, mine, "posts", **typed, **{"r0-choice": "as-written"}).status_code == 302
    assert (mine.affiliations.get().organisation, mine.affiliations.get().organisation_text) == (None, "Southeast University")
    for forged in (mine.uid, Profile.objects.get(names__value="Southeast Secret").uid):
        send(client, mine, "posts", **typed, **{"r0-choice": forged})
        assert mine.affiliations.get().organisation is None


def test_a_row_is_added_without_saving_and_taken_away_by_a_tick(mine, client):
    more = send(client, mine, "offers", rows=1, add="1", **offer(title_en="Bench time", type=""))
    assert more.status_code == 200
    assert "Bench time" in page(more)
    assert 'name="rows" value="2"' in page(more)
    assert "error-summary" not in page(more)
    assert mine.interests.count() == 0
    assert send(client, mine, "offers", rows=2, **offer(title_en="One"), **offer(1, title_en="Two")).status_code == 302
    assert send(client, mine, "offers", rows=2, **offer(title_en="One", remove="on"), **offer(1, title_en="Two")).status_code == 302
    assert [one.title_en for one in mine.interests.all()] == ["Two"]
    for rows in ("-1", "x", "9" * 30, "1000"):
        assert send(client, mine, "offers", rows=rows).status_code == 400
        assert mine.interests.count() == 1
    assert send(client, mine, "offers", rows="0").status_code == 302
    assert mine.interests.count() == 0


def test_a_stale_save_shows_both_texts_and_saves_nothing(mine, client):
    sent = {"summary_en": "Mine of the second tab.", "summary_zh": "", "keywords_en": "", "keywords_zh": "", "who_summary": 1, "who_keywords": 1}
    old = {"seq": mine.seq}
    assert send(client, mine, "about", **sent | {"summary_en": "Mine of the first tab."}).status_code == 302
    answer = send(client, mine, "about", **sent | old)
    text = page(answer)
    assert answer.status_code == 409
    assert "Mine of the first tab." in text
    assert "Mine of the second tab." in text
    mine.refresh_from_db()
    assert mine.summary_en == "Mine of the first tab."
    assert client.post(f"/en/profiles/{mine.uid}/edit/about", fields_of(text)).status_code == 302  # decided: save again
    mine.refresh_from_db()
    assert mine.summary_en == "Mine of the second tab."
    assert send(client, mine, "about", **sent | {"seq": "x' OR 1=1"}).status_code == 409


def test_what_was_typed_comes_back_after_signing_in_again(mine):
    visitor, address = Client(), f"/en/profiles/{mine.uid}/edit/about"
    answer = visitor.post(address, {"summary_en": "Typed for an hour.", "who_summary": "2", "who_keywords": "1", "seq": mine.seq})
    assert answer.status_code == 302
    assert address in answer["Location"].replace("%2F", "/")
    signed = make.sign_in(mine.owner, visitor)
    text = page(signed.get(address))
    assert "Typed for an hour." in text
    assert "What you had typed is back" in text
    mine.refresh_from_db()
    assert mine.summary_en == ""
    assert signed.post(address, fields_of(text)).status_code == 302
    mine.refresh_from_db()
    assert (mine.summary_en, mine.field_tiers["summary"]) == ("Typed for an hour.", 2)
    assert "Typed for an hour." not in page(make.sign_in(make.member("cy@example.org"), visitor).get("/en/"))


def test_a_form_from_before_a_new_sign_in_is_shown_again_and_a_strangers_is_not(mine):
    strict = make.sign_in(mine.owner, Client(enforce_csrf_checks=True))
    address, sent = f"/en/profiles/{mine.uid}/edit/about", {"summary_en": "Still here.", "seq": mine.seq, "who_summary": "1"}
    ours = strict.post(address, sent, headers={"Origin": "http://testserver"})
    assert ours.status_code == 403
    assert "Still here." in page(ours)
    assert "save once more" in page(ours)
    for headers in ({"Origin": "https://evil.example"}, {}):
        theirs = strict.post(address, sent, headers=headers)
        assert theirs.status_code == 403
        assert "Still here." not in page(theirs)
    mine.refresh_from_db()
    assert mine.summary_en == ""


@pytest.mark.parametrize("listed", [True, False])
def test_a_manager_removed_while_the_form_is_open_is_refused_and_keeps_the_text(listed):
    house = make.institute(publish=listed)
    mei = make.manager(house)
    client = make.sign_in(mei)
    assert client.get(f"/en/profiles/{house.uid}/edit/about").status_code == 200
    Membership.objects.filter(user=mei).update(ended_at=timezone.now())
    answer = client.post(f"/en/profiles/{house.uid}/edit/about", {"summary_en": "Written at length.", "who_summary": "0", "seq": house.seq})
    assert answer.status_code == 404
    assert "Written at length." in page(answer)
    nowhere = client.post("/en/profiles/000000000000/edit/about", {"summary_en": "Written at length.", "who_summary": "0", "seq": house.seq})
    assert page(answer).replace(house.uid, "X") == page(nowhere).replace("000000000000", "X")  # missing and forbidden are told alike
    house.refresh_from_db()
    assert house.summary_en == ""


def test_doors_take_only_the_methods_they_know_and_no_page_is_kept_by_a_cache(mine, client):
    for address, allowed in (("", False), ("/about", True)):
        path = f"/en/profiles/{mine.uid}/edit{address}"
        assert "no-store" in client.get(path)["Cache-Control"]
        assert client.put(path).status_code == 405
        assert (client.post(path).status_code == 405) is not allowed
    assert client.get(f"/en/profiles/{mine.uid}/edit/owner").status_code == 404
    assert make.sign_in(make.member("cy@example.org")).get(f"/en/profiles/{mine.uid}/edit").status_code == 404
