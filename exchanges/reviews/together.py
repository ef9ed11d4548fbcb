"""The decisions of many applications of a call, prepared in one act: those of a matching run."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from accounts.actor import Actor
from exchanges.applications.models import Application
from exchanges.calls.models import Call, HostPosition
from exchanges.errors import NotAllowed, NotNow
from exchanges.events.services import record_many
from exchanges.programmes.rules import may_coordinate, right_of
from exchanges.reviews import deciding
from exchanges.reviews.deciding import says, values_of
from exchanges.reviews.inputs import clean
from exchanges.reviews.models import Assignment, Decision, Release

WRITTEN = ["outcome", "rank", "position", "conditions", "letter", "override", "prepared_by", "prepared_at", "skipped"]


@dataclass(frozen=True)
class Wanted:
    """What is to become of one application."""

    outcome: str
    rank: int | None = None
    position: HostPosition | None = None


def prepare_all(call: Call, wanted: Mapping[Application, Wanted], *, by: Actor, override: str = "") -> None:
    """Prepare many decisions of a call that the caller has locked, all or none: each as `deciding.prepare` does it, with the rows read and written
    together. Those of pairs are decided one by one, because each half follows the other."""
    with transaction.atomic():
        if call.is_paired:
            for application, what in wanted.items():
                deciding.prepare(application, outcome=what.outcome, rank=what.rank, position=what.position, override=override, by=by)
        else:
            _prepare_all(call, {application.pk: what for application, what in wanted.items()}, by, clean(override))


def _prepare_all(call: Call, wanted: Mapping[int, Wanted], by: Actor, override: str) -> None:
    texts = {"conditions": "", "letter": "", "override": override}
    rows = list(Application.objects.select_for_update(no_key=True).filter(call=call, pk__in=wanted).order_by("pk"))
    own = set(Application.objects.filter(call=call).involving(by).values_list("pk", flat=True))
    if len(rows) < len(wanted) or not may_coordinate(by, call.programme_id) or own & wanted.keys():
        raise NotAllowed
    if Release.objects.filter(call=call, stage__in={one.stage for one in rows}, ended_at=None).exists():
        raise NotNow
    reviews = Counter(Assignment.objects.counted().filter(application__call=call).values_list("application", "stage"))
    held = Decision.objects.select_for_update(no_key=True).filter(application__call=call).order_by("pk")
    standing = {(one.application_id, one.stage): one for one in held}
    new: list[Decision] = []
    changed: list[Decision] = []
    for one in rows:
        one.call, what, known = call, wanted[one.pk], standing.get((one.pk, one.stage))
        values = values_of(one, what.outcome, by, what.rank, what.position, texts, reviews[one.pk, one.stage])
        if known is None:
            new.append(Decision(application=one, stage=one.stage, **values))
        elif known.released_at:
            raise NotNow
        elif not says(known, values):
            changed.append(Decision(pk=known.pk, application=one, stage=one.stage, **values))
    Decision.objects.bulk_create(new, 500)
    again = [Decision(application=one.application, stage=one.stage, **{name: getattr(one, name) for name in WRITTEN}) for one in changed]
    Decision.objects.bulk_create(again, 500, update_conflicts=True, unique_fields=["application", "stage"], update_fields=WRITTEN)
    for some, source in ((new, ""), (changed, "prepared")):
        sources = [source] * len(some)
        record_many(some, "prepare", sources=sources, target="prepared", by=by, right=right_of(by), call=call.pk)
