"""What applicants of the demo said for statistics: a call with enough of them to be told, and one with too few."""

import itertools
from collections.abc import Callable
from datetime import datetime, timedelta

from accounts.models import User
from directory.vocabulary import CareerStage
from exchanges.coordination import statistics
from exchanges.demo.calls import Calls
from exchanges.demo.people import person
from exchanges.models import Application, Call, SurveyAnswer
from exchanges.survey.vocabulary import Gender

DAY = timedelta(days=1)
GIVEN = ("Alba", "Brychan", "Carys", "Dorian", "Esme", "Fintan")
FAMILY = ("Thornquist", "Okoro-Vane", "Pellinore")
NAMED = ("知秋 Zhiqiu", "望舒 Wangshu", "子衿 Zijin", "景明 Jingming", "清和 Qinghe", "归鸿 Guihong")
FAMILIES = ("欧 Ou", "裴 Pei", "宁 Ning")
# Enough in two groups; the others are told together alone.
SAID = [Gender.WOMAN] * 14 + [Gender.MAN] * 13 + [Gender.OTHERWISE] * 2 + [Gender.NOT_SAID] * 3 + [None] * 4
STAGES = (CareerStage.EARLY, CareerStage.MID, CareerStage.EARLY, "")


def make(calls: Calls, now: datetime, sent: Callable[[Call, User, str, datetime], Application]) -> None:
    """Thirty-six more who weren't chosen last year, and answers of those who apply this year; then both calls are counted."""
    for number, (user, gender) in enumerate(zip(_people(), SAID, strict=True)):
        _say(sent(calls["past"], user, "rejected", now - (375 + number % 9) * DAY), number, gender)
    for number, one in enumerate(calls["judged"].applications.order_by("pk")):
        _say(one, number, (Gender.WOMAN, Gender.MAN)[number % 2])
    for call in (calls["past"], calls["judged"]):
        statistics.count(call, now)


def _people() -> list[User]:
    english = [(f"{given} {family}", "en") for given, family in itertools.product(GIVEN, FAMILY)]
    chinese = []
    for given, family in itertools.product(NAMED, FAMILIES):
        (han, latin), (own, pinyin) = given.split(), family.split()
        chinese.append((f"{own}{han} {pinyin} {latin}", "zh-hans"))
    return [person(name, language) for pair in zip(english, chinese, strict=True) for name, language in pair]


def _say(application: Application, number: int, gender: Gender | None) -> None:
    if gender is not None:
        SurveyAnswer.objects.create(application=application, person=application.applicant, gender=gender, career_stage=STAGES[number % 4])
