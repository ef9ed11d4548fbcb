"""Consent: in exact words, one at a time, taken back as easily as given, with effect on the next request."""

import hashlib
import json

import pytest
from django.db import transaction
from django.test import Client

from accounts import consents, hooks
from accounts.models import AuditEvent, ConsentRecord, ConsentText, User
from accounts.vocabulary import Purpose
from tests import make

LANGUAGES = ("en", "zh-hans")
effects: list[int] = []


def effect(person: User) -> None:
    """What follows when a consent ends, in these tests."""
    assert transaction.get_connection().in_atomic_block
    effects.append(person.pk)


def failing(person: User) -> None:
    raise RuntimeError


def send(client: Client, purpose: str, act: str, lang: str = "en", **more):
    sent = {"purpose": purpose, "act": act, "recipient": "", "text": consents.digest(purpose, lang), **more}
    return client.post(f"/{lang}/account/consents", sent, follow=True)


def test_the_words_of_a_version_never_change():
    """Another wording needs another version: a new file, and its hash in hashes.json."""
    kept = json.loads((consents.FOLDER / "hashes.json").read_text(encoding="utf-8"))
    files = {path.name: hashlib.sha256(path.read_text(encoding="utf-8").strip().encode()).hexdigest() for path in consents.FOLDER.glob("*.txt")}
    assert files == kept
    for purpose in Purpose.values:
        for lang in LANGUAGES:
            assert f"{purpose}.{consents.CURRENT[purpose]}.{lang}.txt" in kept


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_text_says_how_it_is_taken_back(lang: str):
    for purpose in (Purpose.PUBLICATION, Purpose.TRANSFER, Purpose.STATISTICS, Purpose.NEWS):
        assert ("take this back at any time" if lang == "en" else "随时") in consents.wording(purpose, lang)


@pytest.mark.django_db
def test_a_consent_is_given_and_taken_back_with_one_button_each():
    ana = make.member()
    client = make.sign_in(ana)
    page = send(client, "news", "give", lang="zh-hans")
    record = ConsentRecord.objects.get()
    assert (record.purpose, record.text.language, record.given_on) == ("news", "zh-hans", "consents")
    assert hashlib.sha256(record.text.text.encode()).hexdigest() == record.text.sha256
    assert record.text.text in page.content.decode()
    # The words shown are those agreed to, also on a page in another language.
    assert record.text.text in client.get("/en/account/consents").content.decode()
    send(client, "news", "give")
    assert ConsentRecord.objects.count() == 1
    send(client, "news", "withdraw")
    record.refresh_from_db()
    assert record.withdrawn_at
    assert not consents.holds(ana, "news")
    assert "Taken back earlier" in client.get("/en/account/consents").content.decode()
    acts = AuditEvent.objects.filter(act__startswith="consent.").order_by("pk").values_list("act", flat=True)
    assert list(acts) == ["consent.give", "consent.withdraw"]


@pytest.mark.django_db
def test_one_consent_never_brings_another():
    ana = make.member()
    send(make.sign_in(ana), "news", "give")
    assert [record.purpose for record in consents.standing(ana)] == ["news"]


@pytest.mark.django_db
@pytest.mark.parametrize("sent", [
    {"purpose": "everything", "act": "give"}, {"purpose": "news", "act": "sell"}, {"purpose": "", "act": ""}, {"purpose": "transfer", "act": "give"},
    {"purpose": "transfer", "act": "give", "recipient": "Somebody"}, {"purpose": "news", "act": "give", "text": "0" * 64},
    {"purpose": "news", "act": "give", "recipient": "x" * 500}, {"purpose": "\x00", "act": "give"},
])
def test_nobody_agrees_to_what_was_not_asked_or_shown(sent: dict[str, str]):
    client = make.sign_in(make.member())
    response = client.post("/en/account/consents", {"text": consents.digest("news", "en"), **sent}, follow=True)
    assert response.status_code == 200
    assert "othing was changed" in response.content.decode()
    assert not ConsentRecord.objects.exists()


@pytest.mark.django_db
def test_the_terms_end_with_the_account_alone():
    ana = make.member()
    consents.give(ana, "terms", on="sign-up", language="en")
    client = make.sign_in(ana)
    send(client, "terms", "withdraw")
    assert consents.holds(ana, "terms")


@pytest.mark.django_db
def test_each_recipient_abroad_is_asked_and_ended_alone(monkeypatch: pytest.MonkeyPatch):
    names = {"r1": ("Nanjing Bridge Institute", "南京桥研究院", "CN"), "r2": ("Hive", "蜂巢", "SG")}
    known = [hooks.Recipient(key, {"en": en, "zh": zh}, country) for key, (en, zh, country) in names.items()]
    monkeypatch.setattr(hooks, "recipients_for", lambda person: known)
    ana = make.member()
    client = make.sign_in(ana)
    page = client.get("/zh-hans/account/consents").content.decode()
    assert "南京桥研究院" in page
    assert "新加坡" in page
    send(client, "transfer", "give", recipient="r1")
    record = ConsentRecord.objects.get()
    assert (record.recipient, record.jurisdiction) == ("r1", "CN")
    send(client, "transfer", "give", recipient="r2")
    send(client, "transfer", "withdraw", recipient="r1")
    assert [one.recipient for one in consents.standing(ana)] == ["r2"]
    # A recipient that is no longer known can still be ended.
    monkeypatch.setattr(hooks, "recipients_for", lambda person: [])
    send(client, "transfer", "withdraw", recipient="r2")
    assert not consents.standing(ana).exists()


@pytest.mark.django_db
def test_what_follows_from_taking_back_happens_in_the_same_transaction(settings):
    ana = make.member()
    effects.clear()
    settings.CONSENT_EFFECTS = {"publication": ["tests.accounts.test_consents.effect"]}
    consents.give(ana, "publication", on="profile", language="en")
    assert consents.withdraw(ana, "publication", on="consents") == 1
    assert consents.withdraw(ana, "publication", on="consents") == 0
    assert effects == [ana.pk, ana.pk]  # what is done without consent ends as well
    settings.CONSENT_EFFECTS = {"news": ["tests.accounts.test_consents.failing"]}
    consents.give(ana, "news", on="consents", language="en")
    with pytest.raises(RuntimeError):
        consents.withdraw(ana, "news", on="consents")
    assert consents.holds(ana, "news")


@pytest.mark.django_db
def test_without_consent_a_profile_is_gone_on_the_next_request():
    ana = make.member()
    profile = make.person("Maren Oakhollow", owner=ana)
    consents.give(ana, "publication", on="profile", language="en")
    assert Client().get(f"/en/profiles/{profile.uid}").status_code == 200
    send(make.sign_in(ana), "publication", "withdraw")
    assert Client().get(f"/en/profiles/{profile.uid}").status_code in (404, 410)
    assert Client().get(f"/api/v1/profiles/{profile.uid}").status_code in (404, 410)


@pytest.mark.django_db
def test_a_newer_text_is_asked_anew_and_takes_the_place_of_the_older():
    ana = make.member()
    words = "An older wording."
    digest = hashlib.sha256(words.encode()).hexdigest()
    older = ConsentText.objects.create(sha256=digest, purpose="news", version="2020-01", language="en", text=words)
    ConsentRecord.objects.create(person=ana, purpose="news", text=older, given_on="sign-up")
    client = make.sign_in(ana)
    assert "There is a newer text." in client.get("/en/account/consents").content.decode()
    send(client, "news", "give")
    assert consents.standing(ana).get().text.version == consents.CURRENT["news"]
    assert consents.past(ana).get().text.version == "2020-01"
