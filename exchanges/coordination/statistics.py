"""Counts that give nobody away: what says something sensitive about few people isn't told, and no two counts differ by few people.

Genders and career stages are counted when a call has closed, not whenever somebody looks: who watched a number while applications come in would
read it off each of them. A count stands until at least ten more have come in and no group differs by fewer; it names nobody, so it stays when an
answer is changed or taken back.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from directory.models import Researcher
from exchanges.calls import clock
from exchanges.calls.models import Call
from exchanges.survey.models import SurveyAnswer, SurveyCount
from exchanges.survey.vocabulary import Gender

FEWEST = 10  # people behind a number that is told
OVER = ("withdrawn", "ended")


@dataclass(frozen=True)
class Told:
    """`counts` are the groups that may be told. `few` is how many people are in the others, together; None where even that would give a group away.
    `total` is everybody; None where it would."""

    counts: dict[str, int]
    few: int | None
    total: int | None


def told(groups: Mapping[str, int], fewest: int = FEWEST) -> Told:
    """The groups of at least `fewest` people each; the smaller ones only together, and only when together they are as many.

    A single small group would follow from the total, so the smallest of the others joins it until they are `fewest` together; then nothing about a
    group of fewer than `fewest` people follows from what is told (complementary suppression).
    """
    present = {name: count for name, count in groups.items() if count}
    small = {name: count for name, count in present.items() if count < fewest}
    shown = {name: count for name, count in present.items() if count >= fewest}
    total = sum(present.values())
    if not small:
        return Told(shown, 0, total)
    hidden = sum(small.values())
    number = len(small)
    for name, count in sorted(shown.items(), key=lambda pair: (pair[1], pair[0])):
        if number >= 2 and hidden >= fewest:
            break
        hidden, number = hidden + count, number + 1
        del shown[name]
    if number < 2 or hidden < fewest:  # everybody together is too few
        return Told({}, None, None if total < fewest else total)
    return Told({name: count for name, count in present.items() if name in shown}, hidden, total)


@dataclass(frozen=True)
class Counted:
    """What was counted last, and when."""

    gender: Told
    career_stage: Told
    at: datetime


def counted(call: Call) -> Counted | None:
    """What coordinators are told; None where nothing was counted yet."""
    return next(iter(counted_of([call])), None)


def counted_of(calls: Sequence[Call]) -> list[Counted]:
    """The same of many, those left out of which nothing was counted."""
    rows = SurveyCount.objects.filter(call__in=calls).order_by("call")
    return [Counted(Told(**one.gender), Told(**one.career_stage), one.at) for one in rows]


def count_all(now: datetime) -> int:
    """Count every call whose count is due; returns how many were counted."""
    calls = Call.objects.filter(applications__number__isnull=False, is_template=False).distinct().order_by("pk")
    return sum(count(one, now) for one in calls)


def count(call: Call, now: datetime) -> bool:
    """Count the answers of everybody who applied, if that is due."""
    with transaction.atomic():
        call = Call.objects.select_for_update(no_key=True).get(pk=call.pk)
        standing = SurveyCount.objects.filter(call=call).first()
        people = call.applications.filter(number__isnull=False).count()
        is_open = clock.takes_applications(call, now) and not call.is_rolling
        if is_open or people - (standing.people if standing else 0) < FEWEST:
            return False
        gender, stage = told(_genders(call)), told(_stages(call))
        if standing and not (_may_follow(Told(**standing.gender), gender) and _may_follow(Told(**standing.career_stage), stage)):
            return False
        said = {"people": people, "gender": asdict(gender), "career_stage": asdict(stage), "at": now}
        SurveyCount.objects.update_or_create(call=call, defaults=said)
    return True


def _may_follow(before: Told, after: Told) -> bool:
    """Whether nothing about fewer than `FEWEST` people follows from both together."""
    names = before.counts.keys() | after.counts.keys()
    steps = [after.counts.get(name, 0) - before.counts.get(name, 0) for name in names] + [(after.few or 0) - (before.few or 0)]
    return all(step == 0 or abs(step) >= FEWEST for step in steps)


def _genders(call: Call) -> Counter[str]:
    """Who didn't answer and who prefers not to say are one group."""
    sent = _sent(call)
    said = dict(SurveyAnswer.objects.filter(application__in=sent).values_list("application", "gender"))
    return Counter(said.get(one) or Gender.NOT_SAID.value for one in sent)


def _stages(call: Call) -> Counter[str]:
    """As the profile has it, else as it was said for the statistics; blank where neither says."""
    sent = _sent(call)
    profiles = dict(Researcher.objects.filter(profile__in={one for one in sent.values() if one}).values_list("profile", "career_stage"))
    said = dict(SurveyAnswer.objects.filter(application__in=sent).values_list("application", "career_stage"))
    return Counter(profiles.get(profile or 0) or said.get(one) or "" for one, profile in sent.items())


def _sent(call: Call) -> dict[int, int | None]:
    """The applications that came in, each with the profile of its applicant."""
    return dict(call.applications.filter(number__isnull=False).exclude(status__in=OVER).values_list("pk", "profile"))
