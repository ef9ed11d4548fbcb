"""Writing the parts of a call: its own columns, each with what holds it once people count on it."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit, notices
from accounts.actor import Actor
from accounts.vocabulary import NoticeKind
from exchanges.applications.models import Application
from exchanges.applications.rules import decides_all
from exchanges.calls import shapes
from exchanges.calls.errors import BadField
from exchanges.calls.gaps import Gap, NotReady, gaps_of
from exchanges.calls.models import Call, HostPosition
from exchanges.calls.services import dating
from exchanges.calls.services.locking import writable
from exchanges.calls.services.moving import titles
from exchanges.calls.vocabulary import CallStatus
from exchanges.errors import TAKES_PART
from exchanges.events import services as events
from exchanges.programmes.rules import right_of
from exchanges.programmes.vocabulary import Currency
from exchanges.reviews.models import Assignment

TEXTS = ("title_en", "title_zh", "summary_en", "summary_zh", "text_en", "text_zh", "subjects")
# The columns of each part; of the dates also what they are resolved from.
COLUMNS: dict[str, tuple[str, ...]] = {
    "texts": TEXTS,
    "dates": (
        "zone", "grace", "is_rolling", "stages", "starts_on", "ends_on", "decisions_on",
        *(f"{one}_{end}" for one in dating.TIMES for end in ("local", "at")),
    ),
    "places": ("places",), "documents": ("documents",), "eligibility": ("eligibility",),
    "review": ("review_mode", "reviews_wanted", "reviews_due_at", "rubric"),
    "letters": ("letters_wanted", "letters_asked", "letters_due_at"),
    "offers": ("offer_days", "offer_calendar", "one_place_each", "is_paired", "halves"),
}
CHECKED: dict[str, Callable[[Any], Any]] = {
    "documents": shapes.check_documents, "eligibility": shapes.check_eligibility, "rubric": shapes.check_rubric,
}
NOT_OPEN = {CallStatus.DRAFT, CallStatus.ARCHIVED, CallStatus.CANCELLED}
MOST_CAP = 10**12


def edit(call: Call, part: str, given: Mapping[str, Any], *, version: int | None = None, by: Actor) -> Call:
    """Write one part. `given` holds its columns (of the dates: what dating.put takes). Raises NotAllowed, Stale with the call as it stands, BadField,
    BadShape, NotReady when an open call would lose what it must have."""
    with transaction.atomic():
        row = writable(call, version, by=by)
        before = Call.objects.get(pk=row.pk)
        keys = open_gaps(before, by.now)
        if part == "dates":
            dating.put(row, given, by.now)
        else:
            _put(row, part, given)
        if part in HOLDS:
            HOLDS[part](row, before)
        _clean(row, part)
        changed = [name for name in COLUMNS[part] if getattr(row, name) != getattr(before, name)]
        if changed:
            hold_open(keys, row, by.now)
            written(row, part, changed, by=by)
            if part == "dates":
                _tell_later(row, before)
            if part == "places":
                fill(row, row.places - before.places, by=by)
    return row


def fill(row: Call, more: int, position: HostPosition | None = None, *, by: Actor) -> None:
    """Further places go to those who wait, in the same transaction; the call is locked. Nobody sets the places that they apply for themselves."""
    if more and not decides_all(by, row):
        raise BadField("places", TAKES_PART)
    if more > 0:
        from exchanges.offers import services as offers  # not at the top: offers ask about calls

        offers.fill(row.pk, more, position, by=None)


def _put(row: Call, part: str, given: Mapping[str, Any]) -> None:
    for name, value in given.items():
        if name not in COLUMNS[part]:
            raise BadField(name, _("This isn’t part of what is edited here."))
        setattr(row, name, CHECKED[name](value) if name in CHECKED else value)


def _clean(row: Call, part: str) -> None:
    """Types, lengths and closed lists, as the columns have them."""
    others = [field.name for field in row._meta.fields if field.name not in COLUMNS[part]]  # noqa: SLF001 - Django's documented name
    try:
        row.clean_fields(exclude=others)
    except ValidationError as wrong:
        field, messages = next(iter(wrong.message_dict.items()))
        raise BadField(field, " ".join(messages)) from None


def open_gaps(call: Call, now: datetime) -> set[tuple[str, str, str]] | None:
    """What a call that is out lacks already; None while it may lack anything."""
    return None if call.status in NOT_OPEN else {gap.key for gap in gaps_of(call, now)}


def hold_open(before: set[tuple[str, str, str]] | None, row: Call, now: datetime) -> None:
    """Refuse a change that takes from an open call what it must have; what it lacked before is no reason."""
    new: list[Gap] = [] if before is None else [gap for gap in gaps_of(row, now) if gap.key not in before]
    if new:
        raise NotReady(new)


def written(row: Call, part: str, changed: list[str], *, by: Actor) -> None:
    """Save the locked row with the next version, and write it into its history."""
    row.version += 1
    row.updated_at = by.now
    row.save(update_fields=[*changed, "version", "updated_at"])
    events.record(row, "edit", source=row.status, target=row.status, by=by, right=right_of(by), call=row.pk, part=part, fields=changed)
    audit.record("call.edit", by=by.user, on=("call", row.uid), right=right_of(by), part=part)


def has_applications(row: Call) -> bool:
    return bool(Application.objects.filter(call=row).exists())


def was_applied(row: Call) -> bool:
    """Whether something was submitted already."""
    return bool(Application.objects.filter(call=row, submitted_at__isnull=False).exists())


def _fewer(places: Any, taken: int) -> bool:
    return not isinstance(places, int) or places < taken


def _hold_places(row: Call, before: Call) -> None:
    if _fewer(row.places, before.taken):
        raise BadField("places", _("%(taken)s places are taken or offered, so there can’t be fewer.") % {"taken": before.taken})


def _hold_documents(row: Call, before: Call) -> None:
    if row.documents != before.documents and was_applied(row):
        raise BadField("documents", _("Applications have come in, so the documents wanted stay as they are."))


def _hold_rules(row: Call, before: Call) -> None:
    if row.eligibility != before.eligibility and was_applied(row):
        raise BadField("eligibility", _("Applications have come in, so the rules who may apply stay as they are."))


def _hold_review(row: Call, before: Call) -> None:
    if row.rubric != before.rubric and Assignment.objects.filter(application__call=row, submitted_at__isnull=False).exists():
        raise BadField("rubric", _("A review has come in, so the criteria stay as they are."))
    if row.review_mode != before.review_mode and was_applied(row):
        raise BadField("review_mode", _("Applications have come in under these conditions, so who learns whose name stays as it is."))


def _hold_letters(row: Call, before: Call) -> None:
    if was_applied(row) and (row.letters_asked != before.letters_asked or row.letters_wanted > before.letters_wanted):
        raise BadField("letters_wanted", _("Applications have come in, so no more letters can be wanted, nor at another time."))
    due, was = row.letters_due_at, before.letters_due_at
    if was is not None and (due is None or due < was) and has_applications(row):
        raise BadField("letters_due", _("People have begun to apply, so this day may move later, never earlier."))


def _hold_offers(row: Call, before: Call) -> None:
    row.halves = check_halves(row.halves) if row.is_paired else {}
    if (row.is_paired, row.halves) != (before.is_paired, before.halves) and has_applications(row):
        raise BadField("is_paired", _("People have begun to apply, so the halves and their caps stay as they are."))


def check_halves(halves: Any) -> dict[str, Any]:
    """The currency and the cap (smallest units) of each half."""
    found = {}
    for side in ("uk", "cn"):
        half = halves.get(side) if isinstance(halves, dict) else None
        cap = half.get("cap") if isinstance(half, dict) else None
        if not isinstance(half, dict) or half.get("currency") not in Currency.values:
            raise BadField(f"{side}_currency", _("Choose the currency of this half."))
        if isinstance(cap, bool) or not isinstance(cap, int) or not 0 < cap <= MOST_CAP:
            raise BadField(f"{side}_cap", _("Write the most that this half may ask for."))
        found[side] = {"currency": half["currency"], "cap": cap}
    return found


HOLDS: dict[str, Callable[[Call, Call], None]] = {
    "places": _hold_places, "documents": _hold_documents, "eligibility": _hold_rules, "review": _hold_review, "letters": _hold_letters,
    "offers": _hold_offers,
}


def _tell_later(row: Call, before: Call) -> None:
    """Who has a draft is told of a later deadline."""
    if before.closes_at is None or row.closes_at is None or row.closes_at <= before.closes_at or row.status == CallStatus.DRAFT:
        return
    until = {"en": f"{row.closes_local:%Y-%m-%d %H:%M} ({row.zone})"}
    for application in Application.objects.filter(call=row, status="draft").select_related("applicant").order_by("pk"):
        notices.tell(
            application.applicant, NoticeKind.EXCHANGE, "calls/later", facts={"call": titles(row), "until": until},
            path=f"account/applications/{application.uid}", dedupe_key=f"call:later:{application.pk}:{row.version}",
        )
