"""Making an account: what is asked, what is recorded, and that nobody can lie in wait with a stranger's address."""

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from accounts import consents
from accounts.models import ConsentRecord, User
from tests import mailbox, make
from tests.accounts.test_sign_in import ask, is_in, sign_in, text_of

pytestmark = pytest.mark.django_db
CY = "cy@example.org"
WORDS = "four calm river stones"


def sign_up(client: Client, email: str = CY, lang: str = "en", path: str = "", **more):
    return client.post(f"/{lang}/account/new{path}", {"email": email, "name": "Cy Anson", "terms": "on", **more})


def confirm(client: Client, email: str = CY, lang: str = "en"):
    return client.post(f"/{lang}/account/address/code", {"code": mailbox.code(email)})


@pytest.mark.parametrize("lang", ["en", "zh-hans"])
def test_an_account_is_made_with_address_name_and_consents_in_the_language_of_the_page(lang):
    client = Client()
    response = sign_up(client, "CY@Example.org", lang, news="on")
    assert response["Location"] == f"/{lang}/account/address/code"
    user = User.objects.get()
    assert (user.email, user.full_name, user.language, user.is_verified, user.has_usable_password()) == (CY, "Cy Anson", lang, False, False)
    given = {record.purpose: record for record in ConsentRecord.objects.select_related("text")}
    assert set(given) == {"terms", "news"}
    assert given["terms"].given_on == "sign-up"
    assert given["terms"].text.language == lang
    assert not is_in(client)
    assert confirm(client, lang=lang)["Location"] == f"/{lang}/account"
    assert is_in(client)
    user.refresh_from_db()
    assert user.is_verified
    assert list(EmailAddress.objects.values_list("email", "verified", "primary")) == [(CY, True, True)]


def test_every_box_is_empty_and_shows_the_exact_words(client: Client):
    page = text_of(client.get("/en/account/new"))
    assert page.count('type="checkbox"') == 3
    assert "checked" not in page
    assert "I accept the terms of use. I give only facts that are true" in page
    assert "I can take this back at any time" in page


def test_the_terms_are_needed_and_what_was_typed_stays(client: Client):
    response = sign_up(client, terms="", news="on", password1=WORDS)
    page = text_of(response)
    assert response.status_code == 400
    assert '<a href="#id_terms">Read the terms of use' in page
    assert 'value="Cy Anson"' in page
    assert page.count(" checked") == 1
    assert WORDS not in page
    assert not User.objects.exists()


def test_a_password_may_be_chosen_and_must_be_a_good_one(client: Client):
    assert "error-summary" in text_of(sign_up(client, password1="12345678"))
    assert "at most 256" in text_of(sign_up(client, password1="x y z " * 60))
    sign_up(client, password1=WORDS)
    confirm(client)
    assert sign_in(Client(), CY, WORDS)["Location"] == "/en/"


def test_the_way_on_is_kept_through_the_code_and_a_switch_of_language():
    client = Client()
    sign_up(client, path="?next=/en/browse")
    assert "六位" in client.get("/zh-hans/account/address/code").content.decode()
    assert confirm(client, lang="zh-hans")["Location"] == "/zh-hans/browse"


def test_names_lose_what_cannot_be_seen(client: Client):
    sign_up(client, name="  Ana\u202e\u200b  Lovelace\u2066\x07\u3164 李伟 ")
    assert User.objects.get().full_name == "Ana Lovelace 李伟"
    assert "Type your name." in text_of(sign_up(Client(), "dee@example.org", name="\u200b\u202e"))


def test_who_has_an_account_is_told_by_mail_and_by_nothing_else():
    make.member(CY)
    client = Client()
    assert sign_up(client)["Location"] == "/en/account/address/code"
    (mail,) = mailbox.to(CY)
    assert mail.topic == "signin/known"
    assert "http://127.0.0.1:8000/en/account/login?email=cy%40example.org" in mail.text
    assert client.post("/en/account/address/code", {"code": "123456"}).status_code == 400
    assert User.objects.count() == 1
    assert not ConsentRecord.objects.exists()


def test_nobody_lies_in_wait_with_the_address_of_a_stranger():
    """A squatter registers the address with a password of theirs. When its owner comes, by code, the squatter's way in is gone."""
    squatter = Client()
    sign_up(squatter, password1=WORDS, news="on")
    owner = Client()
    ask(owner, CY)
    owner.post("/en/account/login/code", {"code": mailbox.code(CY)})
    assert is_in(owner)
    assert sign_in(Client(), CY, WORDS).status_code == 400
    assert not is_in(squatter)
    assert ConsentRecord.objects.get(purpose="news").withdrawn_at
    assert "no longer counts" in owner.get("/en/").content.decode()


def test_three_wrong_codes_end_it_and_a_code_by_mail_opens_the_account_all_the_same():
    client = Client()
    sign_up(client)
    wrong = "111111" if mailbox.code(CY) != "111111" else "222222"
    for _unused in range(3):
        last = client.post("/en/account/address/code", {"code": wrong})
    assert last["Location"] == "/en/account/login"
    assert "too many attempts" in client.get("/en/account/login").content.decode()
    ask(client, CY)
    client.post("/en/account/login/code", {"code": mailbox.code(CY)})
    assert is_in(client)


def test_staff_can_close_signing_up(settings, client: Client):
    settings.SIGNUP_OPEN = False
    assert "made by staff" in text_of(client.get("/en/account/new"))
    assert "made by staff" in text_of(sign_up(client))
    assert not User.objects.exists()
    assert "Create an account" not in text_of(client.get("/en/account/login"))


def test_the_texts_stand_on_a_page_of_their_own(client: Client):
    english, chinese = (text_of(client.get(f"/{lang}/account/texts")) for lang in ("en", "zh-hans"))
    assert english.count("Version 2026-11") == 5
    assert "我同意" in chinese


def test_an_address_that_cannot_be_one_is_refused_in_words(client: Client):
    for address, said in (("cy@", "whole e-mail"), ("су@example.org", "Latin letters"), ("c\u200by@example.org", "can’t be seen"), ("", "Type your")):
        assert said in text_of(sign_up(client, address)), address


def test_a_yes_to_words_that_have_changed_is_asked_anew(client: Client):
    digest = consents.digest("terms", "en")
    assert f'value="{digest}"' in client.get("/en/account/new").content.decode()
    page = text_of(sign_up(client, terms="0" * 64))
    assert "The text has changed since you opened the page." in page
    assert " checked" not in page
    assert not User.objects.exists()
    assert sign_up(client, terms=digest).status_code == 302
    assert ConsentRecord.objects.get().text_id == digest
