"""Matching runs of a call: inputs frozen and hashed, computed, kept with their certificate; published into prepared decisions, or discarded."""

import hashlib
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from django.db import transaction
from django.db.models import Count, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.actor import Actor
from exchanges.errors import ExchangeError, NotAllowed
from exchanges.events import services as events
from exchanges.events.moves import carry_out
from exchanges.matching import frozen
from exchanges.models import Application, Assignment, Call, Decision, MatchRun, Preference
from exchanges.offers.rules import may_match
from exchanges.offers.services import locks
from exchanges.offers.states import RUN
from exchanges.offers.vocabulary import RunMethod, RunState
from exchanges.reviews.scoring import Rubric

IN_CONTENTION = ("eligible", "under-review", "shortlisted")
NO_SEED = _("Type a seed of 1 to 64 characters that you have published. Nothing was computed.")
NO_REASON = _("There is a run already. Say why there is another one; nothing was computed.")
NOBODY = _("Nobody in contention has wishes for the positions of this call, so there is nothing to match. Nothing was computed.")
CHANGED = _("Wishes, scores or places have changed since this run was computed. Nothing was published; compute a new run.")


def pseudonym(application: Application) -> str:
    """What an applicant is called in the runs of their call: nobody who doesn't know the application can tell whose it is."""
    return "a" + hashlib.sha256(f"{application.call.uid}/{application.uid}".encode()).hexdigest()[:15]


def contenders(call: Call) -> list[Application]:
    """Who takes part: the shortlist where there is one, otherwise everybody being judged; in any case with wishes."""
    rows = Application.objects.filter(call=call, status__in=IN_CONTENTION, preferences__position__call=call).distinct().select_related("call")
    found = list(rows.order_by("pk"))
    return [one for one in found if one.status == "shortlisted"] or found


def freeze(call: Call, method: str, seed: str) -> dict[str, Any]:
    """Everything that the result depends on, as JSON (exchanges/matching/frozen.py)."""
    people = contenders(call)
    names = {one.pk: pseudonym(one) for one in people}
    wishes: dict[str, list[str]] = {name: [] for name in names.values()}
    rows = Preference.objects.filter(application__in=people, position__call=call).order_by("application", "rank")
    for application, position in rows.values_list("application_id", "position__uid"):
        wishes[names[application]].append(position)
    return {
        "version": frozen.VERSIONS[method], "method": method, "seed": seed, "cap": max(0, call.places - call.taken), "applicants": wishes,
        "positions": {one.uid: max(0, one.places - one.taken) for one in call.positions.all()},
        "scores": _scores(call, names) if method == RunMethod.DEFERRED_ACCEPTANCE else {},
    }


def _scores(call: Call, names: Mapping[int, str]) -> dict[str, str]:
    """The exact weighted mean of each application's reviews of its stage, as a fraction."""
    rubric = Rubric.of(call.rubric)
    stages = dict(Application.objects.filter(pk__in=names).values_list("pk", "stage"))
    counted = Assignment.objects.counted().filter(application__in=names, points__isnull=False)
    found: dict[str, str] = {}
    for row in counted.values("application_id", "stage").annotate(total=Sum("points"), n=Count("pk")).order_by("application_id", "stage"):
        mean: Fraction | None = rubric.mean(row["total"], row["n"])
        if mean is not None and stages[row["application_id"]] == row["stage"]:
            found[names[row["application_id"]]] = f"{mean.numerator}/{mean.denominator}"
    return found


def compute(call: Call, *, method: str, seed: str, reason: str = "", by: Actor) -> MatchRun:
    """A new run, computed and kept. Every run of a call stays on record, so a second one needs a reason: nobody tries seeds until they like one."""
    seed, reason = seed.replace("\0", "").strip(), reason.replace("\0", "").strip()
    with transaction.atomic():
        call = locks.call(call.pk)
        if not may_match(by, call):
            raise NotAllowed
        if not 1 <= len(seed) <= 64 or method not in RunMethod.values:
            raise ExchangeError(NO_SEED)
        if call.match_runs.exists() and not reason:
            raise ExchangeError(NO_REASON)
        inputs = freeze(call, method, seed)
        if not inputs["applicants"]:
            raise ExchangeError(NOBODY)
        done = frozen.compute(inputs)
        run: MatchRun = MatchRun.objects.create(
            call=call, method=method, seed=seed, inputs=inputs, inputs_sha256=frozen.sha256(inputs), result=done.result,
            result_sha256=frozen.sha256(done.result), certificate=done.certificate, reason=reason[:2000], by=by.user,
        )
        events.record(run, "compute", source="", target=run.state, by=by, call=call.pk, inputs=run.inputs_sha256, result=run.result_sha256)
    return run


def publish(run: MatchRun, *, by: Actor, override: str = "") -> MatchRun:
    """Prepare a decision for everybody of the run: an offer at their position, or the waiting list in order of standing. Nobody is told before the
    decisions of the call are released. `override` says why those are decided who have fewer reviews than the call wants (missing_reviews); it is
    kept with their decisions alone. Raises ExchangeError without it, and when the inputs are no longer those of the run."""
    from exchanges.reviews import together  # it asks this room for offers when decisions are released

    with transaction.atomic():
        call = locks.call(run.call_id)
        run = _locked(run)
        few, said = _missing(call, contenders(call)), override.replace("\0", "").strip()
        if not carry_out(RUN, run, "publish", by=by, call=call.pk, reason=said if few else "", writes={"published_at": timezone.now()}):
            return run
        if frozen.sha256(freeze(call, run.method, run.seed)) != run.inputs_sha256:
            raise ExchangeError(CHANGED)
        if few and not said:
            raise ExchangeError(_too_few(len(few)))
        people = {pseudonym(one): one for one in contenders(call)}
        positions = {one.uid: one for one in call.positions.all()}
        waits = [who for who in frozen.standing(run.inputs) if who not in run.result["places"]]
        wanted = {people[who]: together.Wanted("offer", position=positions[position]) for who, position in sorted(run.result["places"].items())}
        wanted |= {people[who]: together.Wanted("wait", rank=rank) for rank, who in enumerate(waits, 1)}
        together.prepare_all(call, wanted, override=said, by=by)
    return run


def _too_few(num: int) -> str:
    return ngettext(
        "%(num)s application of this run has fewer reviews than the call wants. Say why it is decided all the same; nothing was published.",
        "%(num)s applications of this run have fewer reviews than the call wants. Say why they are decided all the same; nothing was published.",
        num,
    ) % {"num": num}


def missing_reviews(run: MatchRun) -> list[tuple[Application, int]]:
    """Who of a run that waits to be published has fewer reviews than the call wants, and how many are in; in order of number."""
    return _missing(run.call, contenders(run.call)) if run.state == RunState.COMPUTED else []


def _missing(call: Call, people: list[Application]) -> list[tuple[Application, int]]:
    counted = Assignment.objects.counted().filter(application__in=[one.pk for one in people]).order_by()
    found = {(key, stage): n for key, stage, n in counted.values_list("application_id", "stage").annotate(n=Count("pk"))}
    few = [(one, found.get((one.pk, one.stage), 0)) for one in people]
    return sorted(((one, n) for one, n in few if n < call.reviews_wanted), key=lambda row: row[0].number or "")


def discard(run: MatchRun, *, by: Actor) -> MatchRun:
    with transaction.atomic():
        call = locks.call(run.call_id)
        run = _locked(run)
        carry_out(RUN, run, "discard", by=by, call=call.pk)
    return run


def summary(inputs: Mapping[str, Any], result: Mapping[str, Any]) -> dict[str, Any]:
    """What people want to know first: how many got which wish, how full each position is, who got none."""
    ranks = [inputs["applicants"][who].index(position) + 1 for who, position in result["places"].items()]
    here = list(result["places"].values())
    return {
        "applicants": len(inputs["applicants"]), "placed": len(here), "below_line": len(result["below_line"]),
        "ranks": [(rank, ranks.count(rank)) for rank in sorted(set(ranks))],
        "fill": {uid: (here.count(uid), places) for uid, places in inputs["positions"].items()},
    }


def document(run: MatchRun) -> dict[str, Any]:
    """What anybody checks: no name, no number, only pseudonyms."""
    return {
        "run": run.uid, "inputs": run.inputs, "inputs_sha256": run.inputs_sha256, "result": run.result, "result_sha256": run.result_sha256,
        "certificate": run.certificate,
    }


def published_for(application: Application) -> MatchRun | None:
    """The published run that an applicant may read: theirs, once their decision has been told."""
    told = Decision.objects.filter(application=application, released_at__isnull=False).exists()
    run = MatchRun.objects.filter(call=application.call_id, state=RunState.PUBLISHED).order_by("-published_at").first() if told else None
    return run if run is not None and pseudonym(application) in run.inputs["applicants"] else None


def by_uid(uid: str) -> MatchRun | None:
    found: MatchRun | None = MatchRun.objects.select_related("call__programme").filter(uid=uid).first()
    return found


def _locked(run: MatchRun) -> MatchRun:
    found: MatchRun = MatchRun.objects.select_for_update(no_key=True, of=("self",)).select_related("call__programme").get(pk=run.pk)
    return found
