"""A researcher's profile becomes its person's: by claim, by ORCID, by staff. And posts that an organisation confirms or ends."""

from typing import Any

import pytest

from accounts import hooks
from accounts.models import AuditEvent
from directory.errors import Forbidden, Refused
from directory.membership import limits, services
from directory.models import Card, Change, Claim, Profile
from tests import make

pytestmark = pytest.mark.django_db
IRIS = "0000-0002-1825-0097"


@pytest.fixture
def house() -> Profile:
    return make.institute("Tidewater Institute")


def scholar(house: Profile, **fields: Any) -> Profile:
    return make.person(
        identifiers=[{"scheme": "orcid", "value": IRIS}], affiliations=[{"organisation": house, "role_en": "Reader", "is_primary": True}], **fields,
    )


def move(row: Any, name: str, who: Any) -> Any:
    return services.move(row, name, by=make.acting(who))


def test_a_manager_where_they_work_gives_the_profile_and_vouches_for_the_post(house: Profile):
    mei, ana, profile = make.manager(house), make.member(), scholar(house)
    claim = services.claim(profile, by=make.acting(ana), message="That is me.")
    assert mei.notices.get().topic == "belonging/claimed"
    move(claim, "confirm", mei)
    profile.refresh_from_db()
    assert (profile.owner, profile.verification) == (ana, "organisation")
    assert profile.affiliations.get().confirmed_at
    change = Change.objects.filter(profile=profile).latest("seq")
    assert (change.fields, change.actor) == (["affiliations", "owner", "verification"], mei)
    assert change.seq == profile.seq
    assert '"verified":"organisation"' in Card.objects.get(profile=profile, tier=0).body
    assert ana.notices.get().topic == "belonging/claim-confirmed"
    assert AuditEvent.objects.get(act="profile.give").facts == {"user": ana.pk, "previous": None}
    assert move(claim, "confirm", mei).evidence == "organisation"  # again: the first result, though the profile has an owner now


@pytest.mark.parametrize("post", [{"end": "2020"}, {"end": "2020-01"}, {"end": "2020-01-31"}, {"tier": 3}, {"tier": 2}])
def test_a_post_that_is_over_or_hidden_from_the_manager_gives_them_no_say(house: Profile, post: dict[str, Any]):
    mei, ana = make.manager(house), make.member()
    profile = make.person(affiliations=[{"organisation": house, **post}])
    claim = services.claim(profile, by=make.acting(ana))
    assert not Claim.objects.visible_to(make.acting(mei)).exists()
    assert not mei.notices.exists()
    with pytest.raises(Forbidden):
        move(claim, "confirm", mei)


def test_a_claim_of_somebodys_profile_is_for_staff_and_the_manager_learns_nothing(house: Profile):
    mei, ana, staff, lee = make.manager(house), make.member(), make.staff(), make.member("lee@example.org")
    profile = scholar(house, owner=lee)
    claim = services.claim(profile, by=make.acting(ana))
    assert not Claim.objects.visible_to(make.acting(mei)).exists()
    assert not mei.notices.exists()
    with pytest.raises(Forbidden):
        move(claim, "confirm", mei)
    move(claim, "confirm", staff)
    profile.refresh_from_db()
    assert (profile.owner, profile.verification) == (ana, "editor")
    assert [notice.topic for notice in lee.notices.all()] == ["belonging/profile-passed-on"]


def test_an_account_has_one_profile_at_most(house: Profile):
    ana, staff = make.member(), make.staff()
    first, second = make.person("One Person"), make.person("Two Person")
    claims = [services.claim(one, by=make.acting(ana)) for one in (first, second)]
    move(claims[0], "confirm", staff)
    with pytest.raises(Refused, match="profile already"):
        move(claims[1], "confirm", staff)
    with pytest.raises(Refused):
        services.claim(make.person("Three Person"), by=make.acting(ana))
    with pytest.raises(Refused, match="yours already"):
        services.claim(first, by=make.acting(ana))


def test_only_listed_researchers_are_claimed_and_not_without_end(house: Profile, monkeypatch: pytest.MonkeyPatch):
    ana = make.acting(make.member())
    for profile in (house, make.person("Draft Person", publish=False)):
        with pytest.raises(Forbidden):
            services.claim(profile, by=ana)
    with pytest.raises(Forbidden):
        services.claim(make.person(), by=make.acting(make.user("new@example.org")))  # no confirmed address
    monkeypatch.setattr(limits, "CLAIMS", 2)
    for number in range(2):
        services.claim(make.person(f"Person {number}"), by=ana)
    with pytest.raises(Refused, match="in a day"):
        services.claim(make.person("Person Last"), by=ana)


def test_signing_in_with_orcid_gives_the_one_unowned_profile_with_that_id(house: Profile):
    ana, profile = make.member(), scholar(house)
    waiting = services.claim(profile, by=make.acting(ana))
    for _turn in range(3):  # told again at each sign-in
        hooks.identity_proven(ana, "orcid", IRIS)
    profile.refresh_from_db()
    waiting.refresh_from_db()
    assert (profile.owner, profile.verification) == (ana, "orcid")
    assert (waiting.status, waiting.evidence) == ("confirmed", "orcid")
    assert profile.identifiers.get().verified_by == "orcid"
    assert [notice.topic for notice in ana.notices.all()] == ["belonging/claim-confirmed"]
    assert AuditEvent.objects.filter(act="profile.give").count() == 1


def test_orcid_takes_nothing_from_anybody(house: Profile):
    ana, lee, staff = make.member(), make.member("lee@example.org"), make.staff()
    profile = scholar(house, owner=lee)
    for _turn in range(2):
        hooks.identity_proven(ana, "orcid", IRIS)
    profile.refresh_from_db()
    claim = Claim.objects.get()
    assert (profile.owner, claim.status, claim.evidence) == (lee, "open", "orcid")
    move(claim, "refuse", staff)
    hooks.identity_proven(ana, "orcid", IRIS)
    assert Claim.objects.count() == 1  # what staff refused stays refused


def test_orcid_means_an_active_id_of_a_living_researcher_and_no_other_scheme(house: Profile):
    ana = make.member()
    profile = scholar(house)
    profile.identifiers.update(status="deprecated")
    hooks.identity_proven(ana, "orcid", IRIS)
    profile.identifiers.update(status="active")
    hooks.identity_proven(ana, "isni", IRIS)
    hooks.identity_proven(ana, "orcid", "0000-0001-5109-3700")
    Profile.objects.filter(pk=profile.pk).update(status="withdrawn")
    hooks.identity_proven(ana, "orcid", IRIS)
    profile.refresh_from_db()
    assert profile.owner is None
    assert not Claim.objects.exists()


def test_who_has_a_profile_and_proves_the_id_of_another_asks_staff(house: Profile):
    ana = make.member()
    make.person("Own Profile", owner=ana)
    hooks.identity_proven(ana, "orcid", scholar(house).identifiers.get().value)
    assert Claim.objects.get().status == "open"


def test_a_confirmed_post_and_an_ended_one_are_on_the_card_at_once(house: Profile):
    mei, lee = make.manager(house), make.member("lee@example.org")
    profile = scholar(house, owner=lee)
    post = profile.affiliations.get()
    move(post, "confirm", mei)
    assert '"confirmed":true' in Card.objects.get(profile=profile, tier=0).body
    again = move(post, "confirm", mei)
    assert again.confirmed_at == profile.affiliations.get().confirmed_at
    move(post, "end", mei)
    post.refresh_from_db()
    card = Card.objects.get(profile=profile, tier=0)
    assert post.end
    assert f'"end":"{post.end}"' in card.body
    assert house.uid not in card.extra  # no longer one of its people
    assert {notice.topic for notice in lee.notices.all()} == {"belonging/post-confirmed", "belonging/post-ended"}


def test_a_hidden_post_is_not_the_managers_to_confirm_and_leaves_no_trace_in_the_changes(house: Profile):
    mei, staff = make.manager(house), make.staff()
    profile = make.person(affiliations=[{"organisation": house, "tier": 3, "role_en": "Secret Reader"}])
    post = profile.affiliations.get()
    with pytest.raises(Forbidden):
        move(post, "confirm", mei)
    move(post, "confirm", staff)
    change = Change.objects.filter(profile=profile).latest("seq")
    assert (change.before, change.after) == (None, None)
