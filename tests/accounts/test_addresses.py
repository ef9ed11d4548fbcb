"""E-mail addresses written one way: spellings of one address are one person, look-alikes are nobody."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from accounts.addresses import canonical, visible
from accounts.models import User
from tests import mailbox, make
from tests.accounts.test_sign_in import ANA, GOOD, ask, confirmed, is_in, sign_in

# Other spellings of ana@example.org: whoever types one means that address, and mail goes to it.
SAME = [
    "ana@example.org", "ANA@EXAMPLE.ORG", "Ana@Example.Org", " ana@example.org ", "\tana@example.org\n",
    "ana@example.org.", "ana＠example.org",
    "ａｎａ@example.org", "ana@ｅｘａｍｐｌｅ．ｏｒｇ", "ana@example。org", "ana@example．org", "ana@example｡org",
    "𝐚𝐧𝐚@example.org", "𝒶𝓃𝒶@example.org",
    "ana@ⓔⓧⓐⓜⓟⓛⓔ.org", "ᴬna@example.org".replace("ᴬ", "ᵃ"), "ana@𝖾𝗑𝖺𝗆𝗉𝗅𝖾.org", "\u00a0ana@example.org",
    "\u3000ana@example.org\u3000", "Ana@example.ORG.",
]
# They look like it, and are other addresses, which show what they are.
OTHERS = [
    "ana@exаmple.org", "ana@еxample.org", "ana@examрle.org", "ana@ехаmple.org", "ana@exämple.org",
    "ana@examp1e.org", "ana@exarnple.org",
    "ana@example.оrg", "ana@example.org.cn", "ana@xn--exmple-4nf.org", "ana@éxample.org", "ana@ëxample.org",
    "ana@exạmple.org", "ana@example-org.com",
    "ana+x@example.org", "an.a@example.org", "ana@ɑxample.org", "ana@ẹxample.org",
]
# Nobody can have these here, or mail could not find them; refused in words.
REFUSED = [
    "аna@example.org", "anа@example.org", "αna@example.org", "ána@example.org", "ａnа@example.org",
    "李@example.org", "ana\u200b@example.org",
    "a\u200dna@example.org", "ana@exam\u00adple.org", "\u202eana@example.org", "ana@example.org\u202c",
    "ana@exa\ufeffmple.org", "ana@example\u2060.org",
    "an\u0000a@example.org", "ana@example.org\u2028", "ana\u115f@example.org", "ana\u3164@example.org",
    "ana@@example.org", "ana@ex@ample.org",
    "ana@", "@example.org", "ana", "", "   ", "ana@example", "ana@.org", "ana@example..org",
    "ana@-example.org", "ana@example-.org", "ana@[127.0.0.1]",
    "ana@127.0.0.1", "ana@exam ple.org", "an a@example.org", '"ana"@example.org', ".ana@example.org",
    "ana.@example.org", "a..na@example.org",
    "ana@xn--a.org", "ana@xn--999999999.org", "ana@exa_mple.org", "ana(x)@example.org",
    "ana@example.org\r\nBcc: ben@example.org", "ana,ben@example.org",
    "<ana@example.org>", "a" * 65 + "@example.org", "ana@" + "x" * 64 + ".org", "ana@" + "x." * 130 + "org",
    "ana@" + "é" * 300 + ".org", "ﬁ" * 400,
    "ana@example.1", "ana@exa\u2044mple.org", "ana@\u2100example.org", "ana@exam\u200fple.org", "ana@\ud800example.org",
]


@pytest.mark.parametrize("typed", SAME, ids=ascii)
def test_spellings_of_one_address_are_one(typed: str):
    assert canonical(typed) == ANA


@pytest.mark.parametrize("typed", OTHERS, ids=ascii)
def test_a_look_alike_is_another_address_and_shows_it(typed: str):
    written = canonical(typed)
    assert written != ANA
    assert written.isascii()
    assert canonical(written) == written


@pytest.mark.parametrize("typed", REFUSED, ids=lambda typed: ascii(typed)[:40])
def test_what_is_no_address_is_refused(typed: str):
    with pytest.raises(ValidationError):
        canonical(typed)


def test_an_international_domain_is_kept_in_ascii():
    assert canonical("Li@例子.中国") == "li@xn--fsqu00a.xn--fiqs8s"
    assert canonical("li@xn--fsqu00a.xn--fiqs8s") == canonical("li@例子。中国")
    assert canonical("ana@faß.de") != canonical("ana@fass.de")


def test_a_name_keeps_every_letter_and_nothing_unseen():
    assert visible(" Zoë\u202e  O’Brien-李伟\u200d\n诺敏\ufeff ") == "Zoë O’Brien-李伟 诺敏"
    assert visible("\u2066\u2069\u200b") == ""


@pytest.mark.django_db
def test_no_look_alike_opens_or_takes_an_account():
    confirmed(make.member())
    for typed in OTHERS + REFUSED:
        client = Client(REMOTE_ADDR=f"192.0.2.{abs(hash(typed)) % 250}")
        if "\ud800" in typed:
            continue  # no form can carry half a character
        sign_in(client, typed, GOOD)
        assert not is_in(client), ascii(typed)
    assert not mailbox.to(ANA)
    assert User.objects.count() == 1


@pytest.mark.django_db
def test_a_spelling_of_the_address_reaches_its_account_and_no_other(settings):
    confirmed(make.member())
    for number, typed in enumerate(SAME[:8]):
        ask(Client(REMOTE_ADDR=f"198.51.100.{number}"), typed)
    assert {mail.recipient for mail in mailbox.to(ANA)} == {ANA}


@pytest.mark.django_db
def test_the_administration_and_the_manager_write_addresses_the_same_way():
    assert User.objects.create_user("ＢＥＮ@Exаmple.org").email == "ben@xn--exmple-4nf.org"
    with pytest.raises(ValidationError):
        User.objects.create_user("b\u200ben@example.org")
    assert User.objects.get_by_natural_key("Ben@exаmple.org").email == "ben@xn--exmple-4nf.org"
