"""Beginning a profile, seeing it as others do, publishing it with consent, taking it out again; and nothing hidden gets out by an edit."""

from typing import Any

import pytest
from django.test import Client

from accounts import consents
from accounts.actor import actor_for
from accounts.hooks import sections_of
from accounts.models import AuditEvent, ConsentRecord, User
from accounts.vocabulary import Purpose
from directory import search
from directory import services as acts
from directory.editing import services
from directory.models import Change, Profile
from tests import make

pytestmark = pytest.mark.django_db

NAMES = {"name_en": "Ana Bridge", "family_en": "Bridge", "name_zh": "桥安娜", "family_zh": "桥"}
CANARY = "quokkacanary"


def page(response) -> str:
    return str(response.content.decode())


def begin(client: Client, lang: str = "en", **fields: Any) -> Profile:
    answer = client.post(f"/{lang}/profiles/new", NAMES | fields)
    assert answer.status_code == 302, page(answer)
    found: Profile = Profile.objects.latest("pk")
    return found


def found_by(client: Client, word: str) -> bool:
    """Whether search finds anything by the word, or any list, export, feed or page tells it."""
    search.catch_up()
    if any(client.get(f"/api/v1/{path}?q={word}").json()["data"] for path in ("profiles", "suggest")):
        return True
    lists = ("directory", "directory/export.csv", "directory/export.json", "directory/feed.atom")
    uids = Profile.objects.values_list("uid", flat=True)
    addresses = [*(f"/en/{one}" for one in lists), "/api/v1/profiles?facets=offering,subject,city", "/zh-hans/directory", "/sitemap-1.xml"]
    addresses += [f"{door}/profiles/{uid}" for uid in uids for door in ("/api/v1", "/en")]
    answers = [client.get(address) for address in addresses]
    return any(word in (b"".join(one.streaming_content) if one.streaming else one.content).decode() for one in answers)


@pytest.mark.parametrize("lang", ["en", "zh-hans"])
def test_a_person_begins_previews_publishes_and_takes_out_their_profile(lang):
    ana = make.member()
    client = make.sign_in(ana)
    mine = begin(client, lang)
    assert (mine.status, mine.owner, mine.is_demo, mine.verification) == ("draft", ana, False, "")
    assert set(mine.field_tiers.values()) == {1}
    assert begin(client, lang) == mine  # the second time leads to the same
    assert Client().get(f"/{lang}/profiles/{mine.uid}").status_code == 404
    assert not found_by(Client(), "Ana Bridge")
    for tier in ("public", "members", "partners"):
        assert "桥安娜" in page(client.get(f"/{lang}/profiles/{mine.uid}/as/{tier}"))
    address = f"/{lang}/profiles/{mine.uid}/publish"
    asked = page(client.get(address))
    assert consents.wording(Purpose.PUBLICATION, lang)[:30] in asked
    assert " checked" not in asked
    assert client.post(address).status_code == 400
    assert client.post(address, {"agree": "0" * 64}).status_code == 400  # a digest of other words
    assert Profile.objects.get().status == "draft"
    assert not ConsentRecord.objects.exists()
    assert client.post(address, {"agree": consents.digest(Purpose.PUBLICATION, lang)}).status_code == 302
    record = ConsentRecord.objects.get()
    assert (record.person, record.purpose, record.text.language, record.given_on) == (ana, "publication", lang, "publish")
    assert found_by(Client(), "Ana Bridge")
    assert client.post(f"/{lang}/profiles/{mine.uid}/withdraw").status_code == 302
    assert not consents.holds(ana, Purpose.PUBLICATION)
    assert Client().get(f"/{lang}/profiles/{mine.uid}").status_code == 404  # on the next request, before any index is written
    assert Client().get(f"/api/v1/profiles/{mine.uid}").status_code == 404
    assert mine.uid not in page(Client().get("/api/v1/profiles?q=Ana+Bridge"))
    assert "Ana Bridge" in page(client.get(f"/{lang}/profiles/{mine.uid}/edit"))  # nothing written is lost
    acts_told = list(AuditEvent.objects.order_by("pk").values_list("act", "object_id", "right"))
    assert [told for told in acts_told if told[0].startswith("profile.")] == [
        ("profile.publish", mine.uid, "owner"), ("profile.withdraw", mine.uid, "owner"),
    ]
    assert {"consent.give", "consent.withdraw"} <= {told[0] for told in acts_told}


def test_consent_taken_back_on_any_page_takes_the_profile_out():
    ana = make.member()
    mine = make.person("Ana Bridge", owner=ana, publish=False)
    services.publish(mine, by=actor_for(ana), agreed=True)
    consents.withdraw(ana, Purpose.PUBLICATION, on="my-page")
    mine.refresh_from_db()
    assert mine.status == "withdrawn"
    assert not mine.cards.exists()
    with pytest.raises(acts.NotAllowed):  # staff can't put it back over the person's head
        acts.publish(mine, by=make.staff())
    services.publish(mine, by=actor_for(ana), agreed=True)
    assert Profile.objects.get(pk=mine.pk).status == "published"
    assert Change.objects.filter(profile=mine, operation="withdraw", actor=ana).exists()


def test_an_imported_person_who_waits_is_published_by_their_own_consent_and_an_organisation_by_staff():
    ana = make.member()
    pending = make.person("Ana Bridge", owner=ana, publish=False, source="orcid")
    Profile.objects.filter(pk=pending.pk).update(status="pending")
    assert make.sign_in(ana).post(f"/en/profiles/{pending.uid}/publish", {"agree": consents.digest(Purpose.PUBLICATION, "en")}).status_code == 302
    house = make.institute(publish=False)
    mei, staff = make.sign_in(make.manager(house)), make.sign_in(make.staff())
    assert mei.get(f"/en/profiles/{house.uid}/edit").status_code == 200
    assert mei.post(f"/en/profiles/{house.uid}/publish", {"agree": consents.digest(Purpose.PUBLICATION, "en")}).status_code == 404
    assert staff.post(f"/en/profiles/{house.uid}/publish").status_code == 302
    assert staff.post(f"/en/profiles/{pending.uid}/withdraw").status_code == 302
    assert set(Profile.objects.filter(pk__in=[pending.pk, house.pk]).values_list("kind", "status")) == {
        ("researcher", "withdrawn"), ("institute", "published"),
    }
    assert make.sign_in(make.member("cy@example.org")).post(f"/en/profiles/{house.uid}/withdraw").status_code == 404
    assert AuditEvent.objects.filter(act="profile.publish", outcome="refused").count() == 1


def test_only_a_confirmed_address_begins_a_profile_and_who_is_here_already_is_asked_first():
    unconfirmed = make.sign_in(make.user("new@example.org"))
    assert unconfirmed.post("/en/profiles/new", NAMES).status_code == 403
    assert "Confirm your e-mail address first" in page(unconfirmed.get("/en/profiles/new"))
    visitor = Client()
    assert visitor.post("/en/profiles/new", NAMES).status_code == 302
    assert not Profile.objects.exists()
    there = make.person("Ana Bridge")
    client = make.sign_in(make.member(), visitor)
    assert 'value="Ana Bridge"' in page(client.get("/en/profiles/new"))  # what was typed before signing in
    asked = client.post("/en/profiles/new", NAMES)
    assert there.uid in page(asked)
    assert Profile.objects.count() == 1
    begin(client, **{"not-these": "1"})
    assert Profile.objects.count() == 2
    assert client.post("/en/profiles/new", {"name_en": " \u200b "}).status_code == 302  # has one already
    assert make.sign_in(make.member("cy@example.org")).post("/en/profiles/new", {"name_en": " \u200b "}).status_code == 400


def test_what_is_hidden_by_an_edit_is_in_nothing_a_lower_tier_can_ask():
    ana = make.member()
    mine = make.person("Ana Bridge", owner=ana, summary_en=f"Works on {CANARY}.", interests=[make.interest(title_en=CANARY)])
    client = make.sign_in(ana)
    assert found_by(Client(), CANARY)
    for part, fields in (
        ("about", {"summary_en": f"Works on {CANARY}.", "keywords_en": CANARY, "who_summary": 3, "who_keywords": 3}),
        ("offers", {"rows": 1, "r0-direction": "offering", "r0-type": "solve", "r0-title_en": CANARY, "r0-day": make.LATER.day, "r0-tier": 3,
                    "r0-month": make.LATER.month, "r0-year": make.LATER.year}),
        ("names", {"name_en": "Ana Bridge", "rows": 1, "r0-value": CANARY, "r0-type": "former", "r0-lang": "en", "r0-tier": 3, "who_title": 3,
                   "title_en": CANARY}),
        ("posts", {"rows": 1, "r0-organisation_text": f"{CANARY} Works", "r0-type": "employment", "r0-tier": 3}),
        ("details", {"website": f"https://{CANARY}.example.org", "who_website": 3, "who_languages": 3, "who_career_stage": 3}),
    ):
        mine.refresh_from_db()
        answer = client.post(f"/en/profiles/{mine.uid}/edit/{part}", fields | {"seq": mine.seq})
        assert answer.status_code == 302, page(answer)
    readers = {"cy": Client(), "ana's colleague": make.sign_in(make.member("dee@example.org")), "ben": make.sign_in(make.partner())}
    assert {who: found_by(reader, CANARY) for who, reader in readers.items()} == dict.fromkeys(readers, False)
    assert CANARY in page(client.get(f"/en/profiles/{mine.uid}/edit"))
    for tier in ("public", "members", "partners"):
        assert CANARY not in page(client.get(f"/en/profiles/{mine.uid}/as/{tier}"))


def test_a_preview_is_what_that_reader_gets_and_only_its_writers_see_it():
    ana = make.member()
    inner = [make.interest(title_en="Inner", tier=2)]
    mine = make.person("Ana Bridge", owner=ana, summary_en="For members.", field_tiers={"summary": 1}, interests=inner)
    readers = {"public": Client(), "members": make.sign_in(make.member("dee@example.org")), "partners": make.sign_in(make.partner())}
    client = make.sign_in(ana)
    for tier, reader in readers.items():
        preview, real = page(client.get(f"/en/profiles/{mine.uid}/as/{tier}")), page(reader.get(f"/en/profiles/{mine.uid}"))
        start, end = '<div class="split end">', '<footer class="foot">'  # above stand the buttons, which are the reader’s own
        assert preview[preview.index(start):preview.index(end)] == real[real.index(start):real.index(end)], tier
        assert "/edit" not in real
        assert reader.get(f"/en/profiles/{mine.uid}/as/{tier}").status_code == (302 if tier == "public" else 404)
    assert "/edit" in page(client.get(f"/en/profiles/{mine.uid}"))
    assert client.get(f"/en/profiles/{mine.uid}/as/private").status_code == 404


def test_my_page_tells_how_far_the_profile_is_and_who_sees_what():
    ana = make.member()

    def told(user: User) -> dict[str, Any]:
        return next(one.context for one in sections_of(actor_for(user)) if one.template == "directory/_my_profile.html")

    assert (told(ana)["own"], told(ana)["may_create"]) == (None, True)
    make.person("Ana Bridge", owner=ana, summary_en="Bridges.", field_tiers={"summary": 2})
    own = told(ana)["own"]
    assert "a summary in Chinese" in own["missing"]
    assert "a summary in English" not in own["missing"]
    assert own["completeness"]["en"] > own["completeness"]["zh"]
    assert ("Partners", 1) in [(str(label), count) for label, count in own["seen"]]
    house = make.institute()
    assert [one["uid"] for one in told(make.manager(house))["organisations"]] == [house.uid]
