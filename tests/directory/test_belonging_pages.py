"""The pages of belonging: who reads them, that nothing typed is lost, and that nobody learns what is not theirs to know."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts import hooks
from directory.membership import services
from directory.models import Claim, Invitation, Membership, MembershipRequest, Profile
from tests import make

pytestmark = pytest.mark.django_db
BIG = 10**18


@pytest.fixture
def house() -> Profile:
    return make.institute("Tidewater Institute", "潮水研究所", domains=["tidewater.ac.uk"])


def people(house: Profile) -> str:
    return f"/en/profiles/{house.uid}/people"


def text(answer: Any) -> str:
    """The page without what differs from one request to the next."""
    page = re.sub(r'(?:name="csrfmiddlewaretoken" value|nonce)="[^"]*"|[0-9:]{8}Z', "", answer.content.decode())
    return re.sub(r"[ \t]+", " ", page)


def test_the_people_of_an_organisation_are_for_its_people_and_staff(house: Profile):
    mei, lee = make.manager(house), make.member("lee@example.org", full_name="Lee Hollow")
    Membership.objects.create(user=lee, organisation=house, way_in="staff")
    wu = make.manager(make.company("Elsewhere Ltd"), "wu@example.org")
    assert Client().get(people(house)).status_code == 302  # to signing in, whatever the address
    assert Client().get("/en/profiles/000000000000/people").status_code == 302
    refused = [make.sign_in(who).get(page) for who in (wu, make.member()) for page in (people(house), "/en/profiles/000000000000/people")]
    assert {answer.status_code for answer in refused} == {404}
    assert {make.sign_in(who).get(people(house)).status_code for who in (mei, lee, make.staff())} == {200}
    plain = make.sign_in(make.user("boss@example.org", is_staff=True), second_factor=False)
    assert plain.get(people(house)).status_code == 404


def test_a_plain_member_reads_names_and_roles_and_nothing_that_waits(house: Profile):
    mei, lee = make.manager(house, full_name="Mei Lin"), make.member("lee@example.org", full_name="Lee Hollow")
    Membership.objects.create(user=lee, organisation=house, way_in="staff")
    services.ask(house, by=make.acting(make.member("asker@example.org", full_name="Asker Secret")), message="Between us")
    services.invite(house, email="invited@example.org", by=make.acting(mei))
    page = text(make.sign_in(lee).get(people(house)))
    assert "Mei Lin" in page
    for hidden in ("mei@example.org", "asker@", "Asker", "Between us", "invited@"):
        assert hidden not in page
    assert "asker@example.org" in text(make.sign_in(mei).get(people(house)))
    assert make.sign_in(lee).post(people(house), {"email": "x@example.org", "role": "member", "language": "en"}).status_code == 404


def test_inviting_never_says_whether_an_address_has_an_account(house: Profile):
    make.confirmed(make.member("known@example.org"))
    client, answers = make.sign_in(make.manager(house)), []
    for name in ("known", "nobody"):
        sent = client.post(people(house), {"email": f"{name}@example.org", "role": "member", "language": "en"})
        answers.append((sent.status_code, sent.url, text(client.get(people(house))).replace(name, "X")))
        Invitation.objects.all().delete()
    first, second = ((status, url, re.sub(r"/\d+/", "/N/", page)) for status, url, page in answers)
    assert first == second


def test_a_claim_says_the_same_whether_the_profile_is_somebodys_or_nobodys(house: Profile):
    client = make.sign_in(make.member())
    answers = []
    for owner in (None, make.member("lee@example.org")):
        profile = make.person("Same Name", affiliations=[{"organisation": house}], owner=owner)
        pages = [client.get(f"/en/profiles/{profile.uid}"), client.get(f"/en/profiles/{profile.uid}/claim")]
        sent = client.post(f"/en/profiles/{profile.uid}/claim", {"message": "It is me"})
        pages += [client.get("/en/account/organisations"), client.get(f"/en/profiles/{profile.uid}/claim")]
        answers.append((sent.status_code, sent.url, [re.sub(r"/\d+/", "/N/", text(page)).replace(profile.uid, "UID") for page in pages]))
        Claim.objects.all().delete()
    for first, second in zip(answers[0][2], answers[1][2], strict=True):
        assert first.splitlines() == second.splitlines()
    assert answers[0] == answers[1]
    assert "This is me" in answers[0][2][0]


def test_open_requests_invitations_and_claims_show_nowhere_else(house: Profile):
    mei, ana = make.manager(house), make.member(full_name="Ana Canary")
    profile = make.person("Some Body", affiliations=[{"organisation": house}])
    before = [text(Client().get(f"/en/profiles/{one.uid}")) for one in (house, profile)]
    services.ask(house, by=make.acting(ana), message="Canary")
    services.claim(profile, by=make.acting(ana), message="Canary")
    services.invite(house, email="canary@example.org", by=make.acting(mei))
    assert [text(Client().get(f"/en/profiles/{one.uid}")) for one in (house, profile)] == before
    wu = make.sign_in(make.manager(make.company("Elsewhere Ltd"), "wu@example.org"))
    for page in ("/en/account/organisations", "/en/account/belonging", "/en/account", f"/en/profiles/{house.uid}/join"):
        assert "anary" not in text(wu.get(page))


def test_moves_that_are_not_ones_own_are_not_there(house: Profile):
    asked = services.ask(house, by=make.acting(make.member()))
    wu = make.sign_in(make.manager(make.company("Elsewhere Ltd"), "wu@example.org"))
    for address in (
        f"request/{asked.pk}/approve", "request/999999/approve", f"request/{BIG}00/approve", f"claim/{asked.pk}/confirm",
        f"nothing/{asked.pk}/approve", f"request/{asked.pk}/explode", f"request/{asked.pk}/accept",
    ):
        assert {wu.get(f"/en/account/belonging/{address}").status_code, wu.post(f"/en/account/belonging/{address}").status_code} == {404}
    assert wu.put(f"/en/account/belonging/request/{asked.pk}/approve").status_code == 405
    asked.refresh_from_db()
    assert asked.status == "open"


def test_what_cannot_be_taken_back_is_asked_first_and_the_way_back_stays_here(house: Profile):
    mei = make.manager(house)
    asked = services.ask(house, by=make.acting(make.member(full_name="Ana Oak")))
    client, address = make.sign_in(mei), f"/en/account/belonging/request/{asked.pk}/refuse"
    page = text(client.get(f"{address}?next=//evil.example"))
    assert "Refuse this request?" in page
    assert "Ana Oak" in page
    assert not re.search(r'(href|value|action)="(https?:)?//evil', page)
    asked.refresh_from_db()
    assert asked.status == "open"
    for bad in ("//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"):
        assert client.post(address, {"next": bad}).url == people(house)
    assert client.post(address, {"next": "/zh-hans/account/belonging"}).url == "/zh-hans/account/belonging"


def test_joining_by_address_and_asking_go_through_the_same_page(house: Profile):
    ana, lee = make.confirmed(make.member(), "ana@tidewater.ac.uk"), make.member("lee@example.org")
    page = f"/en/profiles/{house.uid}/join"
    hers, theirs = make.sign_in(ana), make.sign_in(lee)
    assert "ana@tidewater.ac.uk" in text(hers.get(page))
    assert hers.post(page, {"how": "address"}).url == "/en/account/organisations"
    assert theirs.post(page, {"how": "address"}).status_code == 400
    long = theirs.post(page, {"message": "x" * 501})
    assert long.status_code == 400
    assert "x" * 501 in text(long)
    assert "Shorten your message" in text(long)
    assert theirs.post(page, {"message": "I work\r\nhere"}).status_code == 302
    assert MembershipRequest.objects.get().message == "I work\nhere"
    assert "You asked on" in text(theirs.get(page))
    assert theirs.get(f"/en/profiles/{make.person().uid}/join").status_code == 404
    assert theirs.get(f"/en/profiles/{house.uid}/claim").status_code == 404


def test_an_invitation_form_keeps_what_was_typed_and_says_what_is_wrong(house: Profile):
    client = make.sign_in(make.manager(house))
    for email in ("nonsense", "a@b", "a\u200bb@example.org", "mei@example.org", ""):
        answer = client.post(people(house), {"email": email, "role": "officer", "language": "zh-hans"})
        assert answer.status_code == 400
        assert 'href="#id_email"' in text(answer)
        assert '<option value="officer" selected>' in text(answer)
    assert client.post(people(house), {"email": "x@example.org", "role": "owner", "language": "xx"}).status_code == 400
    assert not Invitation.objects.exists()


def test_links_of_invitations_that_were_never_sent_are_told_alike():
    for client in (Client(), make.sign_in(make.member())):
        answer = client.get("/en/account/invitations/" + "a" * 43)
        assert (answer.status_code, answer.url) == (302, "/en/account/invitation")
    assert client.get("/en/account/invitation").status_code == 404
    assert make.sign_in(make.member("lee@example.org")).get("/en/account/invitation").status_code == 404


def test_my_page_says_what_waits_for_whom(house: Profile):
    mei, ana, staff = make.manager(house), make.confirmed(make.member()), make.staff()
    services.ask(house, by=make.acting(make.member("lee@example.org")))
    services.claim(make.person(affiliations=[{"organisation": house}]), by=make.acting(make.member("wu@example.org")))
    services.invite(house, email=ana.email, by=make.acting(mei))
    Invitation.objects.update(expires_at=timezone.now() + timedelta(days=3))
    needs = {who.email: [str(need.text) for need in hooks.needs_of(make.acting(who))] for who in (mei, ana)}
    assert needs["ana@example.org"] == ["Answer the invitation of Tidewater Institute"]
    assert needs["mei@example.org"][0] == "Answer 1 request to join Tidewater Institute"
    assert needs["mei@example.org"][1].startswith("Say whether the profile")
    piles = {str(pile.label): pile.count for pile in hooks.work_for(make.acting(staff))}
    assert (piles["Requests to join"], piles["Claims of profiles"]) == (1, 1)
    page = text(make.sign_in(mei).get("/zh-hans/account"))
    assert "潮水研究所" in page
    work = make.sign_in(staff).get("/en/account/belonging")
    assert "lee@example.org" in text(work)
    assert work["Cache-Control"].startswith("max-age=0, no-cache, no-store")


@pytest.mark.parametrize("lang", ["en", "zh-hans"])
def test_every_page_of_belonging_reads_in_both_languages(house: Profile, lang: str):
    staff, profile = make.sign_in(make.staff()), make.person("Some Body", affiliations=[{"organisation": house}])
    services.ask(house, by=make.acting(make.member()), message="<b>bold</b>")
    for page in (
        f"profiles/{house.uid}/people", f"profiles/{house.uid}/people?page=99&posts=x&q=%00", f"profiles/{house.uid}/join", "account/organisations",
        f"profiles/{profile.uid}/claim", "account/belonging?page=-1",
    ):
        answer = staff.get(f"/{lang}/{page}")
        assert answer.status_code == 200
        assert "<b>bold" not in answer.content.decode()
    assert staff.post(f"/{lang}/profiles/{house.uid}/partner", {"act": "confirm"}).status_code == 302
    assert house.partnerships.count() == 1
    mei = make.sign_in(make.manager(house))
    assert mei.post(f"/{lang}/profiles/{house.uid}/partner", {"act": "end"}).status_code == 404
