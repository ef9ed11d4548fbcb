"""For statistics only: whose it is, that nobody else learns of it, how long it stays, and what is counted."""

import re
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from exchanges.applications.services import reopen
from exchanges.applications.submitting import submit
from exchanges.applications.withdrawing import delete_draft
from exchanges.coordination import statistics
from exchanges.coordination.statistics import Told
from exchanges.errors import ExchangeError, NotAllowed, NotNow
from exchanges.models import Application, SurveyAnswer, SurveyCount
from exchanges.survey import services, upkeep
from tests import make
from tests.exchanges import making

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def page(one: Application, lang: str = "en") -> str:
    return f"/{lang}/account/applications/{one.uid}/statistics"


def answered(call, *genders: str, **fields) -> list[Application]:
    """An application a gender; "" hasn't answered."""
    made = [making.application(call, **fields) for _ in genders]
    SurveyAnswer.objects.bulk_create(
        SurveyAnswer(application=one, person=one.applicant, gender=gender) for one, gender in zip(made, genders, strict=True) if gender
    )
    return made


def closed(**fields):
    now = timezone.now()
    return making.call(opens_at=now - 40 * DAY, closes_at=now - 2 * DAY, published_at=now - 50 * DAY, **fields)


def test_an_applicant_answers_changes_and_deletes_before_and_after_sending():
    one = making.application(status="draft", number=None)
    client = make.sign_in(one.applicant)
    shown = client.get(page(one)).content.decode()
    assert "For statistics only" in shown
    assert "numbers of ten people and more" in shown
    assert "checked" not in shown
    for lang, gender in (("en", "woman"), ("zh-hans", "otherwise"), ("en", "not-said")):
        assert client.post(page(one, lang), {"gender": gender, "stage": "early"}).status_code == 302
        assert list(SurveyAnswer.objects.values_list("application", "person", "gender", "career_stage")) == [
            (one.pk, one.applicant_id, gender, "early")]
    assert client.post(page(one), {"gender": "man"}).status_code == 302
    actor = make.acting(one.applicant)
    sent = submit(one, key="a-key-of-a-form", by=actor, received_at=timezone.now())
    assert "woman" not in str(sent.revision.content)
    assert "gender" not in str(sent.revision.content)
    assert 'value="man" checked' in client.get(page(one)).content.decode()
    assert client.post(page(one), {"gender": "woman"}).status_code == 302
    assert SurveyAnswer.objects.get().gender == "woman"
    assert client.post(page(one), {"delete": "1", "gender": "woman"}).status_code == 302
    assert not SurveyAnswer.objects.exists()
    assert client.post(page(one), {"gender": "", "stage": ""}).status_code == 302
    assert not SurveyAnswer.objects.exists(), "nothing chosen is nothing kept"


def test_it_is_offered_beside_the_steps_and_after_sending_and_the_copy_has_the_same_hash():
    one = making.application(status="draft", number=None)
    client, actor = make.sign_in(one.applicant), make.acting(one.applicant)
    base = page(one).removesuffix("/statistics")
    assert page(one) in client.get(f"{base}/send").content.decode()
    first = submit(one, key="a-key-of-a-form", by=actor, received_at=timezone.now()).revision
    assert page(one) in client.get(base).content.decode()
    services.save(one, gender="woman", career_stage="", by=actor)
    reopen(one, by=actor)
    assert submit(one, key="another-key-of-it", by=actor, received_at=timezone.now()).revision.sha256 == first.sha256


def test_the_career_stage_is_asked_where_the_profile_leaves_it_open():
    told = make.person("Ada Bell")
    told.researcher.career_stage = "senior"
    told.researcher.save()
    for profile, is_asked in ((told, False), (make.person("Bo Li"), True), (None, True)):
        one = making.application(profile=profile)
        assert ('name="stage"' in make.sign_in(one.applicant).get(page(one)).content.decode()) is is_asked


@pytest.mark.parametrize("bad", [{"gender": "x"}, {"gender": "\0"}, {"gender": "w" * 9999}, {"stage": "none"}, {"gender": ["woman", "X"]}])
@pytest.mark.parametrize("lang", ["en", "zh-hans"])
def test_what_isnt_on_the_list_is_refused_and_changes_nothing(bad, lang):
    one = making.application()
    services.save(one, gender="woman", career_stage="", by=make.acting(one.applicant))
    answer = make.sign_in(one.applicant).post(page(one, lang), bad)
    assert answer.status_code == 400
    assert ("未作任何更改" if lang == "zh-hans" else "Nothing was changed") in answer.content.decode()
    assert SurveyAnswer.objects.get().gender == "woman"


@pytest.mark.parametrize("values", [
    {"gender": "x"}, {"career_stage": "x", "gender": "man"}, {"gender": "", "career_stage": ""},
])
def test_the_database_holds_the_lists(values):
    one = making.application()
    with pytest.raises(IntegrityError), transaction.atomic():
        SurveyAnswer.objects.create(application=one, person=one.applicant, **values)


def test_a_person_answers_once_for_an_application():
    one = answered(making.call(), "man")[0]
    with pytest.raises(IntegrityError), transaction.atomic():
        SurveyAnswer.objects.create(application=one, person=one.applicant, gender="woman")


# That nobody else learns of it


def everybody(one: Application) -> dict[str, Client]:
    """Everybody who reads something of the application: who writes along, reviews, coordinates, and the staff."""
    helper = making.applicant()
    one.co_applicants.create(user=helper, email=helper.email, name="Hel Per", role="edit", state="accepted", token_hash="h")
    reviewer = making.reviewer(one.call.programme)
    making.assignment(one, reviewer)
    people = {"helper": helper, "reviewer": reviewer, "coordinator": making.coordinator(one.call.programme), "staff": make.staff()}
    return {name: make.sign_in(user) for name, user in people.items()}


def test_only_the_applicant_finds_the_page():
    one = answered(closed(), "otherwise", status="under-review")[0]
    for name, client in everybody(one).items():
        for answer in (client.get(page(one)), client.post(page(one), {"gender": "man"}), client.post(page(one), {"delete": "1"})):
            assert answer.status_code == 404, name
    assert Client().get(page(one)).status_code == 302
    for person in (making.applicant(), one.call.created_by):
        with pytest.raises(NotAllowed):
            services.save(one, gender="man", career_stage="", by=make.acting(person))
        with pytest.raises(NotAllowed):
            services.own(one, by=make.acting(person))
        with pytest.raises(NotAllowed):
            services.forget(one, by=make.acting(person))
    assert SurveyAnswer.objects.get().gender == "otherwise"


def plain(answer) -> str:
    """What is read, without what differs from one answer to the next: tokens, keys of forms, ids of requests."""
    text = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return re.sub(r'name="(csrfmiddlewaretoken|key|seal)" value="[^"]*"|nonce="[^"]*"|[0-9a-f]{16,}', "", text.decode("utf-8", "replace"))


def test_no_page_of_anybody_else_differs_by_the_answer_nor_by_whether_there_is_one():
    one = making.application(closed(), status="under-review")
    uid, call = one.uid, one.call.uid
    paths = [f"/en/account/applications/{uid}{tail}" for tail in ("", "/send", "/sent/1", "/people", "/sections/project")]
    paths += [f"/en/account/calls/{call}{tail}" for tail in ("/overview", "/applications", "/applications.csv", f"/applications/{uid}", "/panel")]
    paths += [f"/en/exchanges/calls/{call}", "/en/account", "/en/account/reviews", "/api/v1/calls"]
    paths += [f"/en/account/reviews/{one.assignments.first().pk}"] if one.assignments.exists() else []
    clients, told = everybody(one), []
    for path in paths:  # some pages note that they were read: once before
        for client in clients.values():
            client.get(path)
    for gender in ("", "woman", "otherwise"):
        SurveyAnswer.objects.all().delete()
        if gender:
            services.save(one, gender=gender, career_stage="early", by=make.acting(one.applicant))
        told.append({(name, path): plain(client.get(path)) for name, client in clients.items() for path in paths})
    assert any("table" in page for page in told[0].values())
    for other in told[1:]:
        assert [key for key, text in told[0].items() if other[key] != text] == []


def rows(model) -> list[tuple]:
    return sorted(map(repr, model.objects.values_list()))


def test_answering_writes_one_row_and_nothing_anywhere_else(caplog):
    one = making.application()
    client = make.sign_in(one.applicant)
    client.get(page(one))
    watched = [model for model in apps.get_models() if model._meta.app_label in {"accounts", "exchanges", "directory"} and model is not SurveyAnswer]
    before = {model: rows(model) for model in watched}
    for given in ({"gender": "otherwise", "stage": "mid"}, {"gender": "woman"}, {"delete": "1"}):
        assert client.post(page(one), given).status_code == 302
    assert [model.__name__ for model in watched if rows(model) != before[model]] in ([], ["User"]), "but for when somebody was last seen"
    assert not [record for record in caplog.records if re.search("otherwise|woman|gender", record.getMessage())]


def test_only_the_count_and_its_own_page_read_the_answers():
    root = Path(__file__).parents[2]
    listed = subprocess.run(["grep", "-rlE", "SurveyAnswer|survey_answer", "--include=*.py", "--include=*.html", "accounts", "config", "directory",
                             "exchanges"], cwd=root, capture_output=True, text=True, check=True).stdout.split()
    own = {"survey/models.py", "survey/services.py", "survey/upkeep.py"}
    allowed = {"classification.py", "coordination/statistics.py", "models.py", "demo/surveyed.py"} | own
    assert {one.removeprefix("exchanges/") for one in listed if "/migrations/" not in one} <= allowed
    assert not [field for model in apps.get_models() for field in model._meta.related_objects if field.related_model is SurveyAnswer
                and field.get_accessor_name()], "no record leads to it"


# How long it stays


def test_it_goes_with_the_application():
    one = answered(making.call(), "man")[0]
    delete_draft(one, by=make.acting(one.applicant))
    assert not SurveyAnswer.objects.exists()
    with pytest.raises(NotNow):
        services.save(one, gender="man", career_stage="", by=make.acting(one.applicant))
    assert "ended" in make.sign_in(one.applicant).get(page(one)).content.decode()


def test_what_never_was_sent_goes_a_month_later_and_the_rest_stays():
    call, now = making.call(), timezone.now()
    old, new = answered(call, "man", "woman", status="not-sent", number=None)
    gone = answered(call, "man", status="withdrawn")[0]
    stays = answered(call, "man", status="rejected")[0]
    Application.objects.filter(pk=old.pk).update(updated_at=now - 31 * DAY)
    assert upkeep.forget() == "2 forgotten"
    assert upkeep.forget() == "0 forgotten"
    assert set(SurveyAnswer.objects.values_list("application", flat=True)) == {new.pk, stays.pk}
    assert gone.pk not in SurveyAnswer.objects.values_list("application", flat=True)


# What is counted


MANY = ["woman"] * 14 + ["man"] * 13 + ["otherwise"] * 2 + ["not-said"] * 5 + [""] * 6


def test_a_closed_call_is_counted_in_groups_of_ten():
    call = closed()
    answered(call, *MANY)
    answered(call, "man", status="withdrawn")
    assert statistics.counted(call) is None
    assert upkeep.count() == "1 counted"
    found = statistics.counted(call)
    assert found.gender == Told({"woman": 14, "man": 13}, 13, 40), "who prefers not to say is one group with who didn't answer"
    client = make.sign_in(making.coordinator(call.programme))
    for lang, said in (("en", ("By gender", "13 more are in other groups", "Woman")), ("zh-hans", ("性别", "女"))):
        shown = client.get(f"/{lang}/account/calls/{call.uid}/overview").content.decode()
        assert all(one in shown for one in said), lang
        assert "Described otherwise" not in shown
        assert "以其他方式描述" not in shown


def test_a_single_small_group_takes_another_with_it():
    call = closed()
    answered(call, *["woman"] * 20, *["man"] * 12, "otherwise")
    statistics.count(call, timezone.now())
    assert statistics.counted(call).gender == Told({"woman": 20}, 13, 33)


def test_few_people_are_not_told():
    call = closed()
    answered(call, *["woman"] * 6, *["man"] * 5)
    statistics.count(call, timezone.now())
    assert statistics.counted(call).gender == Told({}, 11, 11)
    shown = make.sign_in(making.coordinator(call.programme)).get(f"/en/account/calls/{call.uid}/overview").content.decode()
    assert "Too few to tell." in shown
    assert "Woman" not in shown


def test_an_open_call_is_not_counted_and_a_rolling_one_in_steps_of_ten():
    call = making.call()
    answered(call, *MANY)
    assert not statistics.count(call, timezone.now())
    rolling = making.call(is_rolling=True, closes_at=None)
    answered(rolling, *["woman"] * 9)
    assert not statistics.count(rolling, timezone.now())
    answered(rolling, "woman")
    assert statistics.count(rolling, timezone.now())
    answered(rolling, *["woman"] * 9)
    assert not statistics.count(rolling, timezone.now())
    answered(rolling, "woman")
    assert statistics.count(rolling, timezone.now())
    assert statistics.counted(rolling).gender.counts == {"woman": 20}


def test_two_counts_together_tell_nobody_away():
    """Ten more came in, one of them a woman: both counts together would say so, so the first one stands."""
    call = closed()
    answered(call, *["woman"] * 12, *["man"] * 12)
    assert statistics.count(call, timezone.now())
    answered(call, "woman", *["man"] * 9)
    assert not statistics.count(call, timezone.now())
    assert statistics.counted(call).gender == Told({"woman": 12, "man": 12}, 0, 24)
    answered(call, *["woman"] * 9, "man")
    assert statistics.count(call, timezone.now())
    assert statistics.counted(call).gender == Told({"woman": 22, "man": 22}, 0, 44)


def test_a_changed_or_deleted_answer_moves_no_number():
    call = closed()
    made = answered(call, *MANY)
    statistics.count(call, timezone.now())
    before = SurveyCount.objects.values().get()
    actor = make.acting(made[0].applicant)
    services.save(made[0], gender="otherwise", career_stage="", by=actor)
    services.forget(made[1], by=make.acting(made[1].applicant))
    assert upkeep.count() == "0 counted"
    assert SurveyCount.objects.values().get() == before


def test_the_career_stage_is_the_profiles_or_what_was_said():
    call = closed()
    senior = make.person("Ada Bell")
    senior.researcher.career_stage = "senior"
    senior.researcher.save()
    for number in range(30):
        one = making.application(call, profile=senior if number < 10 else None)
        if number >= 10:
            SurveyAnswer.objects.create(application=one, person=one.applicant, career_stage="early" if number < 20 else "mid")
    statistics.count(call, timezone.now())
    assert statistics.counted(call).career_stage == Told({"senior": 10, "early": 10, "mid": 10}, 0, 30)


def test_who_takes_part_is_told_no_numbers_of_all():
    call = closed()
    answered(call, *MANY)
    statistics.count(call, timezone.now())
    both = making.coordinator(call.programme)
    making.application(call, both)
    shown = make.sign_in(both).get(f"/en/account/calls/{call.uid}/overview").content.decode()
    assert "You take part in an application to this call" in shown
    assert "Woman" not in shown


def test_a_save_that_a_service_refuses_says_why():
    one = making.application()
    with pytest.raises(ExchangeError, match="Choose one of the list"):
        services.save(one, gender="x", career_stage="", by=make.acting(one.applicant))
