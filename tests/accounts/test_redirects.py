"""Where signing in leads: never outside, and links in mail only to SITE_URL."""

import pytest
from allauth.account.adapter import get_adapter
from allauth.core import context
from django.test import Client, RequestFactory

from accounts.models import Message
from tests import mailbox, make
from tests.accounts.test_sign_in import ANA, ask, confirmed, sign_in

pytestmark = pytest.mark.django_db
EVIL = [
    "https://evil.example/", "http://evil.example", "//evil.example", "///evil.example", "////evil.example", "/\\evil.example",
    "\\\\evil.example", "\\/evil.example", "/\\/evil.example", "\\evil.example", "http:evil.example", "http:/evil.example",
    "https:///evil.example", "http:\\\\evil.example", "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)",
    "data:text/html,x", "vbscript:x", "mailto:a@evil.example", "ftp://evil.example", "file:///etc/passwd", "blob:https://evil.example/1",
    "about:blank", " //evil.example", "\t//evil.example", "\n//evil.example", "/\t/evil.example", "/\n/evil.example", "/\r/evil.example",
    "/\x00/evil.example", "\x00//evil.example", "\xa0//evil.example", "/\u2028/evil.example", "evil.example", "@evil.example",
    "http://127.0.0.1:8000@evil.example/", "//127.0.0.1:8000@evil.example", "http://testserver.evil.example",
    "http://testserver@evil.example", "//evil.example\\@testserver", "http://evil.example#@testserver", "http://evil.example?@testserver",
    "//evil%2eexample", "///\\evil.example", "http://[::1]@evil.example", "//[::1", "/\\\\evil.example/%2f..", "//\u200bevil.example",
    "//evil。example", "https:evil.example", "https:\\evil.example", "/\x0b/evil.example", "/\x0c/evil.example", "%2f%2fevil.example",
    "..//evil.example", "?next=//evil.example", "#//evil.example", "http://localhost/x", "http://127.0.0.1:8000/en/", "/" + "a" * 3000, "*",
    "",
]


@pytest.mark.parametrize("to", EVIL, ids=lambda to: ascii(to)[:40])
def test_no_way_on_is_outside(to: str):
    request = RequestFactory().get("/")
    with context.request_context(request):
        assert not get_adapter(request).is_safe_url(to)


def test_none_of_them_gets_through_the_doors(settings):
    settings.ACCOUNT_RATE_LIMITS = False
    confirmed(make.member())
    for to in EVIL[::5]:  # every kind goes through each door; the rule itself has seen them all
        client = Client()
        assert sign_in(client, next=to)["Location"] == "/en/", ascii(to)
        assert client.get("/en/account/login", {"next": to})["Location"] == "/en/", ascii(to)
        assert client.post("/en/account/logout", {"next": to})["Location"] == "/en/", ascii(to)
        assert "evil.example" not in Client().get("/en/account/login", {"next": to}).content.decode().split("<main")[1].split("</main>")[0]


@pytest.mark.parametrize("to", ["/en/", "/zh-hans/profiles?q=a&b=%2F%2Fx", "/en/profiles/7k2m9qxw3tab#names", "/admin/", "/en/x?u=https://a.example/"])
def test_our_own_pages_are_ways_on(to: str):
    request = RequestFactory().get("/")
    with context.request_context(request):
        assert get_adapter(request).is_safe_url(to)


def test_links_in_mail_are_built_from_the_address_of_the_site_and_never_from_the_request():
    confirmed(make.member())
    poisoned = {"HTTP_HOST": "localhost:6666", "HTTP_X_FORWARDED_HOST": "evil.example", "HTTP_X_FORWARDED_PROTO": "https"}
    Client(**poisoned).post("/en/account/password", {"email": ANA})
    ask(Client(**poisoned))
    Client(**poisoned).post("/en/account/new", {"email": ANA, "name": "A", "terms": "on"})
    assert mailbox.link(ANA).startswith("/en/account/")
    text = "".join(message.text + message.html for message in Message.objects.all())
    assert "localhost" not in text
    assert "evil.example" not in text
    assert Client(HTTP_HOST="evil.example").get("/en/account/login").status_code == 400
