"""Writing a call: the gate of two languages, what holds once people count on it, versions, copies."""

import copy as copying
from datetime import timedelta

import pytest

from directory.models import Profile
from exchanges.calls import services
from exchanges.calls.errors import BadField
from exchanges.calls.gaps import NotReady, gaps_of, text_gaps
from exchanges.calls.models import Call, CallForm, HostPosition
from exchanges.calls.shapes import BadShape
from exchanges.errors import ExchangeError, NotAllowed, Stale
from exchanges.models import Event
from tests import make
from tests.exchanges import making

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def by(call: Call):
    return make.acting(making.coordinator(call.programme))


def draft(**fields) -> Call:
    return making.call(**{"status": "draft", "published_at": None} | fields)


def whole() -> Call:
    """A draft with every kind of text."""
    words = {"en": "Words", "zh": "文字"}
    call = draft(
        stages=2, full_closes_at=making.NOW() + 99 * DAY, documents=[{"key": "cv", "title": words, "help": words, "required": True, "max_mb": 5,
        "types": ["pdf"]}], eligibility=[{"key": "e", "fact": "english", "test": "at_least", "value": "b2", "words": words}],
        rubric=[{"key": "q", "title": words, "help": words, "weight": 100, "low": 1, "high": 5}],
    )
    choice = {"key": "c", "type": "choice", "title": words, "help": words, "required": True,
              "choices": [{"key": "a", "title": words}, {"key": "b", "title": words}]}
    group = {"key": "g", "type": "group", "title": words, "required": False, "most": 2, "questions": [{**choice, "key": "in"}]}
    sections = [{"key": "s", "title": words, "help": words, "questions": [choice, group]}]
    call.forms.update(sections=sections)
    CallForm.objects.create(call=call, stage=2, sections=sections)
    making.position(call, unit_en="Lab", unit_zh="实验室")
    return call


FORM = [("title",), ("help",), ("questions", 0, "title"), ("questions", 0, "help"), ("questions", 0, "choices", 1, "title"),
        ("questions", 1, "title"), ("questions", 1, "questions", 0, "title"), ("questions", 1, "questions", 0, "choices", 0, "title")]
TEXTS = [
    *(("call", name) for name in ("title", "summary", "text")), *(("position", name) for name in ("title", "unit")),
    *(("documents", name) for name in ("title", "help")), ("eligibility", "words"), *(("rubric", name) for name in ("title", "help")),
    *((stage, path) for stage in (1, 2) for path in FORM),
]


def without(call: Call, where: tuple, lang: str) -> None:
    """Take one text in one language away."""
    thing, name = where
    if thing == "call":
        Call.objects.filter(pk=call.pk).update(**{f"{name}_{lang}": ""})
    elif thing == "position":
        call.positions.update(**{f"{name}_{lang}": " "})
    elif isinstance(thing, int):
        form = call.forms.get(stage=thing)
        inner = form.sections[0]
        for step in name:
            inner = inner[step]
        inner[lang] = ""
        form.save()
    else:
        rows = copying.deepcopy(getattr(call, thing))
        rows[0][name][lang] = " "
        Call.objects.filter(pk=call.pk).update(**{thing: rows})


def test_a_whole_call_opens():
    call = whole()
    assert gaps_of(call, making.NOW()) == []
    assert services.move(call, "publish", by=by(call))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_no_call_opens_while_any_text_lacks_a_language(lang):
    call = whole()
    actor = by(call)
    for where in TEXTS:
        copied = services.copy(call, by=actor)
        Call.objects.filter(pk=copied.pk).update(opens_at=call.opens_at, closes_at=call.closes_at, full_closes_at=call.full_closes_at)
        copied.refresh_from_db()
        without(copied, where, lang)
        with pytest.raises(NotReady) as refusal:
            services.move(copied, "publish", by=actor)
        assert [gap.lang for gap in refusal.value.gaps] == [lang], where
        services.waive(copied, lang, "the other side reads both", by=actor)
        assert services.move(copied, "publish", by=actor), where
        copied.refresh_from_db()
        assert copied.waivers[lang]["reason"] == "the other side reads both"


def test_a_waiver_lets_no_text_lack_both_languages_and_can_be_taken_back():
    call = whole()
    actor = by(call)
    without(call, ("call", "summary"), "en")
    without(call, ("call", "summary"), "zh")
    services.waive(call, "zh", "because", by=actor)
    with pytest.raises(BadField, match="waived already"):
        services.waive(call, "en", "because", by=actor)
    with pytest.raises(NotReady) as refusal:
        services.move(call, "publish", by=actor)
    assert [gap.lang for gap in refusal.value.gaps] == ["en", "zh"]
    services.waive(call, "zh", " ", by=actor)
    call.refresh_from_db()
    assert (call.waivers, len(text_gaps(call))) == ({}, 2)
    with pytest.raises(BadField):
        services.waive(call, "fr", "x", by=actor)
    assert Event.objects.filter(move="edit", facts__part="waiver").count() == 2


@pytest.mark.parametrize(("fields", "part"), [
    ({"opens_at": None}, "dates"), ({"closes_at": None}, "dates"), ({"closes_at": making.NOW() - DAY, "opens_at": None}, "dates"),
    ({"places": 0}, "places"), ({"rubric": []}, "review"), ({"letters_wanted": 2}, "letters"), ({"is_paired": True}, "offers"),
    ({"stages": 2}, "form"), ({"stages": 2}, "dates"),
])
def test_what_is_missing_besides_texts_keeps_a_call_shut(fields, part):
    call = draft(**fields)
    with pytest.raises(NotReady) as refusal:
        services.move(call, "publish", by=by(call))
    assert part in {gap.part for gap in refusal.value.gaps}
    assert gaps_of(making.call(making.programme(status="draft")), making.NOW())[0].where == "programme"


def test_a_form_without_questions_is_no_form():
    call = draft()
    call.forms.update(sections=[{**making.SECTIONS[0], "questions": []}])
    assert [gap.part for gap in gaps_of(call, making.NOW())] == ["form"]
    call.forms.update(sections=[making.SECTIONS[1], {**making.SECTIONS[0], "questions": []}])
    assert [gap.where for gap in gaps_of(call, making.NOW())] == ["1.empty"]


def test_an_open_call_can_not_lose_a_text():
    call = making.call()
    with pytest.raises(NotReady) as refusal:
        services.edit(call, "texts", {"title_zh": ""}, by=by(call))
    assert [(gap.part, gap.lang) for gap in refusal.value.gaps] == [("texts", "zh")]
    with pytest.raises(NotReady):
        services.save_form(call, 1, [], by=by(call))
    with pytest.raises(NotReady):
        services.save_position(call, None, {"host": make.institute(), "title_en": "Group"}, by=by(call))
    assert services.edit(call, "texts", {"title_zh": "新标题"}, by=by(call)).title_zh == "新标题"


def test_a_form_is_frozen_by_the_first_submission_and_then_gets_versions():
    call = making.call()
    actor, form = by(call), services.form_for(call, 1)
    services.save_form(call, 1, making.SECTIONS[:1], by=actor)
    assert [(one.version, len(one.sections)) for one in call.forms.all()] == [(1, 1)]
    services.freeze(form)
    services.freeze(form)
    frozen = services.form_for(call, 1).frozen_at
    services.save_form(call, 1, making.SECTIONS, by=actor)
    services.save_form(call, 1, making.SECTIONS[1:], by=actor)
    assert [(one.version, len(one.sections), one.frozen_at) for one in call.forms.order_by("version")] == [(1, 1, frozen), (2, 1, None)]
    assert services.form_for(call, 1).version == 2
    assert services.form_for(call, 2) is None
    with pytest.raises(BadShape):
        services.save_form(call, 1, [{}], by=actor)


def test_criteria_are_frozen_by_the_first_review():
    call = making.call()
    actor, other = by(call), [{**making.RUBRIC[0], "weight": 100}]
    written = making.assignment(making.application(call), making.reviewer(call.programme))
    services.edit(call, "review", {"rubric": other}, by=actor)
    written.submitted_at = making.NOW()
    written.save()
    with pytest.raises(BadField, match="criteria stay"):
        services.edit(call, "review", {"rubric": making.RUBRIC}, by=actor)
    with pytest.raises(BadField, match="whose name"):
        services.edit(call, "review", {"review_mode": "open"}, by=actor)
    assert services.edit(call, "review", {"reviews_wanted": 3}, by=actor).reviews_wanted == 3


def test_what_was_promised_to_who_applied_stays():
    call = making.call(letters_asked="after", letters_wanted=1, letters_due_at=making.NOW())
    actor = by(call)
    making.application(call)
    words = {"en": "CV", "zh": "简历"}
    for part, given in (
        ("documents", {"documents": [{"key": "cv", "title": words, "help": {}, "required": True}]}), ("letters", {"letters_wanted": 2}),
        ("eligibility", {"eligibility": [{"key": "e", "fact": "english", "test": "at_least", "value": "b2", "words": {}}]}),
        ("letters", {"letters_asked": "before"}), ("letters", {"letters_due_at": making.NOW() - DAY}), ("letters", {"letters_due_at": None}),
        ("offers", {"is_paired": True, "halves": {side: {"currency": "GBP", "cap": 5} for side in ("uk", "cn")}}),
    ):
        with pytest.raises(BadField):
            services.edit(call, part, given, by=actor)
    assert services.edit(call, "letters", {"letters_wanted": 0}, by=actor).letters_wanted == 0


@pytest.mark.parametrize("halves", [{}, {"uk": {}}, {"uk": {"currency": "GBP", "cap": 1}}, [], {"uk": 1, "cn": 2},
                                    {side: {"currency": "GBP", "cap": True} for side in ("uk", "cn")}])
def test_a_paired_call_has_two_halves_with_caps(halves):
    call = draft()
    with pytest.raises(BadField):
        services.edit(call, "offers", {"is_paired": True, "halves": halves}, by=by(call))


def test_places_never_go_below_those_taken():
    call = making.call(places=3)
    actor, position = by(call), making.position(call, places=2)
    making.offer(making.application(call, status="offered"), position=position)
    HostPosition.objects.update(taken=1)
    for places in (0, -1, None, "x"):
        with pytest.raises(BadField):
            services.edit(call, "places", {"places": places}, by=actor)
        with pytest.raises(BadField):
            services.save_position(call, position.pk, {"places": places}, by=actor)
    assert services.edit(call, "places", {"places": 1}, by=actor).places == 1
    assert services.save_position(call, position.pk, {"places": 1}, by=actor).places == 1
    with pytest.raises(ExchangeError, match="so it stays"):
        services.remove_position(call, position.pk, by=actor)
    free = making.position(call)
    services.remove_position(call, free.pk, by=actor)
    with pytest.raises(ExchangeError, match="no longer there"):
        services.remove_position(call, free.pk, by=actor)


def test_a_position_has_an_organisation_as_host_and_a_person_as_supervisor():
    call = draft()
    actor, host, person = by(call), make.institute(), make.person()
    hidden = make.institute("Hidden")
    Profile.objects.filter(pk=hidden.pk).update(status="draft")
    for given in ({"host": person}, {"host": hidden}, {}, {"host": host, "supervisor": host}, {"host": host, "subject": "99"}):
        with pytest.raises(BadField):
            services.save_position(call, None, given, by=actor)
    made = services.save_position(call, None, {"host": host, "supervisor": person, "subject": "2.2", "places": 2, "title_en": "x"}, by=actor)
    assert (made.call, made.order, made.places) == (call, 0, 2)


def test_a_stale_save_overwrites_nothing_and_a_stranger_writes_nothing():
    call = draft()
    actor, version = by(call), call.version
    services.edit(call, "texts", {"title_en": "First"}, version=version, by=actor)
    for act in (
        lambda: services.edit(call, "texts", {"title_en": "Second"}, version=version, by=actor),
        lambda: services.save_form(call, 1, making.SECTIONS, version=version, by=actor),
        lambda: services.save_position(call, None, {"host": make.institute()}, version=version, by=actor),
    ):
        with pytest.raises(Stale) as stale:
            act()
        assert stale.value.theirs.title_en == "First"
    stranger = make.acting(making.coordinator(making.programme("Other", "其他")))
    for act in (
        lambda: services.edit(call, "texts", {"title_en": "Mine"}, by=stranger), lambda: services.save_form(call, 1, [], by=stranger),
        lambda: services.copy(call, by=stranger), lambda: services.waive(call, "zh", "x", by=stranger),
        lambda: services.create(call.programme, title_en="x", by=stranger), lambda: services.remove_position(call, 1, by=stranger),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_a_copy_has_everything_but_dates_people_and_waivers():
    source = whole()
    Call.objects.filter(pk=source.pk).update(taken=1, waivers={"zh": {"reason": "x"}}, starts_on="2027-01-01", reviews_due_at=making.NOW())
    source.refresh_from_db()
    made = services.copy(source, by=by(source))
    made.refresh_from_db()
    same = ("title_en", "text_zh", "documents", "eligibility", "rubric", "stages", "zone", "places", "review_mode")
    assert [getattr(made, name) for name in same] == [getattr(source, name) for name in same]
    none = ("opens_at", "opens_local", "closes_at", "closes_local", "full_closes_at", "starts_on", "reviews_due_at", "published_at")
    assert [getattr(made, name) for name in none] == [None] * len(none)
    assert (made.status, made.taken, made.waivers, made.copied_from, made.is_template) == ("draft", 0, {}, source, False)
    assert [(one.stage, one.version, one.frozen_at, one.sections) for one in made.forms.order_by("stage")] == [
        (stage, 1, None, source.forms.get(stage=stage).sections) for stage in (1, 2)]
    assert [(one.title_en, one.taken) for one in made.positions.all()] == [("Robotics group", 0)]
    assert {gap.part for gap in gaps_of(made, making.NOW())} == {"dates"}


def test_a_template_makes_calls_and_is_never_published():
    call = whole()
    actor = by(call)
    template = services.copy(call, as_template=True, by=actor)
    with pytest.raises(ExchangeError, match="never published"):
        services.move(template, "publish", by=actor)
    assert services.copy(template, by=actor).is_template is False


def test_a_call_begins_with_a_title_in_a_programme_that_lasts():
    programme = making.programme()
    actor = make.acting(making.coordinator(programme))
    with pytest.raises(BadField):
        services.create(programme, title_en=" ", by=actor)
    assert services.create(programme, title_zh="新", by=actor).status == "draft"
    ended = making.programme("Ended", "结束", status="archived")
    with pytest.raises(ExchangeError, match="has ended"):
        services.create(ended, title_en="x", by=make.acting(make.staff()))


@pytest.mark.parametrize(("part", "given"), [
    ("texts", {"title_en": "x" * 201}), ("texts", {"places": 3}), ("review", {"review_mode": "secret"}), ("review", {"reviews_wanted": "many"}),
    ("offers", {"offer_calendar": "FR"}), ("letters", {"letters_asked": "always"}), ("places", {"places": 10**30}),
])
def test_values_that_no_column_takes_are_refused(part, given):
    call = draft()
    with pytest.raises(ExchangeError):
        services.edit(call, part, given, by=by(call))
