"""A profile that was public before its person came: they are asked, and a no takes it out, whether or not there ever was a yes."""

import pytest
from django.test import Client

from accounts import consents, hooks
from accounts.models import ConsentRecord
from accounts.vocabulary import Purpose
from directory.models import Profile
from tests import make

pytestmark = pytest.mark.django_db
PAGE = "/en/account/consents"


def send(client: Client, act: str) -> str:
    sent = {"purpose": "publication", "recipient": "", "act": act, "text": consents.digest(Purpose.PUBLICATION, "en")}
    return str(client.post(PAGE, sent, follow=True).content.decode())


def test_a_no_takes_out_a_profile_that_was_never_agreed_to():
    mine = make.person("Ana Bridge", owner=make.member())
    client = make.sign_in(mine.owner)
    assert "Published from public sources, not by your consent" in client.get(PAGE).content.decode()
    said = send(client, "withdraw")
    assert "Taken out of the directory. It holds from now on." in said
    assert "Taken back. It holds" not in said
    assert Profile.objects.get(pk=mine.pk).status == "withdrawn"
    assert Client().get(f"/en/profiles/{mine.uid}").status_code == 404
    assert not ConsentRecord.objects.exists()
    said = send(client, "withdraw")
    assert "There was nothing to take back." in said
    assert "It holds from now on" not in said


def test_whose_profile_is_public_without_their_yes_is_asked_on_my_page():
    ana = make.member()
    assert not hooks.needs_of(make.acting(ana))
    make.person("Ana Bridge", owner=ana)
    client = make.sign_in(ana)
    assert [need.href for need in hooks.needs_of(make.acting(ana))] == [PAGE]
    assert "Say whether your profile may stay public" in client.get("/en/account").content.decode()
    said = send(client, "give")
    assert "Published from public sources" not in said
    assert not hooks.needs_of(make.acting(ana))
    assert "Taken back. It holds from now on." in send(client, "withdraw")
