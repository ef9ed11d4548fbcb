"""Who applies, as a coordinator reads it beside the application: what the directory shows them, and no more."""

import pytest
from django.test import Client

from directory import cards
from directory.models import Profile
from exchanges.models import Application
from exchanges.reviews import applicant
from tests import make
from tests.exchanges import making

pytestmark = pytest.mark.django_db
RULES = [
    {"key": "stage", "fact": "career_stage", "test": "is", "value": "early", "words": {"en": "", "zh": ""}},
    {"key": "where", "fact": "work_country", "test": "is", "value": "GB", "words": {"en": "", "zh": ""}},
    {"key": "english", "fact": "english", "test": "at_least", "value": "b2", "words": {"en": "", "zh": ""}},
]


@pytest.fixture
def one() -> Application:
    """Of somebody whose profile says an early career, and whose home is in Nanjing."""
    call = making.closed_call(eligibility=RULES)
    user = making.applicant("lin@example.org", full_name="Lin Yuqing")
    person = make.person("Lin Yuqing", "林雨晴", owner=user)
    person.researcher.career_stage = "early"
    person.researcher.save()
    cards.refresh([person.pk])
    home = make.institute("Southeast University", "东南大学", place=make.nanjing())
    made: Application = making.application(call, by=user, profile=person, home=home)
    return made


def page(one: Application, lang: str = "en", client: Client | None = None) -> str:
    client = client or make.sign_in(making.coordinator(one.call.programme))
    answer = client.get(f"/{lang}/account/calls/{one.call.uid}/applications/{one.uid}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_what_decides_about_eligibility_stands_on_the_page(one: Application):
    shown = page(one)
    assert [word for word in ("lin@example.org", "Southeast University", "China", one.profile.uid, one.home.uid) if word not in shown] == []
    assert "doesn’t fit" in shown
    assert "not known here" in shown
    assert "within the grace" not in shown
    chinese = page(one, "zh-hans")
    assert [word for word in ("东南大学", "林雨晴", "不符合") if word not in chinese] == []


@pytest.mark.parametrize(("tier", "told", "holds"), [(1, True, True), (2, False, None)], ids=["members", "partners"])
def test_the_directorys_tiers_hold(one: Application, tier: int, told: bool, holds: bool | None):
    Profile.objects.filter(pk=one.profile_id).update(field_tiers={"career_stage": tier})
    cards.refresh([one.profile_id])
    found = applicant.of(one, make.acting(making.coordinator(one.call.programme)))
    assert (bool(found.career_stage), [rule.holds for rule in found.rules]) == (told, [holds, False, None])


def test_a_profile_that_isnt_shown_is_not_told(one: Application):
    Profile.objects.filter(pk=one.profile_id).update(status="draft", owner=None)
    found = applicant.of(one, make.acting(making.coordinator(one.call.programme)))
    assert (found.profile, found.subject) == (None, "")
    assert one.profile.uid not in page(one)


def test_what_came_within_the_grace_says_so(one: Application):
    one.revisions.create(number=9, key="key-of-a-late-one", content={}, sha256="0" * 64, is_late=True, received_at=making.NOW(), stage=1)
    assert "within the grace" in page(one)


def test_reviewers_read_none_of_it(one: Application):
    one.call.review_mode = "double"
    one.call.save()
    Application.objects.update(status="under-review")
    review = making.assignment(one, making.reviewer(one.call.programme))
    shown = make.sign_in(review.reviewer).get(f"/en/account/reviews/{review.pk}").content.decode()
    assert [word for word in ("lin@example.org", "Southeast University", one.profile.uid) if word in shown] == []
