"""Profile pages: who sees what, where addresses lead, and that nothing typed is ever run."""

import pytest
from django.test import Client

from directory import services
from directory.models import Assertion, OrganisationLink
from tests import make
from tests.profile_pages import main_of, page, ruolan, signed_in

pytestmark = pytest.mark.django_db


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
