"""A call with many applications and reviews, written in bulk: for the bench, where the services' own pace is not what is measured."""

import random
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from exchanges.models import Application, Assignment, Call, Decision, HostPosition, Letter, Preference, Programme, Revision, Score, Section
from exchanges.reviews.scoring import Rubric
from tests import make
from tests.exchanges import making

REVIEWS = 3  # an application
LOAD = 30  # reviews a reviewer
WISHES = 3  # an application
BATCH = 500
SEED = 20_261


@dataclass(frozen=True)
class Made:
    """The call and the one who coordinates it."""

    call: Call
    coordinator: User


def call_with(count: int) -> Made:
    """A call in review with `count` applications, three reviews each, a letter, three wishes, and a decision for every one: one in ten is offered a
    place, one in ten waits."""
    chance = random.Random(SEED + count)
    programme = making.programme(f"Fellowships of {count}")
    past = timezone.now() - timedelta(days=30)
    call = making.call(
        programme, status="in-review", opens_at=past - timedelta(days=60), closes_at=past, places=count // 10,
        reviews_wanted=REVIEWS, letters_wanted=1,
    )
    positions = _positions(call, count // 10)
    applications = _applications(call, count)
    _reviews(call, applications, chance)
    _wishes(applications, positions, chance)
    _decisions(applications)
    return Made(call, making.coordinator(programme, f"coordinator{count}@bench.example"))


def _people(prefix: str, count: int) -> list[User]:
    """Accounts without a password."""
    return User.objects.bulk_create(
        [User(email=f"{prefix}{n}@bench.example", full_name=f"{prefix.title()} {n}", password="!", is_verified=True) for n in range(count)], BATCH,
    )


def _positions(call: Call, count: int) -> list[HostPosition]:
    """One place each, at ten hosts."""
    hosts = [make.institute(f"Host {n} of {call.places}") for n in range(10)]
    return HostPosition.objects.bulk_create(
        [HostPosition(call=call, host=hosts[n % 10], title_en=f"Group {n}", title_zh=f"课题组{n}", places=1) for n in range(count)], BATCH,
    )


def _applications(call: Call, count: int) -> list[Application]:
    now, form = timezone.now(), call.forms.get(stage=1)
    people = _people(f"applicant{count}of", count)
    made = Application.objects.bulk_create([
        Application(
            call=call, applicant=one, status="under-review", title=f"Soft robots {n}", form=form, number=f"B{count}-{n:05}", submitted_at=now,
            language=("en", "zh-hans")[n % 2],
        ) for n, one in enumerate(people)
    ], BATCH)
    answers = {"project": {"title": "Soft robots", "aim": "To build a soft hand. " * 30}, "stay": {"months": 6}}
    content = {"sections": answers, "form": 1}
    Section.objects.bulk_create([Section(application=one, key=key, answers=said) for one in made for key, said in answers.items()], BATCH)
    Revision.objects.bulk_create([
        Revision(application=one, number=1, content=content, sha256="0" * 64, key=f"k{one.pk}", received_at=now) for one in made
    ], BATCH)
    Letter.objects.bulk_create([
        Letter(application=one, name="Rosa Referee", email=f"rosa{one.pk}@bench.example", state="submitted", submitted_at=now, text="Yes. " * 90)
        for one in made
    ], BATCH)
    return made


def _reviews(call: Call, applications: list[Application], chance: random.Random) -> None:
    now, rubric = timezone.now(), Rubric.of(call.rubric)
    reviewers = _people(f"reviewer{len(applications)}of", max(REVIEWS, len(applications) * REVIEWS // LOAD))
    rows: list[Assignment] = []
    given: list[dict[str, int]] = []
    for number, one in enumerate(applications):
        for turn in range(REVIEWS):
            scores = {criterion["key"]: chance.randint(1, 5) for criterion in call.rubric}
            given.append(scores)
            rows.append(Assignment(
                application=one, reviewer=reviewers[(number * REVIEWS + turn) % len(reviewers)], state="submitted", declared_at=now, submitted_at=now,
                points=rubric.points(scores), to_panel="Sound and well planned. " * 10, to_applicant="A clear plan. " * 10,
            ))
    made = Assignment.objects.bulk_create(rows, BATCH)
    Score.objects.bulk_create([
        Score(assignment=row, criterion=key, value=value, low=1, high=5)
        for row, scores in zip(made, given, strict=True) for key, value in scores.items()
    ], BATCH)


def _wishes(applications: list[Application], positions: list[HostPosition], chance: random.Random) -> None:
    Preference.objects.bulk_create([
        Preference(application=one, position=wish, rank=rank)
        for one in applications for rank, wish in enumerate(chance.sample(positions, WISHES), 1)
    ], BATCH)


def decided(call: Call) -> None:
    """The decisions that the call began with, where a matching run has prepared others."""
    if call.match_runs.filter(state="published").exists() and not Decision.objects.filter(application__call=call, outcome="reject").exists():
        Decision.objects.filter(application__call=call).delete()
        _decisions(list(call.applications.order_by("pk")))


def _decisions(applications: list[Application]) -> None:
    def outcome(number: int) -> dict[str, Any]:
        return {0: {"outcome": "offer"}, 1: {"outcome": "wait", "rank": number // 10 + 1}}.get(number % 10, {"outcome": "reject"})

    Decision.objects.bulk_create([Decision(application=one, **outcome(number)) for number, one in enumerate(applications)], BATCH)


def programmes() -> int:
    """How many there are: a database that already has some is not ours to fill."""
    count: int = Programme.objects.count()
    return count
