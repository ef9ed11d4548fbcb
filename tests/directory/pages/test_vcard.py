"""A researcher as a vCard."""

import pytest
from django.test import Client

from tests import make

pytestmark = pytest.mark.django_db


def lines(uid: str) -> list[str]:
    response = Client().get(f"/en/profiles/{uid}.vcf")
    assert response.headers["Content-Type"] == "text/vcard; charset=utf-8"
    raw = response.content
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    return raw.decode().replace("\r\n ", "").split("\r\n")


def test_the_card_says_what_the_page_says():
    home = make.institute("School, of Rivers; and Lakes")
    person = make.person("Shen Ruolan", "沈若澜", affiliations=[{"organisation": home, "role_en": "Professor of " + "very long words " * 10}])
    card = lines(person.uid)
    assert card[:3] == ["BEGIN:VCARD", "VERSION:4.0", "KIND:individual"]
    assert "FN;LANGUAGE=en:Shen Ruolan" in card
    assert "FN;LANGUAGE=zh-Hans:沈若澜" in card
    assert "N:Shen;Ruolan;;;" in card
    assert "ORG:School\\, of Rivers\\; and Lakes" in card


def test_a_line_break_in_a_name_begins_no_property():
    person = make.person("Maren\r\nEMAIL:evil@example.org Oakhollow")
    assert not [line for line in lines(person.uid) if line.startswith("EMAIL")]


def test_organisations_have_none():
    assert Client().get(f"/en/profiles/{make.institute().uid}.vcf").status_code == 404
