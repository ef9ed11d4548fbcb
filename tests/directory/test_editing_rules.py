"""Who may write what: one rule for page, administration and API, and nothing beyond it however a request is made up."""

from dataclasses import replace

import pytest
from django.test import Client

from accounts.actor import Actor, actor_for, anonymous, narrowed
from accounts.models import AuditEvent, User
from directory.editing import services
from directory.editing.refusals import NotWritable, Stale
from directory.models import Assertion, Change, Membership, Profile
from directory.rules import may_edit, may_publish, may_withdraw, writable_fields
from directory.services import NewName, revise
from tests import make

pytestmark = pytest.mark.django_db


def session_of(user: User) -> Actor:
    return actor_for(user, second_factor_used=True)


def test_owners_managers_and_staff_write_and_nobody_else():
    ana, mine = make.member(), None
    mine = make.person(owner=ana)
    house, firm = make.institute(), make.company()
    mei, cy, staff = make.manager(house), make.member("cy@example.org"), make.staff()
    actors = {who: session_of(user) for who, user in {"ana": ana, "mei": mei, "cy": cy, "staff": staff}.items()} | {"visitor": anonymous()}
    edits = {who: [may_edit(actor, profile) for profile in (mine, house, firm)] for who, actor in actors.items()}
    assert edits == {
        "ana": [True, False, False], "mei": [False, True, False], "cy": [False] * 3, "staff": [True] * 3, "visitor": [False] * 3,
    }
    assert "domains" not in writable_fields(actors["mei"], house)
    assert "domains" in writable_fields(actors["staff"], house)
    assert "affiliations" not in writable_fields(actors["mei"], house)


def test_a_token_or_a_link_writes_nothing_whoever_it_acts_for():
    ana = make.member()
    mine = make.person(owner=ana)
    for narrower in (narrowed(session_of(ana), frozenset({"partners:read"})), replace(session_of(ana), referee_grant=1)):
        assert writable_fields(narrower, mine) == frozenset()
        assert not may_publish(narrower, mine)
        assert not may_withdraw(narrower, mine)
    token = narrowed(session_of(make.staff()), frozenset())
    assert writable_fields(token, mine) == frozenset()


@pytest.mark.parametrize("status", ["merged", "erased"])
def test_what_lives_on_elsewhere_or_nowhere_is_not_written(status):
    mine = make.person(owner=make.member())
    mine.status = status
    assert writable_fields(session_of(mine.owner), mine) == frozenset()


def test_a_plain_member_of_an_organisation_does_not_write_its_profile():
    house = make.institute()
    ben = make.member("ben@example.org")
    Membership.objects.create(user=ben, organisation=house, role="member", way_in="staff")
    assert not may_edit(session_of(ben), house)


@pytest.mark.parametrize("fields", [
    {"owner": None}, {"verification": "editor"}, {"verified_at": None}, {"domains": ["evil.example"]}, {"field_tiers": {"summary": 0}},
    {"tiers": {"status": 0}}, {"tiers": {"summary": 7}}, {"is_demo": True}, {"status": "published"}, {"uid": "x"},
    {"affiliations": [{"organisation_text": "X", "confirmed_at": "2026-01-01T00:00:00Z"}]},
    {"identifiers": [{"scheme": "orcid", "value": "0000-0002-1825-0097", "verified_by": "orcid"}]},
    {"interests": [make.interest(assertion_id=1)]}, {"interests": [make.interest(tier=9)]}, {"names": [NewName("A", "en", tier=4)]},
])
def test_the_service_refuses_what_is_nobodys_to_write(fields):
    mine = make.person(owner=make.member(), publish=False)
    before = Profile.objects.values().get(pk=mine.pk)
    with pytest.raises(NotWritable):
        services.save(mine, by=session_of(mine.owner), seq=mine.seq, **fields)
    assert Profile.objects.values().get(pk=mine.pk) == before


def test_posting_every_field_there_is_changes_only_what_the_form_asks():
    ana = make.member()
    mine = make.person("Ana Bridge", owner=ana, publish=False)
    client = make.sign_in(ana)
    everything = {field.name: "1" for field in Profile._meta.get_fields()} | {f"{f.name}_id": "1" for f in Profile._meta.get_fields()}
    everything |= {"status": "published", "verification": "editor", "is_demo": "on", "uid": "aaaaaaaaaaaa", "kind": "company", "field_tiers": "{}"}
    guarded = ("uid", "kind", "status", "merged_into_id", "owner_id", "verification", "verified_at", "is_demo", "links", "created_at")
    before = Profile.objects.values(*guarded).get(pk=mine.pk)
    posted = everything | {"summary_en": "Bridges.", "summary_zh": "", "keywords_en": "", "keywords_zh": "", "who_summary": "3", "who_keywords": "1"}
    assert client.post(f"/en/profiles/{mine.uid}/edit/about", posted | {"seq": mine.seq}).status_code == 302
    assert Profile.objects.values(*guarded).get(pk=mine.pk) == before
    mine.refresh_from_db()
    assert (mine.summary_en, mine.field_tiers["summary"]) == ("Bridges.", 3)


def test_what_a_person_writes_is_theirs_and_told_in_the_history():
    mine = make.person(owner=make.member())
    services.save(mine, by=session_of(mine.owner), seq=mine.seq, summary_en="Soft hands.", tiers={"summary": 2})
    change = Change.objects.order_by("-seq").first()
    assert (change.actor, change.operation, set(change.fields)) == (mine.owner, "upsert", {"summary_en", "field_tiers"})
    assert "summary" in Assertion.objects.get(profile=mine, source="self").fields
    services.save(mine, by=session_of(make.staff()), seq=change.seq, website="https://example.org")
    assert Assertion.objects.get(profile=mine, source="editor", source_ref=str(User.objects.get(email="staff@example.org").pk)).fields == ["website"]


def test_two_who_write_the_same_part_do_not_overwrite_each_other_unseen():
    mine = make.person(owner=make.member())
    actor, seq = session_of(mine.owner), mine.seq
    services.save(mine, by=actor, seq=seq, summary_en="First.")
    with pytest.raises(Stale):
        services.save(mine, by=actor, seq=seq, summary_en="Second.")
    with pytest.raises(Stale):  # who may see it is part of it
        services.save(mine, by=actor, seq=seq, tiers={"summary": 3})
    services.save(mine, by=actor, seq=seq, website="https://example.org")  # another part is no conflict
    mine.refresh_from_db()
    assert (mine.summary_en, mine.website) == ("First.", "https://example.org")


def test_a_confirmed_post_stays_confirmed_until_it_is_another_post():
    home = make.institute()
    mine = make.person(owner=make.member(), affiliations=[{"organisation": home, "role_en": "Lecturer", "confirmed_at": "2026-01-01T00:00:00Z"}])
    actor = session_of(mine.owner)
    mine = services.save(mine, by=actor, seq=mine.seq, affiliations=[{"organisation": home, "role_en": "Lecturer", "end": "2026", "tier": 1}])
    assert mine.affiliations.get().confirmed_at
    mine = services.save(mine, by=actor, seq=mine.seq, affiliations=[{"organisation": home, "role_en": "President"}])
    assert mine.affiliations.get().confirmed_at is None


def test_another_name_is_not_the_verified_one():
    mine = make.person("Maren Oakhollow", owner=make.member(), verification="editor")
    actor = session_of(mine.owner)
    mine = services.save(mine, by=actor, seq=mine.seq, names=make.names("Maren Oakhollow", "欧马伦"))
    assert mine.verification == "editor"  # a name in a further language is no other name
    mine = services.save(mine, by=actor, seq=mine.seq, names=make.names("Somebody Famous", "欧马伦"))
    assert mine.verification == ""


def test_a_verified_identifier_stays_and_a_taken_one_is_not_told():
    other = make.person("Other Person", identifiers=[{"scheme": "orcid", "value": "0000-0002-1825-0097", "verified_by": "orcid", "tier": 3}])
    mine = make.person(owner=make.member(), identifiers=[{"scheme": "wikidata", "value": "Q42", "verified_by": "editor"}])
    orcid = {"scheme": "orcid", "value": "0000-0002-1825-0097", "checksum_ok": True, "tier": 1}
    mine = services.save(mine, by=session_of(mine.owner), seq=mine.seq, identifiers=[orcid])
    kept = {row.scheme: (row.verified_by, row.status) for row in mine.identifiers.all()}
    assert kept == {"wikidata": ("editor", "active"), "orcid": ("", "conflicting")}
    assert other.identifiers.get().status == "active"


def test_rows_that_stay_the_same_keep_their_source():
    mine = make.person("Maren Oakhollow", "", NewName("M. Oakhollow", "en", "alias"), owner=make.member(), source="orcid")
    revise(mine, by=None, source="orcid", interests=[make.interest(title_en="old")])
    Assertion.objects.get(profile=mine, source="orcid")
    source = mine.assertions.get(source="orcid").pk
    mine.names.update(assertion_id=source)
    mine.refresh_from_db()
    names = [*make.names("Maren Oakhollow"), NewName("M. Oakhollow", "en", "alias"), NewName("Maren O.", "en", "alias")]
    names[0] = NewName("Maren Oakhollow", "en", preferred=True, given="Maren", family="Oakhollow", order="given-first")
    mine = services.save(mine, by=session_of(mine.owner), seq=mine.seq, names=names)
    assert {name.value: name.assertion.source for name in mine.names.all()} == {
        "Maren Oakhollow": "orcid", "M. Oakhollow": "orcid", "Maren O.": "self",
    }


def test_a_refused_try_is_in_the_audit_log():
    house = make.institute()
    cy = make.member("cy@example.org")
    answer = make.sign_in(cy).post(f"/en/profiles/{house.uid}/edit/about", {"summary_en": "Mine now.", "seq": "1"})
    assert answer.status_code == 404
    event = AuditEvent.objects.get(act="profile.edit", outcome="refused")
    assert (event.actor_id, event.object_id) == (cy.pk, house.uid)
    assert "Mine now" not in str(event.facts)
    assert Client().get(f"/en/profiles/{house.uid}/edit").status_code == 302
