"""A new call: blank, or made from a template or a past call, with everything but its dates. And the languages that a call may lack."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.actor import Actor
from exchanges.calls.errors import BadField
from exchanges.calls.models import Call, CallForm, HostPosition
from exchanges.calls.services.editing import hold_open, open_gaps, written
from exchanges.calls.services.locking import writable
from exchanges.calls.versions import form_for
from exchanges.errors import ExchangeError, NotAllowed
from exchanges.events import services as events
from exchanges.programmes.models import Programme
from exchanges.programmes.rules import may_coordinate, right_of
from exchanges.programmes.vocabulary import ProgrammeStatus

# What a copy takes over. No date is among them: nothing is shifted silently.
COPIED = (
    "title_en", "title_zh", "summary_en", "summary_zh", "text_en", "text_zh", "subjects", "places", "zone", "grace", "is_rolling", "stages",
    "review_mode", "reviews_wanted", "letters_wanted", "letters_asked", "documents", "eligibility", "rubric", "offer_days", "offer_calendar",
    "one_place_each", "is_paired", "halves",
)
POSITION_COPIED = ("host_id", "supervisor_id", "unit_en", "unit_zh", "title_en", "title_zh", "subject", "places", "order")
LONGEST_REASON = 1000


def create(programme: Programme, *, title_en: str = "", title_zh: str = "", by: Actor) -> Call:
    """A blank call, not public. Raises NotAllowed, BadField without any title."""
    _refuse_unless_runs(programme, by)
    if not title_en.strip() and not title_zh.strip():
        raise BadField("title_en", _("Type a title, in English, in Chinese or in both."))
    with transaction.atomic():
        call: Call = Call.objects.create(
            programme=programme, title_en=title_en.strip()[:200], title_zh=title_zh.strip()[:200], created_by=by.user,
        )
        _made(call, by, "create")
    return call


def copy(source: Call, *, to: Programme | None = None, as_template: bool = False, by: Actor) -> Call:
    """A new draft (or a template) with everything of another call but its dates, its people and its waivers."""
    programme = to or source.programme
    _refuse_unless_runs(programme, by)
    if not may_coordinate(by, source.programme_id):
        raise NotAllowed
    with transaction.atomic():
        taken_over = {name: getattr(source, name) for name in COPIED}
        call: Call = Call.objects.create(programme=programme, is_template=as_template, copied_from=source, created_by=by.user, **taken_over)
        for stage in range(1, source.stages + 1):
            form = form_for(source, stage)
            if form is not None:
                CallForm.objects.create(call=call, stage=stage, version=1, sections=form.sections)
        HostPosition.objects.bulk_create(
            [HostPosition(call=call, **{name: getattr(one, name) for name in POSITION_COPIED}) for one in source.positions.all()]
        )
        _made(call, by, "copy", source.uid)
    return call


def waive(call: Call, lang: str, reason: str, *, by: Actor) -> Call:
    """Let the call open without texts in one of the languages; why is kept, and shown to who coordinates. An empty reason takes the waiver back,
    unless the call is out and needs it."""
    if lang not in ("en", "zh"):
        raise BadField("lang", _("Choose the language that the call may lack."))
    with transaction.atomic():
        row = writable(call, None, by=by)
        before = open_gaps(row, by.now)
        plain = reason.replace("\0", "").strip()[:LONGEST_REASON]
        others = {key: one for key, one in row.waivers.items() if key != lang}
        if plain and others:
            raise BadField("lang", _("The other language is waived already. A call needs all its texts in one language at least."))
        row.waivers = {lang: {"reason": plain, "by": by.user.pk if by.user else None, "at": by.now.isoformat()}} if plain else others
        hold_open(before, row, by.now)
        written(row, "waiver", ["waivers"], by=by)
    return row


def _refuse_unless_runs(programme: Programme, by: Actor) -> None:
    if not may_coordinate(by, programme.pk):
        raise NotAllowed
    if programme.status == ProgrammeStatus.ARCHIVED:
        raise ExchangeError(_("This programme has ended, so it gets no new calls. Nothing was changed."))


def _made(call: Call, by: Actor, how: str, source: str = "") -> None:
    events.record(call, how, source="", target=call.status, by=by, right=right_of(by), call=call.pk, **({"of": source} if source else {}))
    audit.record(f"call.{how}", by=by.user, on=("call", call.uid), right=right_of(by))
