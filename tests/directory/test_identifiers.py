"""How identifiers are checked: published examples, every way people write them, and changed characters that must be noticed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory import identifiers
from directory.identifiers import BASE32, USCC_ALPHABET, BadIdentifier, guess, is_valid, normalise, url_for
from directory.vocabulary import Scheme

PUBLISHED = [
    ("orcid", "0000-0002-1825-0097"),  # ORCID's own example, Josiah Carberry
    ("orcid", "0000-0002-1694-233X"),  # its example with an X
    ("isni", "0000000121032683"),
    ("ror", "013meh722"),
    ("ror", "04ct4d772"),
    ("lei", "5493001KJTIIGC8Y1R12"),  # ISO 17442's example
    ("uscc", "91350100M000100Y43"),  # GB 32100-2015's example
    ("uscc", "12100000400002259P"),
    ("companies-house", "00445790"),
    ("companies-house", "SC012345"),
    ("wikidata", "Q35794"),
    ("grid", "grid.5335.0"),
    ("fundref", "501100000266"),
    ("schac", "cam.ac.uk"),
]


@pytest.mark.parametrize(("scheme", "value"), PUBLISHED)
def test_a_published_example_is_already_canonical(scheme, value):
    found = normalise(scheme, value)
    assert found.value == value
    assert found.checksum_ok is (True if scheme in {"orcid", "isni", "ror", "lei", "uscc"} else None)


@pytest.mark.parametrize(("scheme", "typed", "value"), [
    ("orcid", "https://orcid.org/0000-0002-1825-0097", "0000-0002-1825-0097"),
    ("orcid", " orcid.org/0000-0002-1825-0097/ ", "0000-0002-1825-0097"),
    ("orcid", "0000000218250097", "0000-0002-1825-0097"),
    ("orcid", "0000 0002 1694 233x", "0000-0002-1694-233X"),
    ("orcid", "0000‐0002‐1825‐0097", "0000-0002-1825-0097"),
    ("orcid", "ORCID: 0000-0002-1825-0097", "0000-0002-1825-0097"),
    ("orcid", "００００-０００２-１８２５-００９７", "0000-0002-1825-0097"),
    ("isni", "0000 0001 2103 2683", "0000000121032683"),
    ("isni", "http://www.isni.org/isni/0000000121032683", "0000000121032683"),
    ("ror", "HTTPS://ROR.ORG/013MEH722", "013meh722"),
    ("ror", "https://api.ror.org/organizations/013meh722?x=1", "013meh722"),
    ("ror", "ror:013meh722\u200b", "013meh722"),
    ("lei", "https://search.gleif.org/#/record/5493001kjtiigc8y1r12", "5493001KJTIIGC8Y1R12"),
    ("uscc", "91350100 M000100Y43", "91350100M000100Y43"),
    ("uscc", "统一社会信用代码：91350100m000100y43", "91350100M000100Y43"),
    ("companies-house", "445790", "00445790"),
    ("companies-house", "sc 12345", "SC012345"),
    ("companies-house", "R123", "R0000123"),
    ("companies-house", "IP12345R", "IP12345R"),
    ("companies-house", "https://find-and-update.company-information.service.gov.uk/company/00445790/officers", "00445790"),
    ("wikidata", "https://www.wikidata.org/wiki/Q35794#P31", "Q35794"),
    ("wikidata", "q35794", "Q35794"),
    ("grid", "GRID.5335.0", "grid.5335.0"),
    ("fundref", "https://doi.org/10.13039/501100000266", "501100000266"),
    ("fundref", "10.13039/501100000266", "501100000266"),
    ("schac", "Cam.AC.uk.", "cam.ac.uk"),
])
def test_however_it_is_typed_one_form_is_stored(scheme, typed, value):
    assert normalise(scheme, typed).value == value


@pytest.mark.parametrize(("scheme", "typed"), [
    ("orcid", "0000-0002-1825-0098"), ("orcid", "0000-0002-1825-009"), ("orcid", "0000000000000000"), ("orcid", ""), ("orcid", "  "),
    ("orcid", "https://example.org/0000-0002-1825-0097"), ("orcid", "٠٠٠٠-0002-1825-0097"), ("isni", "0000 0004 1936 7301"),
    ("ror", "013meh723"), ("ror", "113meh722"), ("ror", "013mil722"), ("ror", "https://ror.org/"), ("ror", "\x00"),
    ("lei", "5493001KJTIIGC8Y1R13"), ("lei", "5493001KJTIIGC8Y1R"), ("uscc", "91350100M000100Y4"), ("uscc", "91350100I000100Y43"),
    ("uscc", "9135O100M000100Y43"), ("companies-house", "123456789"), ("companies-house", "XX123456"), ("companies-house", "0"),
    ("wikidata", "P31"), ("wikidata", "Q0"), ("grid", "100011307"), ("fundref", "10"), ("schac", "cam"), ("schac", "cam ac uk!"), ("ror", "x" * 5000),
])
def test_a_wrong_identifier_is_refused_with_a_reason(scheme, typed):
    with pytest.raises(BadIdentifier) as refusal:
        normalise(scheme, typed)
    assert str(refusal.value)


def test_a_failed_credit_code_check_warns_and_does_not_block():
    found = normalise("uscc", "91350100M000100Y44")
    assert (found.value, found.checksum_ok) == ("91350100M000100Y44", False)


def test_the_credit_code_check_is_0_when_the_sum_divides_by_31():
    body = "0" * 17
    assert identifiers.uscc_check(body) == "0"


def test_an_unknown_scheme_is_an_error_of_the_caller():
    with pytest.raises(ValueError, match="doi"):
        normalise("doi", "10.1000/1")


def replaced(draw, value, places, alphabet):
    place = draw(st.sampled_from(places))
    other = draw(st.sampled_from([letter for letter in alphabet if letter != value[place]]))
    return value[:place] + other + value[place + 1:]


@st.composite
def orcids(draw):
    body = f"{draw(st.integers(1, 10**15 - 1)):015d}"
    return body + identifiers.mod_11_2(body)


@st.composite
def rors(draw):
    body = "0" + "".join(draw(st.lists(st.sampled_from(BASE32), min_size=6, max_size=6)))
    return body + identifiers.ror_check(body)


@st.composite
def usccs(draw):
    letters = st.sampled_from(USCC_ALPHABET)
    body = "".join(draw(st.lists(letters, min_size=2, max_size=2))) + f"{draw(st.integers(0, 999999)):06d}"
    body += "".join(draw(st.lists(letters, min_size=9, max_size=9)))
    return body + identifiers.uscc_check(body)


@st.composite
def leis(draw):
    body = "".join(draw(st.lists(st.sampled_from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"), min_size=18, max_size=18)))
    return body + f"{98 - identifiers.lei_remainder(body + '00'):02d}"


@given(st.data(), orcids())
def test_one_changed_digit_of_an_orcid_or_isni_is_noticed(data, value):
    assert is_valid("orcid", value)
    assert is_valid("isni", value)
    wrong = replaced(data.draw, value, range(15), "0123456789")
    assert not is_valid("orcid", wrong)
    assert not is_valid("isni", wrong)


@given(st.data(), rors())
def test_one_changed_character_of_a_ror_id_is_noticed(data, value):
    assert is_valid("ror", value)
    assert not is_valid("ror", replaced(data.draw, value, range(9), BASE32))


@given(st.data(), usccs())
def test_one_changed_character_of_a_credit_code_fails_its_check(data, value):
    assert normalise("uscc", value).checksum_ok
    wrong = replaced(data.draw, value, [0, 1, *range(8, 18)], USCC_ALPHABET)
    assert normalise("uscc", wrong).checksum_ok is False
    assert normalise("uscc", replaced(data.draw, value, range(2, 8), "0123456789")).checksum_ok is False


@given(st.data(), leis())
def test_one_changed_digit_of_an_lei_is_noticed(data, value):
    assert is_valid("lei", value)
    digits = [i for i, letter in enumerate(value) if letter.isdigit()]
    assert not is_valid("lei", replaced(data.draw, value, digits, "0123456789"))


@given(st.sampled_from(list(Scheme)), st.text(max_size=60))
def test_any_text_is_either_canonical_or_refused(scheme, text):
    try:
        value = normalise(scheme, text).value
    except BadIdentifier:
        return
    assert normalise(scheme, value).value == value
    assert 0 < len(value) <= 100


@given(st.text(max_size=80))
def test_guessing_never_fails_and_gives_canonical_values(text):
    assert all(normalise(scheme, value).value == value for scheme, value in guess(text))


@pytest.mark.parametrize(("typed", "pairs"), [
    ("0000-0002-1825-0097", [("orcid", "0000-0002-1825-0097"), ("isni", "0000000218250097")]),
    ("04ct4d772", [("ror", "04ct4d772")]),
    ("ror:04ct4d772", [("ror", "04ct4d772")]),
    ("ROR: https://ror.org/04CT4D772", [("ror", "04ct4d772")]),
    ("https://ror.org/04ct4d772", [("ror", "04ct4d772")]),
    ("orcid:0000000218250097", [("orcid", "0000-0002-1825-0097")]),
    ("Q35794", [("wikidata", "Q35794")]),
    ("91350100M000100Y43", [("uscc", "91350100M000100Y43")]),
    ("https://doi.org/10.13039/501100000266", [("fundref", "501100000266")]),
    ("SC012345", [("companies-house", "SC012345")]),
])
def test_an_identifier_in_the_search_box_is_recognised(typed, pairs):
    assert guess(typed) == pairs


@pytest.mark.parametrize("typed", ["", "南京大学", "Bridge University", "cam.ac.uk", "04ct4d773", "ror:04ct4d773", "a:b", "1902", "Q1", "x" * 9999])
def test_words_and_mistyped_identifiers_are_left_to_the_text_search(typed):
    assert guess(typed) == []


@pytest.mark.parametrize(("scheme", "value", "url"), [
    ("ror", "013meh722", "https://ror.org/013meh722"),
    ("orcid", "0000-0002-1825-0097", "https://orcid.org/0000-0002-1825-0097"),
    ("uscc", "91350100M000100Y43", ""),
    ("grid", "grid.5335.0", ""),
])
def test_an_identifier_links_to_its_public_page_where_there_is_one(scheme, value, url):
    assert url_for(scheme, value) == url


@pytest.mark.parametrize(("scheme", "value"), PUBLISHED)
def test_the_public_page_reads_back_as_the_identifier(scheme, value):
    url = url_for(scheme, value)
    assert not url or normalise(scheme, url).value == value
