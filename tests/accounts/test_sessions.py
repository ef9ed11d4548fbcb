"""Where somebody is signed in: in plain words, ended at once, told when new, and cheap."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Message, User
from accounts.signin import sessions
from tests import make

pytestmark = pytest.mark.django_db
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1"
LAPTOP = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36"


def person(email: str = "ana@example.org") -> User:
    user = make.member(email)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def entered(user: User, client: Client | None = None, agent: str = LAPTOP) -> Client:
    client = client or Client(HTTP_USER_AGENT=agent)
    client.post("/en/account/login/password", {"login": user.email, "password": "a good password"})
    assert "_auth_user_id" in client.session
    return client


@pytest.mark.parametrize(("agent", "words"), [
    (PHONE, "Safari on iPhone"),
    (LAPTOP, "Chrome on Windows"),
    (LAPTOP + " Edg/142.0.0.0", "Edge on Windows"),
    ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
    ("Mozilla/5.0 (Linux; Android 15; PLK110) AppleWebKit/537.36 Chrome/130 Mobile Safari/537.36 MicroMessenger/8.0.50", "WeChat on Android"),
    ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18 Safari/605.1.15", "Safari on Mac"),
    ("curl/8.5", "An unknown device"),
    ("", "An unknown device"),
])
def test_a_device_is_named_in_plain_words(agent: str, words: str):
    assert sessions.device_of(agent) == words


def test_the_list_marks_this_one_and_shows_the_others():
    ana = person()
    here, _there = entered(ana), entered(ana, agent=PHONE)
    response = here.get("/en/account/security/sessions")
    html = response.content.decode()
    assert "no-store" in response["Cache-Control"]
    assert re.search(r"Chrome on Windows <span class=\"tag on\">this one", html)
    assert "Safari on iPhone" in html
    assert "127.0.0.1" in html
    assert html.count('name="end" value="') == 3  # the other one, all others, all
    assert Client().get("/en/account/security/sessions").status_code == 302


def test_ending_one_works_on_its_next_request_and_leaves_the_rest():
    ana = person()
    here, phone, desk = entered(ana), entered(ana, agent=PHONE), entered(ana)
    other = UserSession.objects.get(session_key=phone.session.session_key)
    here.post("/en/account/security/sessions", {"end": other.pk})
    assert phone.get("/en/account/security").status_code == 302
    assert desk.get("/en/account/security").status_code == here.get("/en/account/security").status_code == 200


def test_signing_out_everywhere_works_on_the_next_request():
    ana = person()
    here, phone = entered(ana), entered(ana, agent=PHONE)
    here.post("/en/account/security/sessions", {"end": "others"})
    assert phone.get("/en/account/security").status_code == 302
    assert here.get("/en/account/security").status_code == 200
    phone = entered(ana, agent=PHONE)
    response = here.post("/en/account/security/sessions", {"end": "all"}, follow=True)
    assert "You are signed out everywhere." in response.content.decode()
    assert here.get("/en/account/security").status_code == phone.get("/en/account/security").status_code == 302
    assert not UserSession.objects.exists()


def test_nobody_ends_the_session_of_somebody_else():
    ana, cy = person(), person("cy@example.org")
    mine, theirs = entered(cy), entered(ana)
    mine.post("/en/account/security/sessions", {"end": UserSession.objects.get(user=ana).pk})
    for odd in ("", "-1", "x", "9" * 40, "²"):
        assert mine.post("/en/account/security/sessions", {"end": odd}).status_code == 302
    assert theirs.get("/en/account/security").status_code == 200
    assert mine.put("/en/account/security/sessions").status_code == 405


def test_a_new_device_is_told_and_a_known_one_is_not():
    ana = person()
    known = entered(ana)
    assert not Message.objects.exists()  # the first sign-in of all
    known.post("/en/account/logout")
    entered(ana, known)
    assert not Message.objects.exists()
    entered(ana, agent=PHONE)
    message = Message.objects.get()
    assert (message.topic, message.recipient) == ("security", ana.email)
    assert "Safari on iPhone" in message.text
    assert "127.0.0.1" in message.text


def test_the_cookie_of_a_known_device_names_nobody_and_cannot_be_made_up():
    ana, cy = person(), person("cy@example.org")
    for user in (ana, cy):
        entered(user).post("/en/account/logout")
    first = entered(ana)
    cookie = first.cookies["device"]
    assert cookie["httponly"]
    assert "ana" not in cookie.value
    Message.objects.all().delete()
    forged = Client(HTTP_USER_AGENT=PHONE)
    forged.cookies["device"] = cookie.value[:-2] + "xx"
    entered(ana, forged)
    assert Message.objects.count() == 1
    lent = Client()
    lent.cookies["device"] = cookie.value  # knows ana, not cy
    entered(cy, lent)
    assert Message.objects.filter(user=cy).count() == 1


def test_the_mail_speaks_the_language_of_its_reader():
    ana = person()
    User.objects.filter(pk=ana.pk).update(language="zh-hans")
    entered(ana)
    entered(ana, agent=PHONE)
    assert Message.objects.get().language == "zh-hans"


def test_when_it_was_last_seen_costs_nothing_on_most_requests():
    ana = person()
    client = entered(ana)
    client.get("/en/about")
    with CaptureQueriesContext(connection) as asked:
        client.get("/en/about")
    assert not [query["sql"] for query in asked if "usersession" in query["sql"] or query["sql"].startswith(("UPDATE", "INSERT"))]
    session = client.session
    session[sessions.SEEN] -= sessions.EVERY + 1
    session.save()
    long_ago = timezone.now() - timedelta(days=1)
    UserSession.objects.update(last_seen_at=long_ago)
    client.get("/en/about")
    assert UserSession.objects.get().last_seen_at > long_ago


def test_a_session_from_before_is_listed_too():
    ana = person()
    client = make.sign_in(ana)
    client.get("/en/about")
    assert UserSession.objects.get().user == ana
    assert "this one" in client.get("/en/account/security/sessions").content.decode()
    Session.objects.all().delete()
    assert sessions.end_all(ana) == 1
