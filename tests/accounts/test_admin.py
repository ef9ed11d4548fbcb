"""The administration: who may enter, and that nothing is written past the services."""

import pytest
from django.test import Client

from directory.models import Change, Profile
from tests import make

pytestmark = pytest.mark.django_db
LISTS = ("accounts/user", "directory/profile", "directory/change", "directory/importbatch", "directory/place", "directory/subject")


def staff_client() -> Client:
    client = Client()
    client.force_login(make.staff(), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_the_administration_is_entered_through_our_own_sign_in():
    response = Client().get("/admin/", follow=True)
    assert response.redirect_chain[-1][0].startswith("/en/account/login?next=")
    member = Client()
    member.force_login(make.member(), backend="allauth.account.auth_backends.AuthenticationBackend")
    assert member.get("/admin/login/").status_code == 403
    assert member.get("/admin/directory/profile/").status_code == 302


@pytest.mark.parametrize("address", LISTS)
def test_staff_look_things_up(address):
    make.person("Maren Oakhollow", place=make.cambridge(), subjects=["1.1"])
    response = staff_client().get(f"/admin/{address}/?q=maren")
    assert response.status_code == 200


def test_a_profile_can_be_looked_at_but_not_written_by_hand():
    person = make.person("Maren Oakhollow", affiliations=[{"organisation": make.institute()}], interests=[make.interest()])
    client = staff_client()
    html = client.get(f"/admin/directory/profile/{person.pk}/change/").content.decode()
    assert "Maren Oakhollow" in html
    assert 'name="status"' not in html
    assert client.post(f"/admin/directory/profile/{person.pk}/change/", {"status": "withdrawn"}).status_code == 403
    assert client.get("/admin/directory/profile/add/").status_code == 403


def test_withdrawing_and_publishing_go_through_the_services():
    person, draft = make.person("Maren Oakhollow"), make.person("Quiet Draft", publish=False)
    client = staff_client()

    def act(name: str, *profiles: Profile):
        return client.post("/admin/directory/profile/", {"action": name, "_selected_action": [one.pk for one in profiles]}, follow=True)

    assert "1 profile withdrawn." in act("withdraw", person).content.decode()
    assert Client().get(f"/en/profiles/{person.uid}").status_code == 404
    assert "2 profiles published." in act("publish", person, draft).content.decode()
    last = Change.objects.order_by("-seq")[0]
    assert (last.operation, last.reason, last.actor.email) == ("upsert", "administration", "staff@example.org")


def test_what_cannot_be_is_said_and_the_rest_is_done():
    old, new, other = make.institute("Old"), make.institute("New"), make.institute("Other")
    from directory import services

    services.merge(old, into=new, by=None)
    html = staff_client().post(
        "/admin/directory/profile/", {"action": "withdraw", "_selected_action": [old.pk, other.pk]}, follow=True,
    ).content.decode()
    assert "1 profile withdrawn." in html
    assert old.uid in html


def test_a_new_user_is_kept_in_lower_case():
    client = staff_client()
    fields = {"email": "New.Person@Example.org", "full_name": "New Person", "language": "en", "usable_password": "true",
              "password1": "four calm river stones", "password2": "four calm river stones"}
    response = client.post("/admin/accounts/user/add/", fields)
    assert response.status_code == 302, response.content.decode()
    assert "new.person@example.org" in client.get("/admin/accounts/user/").content.decode()


def test_a_search_of_a_thousand_words_is_answered():
    client = Client()
    client.force_login(make.staff(), backend="allauth.account.auth_backends.AuthenticationBackend")
    for page in ("directory/profile", "directory/change", "directory/place", "directory/subject", "accounts/user"):
        assert client.get(f"/admin/{page}/", {"q": "a " * 1500}).status_code == 200
