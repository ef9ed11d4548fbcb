"""Automatic assignment: who reviews what, by subject, language and an even load, conflicts left out; the same inputs give the same plan.

Each application in turn (those with the fewest possible reviewers first) takes the reviewer that fits best among those below the even share; where
all are at their share, one of them hands something on, if they can; else the share is passed rather than an application left unread.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count

from accounts.actor import Actor
from accounts.errors import AccountError
from accounts.models import User
from directory.models import Profile, ProfileSubject
from directory.subjects import ford
from exchanges.applications.models import Application, Preference
from exchanges.calls.models import Call
from exchanges.programmes.models import ProgrammeRole
from exchanges.reviews import services, ties
from exchanges.reviews.conflicts import Conflict, between
from exchanges.reviews.models import Assignment
from exchanges.reviews.querysets import judged_by
from exchanges.reviews.services import REVIEWABLE
from exchanges.reviews.states import LIVE
from exchanges.reviews.telling import tell_of_many

NARROW, BROAD, NONE = 2, 1, 0  # how well the subjects fit


@dataclass(frozen=True)
class Fit:
    """How a reviewer fits an application: subjects 0 to 2 with the codes that fit, and whether they read its language."""

    subject: int = NONE
    codes: tuple[str, ...] = ()
    language: bool = False


@dataclass
class Row:
    """One review to be asked for, and what was weighed."""

    application: Application
    reviewer: User
    why: dict[str, Any]


@dataclass
class Short:
    """An application for which too few reviewers are left: how many are missing, and whom a conflict excludes."""

    application: Application
    missing: int
    excluded: list[tuple[User, list[Conflict]]]


@dataclass
class Plan:
    """What would be asked; `digest` names exactly this plan, so that what was shown is what is written."""

    rows: list[Row] = field(default_factory=list)
    short: list[Short] = field(default_factory=list)
    load: list[tuple[User, int, int]] = field(default_factory=list)  # before, after

    @property
    def digest(self) -> str:
        rows = [[row.application.pk, row.application.version, row.reviewer.pk] for row in self.rows]
        return hashlib.sha256(json.dumps(rows).encode()).hexdigest()


def plan(call: Call, *, by: Actor, stage: int = 1) -> Plan:
    """The reviews that are still wanted, with the reviewers that the programme has now. Nothing is written."""
    wanted = Application.objects.filter(judged_by(by), call=call, stage=stage, status__in=REVIEWABLE).order_by("number")
    return _Table(call, stage, list(wanted)).solve()


def reviewers_of(call: Call) -> list[User]:
    """Who reviews for the programme now, by key."""
    held = ProgrammeRole.objects.filter(programme=call.programme_id, role="reviewer", ended_at=None, user__is_active=True)
    return list(User.objects.filter(pk__in=held.values("user")).order_by("pk"))


class _Table:
    """Everything that the plan weighs, read once."""

    def __init__(self, call: Call, stage: int, applications: list[Application]) -> None:
        self.call, self.applications, self.people = call, applications, {user.pk: user for user in reviewers_of(call)}
        sides, known = ties.of_applications(applications), ties.of_people(self.people.values())
        self.conflicts = {(one.pk, user): found for one in applications for user in self.people if (found := between(sides[one.pk], known[user]))}
        self.asked: dict[int, set[int]] = defaultdict(set)  # in whatever state: who said no once isn't asked by a machine again
        self.standing: dict[int, int] = defaultdict(int)
        for application, user, state in Assignment.objects.filter(application__in=applications, stage=stage).values_list(
            "application_id", "reviewer_id", "state"
        ):
            self.asked[application].add(user)
            self.standing[application] += state in LIVE
        counted = Assignment.objects.filter(application__call=call, reviewer__in=self.people, state__in=LIVE)
        self.before = dict.fromkeys(self.people, 0) | dict(counted.values_list("reviewer").annotate(n=Count("pk")))
        self.load = dict(self.before)
        self.fits = _Fits(call, applications, self.people)
        self.given: dict[int, list[int]] = {one.pk: [] for one in applications}
        need = sum(self.missing(one) for one in applications)
        self.share = -(-(need + sum(self.before.values())) // max(1, len(self.people)))

    def missing(self, application: Application) -> int:
        return max(0, self.call.reviews_wanted - self.standing[application.pk] - len(self.given[application.pk]))

    def free(self, application: int) -> list[int]:
        """Who may review it and isn't asked yet."""
        taken = {*self.asked[application], *self.given[application]}
        return [user for user in self.people if user not in taken and (application, user) not in self.conflicts]

    def solve(self) -> Plan:
        order = sorted(self.applications, key=lambda one: (len(self.free(one.pk)), one.number))
        for _round in range(self.call.reviews_wanted):  # a first reviewer for everybody before a second for anybody
            for application in order:
                if self.missing(application) and (free := self.free(application.pk)):
                    self.give(application.pk, min(free, key=lambda user: self.cost(application.pk, user)))
        return self.told()

    def cost(self, application: int, user: int) -> tuple[bool, int, bool, int, int]:
        fit = self.fits.of(application, user)
        return (self.load[user] >= self.share, -fit.subject, not fit.language, self.load[user], user)

    def give(self, application: int, user: int) -> None:
        if self.load[user] >= self.share:
            self.hand_on(user)
        self.given[application].append(user)
        self.load[user] += 1

    def hand_on(self, user: int) -> None:
        """Somebody at their share passes one application of this plan to somebody below theirs, if that is possible."""
        for application in sorted(self.given):
            if user in self.given[application]:
                others = [one for one in self.free(application) if self.load[one] < self.share]
                if others:
                    other = min(others, key=lambda one: self.cost(application, one))
                    self.given[application][self.given[application].index(user)] = other
                    self.load[user] -= 1
                    self.load[other] += 1
                    return

    def told(self) -> Plan:
        made = Plan(load=[(self.people[user], self.before[user], self.load[user]) for user in self.people])
        for one in self.applications:
            excluded = [(user, self.conflicts[one.pk, user]) for user in self.people if (one.pk, user) in self.conflicts]
            made.rows += [Row(one, self.people[user], self.why(one, user, excluded)) for user in sorted(self.given[one.pk])]
            if self.missing(one):
                made.short.append(Short(one, self.missing(one), [(self.people[user], found) for user, found in excluded]))
        return made

    def why(self, application: Application, user: int, excluded: Sequence[tuple[int, list[Conflict]]]) -> dict[str, Any]:
        fit = self.fits.of(application.pk, user)
        return {
            "by": "plan",
            "subject": {"fit": fit.subject, "codes": list(fit.codes)},
            "language": {"fit": fit.language, "code": application.language},
            "load": self.load[user],
            "share": self.share,
            "excluded": [{"reviewer": one, "conflicts": [each.as_data() for each in found]} for one, found in excluded],
        }


class _Fits:
    """Subjects and languages of both sides: FORD codes of the wanted positions, else of the applicant's profile, else of the call."""

    def __init__(self, call: Call, applications: Iterable[Application], people: Iterable[int]) -> None:
        rows = list(applications)
        wished = defaultdict(set)
        for application, code in (
            Preference.objects.filter(application__in=rows).exclude(position__subject="").values_list("application_id", "position__subject")
        ):
            wished[application].add(code)
        owned = dict(Profile.objects.filter(owner__in=people, kind="researcher").values_list("owner_id", "pk"))
        subjects = defaultdict(set)
        asked = [*owned.values(), *(one.profile_id for one in rows if one.profile_id)]
        for profile, code in ProfileSubject.objects.filter(profile__in=asked).values_list("profile_id", "subject__code"):
            subjects[profile].add(code)
        usual = set(call.subjects or call.programme.subjects)
        self.codes = {one.pk: wished[one.pk] or subjects.get(one.profile_id or 0) or usual for one in rows}
        self.knows = {user: subjects.get(owned.get(user, 0), set()) for user in people}
        spoken = dict(Profile.objects.filter(pk__in=owned.values()).values_list("pk", "working_languages"))
        own = dict(User.objects.filter(pk__in=people).values_list("pk", "language"))
        self.reads = {user: {plain(code) for code in [own[user], *(spoken.get(owned.get(user, 0)) or [])]} for user in people}
        self.language = {one.pk: plain(one.language) for one in rows}
        self._known: dict[tuple[int, int], Fit] = {}

    def of(self, application: int, user: int) -> Fit:
        if (application, user) not in self._known:
            self._known[application, user] = self._of(application, user)
        return self._known[application, user]

    def _of(self, application: int, user: int) -> Fit:
        wanted, known = self.codes[application], self.knows[user]
        language = self.language[application] in self.reads[user]
        if same := wanted & known:
            return Fit(NARROW, tuple(sorted(same)), language)
        if near := {broad(code) for code in wanted} & {broad(code) for code in known}:
            return Fit(BROAD, tuple(sorted(near)), language)
        return Fit(NONE, (), language)


def broad(code: str) -> str:
    """The broad field above a code; a broad one is its own."""
    row = ford().get(code)
    return row["parent"] or code if row else code


def plain(language: str) -> str:
    """zh of zh-hans."""
    return language.partition("-")[0].lower()


@dataclass(frozen=True)
class Result:
    """What came of one row: asked, or why not."""

    row: Row
    problem: str = ""


def carry_out(made: Plan, *, by: Actor) -> list[Result]:
    """Ask for every review of the plan, each in a transaction of its own that looks at conflicts again; then tell each reviewer once of all."""
    results = []
    told: dict[int, list[Assignment]] = defaultdict(list)
    for row in made.rows:
        try:
            asked = services.assign(row.application, row.reviewer, by=by, why=row.why, tell=False)
        except AccountError as refusal:
            results.append(Result(row, str(refusal)))
        else:
            results.append(Result(row))
            told[row.reviewer.pk].append(asked)
    for asked_of in told.values():
        tell_of_many(asked_of, made.digest)
    return results
