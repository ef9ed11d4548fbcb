"""The actor and the rules about profiles against the plain model, over every combination of facts."""

from dataclasses import replace
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.test import override_settings

from accounts import actor as actors
from accounts import rules as account_rules
from accounts.actor import SCOPE_OF_TIER, Actor, Tier, actor_for, narrowed
from accounts.models import Message, User
from directory import rules
from exchanges.programmes import rules as programme_rules
from tests.permissions import model
from tests.permissions.model import Facts


def meet(facts: Facts, said: bool = True) -> Actor:
    """The actor that the code makes of these facts; unless it is `said`, whether a second factor was used is left to the code."""
    user: Any = User(pk=3, is_active=facts.active, is_verified=facts.verified, is_staff=facts.staff) if facts.signed_in else AnonymousUser()
    kept = actors.belongings_of, actors.roles_of
    actors.belongings_of, actors.roles_of = lambda _user: facts.belongings, lambda _user: facts.roles
    try:
        with override_settings(SECOND_FACTOR=facts.required):
            return actor_for(user, second_factor_used=facts.second_factor) if said else actor_for(user)
    finally:
        actors.belongings_of, actors.roles_of = kept


def everybody() -> list[tuple[Facts, Actor]]:
    return [(facts, meet(facts)) for facts in model.everybody()]


def tokens_of(actor: Actor) -> list[Actor]:
    return [narrowed(actor, scopes) for scopes in model.scope_sets()]


def some_actors() -> list[Actor]:
    """One of each sort, with tokens and a link."""
    found = {}
    for _facts, actor in everybody():
        found[actor.user is None, actor.tier, actor.is_staff, actor.belongings, actor.roles] = actor
    people = list(found.values())
    tokens = [narrowed(actor, scopes) for actor in people[-8:] for scopes in model.scope_sets()[:6]]
    link = Actor(user=User(pk=3, is_staff=True), referee_grant=1)
    return [*people, *tokens, link, Actor(user=User(pk=3), tier=Tier.PRIVATE)]


def test_an_actor_is_what_the_facts_say():
    for facts, actor in everybody():
        assert (actor.user is not None) == facts.here, facts
        assert actor.person is actor.user
        assert actor.is_staff is facts.is_staff(), facts
        assert actor.tier == facts.tier(), facts
        assert actor.belongings == (facts.belongings if facts.here else ()), facts
        assert actor.roles == facts.kept_roles(), facts
        assert actor.scopes is None
        assert actor.referee_grant is None


def test_a_token_is_never_more_than_its_owner_and_its_scopes():
    for _facts, actor in everybody():
        for scopes in model.scope_sets():
            token = narrowed(actor, scopes)
            assert token.tier == model.narrowed_tier(actor.tier, scopes)
            assert token.tier <= actor.tier
            assert (token.person, token.is_staff, token.belongings, token.roles) == (None, False, (), ())
            assert (token.user, token.scopes, token.now) == (actor.user, scopes, actor.now)


def test_narrowing_twice_takes_what_both_take():
    whole = Actor(user=User(pk=3), tier=Tier.PARTNERS)
    for first in model.scope_sets():
        for second in model.scope_sets():
            both = narrowed(narrowed(whole, first), second)
            assert both.scopes == first & second
            assert both.tier == narrowed(whole, first & second).tier


def test_more_facts_never_take_anything_away():
    """Who gains a confirmed address, a partner or the second factor reads at least what they read before."""
    for facts, actor in everybody():
        for gained in ("verified", "second_factor", "staff"):
            more = meet(Facts(**(vars(facts) | {gained: True})))
            assert more.tier >= actor.tier, (facts, gained)
            assert set(more.roles) >= set(actor.roles)
            assert more.is_staff >= actor.is_staff


def test_a_token_or_a_link_with_a_standing_of_its_own_cannot_be_made():
    for standing in ({"is_staff": True}, {"belongings": model.BELONGINGS[1]}, {"roles": model.ROLE_SETS[1]}):
        for way in ({"scopes": frozenset()}, {"referee_grant": 1}, {"referee_grant": 0}):
            with pytest.raises(ValueError, match="no standing"):
                Actor(**standing, **way)


def test_nobody_is_staff_unless_the_second_factor_is_said_to_have_been_used():
    assert not meet(Facts(staff=True), said=False).is_staff


def test_the_scopes_name_the_tiers_between_public_and_private():
    assert SCOPE_OF_TIER == {Tier.MEMBERS: "members:read", Tier.PARTNERS: "partners:read"}
    assert [int(tier) for tier in Tier] == [0, 1, 2, 3]


def test_belonging_managing_and_roles_are_asked_by_place():
    for actor in some_actors():
        for organisation in (7, 8, 9):
            here = [one for one in actor.belongings if one.organisation == organisation]
            assert actor.belongs_to(organisation) is bool(here)
            assert actor.manages(organisation) is any(one.role == "manager" for one in here)
        for programme in (5, 6, 7):
            for role in ("coordinator", "reviewer"):
                assert actor.has_role(role, programme) is any((one.programme, one.role) == (programme, role) for one in actor.roles)


def test_the_actor_of_a_request_is_asked_for_once():
    request = HttpRequest()
    request.actor = Actor(tier=Tier.MEMBERS)  # type: ignore[attr-defined]
    assert actors.actor_of(request) is request.actor
    request.actor = "somebody"  # type: ignore[attr-defined]
    visitor = actors.actor_of(request)
    assert visitor.user is None
    assert actors.actor_of(request) is visitor
    assert actors.anonymous().tier == Tier.PUBLIC


def test_fields_are_read_as_the_model_says():
    for actor in some_actors():
        for thing in model.profiles(owner=3):
            for tier in range(4):
                tiered = model.Thing(thing.pk, thing.owner_id, thing.kind, thing.status, {"summary": tier, "website": 3 - tier, "keywords": 1})
                expected = {field for field in model.TIERED if model.reads(actor, tiered, tiered.field_tiers.get(field, 0))}
                assert rules.visible_fields(actor, tiered) == expected, (actor, tiered)


def test_a_higher_tier_reads_at_least_as_much():
    for actor in some_actors():
        higher = model.raised(actor)
        for thing in model.profiles(owner=3) if higher else ():
            tiered = model.Thing(thing.pk, thing.owner_id, thing.kind, thing.status, {"summary": 1, "keywords": 2, "website": 3})
            assert rules.visible_fields(higher, tiered) >= rules.visible_fields(actor, tiered)


def test_parts_are_written_as_the_model_says():
    for actor in some_actors():
        for thing in model.profiles(owner=3):
            assert rules.writable_fields(actor, thing) == model.writes(actor, thing), (actor, thing)
            assert rules.may_edit(actor, thing) is bool(model.writes(actor, thing))
            if actor.person is None:
                assert not model.writes(actor, thing)


def test_who_publishes_withdraws_and_begins():
    for actor in some_actors():
        person = actor.person is not None
        for thing in model.profiles(owner=3):
            own = model.is_own(actor, thing) and thing.kind == "researcher" and thing.status in model.LIVING
            living = thing.status in model.LIVING
            staffs = person and actor.is_staff and living
            assert rules.is_owner(actor, thing) is model.is_own(actor, thing)
            assert rules.is_manager(actor, thing) is (person and model.is_managed(actor, thing))
            assert not rules.is_manager(actor, model.Thing(7, None, "researcher", thing.status, {}))
            assert rules.may_consent(actor, thing) is own
            assert rules.may_publish(actor, thing) is (own or (staffs and (thing.kind != "researcher" or thing.owner_id is None)))
            assert rules.may_withdraw(actor, thing) is (own or staffs)
        assert rules.may_create(actor) is (person and actor.tier >= 1)


def test_staff_work_in_accounts_and_superusers_make_staff():
    owners = (None, User(pk=3), User(pk=4), User(pk=4, is_staff=True), User(pk=4, is_superuser=True), User(pk=4, is_staff=True, is_superuser=True))
    letters = [(Message(state=state, is_secret=secret), owner) for state in ("kept", "queued", "sent", "dead") for secret in (False, True)
               for owner in owners]
    superuser = Actor(user=User(pk=3, is_staff=True, is_superuser=True), tier=Tier.PARTNERS, is_staff=True)
    for actor in [*some_actors(), superuser, replace(superuser, is_staff=False)]:
        assert account_rules.works_here(actor) is actor.is_staff
        is_super = actor.person is not None and actor.person.is_superuser
        assert account_rules.makes_staff(actor) is (actor.is_staff and is_super)
        for letter, owner in letters:
            rights = owner is not None and (owner.is_staff or owner.is_superuser)
            opens = not letter.is_secret or (letter.state == "kept" and (not rights or owner == actor.person or is_super))
            expected = actor.is_staff and actor.person is not None and opens
            assert account_rules.reads_text(actor, letter, owner) is expected, (actor, letter, owner)


def test_staff_and_coordinators_know_who_has_a_role():
    for actor in some_actors():
        assert programme_rules.may_run_programmes(actor) is actor.is_staff
        for programme in (5, 6):
            coordinates = any((one.programme, one.role) == (programme, "coordinator") for one in actor.roles)
            assert programme_rules.may_see_people(actor, programme) is (actor.is_staff or coordinates)
        for user in (3, 4):
            assert programme_rules.is_oneself(actor, user) is (actor.person is not None and user == 3)


def test_who_decides_who_belongs():
    for actor in some_actors():
        person = actor.person is not None
        for organisation in (7, 9):
            manages = person and (actor.is_staff or any(one.organisation == organisation and one.role == "manager" for one in actor.belongings))
            belongs = any(one.organisation == organisation for one in actor.belongings)
            assert rules.may_manage(actor, organisation) is manages
            for user in (None, 3, 4):
                assert rules.is_oneself(actor, user) is (person and user == 3)
                assert rules.may_answer(actor, organisation, user) is (manages and user != 3)
            assert rules.may_see_people(actor, organisation) is (person and (actor.is_staff or belongs))
        assert rules.may_join(actor) is (person and (actor.is_staff or actor.tier >= 1))
        assert rules.may_name_partners(actor) is (person and actor.is_staff)
