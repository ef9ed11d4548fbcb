"""Where no mail goes out, the pages that speak of a mail say who finds it."""

import pytest
from django.test import Client

from tests import mailbox, make
from tests.accounts.test_sign_in import ANA, ask, confirmed, text_of
from tests.accounts.test_sign_up import CY, WORDS, confirm, sign_up

pytestmark = pytest.mark.django_db
SAYS = {
    ("en", False): "its staff find the code or link on their mailbox page", ("en", True): "sign in as staff in another browser",
    ("zh-hans", False): "由工作人员在“站内信箱”页面查看", ("zh-hans", True): "以工作人员身份登录",
}


def pages(lang: str) -> list[str]:
    one, two, three = Client(), Client(), Client()
    ask(one, lang=lang)
    sign_up(two, lang=lang)
    three.post(f"/{lang}/account/password", {"email": ANA})
    ways = ((one, "login/code"), (two, "address/code"), (three, "password/sent"))
    return [text_of(client.get(f"/{lang}/account/{path}")) for client, path in ways]


@pytest.mark.parametrize(("lang", "demo"), SAYS)
def test_the_page_says_where_the_code_is(settings, lang: str, demo: bool):
    confirmed(make.member())
    settings.HAS_MAIL_SERVER, settings.DEMO = False, demo
    assert [SAYS[lang, demo] in page for page in pages(lang)] == [True] * 3


def test_with_a_mail_server_it_says_nothing_of_the_kind(settings):
    confirmed(make.member())
    settings.HAS_MAIL_SERVER = True
    assert not any("mailbox page" in page for page in pages("en"))


def test_who_has_just_made_an_account_is_not_asked_again_who_they_are():
    client = Client()
    sign_up(client, password1=WORDS)
    confirm(client)
    assert client.get("/en/account/address").status_code == 200
    client.post("/en/account/address", {"email": "other@example.org"})
    assert mailbox.code("other@example.org")
    assert CY in text_of(client.get("/en/account/address"))
