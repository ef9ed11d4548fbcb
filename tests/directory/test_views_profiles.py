"""Profile pages: what they show, in both languages, and at what cost."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from directory import cards, search
from directory.models import OrganisationLink, Profile
from directory.services import NewName
from tests import make
from tests.profile_pages import main_of, page, plain, ruolan, signed_in

pytestmark = pytest.mark.django_db


def test_a_researchers_page_says_who_where_and_doing_what():
    text = plain(main_of(page(ruolan().uid)))
    for words in ("Shen Ruolan 沈若澜", "Associate Professor, Southeast University, Nanjing, Jiangsu", "Soft hands that feel", "soft robotics",
                  "To host a visiting doctoral student", "2021 – now", "2017 – 2021", "University of Elsewhere", "Not yet confirmed",
                  "Confirmed by the organisation", "0000-0002-1825-0097", "Medical engineering", "Chinese"):
        assert words in text, words


def test_the_chinese_page_puts_the_chinese_name_first_and_tags_what_is_foreign():
    html = main_of(page(ruolan().uid, "zh-hans"))
    assert re.search(r'<h1>沈若澜 <span class="also" lang="en">Shen Ruolan</span></h1>', html)
    assert '<p class="lead" lang="en">Soft hands' in html
    assert re.search(r"东南大学</a>副教授，江苏南京", html)
    assert "<time datetime=" in html


def test_every_fact_has_a_footnote_and_every_footnote_its_source():
    html = main_of(page(ruolan().uid))
    numbers = set(re.findall(r'href="#s(\d+)"', html))
    assert numbers
    assert numbers == set(re.findall(r'<li id="s(\d+)">', html))


def test_what_has_run_out_is_not_shown():
    person = ruolan()
    person.interests.update(expires_on=timezone.now().date() - timedelta(days=1))
    assert "doctoral student" not in page(person.uid)
    person.interests.update(expires_on=timezone.now().date())
    assert "doctoral student" in page(person.uid)


def test_an_organisation_lists_its_people_its_parts_and_what_is_above():
    university = make.institute("Bridgeford University", "桥津大学", place=make.cambridge(), types=["education"], established=1209)
    school = make.institute("School of Rivers", "河流学院")
    OrganisationLink.objects.create(organisation=school, type="parent", to=university)
    OrganisationLink.objects.create(organisation=university, type="related", to_ror="04ct4d772", to_label="Lost & Found Institute")
    make.person("Maren Oakhollow", affiliations=[{"organisation": school, "role_en": "Lecturer"}], interests=[make.interest()])
    make.person("Old Colleague", affiliations=[{"organisation": university, "end": "2019"}])
    html = main_of(page(university.uid))
    text = plain(html)
    assert "See 1 person in the list" in text
    assert "Maren Oakhollow" in text
    assert "Old Colleague" not in text
    assert "Offering to host a visitor" in text
    assert "Education, Cambridge, England, founded 1209" in text
    assert 'href="https://ror.org/04ct4d772">ROR 04ct4d772</a>' in html
    assert "Lost &amp; Found Institute" in html
    chinese = plain(main_of(page(university.uid, "zh-hans")))
    assert "可接待来访学者" in chinese
    assert "Offering" not in chinese
    below = main_of(page(school.uid))
    crumbs = below.split("</nav>")[0]
    assert f'/en/profiles/{university.uid}">Bridgeford University</a>' in crumbs
    assert "Units and parts" in text
    assert "Part of" in plain(below)


def test_the_people_counted_are_the_people_the_list_finds():
    university, school, hidden = make.institute(), make.institute("School of Rivers"), make.institute("Draft School", publish=False)
    for below in (school, hidden):
        OrganisationLink.objects.create(organisation=below, type="parent", to=university)
    for number, home in enumerate((university, school, school, hidden)):
        make.person(f"Person Number{number}", affiliations=[{"organisation": home}, {"organisation": university, "tier": 2}])
    make.person("Draft Person", publish=False, affiliations=[{"organisation": university}])
    cards.refresh([*university.people.values_list("person", flat=True), *school.people.values_list("person", flat=True)])
    search.catch_up()
    for tier, client in ((0, Client()), (2, signed_in(make.partner()))):
        found = search.search(search.SearchQuery(
            filters=(search.Filter("kind", ("researcher",)), search.Filter("member_of", (university.uid,))), tier=tier,
        ))
        said = re.search(r"See (?:all )?(\d+) p", plain(page(university.uid, client=client)))
        assert said
        assert int(said[1]) == found.total == (3, 4)[tier // 2]


def test_a_circle_of_parents_ends():
    first, second = make.institute("First Institute"), make.institute("Second Institute")
    for one, other in ((first, second), (second, first)):
        OrganisationLink.objects.create(organisation=one, type="parent", to=other)
    crumbs = plain(main_of(page(first.uid)).split("</nav>")[0])
    assert (crumbs.count("First Institute"), crumbs.count("Second Institute")) == (0, 1)
    assert "Second Institute" in page(first.uid)


def queries(uid: str) -> int:
    client = Client()
    client.get(f"/en/profiles/{uid}")
    with CaptureQueriesContext(connection) as seen:
        page(uid, client=client)
    return len(seen)


def test_a_persons_page_asks_as_often_for_one_post_as_for_three():
    homes = [make.institute(f"Institute {number}") for number in range(3)]

    def person(count: int) -> Profile:
        return make.person(
            f"Person Number{count}", "", *[NewName(f"Alias {n}", "", "alias") for n in range(count)],
            place=make.cambridge(), subjects=["1.1", "1.2", "1.3"][:count],
            affiliations=[{"organisation": home, "role_en": "Lecturer"} for home in homes[:count]],
            interests=[make.interest(title_en=f"Visit {n}") for n in range(count)],
        )

    one, three = queries(person(1).uid), queries(person(3).uid)
    assert one == three
    assert three <= 18


def test_an_organisations_page_asks_as_often_for_one_link_as_for_three():
    def organisation(count: int) -> Profile:
        own = make.institute(f"University {count}", place=make.cambridge())
        for number in range(count):
            part = make.institute(f"Part {count} {number}")
            OrganisationLink.objects.create(organisation=own, type="child", to=part)
            OrganisationLink.objects.create(organisation=part, type="related", to=own)
            make.person(f"Person {count}{number}", affiliations=[{"organisation": own}], interests=[make.interest()], subjects=["1.1"])
        return own

    one, three = queries(organisation(1).uid), queries(organisation(3).uid)
    assert one == three
    assert three <= 29
