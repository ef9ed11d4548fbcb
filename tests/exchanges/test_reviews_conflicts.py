"""Conflicts that Qiao finds by itself: each kind, its near miss, and what coordinators read about it."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from accounts.models import User
from directory.models import Affiliation, Membership, OrganisationLink, Profile
from exchanges.models import Application, Preference
from exchanges.reviews.conflicts import conflicts
from exchanges.reviews.ties import first_day, last_day, years_before
from tests import make
from tests.exchanges import making

pytestmark = pytest.mark.django_db
YEAR = making.NOW().year


def profile_of(user: User, name: str = "Somebody Else") -> Profile:
    made = make.person(name)
    Profile.objects.filter(pk=made.pk).update(owner=user)
    return made


def post(person: Profile, at: Profile | str, **fields: Any) -> None:
    where = {"organisation_text": at} if isinstance(at, str) else {"organisation": at}
    Affiliation.objects.create(person=person, **where, **fields)


@pytest.fixture
def who() -> tuple[Application, User]:
    programme = making.programme()
    return making.application(making.call(programme), status="under-review"), making.reviewer(programme)


def kinds(application: Application, user: User) -> list[str]:
    return [one.kind for one in conflicts(application, user)]


def test_strangers_have_none(who: tuple[Application, User]):
    assert kinds(*who) == []


def test_oneself(who: tuple[Application, User]):
    application, _reviewer = who
    assert kinds(application, application.applicant) == ["self"]


def test_oneself_by_the_profile_applied_with(who: tuple[Application, User]):
    application, reviewer = who
    application.profile = profile_of(reviewer)
    application.save()
    assert kinds(application, reviewer) == ["self"]


@pytest.mark.parametrize(("state", "expected"), [("invited", ["co-applicant"]), ("accepted", ["co-applicant"]), ("removed", []), ("declined", [])])
def test_a_co_applicant_by_account(who: tuple[Application, User], state: str, expected: list[str]):
    application, reviewer = who
    application.co_applicants.create(user=reviewer, email="elsewhere@example.org", name="R", state=state, token_hash=state)
    assert kinds(application, reviewer) == expected


def test_a_co_applicant_by_any_confirmed_address_in_any_case(who: tuple[Application, User]):
    application, reviewer = who
    make.confirmed(reviewer, "Second@Example.org")
    application.co_applicants.create(email="second@example.ORG", name="R", token_hash="a")
    assert kinds(application, reviewer) == ["co-applicant"]


def test_the_other_half_of_a_pair(who: tuple[Application, User]):
    application, reviewer = who
    pair = application.call.pairs.create()
    Application.objects.filter(pk=application.pk).update(pair=pair, side="uk")
    making.application(application.call, by=reviewer, pair=pair, side="cn")
    application.refresh_from_db()
    assert kinds(application, reviewer) == ["self"]


@pytest.mark.parametrize(
    ("state", "expected"), [("requested", ["referee"]), ("submitted", ["referee"]), ("declined", ["referee"]), ("cancelled", [])]
)
def test_a_named_referee(who: tuple[Application, User], state: str, expected: list[str]):
    application, reviewer = who
    make.confirmed(reviewer, reviewer.email, "letters@example.org")
    making.letter(application, email="Letters@example.org", state=state, submitted_at=making.NOW())
    assert kinds(application, reviewer) == expected


def test_the_supervisor_of_a_wanted_position(who: tuple[Application, User]):
    application, reviewer = who
    wanted = making.position(application.call, supervisor=profile_of(reviewer))
    making.position(application.call, supervisor=profile_of(application.applicant))
    Preference.objects.create(application=application, position=wanted, rank=2)
    assert kinds(application, reviewer) == ["supervisor"]


def test_the_unit_that_would_host(who: tuple[Application, User]):
    application, reviewer = who
    wanted = making.position(application.call, unit_en="Soft Robotics Lab")
    Preference.objects.create(application=application, position=wanted, rank=1)
    post(profile_of(reviewer), wanted.host, unit_en="soft robotics  lab")
    assert kinds(application, reviewer) == ["host-unit"]


def same(application: Application, reviewer: User) -> tuple[Profile, Profile]:
    application.profile = profile_of(application.applicant)
    application.save()
    return application.profile, profile_of(reviewer)


def by_posts(mine: Profile, theirs: Profile, house: Profile) -> None:
    post(mine, house)
    post(theirs, house)


def by_membership(mine: Profile, theirs: Profile, house: Profile) -> None:
    Membership.objects.create(user=mine.owner, organisation=house, way_in="staff")
    post(theirs, house)


def by_home(mine: Profile, theirs: Profile, house: Profile) -> None:
    Application.objects.filter(profile=mine).update(home=house)
    post(theirs, house)


def by_text(mine: Profile, theirs: Profile, house: Profile) -> None:
    post(mine, "BRIDGEFORD  university")
    post(theirs, house)


def by_parent(mine: Profile, theirs: Profile, house: Profile) -> None:
    unit = make.institute("Department of Bridges")
    OrganisationLink.objects.create(organisation=unit, to=house, type="parent")
    post(mine, unit)
    post(theirs, house)


def by_common_parent(mine: Profile, theirs: Profile, house: Profile) -> None:
    for person, name in ((mine, "Faculty of Roads"), (theirs, "Faculty of Bridges")):
        unit = make.institute(name)
        OrganisationLink.objects.create(organisation=house, to=unit, type="child")
        post(person, unit)


WAYS = [by_posts, by_membership, by_home, by_text, by_parent, by_common_parent]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_the_same_organisation(who: tuple[Application, User], way: Callable[[Profile, Profile, Profile], None]):
    application, reviewer = who
    mine, theirs = same(application, reviewer)
    mine.refresh_from_db()
    way(mine, theirs, make.institute())
    application.refresh_from_db()
    found = conflicts(application, reviewer)
    assert [one.kind for one in found] == ["organisation"]
    named = way is not by_membership
    assert found[0].words("en") == ("Same organisation: Bridgeford University" if named else "Same organisation")


def test_a_co_applicants_organisation_counts_as_well(who: tuple[Application, User]):
    application, reviewer = who
    partner, house = making.applicant(), make.institute()
    application.co_applicants.create(user=partner, email=partner.email, name="P", state="accepted", token_hash="p")
    post(profile_of(partner, "Pat Partner"), house)
    post(profile_of(reviewer), house)
    assert kinds(application, reviewer) == ["organisation"]


def test_a_ministry_above_both_ties_nobody(who: tuple[Application, User]):
    application, reviewer = who
    mine, theirs = same(application, reviewer)
    ministry = make.institute("Ministry of Everything")
    ministry.organisation.types = ["government"]
    ministry.organisation.save()
    by_common_parent(mine, theirs, ministry)
    assert kinds(application, reviewer) == []


def test_two_organisations_of_one_name_are_two(who: tuple[Application, User]):
    application, reviewer = who
    mine, theirs = same(application, reviewer)
    post(mine, make.institute("Institute of Physics"))
    post(theirs, make.institute("Institute of Physics"))
    assert kinds(application, reviewer) == []


def test_a_hidden_post_conflicts_and_is_not_named(who: tuple[Application, User]):
    application, reviewer = who
    mine, theirs = same(application, reviewer)
    house = make.institute()
    post(mine, house, tier=3)
    post(theirs, house)
    assert [one.words("en") for one in conflicts(application, reviewer)] == ["Same organisation"]


@pytest.mark.parametrize(
    ("mine", "theirs", "expected"),
    [
        (("2010", str(YEAR - 1)), ("2010", ""), ["recent"]),
        (("2010", str(YEAR - 2)), ("2010", str(YEAR - 2)), ["recent"]),
        (("2010", str(YEAR - 4)), ("2010", ""), []),
        (("2010", str(YEAR - 2)), (str(YEAR - 1), ""), []),
        (("", str(YEAR - 1)), ("", str(YEAR - 1)), ["recent"]),
    ],
    ids=["left-last-year", "both-left", "long-ago", "never-together", "beginning-unknown"],
)
def test_lately_at_one_place(who: tuple[Application, User], mine: tuple[str, str], theirs: tuple[str, str], expected: list[str]):
    application, reviewer = who
    one, other = same(application, reviewer)
    house = make.institute()
    post(one, house, start=mine[0], end=mine[1])
    post(other, house, start=theirs[0], end=theirs[1])
    assert kinds(application, reviewer) == expected


def test_partial_dates():
    assert (first_day("2021"), last_day("2021")) == (date(2021, 1, 1), date(2021, 12, 31))
    assert (first_day("2021-02"), last_day("2020-02")) == (date(2021, 2, 1), date(2020, 2, 29))
    assert (first_day(""), last_day("")) == (date.min, date.max)
    assert last_day("9999") == date(9999, 12, 30)
    assert years_before(date(2024, 2, 29), 3) == date(2021, 2, 28)


def test_reading_many_takes_a_fixed_number_of_queries(django_assert_max_num_queries: Any):
    from exchanges.reviews import ties

    programme = making.programme()
    call = making.call(programme)
    rows = [making.application(call) for _unused in range(12)]
    people = [making.reviewer(programme) for _unused in range(6)]
    with django_assert_max_num_queries(20):
        sides, known = ties.of_applications(rows), ties.of_people(people)
    assert (len(sides), len(known)) == (12, 6)
