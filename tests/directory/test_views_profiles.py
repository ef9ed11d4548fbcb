"""Profile pages: what they show, to whom, in both languages, and at what cost."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from directory import cards, search, services
from directory.models import Assertion, OrganisationLink, Profile
from directory.services import NewName
from tests import make

pytestmark = pytest.mark.django_db


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def page(uid: str, lang: str = "en", client: Client | None = None, **headers) -> str:
    response = (client or Client()).get(f"/{lang}/profiles/{uid}", **headers)
    assert response.status_code == 200, response
    return response.content.decode()


def main_of(html: str) -> str:
    return html.split('<main id="main"', 1)[1].split("</main>", maxsplit=1)[0]


def plain(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html))


def ruolan(**fields) -> Profile:
    home = make.institute("Southeast University", "东南大学", place=make.nanjing(), types=["education"], established=1902)
    return make.person(
        "Shen Ruolan", "沈若澜", place=make.nanjing(), subjects=["2.6", "1.2"], working_languages=["zh-Hans", "en"],
        summary_en="Soft hands that feel what they hold.", keywords_en=["soft robotics"], keywords_zh=["康复机器人"],
        identifiers=[{"scheme": "orcid", "value": "0000-0002-1825-0097"}],
        affiliations=[
            {"organisation": home, "role_en": "Associate Professor", "role_zh": "副教授", "unit_en": "Instrument Science", "start": "2021-09",
             "is_primary": True, "confirmed_at": timezone.now()},
            {"organisation_text": "University of Elsewhere", "role_en": "Research Associate", "start": "2017", "end": "2021"},
        ],
        interests=[make.interest(title_en="To host a visiting doctoral student", text_en="3 to 6 months.")],
        **fields,
    )


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


def test_a_record_number_is_told_only_where_the_identifier_is_shown():
    person = ruolan()
    Assertion.objects.create(profile=person, source="orcid", source_ref="0000-0002-1825-0097", licence="CC0-1.0", fields=["names"])
    orcid = Assertion.objects.get(profile=person, source="orcid")
    person.names.update(assertion=orcid)
    assert "Record 0000-0002-1825-0097." in page(person.uid)
    person.identifiers.update(tier=2)
    assert "0000-0002-1825-0097" not in page(person.uid)
    assert "Record 0000-0002-1825-0097." in page(person.uid, client=signed_in(make.partner()))


def test_the_source_of_hidden_facts_alone_is_not_named():
    person = ruolan()
    hidden = Assertion.objects.create(profile=person, source="partner", fields=["website"])
    person.interests.update(tier=2, assertion=hidden)
    assert "a partner" not in page(person.uid)
    assert "a partner" in page(person.uid, client=signed_in(make.partner()))


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


def test_an_unlisted_organisation_is_not_named_by_those_who_work_there():
    hidden = make.institute("Quiet Draft Institute", publish=False)
    person = make.person("Maren Oakhollow", affiliations=[{"organisation": hidden, "role_en": "Lecturer"}])
    assert "Quiet Draft" not in page(person.uid)
    university = make.institute()
    OrganisationLink.objects.create(organisation=hidden, type="parent", to=university)
    OrganisationLink.objects.create(organisation=university, type="child", to=hidden)
    assert "Quiet Draft" not in page(university.uid)


def test_a_merged_profile_leads_to_the_one_that_lives_on():
    old, middle, new = make.institute("Old"), make.institute("Middle"), make.institute("New")
    services.merge(old, into=middle, by=None)
    services.merge(middle, into=new, by=None)
    response = Client().get(f"/zh-hans/profiles/{old.uid}")
    assert (response.status_code, response["Location"]) == (301, f"/zh-hans/profiles/{new.uid}")
    assert Client().get(f"/en/profiles/{old.uid}.jsonld")["Location"] == f"/en/profiles/{new.uid}.jsonld"


def test_a_withdrawn_profile_leads_to_its_successor_or_is_gone():
    old, new, lost = make.institute("Old"), make.institute("New"), make.institute("Lost")
    services.withdraw(old, by=None, successor=new)
    services.withdraw(lost, by=None)
    assert Client().get(f"/en/profiles/{old.uid}")["Location"] == f"/en/profiles/{new.uid}"
    draft = make.person("Draft Person", publish=False)
    answers = [Client().get(f"/en/profiles/{uid}") for uid in (lost.uid, draft.uid, "000000000000", "nonsense", "a.b", "x.vcf")]
    assert {answer.status_code for answer in answers} == {404}


@pytest.mark.parametrize("address", ["%00", "a%00b", "ror:%00", "ror:", "ror:nonsense", "isbn:1", "x" * 500, "..", "%F0%9F%8C%89", "orcid:0000.vcf"])
def test_odd_addresses_are_not_found(address):
    assert Client().get(f"/en/profiles/{address}").status_code == 404


def test_an_identifier_leads_to_the_profile():
    person = ruolan()
    response = Client().get("/en/profiles/orcid:0000-0002-1825-0097")
    assert (response.status_code, response["Location"]) == (302, f"/en/profiles/{person.uid}")
    person.identifiers.update(tier=1)
    assert Client().get("/en/profiles/orcid:0000-0002-1825-0097").status_code == 404


def test_the_owner_and_staff_preview_an_unpublished_profile():
    ana = make.member()
    draft = make.person("Draft Person", publish=False, owner=ana)
    for client in (signed_in(ana), signed_in(make.staff())):
        html = page(draft.uid, client=client)
        assert "Only you and the staff see this page" in html
        assert 'content="noindex"' in html
    assert signed_in(make.partner()).get(f"/en/profiles/{draft.uid}").status_code == 404


def test_the_owner_learns_what_is_missing_and_others_do_not():
    ana = make.member()
    person = make.person("Ana Bridge", owner=ana)
    assert "Still missing" in page(person.uid, client=signed_in(ana))
    assert "Still missing" not in page(person.uid)


def test_hidden_columns_stay_hidden():
    person = make.person(
        "Maren Oakhollow", summary_en="quokkasummary", keywords_en=["quokkakeyword"], website="https://quokka.example.org/", subjects=["1.2"],
        working_languages=["cy"], field_tiers={"summary": 1, "keywords": 2, "website": 3, "subjects": 1, "languages": 1},
    )
    html = page(person.uid)
    for word in ("quokka", "Computer and information", "Welsh"):
        assert word not in html
    assert "quokkasummary" in page(person.uid, client=signed_in(make.member()))
    assert "quokka.example.org" in page(person.uid, client=signed_in(make.staff()))


def test_a_link_that_is_no_web_address_is_not_a_link():
    person = make.person("Maren Oakhollow", website="javascript:alert(1)", links=[{"type": "x", "value": "data:text/html,x"}, {"bad": 1}])
    html = main_of(page(person.uid))
    assert "javascript:" not in html
    assert "data:text" not in html


def test_names_and_texts_are_escaped():
    evil = "<script>alert(1)</script>"
    person = make.person(evil, summary_en=evil, keywords_en=[evil], affiliations=[{"organisation_text": evil, "role_en": evil}],
                         interests=[make.interest(title_en=evil)])
    assert evil not in page(person.uid)
    assert evil not in Client().get(f"/en/profiles/{person.uid}.jsonld").content.decode()


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
    assert three <= 15


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
    assert three <= 26
