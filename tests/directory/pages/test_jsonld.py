"""A profile as JSON-LD: right types, names by language, nothing hidden, nothing that could close its element."""

import json
import re

import pytest
from django.test import Client

from directory.models import OrganisationLink
from tests import make

pytestmark = pytest.mark.django_db


def document(uid: str, lang: str = "en") -> dict:
    response = Client().get(f"/{lang}/profiles/{uid}.jsonld")
    assert response.headers["Content-Type"] == "application/ld+json"
    return json.loads(response.content)


def embedded(uid: str, lang: str = "en") -> dict:
    html = Client().get(f"/{lang}/profiles/{uid}").content.decode()
    (data,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    return json.loads(data)


@pytest.mark.parametrize(("kind", "types", "expected"), [
    ("institute", ["education", "funder"], "CollegeOrUniversity"), ("institute", ["facility"], "ResearchOrganization"),
    ("institute", ["funder"], "Organization"), ("institute", [], "Organization"), ("company", ["company"], "Corporation"),
])
def test_each_kind_has_its_type(kind, types, expected):
    assert document(make.profile(kind, "Something", types=types).uid)["@type"] == expected


def test_a_person_in_schema_org():
    home = make.institute("Southeast University", "东南大学")
    person = make.person(
        "Shen Ruolan", "沈若澜", summary_en="Soft hands.", subjects=["2.6"], place=make.nanjing(),
        identifiers=[{"scheme": "orcid", "value": "0000-0002-1825-0097"}],
        affiliations=[
            {"organisation": home, "role_en": "Professor"},
            {"organisation": make.institute("Old School"), "type": "education", "end": "2017"},
        ],
    )
    found = document(person.uid)
    assert found["@type"] == "Person"
    assert found["name"] == [{"@value": "Shen Ruolan", "@language": "en"}, {"@value": "沈若澜", "@language": "zh-Hans"}]
    assert (found["familyName"], found["givenName"]) == ("Shen", "Ruolan")
    assert found["identifier"] == [
        {"@type": "PropertyValue", "propertyID": "orcid", "value": "0000-0002-1825-0097", "url": "https://orcid.org/0000-0002-1825-0097"},
    ]
    assert found["sameAs"] == ["https://orcid.org/0000-0002-1825-0097"]
    assert [one["name"][0]["@value"] for one in found["affiliation"]] == ["Southeast University"]
    assert [one["name"][0]["@value"] for one in found["alumniOf"]] == ["Old School"]
    assert found["knowsAbout"][0]["termCode"] == "2.6"
    assert found["workLocation"]["addressCountry"] == "CN"
    assert embedded(person.uid) == found


def test_an_organisation_names_what_is_above_and_below():
    university, school = make.institute("Bridgeford University", established=1209), make.institute("School of Rivers")
    OrganisationLink.objects.create(organisation=school, type="parent", to=university)
    above, below = document(university.uid), document(school.uid)
    assert above["foundingDate"] == "1209"
    assert [one["name"][0]["@value"] for one in above["subOrganization"]] == ["School of Rivers"]
    assert [one["@id"] for one in below["parentOrganization"]] == [above["@id"]]


def test_no_name_can_close_the_element():
    person = make.person("</script><b>", summary_en="<!-- & \u2028 ]]>")
    html = Client().get(f"/en/profiles/{person.uid}").content.decode()
    (data,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    assert not re.search("[<>&\u2028\u2029]", data)
    assert json.loads(data)["name"][0]["@value"] == "</script><b>"


def test_hidden_values_are_not_in_it():
    person = make.person(
        "Maren Oakhollow", summary_en="quokka", identifiers=[{"scheme": "wikidata", "value": "Q42", "tier": 1}], field_tiers={"summary": 1},
    )
    assert "quokka" not in json.dumps(document(person.uid))
    assert "identifier" not in document(person.uid)


def test_the_page_says_where_the_data_is():
    person = make.person("Maren Oakhollow")
    html = Client().get(f"/zh-hans/profiles/{person.uid}").content.decode()
    assert f'<link rel="alternate" type="application/ld+json" href="/zh-hans/profiles/{person.uid}.jsonld">' in html
    assert f'<link rel="alternate" type="application/json" href="/api/v1/profiles/{person.uid}">' in html
    assert f'<link rel="canonical" href="http://127.0.0.1:8000/zh-hans/profiles/{person.uid}">' in html
    for lang in ("en", "zh-Hans"):
        assert f'hreflang="{lang}"' in html
