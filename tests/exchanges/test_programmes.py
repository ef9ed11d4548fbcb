"""Programmes and the roles in them: each move by each person from each state, the pages, and what follows."""

import dataclasses

import pytest
from django.test import Client

from accounts.actor import Actor, actor_for, anonymous
from accounts.errors import NotAllowed
from accounts.hooks import Role
from accounts.models import AuditEvent, Message, Notice, User
from exchanges.models import Programme, ProgrammeRole
from exchanges.programmes import rules, services, standing
from exchanges.programmes.states import TRANSITIONS
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme() -> Programme:
    return services.enter(name_en="River Fellows", name_zh="江河访问学者", by=None)


def role(programme: Programme, user: User, name: str = "coordinator") -> ProgrammeRole:
    return services.give_role(programme, to=user, role=name, by=None)


def awake(user: User) -> Actor:
    return actor_for(user, second_factor_used=True)


def held_by(state: str, programme: Programme, ben: User) -> ProgrammeRole | None:
    """Ben's role in that state."""
    if state == "none":
        return None
    held = role(programme, ben)
    if state == "ended":
        services.end_role(held, by=None)
    return held


PEOPLE = ("staff", "sleeping staff", "other coordinator", "reviewer", "oneself", "member", "visitor", "token of staff")
ALLOWED = {("give", "staff"), ("end", "staff"), ("end", "oneself")}


def person(who: str, programme: Programme, ben: User) -> Actor:
    if who == "visitor":
        return anonymous()
    if who == "oneself":
        return awake(ben)
    if who in ("other coordinator", "reviewer"):
        one = make.member("cy@example.org")
        role(programme, one, who.rpartition(" ")[2])
        return awake(one)
    if who == "member":
        return awake(make.member("cy@example.org"))
    actor = actor_for(make.staff(), second_factor_used=who != "sleeping staff")
    return dataclasses.replace(actor, is_staff=False, scopes=frozenset()) if who.startswith("token") else actor


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("state", ["none", "held", "ended"])
@pytest.mark.parametrize("move", sorted(TRANSITIONS))
def test_each_move_from_each_state_by_each_person(move, state, who, programme):
    ben = make.member("ben@example.org")
    held, by = held_by(state, programme, ben), person(who, programme, ben)
    if move == "end" and held is None:
        return
    before = ProgrammeRole.objects.filter(user=ben, ended_at=None).count()
    if (move, who) not in ALLOWED:
        with pytest.raises(NotAllowed):
            services.give_role(programme, to=ben, role="coordinator", by=by) if move == "give" else services.end_role(held, by=by)
        assert ProgrammeRole.objects.filter(user=ben, ended_at=None).count() == before
        return
    events = AuditEvent.objects.count()
    if move == "give":
        services.give_role(programme, to=ben, role="coordinator", by=by)
    else:
        assert services.end_role(held, by=by) is (state in TRANSITIONS["end"].sources)
    assert ProgrammeRole.objects.filter(user=ben, ended_at=None).count() == (move == "give")
    assert AuditEvent.objects.count() == events + (state in TRANSITIONS[move].sources), "a repeated move is no event"


def test_a_role_counts_from_the_next_request_and_ends_on_the_next_one(programme):
    ben = make.member("ben@example.org")
    client = make.sign_in(ben)
    address = f"/en/account/programmes/{programme.uid}"
    assert client.get(address).status_code == 404
    held = role(programme, ben)
    assert client.get(address).status_code == 200
    services.end_role(held, by=None)
    assert client.get(address).status_code == 404


def test_a_coordinator_without_a_second_factor_is_led_to_one(programme):
    ben = make.member("ben@example.org")
    role(programme, ben)
    response = make.sign_in(ben, second_factor=False).get(f"/en/account/programmes/{programme.uid}")
    assert response.status_code == 302
    assert "second-factor" in response["Location"]
    assert actor_for(ben).roles == ()


def test_a_reviewer_does_not_learn_who_else_reviews(programme):
    cy, ben = make.member("cy@example.org", full_name="Cy Stranger"), make.member("ben@example.org")
    role(programme, cy, "reviewer")
    role(programme, ben, "reviewer")
    assert make.sign_in(ben).get(f"/en/account/programmes/{programme.uid}").status_code == 404
    assert [one.user for one in ProgrammeRole.objects.visible_to(awake(ben))] == [ben]
    assert not ProgrammeRole.objects.visible_to(anonymous()).exists()
    assert Programme.objects.visible_to(awake(ben)).get() == programme


def test_who_gets_or_loses_a_role_is_told_in_their_language(programme):
    ben = make.member("ben@example.org", language="zh-hans")
    held = role(programme, ben)
    services.end_role(held, by=awake(make.staff()))
    assert list(Notice.objects.order_by("pk").values_list("topic", "kind")) == [
        ("programmes/coordinator-given", "exchange"), ("programmes/coordinator-ended", "exchange"),
    ]
    assert "江河访问学者" in Message.objects.order_by("created_at").first().text
    again = role(programme, ben)
    services.end_role(again, by=awake(ben))
    assert Notice.objects.count() == 3, "who lays a role down need not be told"


@pytest.mark.parametrize(("fields", "why"), [({"is_active": False}, "deactivated"), ({"is_verified": False}, "confirmed")])
def test_nobody_gets_a_role_with_an_account_that_does_not_stand(fields, why, programme):
    ben = make.member("ben@example.org")
    User.objects.update(**fields)
    with pytest.raises(NotAllowed, match=why):
        role(programme, ben)


def test_staff_enter_a_programme_and_give_and_end_a_role(programme):
    ben = make.member("ben@example.org", full_name="Ben Partner")
    client = make.sign_in(make.staff())
    entered = client.post("/en/account/staff/programmes", {"name_en": "Hill Fellows", "name_zh": "山地学者"}, follow=True)
    assert "Hill Fellows" in entered.content.decode()
    address = f"/en/account/programmes/{Programme.objects.get(name_en='Hill Fellows').uid}"
    given = client.post(address, {"email": "Ben@ＥXAMPLE.org", "role": "reviewer"}, follow=True).content.decode()
    assert "Ben Partner" in given
    held = ProgrammeRole.objects.get(user=ben)
    ended = client.post(f"{address}/roles/{held.pk}/end", follow=True).content.decode()
    assert "Ben Partner" not in ended
    assert AuditEvent.objects.filter(act__startswith="programme.", right="staff", actor__email="staff@example.org").count() == 3
    assert "Hill Fellows" in client.get("/zh-hans/account/staff/programmes").content.decode()


@pytest.mark.parametrize("typed", [
    {}, {"email": "nobody@example.org", "role": "reviewer"}, {"email": "x", "role": "reviewer"}, {"email": "ben@example.org", "role": "king"},
    {"email": "ben@example.org"}, {"email": "a\0@example.org", "role": "reviewer"},
])
def test_what_cannot_be_given_is_said_and_what_was_typed_stays(typed, programme):
    make.member("ben@example.org")
    response = make.sign_in(make.staff()).post(f"/zh-hans/account/programmes/{programme.uid}", typed)
    assert response.status_code == 400
    html = response.content.decode()
    assert "error-summary" in html
    assert typed.get("email", "").replace("\0", "") in html.replace("\0", "")
    assert not ProgrammeRole.objects.exists()


def test_a_coordinator_sees_but_does_not_give_and_can_lay_down_the_role(programme):
    ben, cy = make.member("ben@example.org"), make.member("cy@example.org")
    held, other = role(programme, ben), role(programme, cy, "reviewer")
    client, address = make.sign_in(ben), f"/en/account/programmes/{programme.uid}"
    html = client.get(address).content.decode()
    assert "cy@example.org" in html
    assert "Give the role" not in html
    assert client.post(address, {"email": "cy@example.org", "role": "coordinator"}).status_code == 404
    assert client.post(f"{address}/roles/{other.pk}/end").status_code == 404
    assert AuditEvent.objects.filter(outcome="refused").count() == 2
    assert client.post(f"{address}/roles/{held.pk}/end").url == "/en/account"
    assert client.get(address).status_code == 404


def test_pages_of_programmes_are_not_there_for_others(programme):
    held = role(programme, make.member("ben@example.org"))
    paths = ("account/staff/programmes", f"account/programmes/{programme.uid}", f"account/programmes/{programme.uid}/roles/{held.pk}/end")
    for client in (Client(), make.sign_in(make.member())):
        assert [client.post(f"/en/{path}").status_code for path in paths] == [404, 404, 404]
    assert make.sign_in(make.staff()).get(f"/en/{paths[2]}").status_code == 405
    assert make.sign_in(make.staff("x@example.org")).get("/en/account/programmes/nothere").status_code == 404


def test_my_page_names_the_programmes_of_who_has_a_role_and_of_nobody_else(programme):
    ben = make.member("ben@example.org")
    assert standing.sections(awake(ben)) == standing.sections(anonymous()) == []
    role(programme, ben)
    role(programme, ben, "reviewer")
    html = make.sign_in(ben).get("/en/account").content.decode()
    assert "You coordinate this programme." in html
    assert "You review for this programme." in html
    assert "once you have signed in with a second factor" in make.sign_in(ben, second_factor=False).get("/en/account").content.decode()


def test_coordinators_without_a_second_factor_are_a_pile_for_staff(programme):
    role(programme, make.member("ben@example.org"))
    assert standing.work(awake(make.staff()))[0].count == 1
    assert standing.work(awake(User.objects.get(email="ben@example.org"))) == []


def test_predicates_say_yes_or_no_and_nothing_else(programme):
    coordinator = dataclasses.replace(anonymous(), roles=(Role(programme.pk, "coordinator"),))
    assert rules.may_see_people(coordinator, programme.pk) is True
    assert rules.may_see_people(coordinator, programme.pk + 1) is False
    assert rules.may_run_programmes(coordinator) is False
    assert rules.is_oneself(anonymous(), 1) is False
