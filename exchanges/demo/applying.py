"""Applications of the demo, with letters, reviews, decisions, offers and placements, so that each sign-in has something to do."""

import hashlib
import itertools
import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from accounts.models import User
from directory.models import Profile
from exchanges.demo import stays, surveyed
from exchanges.demo.calls import Calls
from exchanges.demo.people import Cast
from exchanges.demo.texts import PROJECTS
from exchanges.models import Application, Assignment, Call, Decision, Letter, Revision
from exchanges.reviews.scoring import Rubric

DAY = timedelta(days=1)
Projects = Mapping[str, Iterator[tuple[str, str, str]]]
TO_PANEL = {"en": "Sound, and the right people for it.", "zh": "方案可靠，人选合适。"}
TO_APPLICANT = {"en": "Say more about how the data will be shared.", "zh": "请补充说明数据如何共享。"}


def make(cast: Cast, calls: Calls, now: datetime) -> None:
    """Something in every call that has been open."""
    projects = {lang: itertools.cycle(listed) for lang, listed in PROJECTS.items()}
    _drafts(cast, calls, now, projects)
    _in_review(cast, calls["judged"], now, projects)
    _deciding(cast, calls["deciding"], now, projects)
    _decided(cast, calls["decided"], now, projects)

    def sent(call: Call, user: User, status: str, at: datetime) -> Application:
        return _sent(call, user, status, at, projects)

    stays.make(cast, calls["past"], now, sent)
    for number, user in enumerate([*cast.applicants[:5], cast.owner]):
        _sent(calls["closed"], user, "submitted", now - (4 + number) * DAY, projects)
    surveyed.make(calls, now, sent)


def _begun(call: Call, user: User, status: str, at: datetime, projects: Projects, **fields: Any) -> Application:
    lang = "zh" if user.language.startswith("zh") else "en"
    title, aim, after = next(projects[lang])
    participations = call.programme.participations.filter(part__in=["organiser", "host"])
    here = "CN" if lang == "zh" else "GB"
    homes = Profile.objects.filter(participations__in=participations, locations__place__country=here).order_by("pk").distinct()
    application: Application = Application.objects.create(
        home=homes[user.pk % len(homes)] if homes else None,
        call=call,
        applicant=user,
        status=status,
        title=title,
        language=user.language,
        form=call.forms.get(),
        created_at=at - 6 * DAY,
        updated_at=at,
        profile=Profile.objects.filter(owner=user, kind="researcher").first(),
        **fields,
    )
    application.sections.create(key="project", answers={"title": title, "aim": aim, "after": after}, saved_at=at, saved_by=user)
    application.sections.create(key="stay", answers={"months": 3 + len(title) % 9}, saved_at=at, saved_by=user)
    for rank, position in enumerate(call.positions.all()[: 1 + len(title) % 3], start=1):
        application.preferences.create(position=position, rank=rank)
    return application


def _sent(call: Call, user: User, status: str, at: datetime, projects: Projects) -> Application:
    """One that came in, with its revision and number."""
    count = call.applications.filter(number__isnull=False).count() + 1
    number = f"{call.uid[:4].upper()}-{at.year}-{count:04}"
    application = _begun(call, user, status, at, projects, number=number, submitted_at=at)
    content = {"number": number, "form": application.form.version, "sections": {one.key: one.answers for one in application.sections.all()}}
    digest = hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
    Revision.objects.create(application=application, number=1, content=content, sha256=digest, key="demo", received_at=at, by=user)
    return application


def _drafts(cast: Cast, calls: Calls, now: datetime, projects: Projects) -> None:
    """The member and the owner are writing; others have sent theirs."""
    draft = _begun(calls["open"], cast.member, "draft", now - DAY, projects)
    draft.sections.filter(key="stay").delete()
    _begun(calls["rolling"], cast.owner, "draft", now - 2 * DAY, projects)
    for number, user in enumerate(cast.applicants[6:12]):
        _sent(calls["open"], user, "submitted", now - (2 + number) * DAY, projects)
    _sent(calls["rolling"], cast.applicants[13], "submitted", now - 9 * DAY, projects)


def _letter(application: Application, now: datetime, number: int) -> None:
    is_in = number % 3 != 0
    Letter.objects.create(
        application=application,
        name=("Prof. Elowen Tregarthen", "季鸿儒教授")[number % 2],
        email=f"referee{application.pk}@example.org",
        organisation=("Harbour Institute (invented)", "长堤研究所（虚构）")[number % 2],
        state="submitted" if is_in else "requested",
        language=application.language,
        asked_at=application.submitted_at,
        due_at=now - (0 if is_in else 5) * DAY,
        submitted_at=now - 12 * DAY if is_in else None,
        token_hash=hashlib.sha256(f"demo letter {application.pk}".encode()).hexdigest(),
        text="I have worked with the applicant for four years and would do so again tomorrow." if is_in else "",
    )


def _review(application: Application, reviewer: User, state: str, now: datetime, seed: int) -> None:
    """A review in that state; of one that is in, all criteria are scored."""
    call, lang = application.call, "zh" if reviewer.language.startswith("zh") else "en"
    scores = {one["key"]: 2 + (seed * 7 + number * 3) % 4 for number, one in enumerate(call.rubric)}
    is_in = state in {"submitted", "locked"}
    assignment = Assignment.objects.create(
        application=application,
        reviewer=reviewer,
        state=state,
        due_at=now + (6 if seed % 4 else -2) * DAY,
        assigned_at=now - 15 * DAY,
        declared_at=None if state == "invited" else now - 12 * DAY,
        submitted_at=now - 3 * DAY if is_in else None,
        points=Rubric.of(call.rubric).points(scores) if is_in else None,
        to_panel=TO_PANEL[lang] if is_in else "",
        to_applicant=TO_APPLICANT[lang] if is_in else "",
    )
    if is_in:
        for one in call.rubric:
            assignment.scores.create(criterion=one["key"], value=scores[one["key"]], low=one["low"], high=one["high"])


def _in_review(cast: Cast, call: Call, now: datetime, projects: Projects) -> None:
    """Twelve under review; the reviewer's own pile has one of each sort."""
    own = itertools.cycle(("invited", "in-progress", "submitted"))
    for number, user in enumerate(cast.applicants[:12]):
        application = _sent(call, user, "under-review", now - (25 + number) * DAY, projects)
        _letter(application, now, number)
        if number < 6:
            _review(application, cast.reviewer, next(own), now, number)
        for other in cast.reviewers[1:]:
            if (number + other.pk) % 4:
                _review(application, other, "submitted", now, number + other.pk)


def _deciding(cast: Cast, call: Call, now: datetime, projects: Projects) -> None:
    """Reviews are in; half of the decisions are prepared."""
    for number, user in enumerate(cast.applicants[4:12]):
        application = _sent(call, user, "shortlisted" if number < 5 else "under-review", now - (50 + number) * DAY, projects)
        for reviewer in cast.reviewers:
            _review(application, reviewer, "submitted", now, number + reviewer.pk)
        if number < 4:
            Decision.objects.create(
                application=application,
                outcome="offer" if number < 2 else "wait" if number == 2 else "reject",
                rank=1 if number == 2 else None,
                prepared_by=cast.coordinator,
                prepared_at=now - DAY,
            )


def _decided(cast: Cast, call: Call, now: datetime, projects: Projects) -> None:
    """The member has an offer to answer, two people wait."""
    for number, user in enumerate([cast.member, *cast.applicants[:3]]):
        application = _sent(call, user, "shortlisted", now - (105 + number) * DAY, projects)
        if number < 2:
            stays.offered(application, now - 4 * DAY)
        else:
            stays.listed(application, now - 4 * DAY)
