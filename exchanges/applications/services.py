"""What may happen to an application before and after it is sent; sending itself stands in submitting.py. Each act is one transaction."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.actor import Actor
from directory.membership.services.claims import homes, own_profile
from exchanges.applications import answers, drafts, ending, pairs, telling
from exchanges.applications.models import Application, Section
from exchanges.applications.receipts import moment_in_words
from exchanges.applications.rules import is_applicant
from exchanges.applications.states import NEEDS_BOTH_HALVES, TOGETHER, TRANSITIONS, in_the_way
from exchanges.applications.vocabulary import LIVE
from exchanges.calls import clock
from exchanges.calls.models import Call
from exchanges.calls.services import form_for
from exchanges.calls.vocabulary import Side
from exchanges.errors import ExchangeError, NotAllowed, NotNow, Stale
from exchanges.events.moves import carry_out

NOT_TAKING = _("This call takes no applications now. Nothing was begun; its page says when it is open.")
NO_FORM = _("This call has no questions yet, so nothing was begun. Come back when it has.")
NO_HALF = _("Say which half you write: the UK half or the Chinese half. Nothing was begun.")
NOT_CONFIRMED = _("Confirm your e-mail address first; then you can apply. Nothing was begun.")
NO_SECOND_STAGE = _("This call has no full application to invite to. Nothing was changed.")
NOT_READY = _("The other half of this pair isn’t as far yet, and both are decided as one. Find it eligible first; nothing was changed.")
OF_BOTH = TOGETHER | {"find-eligible", "find-ineligible"}  # moves that touch the other half of a pair
OTHER_APPLICATION = _("That isn’t an application of yours. Nothing was copied.")


def begin(call: Call, *, by: Actor, language: str = "en", side: str = "", pair: Any = None) -> Application:
    """A draft of the actor's own in an open call; the one they have already, if they have one. `pair` is the one whose other half this becomes."""
    person = by.person
    if person is None:
        raise NotAllowed
    if not person.is_verified:
        raise ExchangeError(NOT_CONFIRMED)
    if (known := _living(call, by)) is not None:
        return known
    if not clock.takes_applications(call, by.now):
        raise NotNow(NOT_TAKING)
    if call.is_paired and side not in Side.values:
        raise ExchangeError(NO_HALF)
    try:
        with transaction.atomic():
            return _begun(call, by, language, side if call.is_paired else "", pair)
    except IntegrityError:  # in two windows at the same moment
        known = _living(call, by)
        if known is None:
            raise
        return known


def _living(call: Call, by: Actor) -> Application | None:
    found: Application | None = Application.objects.filter(call=call, applicant=by.person, status__in=LIVE).first()
    return found


def _begun(call: Call, by: Actor, language: str, side: str, pair: Any) -> Application:
    form = form_for(call, 1)
    if form is None or by.person is None:
        raise NotNow(NO_FORM)
    profile = own_profile(by.person)
    works_at = homes(profile) if profile else []
    if side and pair is None:
        pair = call.pairs.create()
    currency = (call.halves.get(side) or {}).get("currency") or call.programme.currency
    made: Application = Application.objects.create(
        call=call, applicant=by.person, profile=profile, home=works_at[0] if works_at else None, language=language, form=form, side=side,
        pair=pair, currency=currency,
    )
    audit.record("application.begin", by=by.person, on=("application", made.uid), right="owner")
    return made


def save_section(application: Application, key: str, given: Any, version: int, *, by: Actor) -> Section:
    """Keep one section of the draft as it was typed. `version` is the one the writer had read, 0 for none. A repetition of what stands there is
    answered with it; a stale save raises Stale with the newer section in `theirs`, and nothing is overwritten."""
    with transaction.atomic():
        application = drafts.writable(application, by)
        section = next((one for one in application.form.sections if one["key"] == key), None)
        if section is None:
            raise NotNow(drafts.NOT_OPEN)
        row = application.sections.filter(stage=application.stage, key=key).first()
        wanted = drafts.looked_up(section, answers.clean(section, given), row.answers if row else {}, by)
        if row is None:
            row = application.sections.create(stage=application.stage, key=key, answers=wanted, saved_by=by.person, saved_at=by.now)
        elif row.answers == wanted:
            return row
        elif row.version != version:
            raise Stale(row)
        else:
            row.answers, row.version, row.saved_at, row.saved_by = wanted, row.version + 1, by.now, by.person
            row.save(update_fields=["answers", "version", "saved_at", "saved_by"])
        drafts.touched(application, by, **_columns(application, section, wanted))
    return row


def _columns(application: Application, section: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    """The title of a draft that nobody has been sent: what its lists show. A sent one keeps that of its sent copy."""
    key = answers.title_key(application.form.sections)
    if application.number or not any(one["key"] == key for one in section["questions"]):
        return {}
    return {"title": str(given.get(key) or "").partition("\n")[0][:200]}


def move(application: Application, name: str, *, by: Actor | None, reason: str = "", right: str = "", held: bool = False, **writes: Any) -> bool:
    """Carry out one move of the machine; locks the application itself, unless the caller `held` it (no half of a pair) and read it anew. `writes` are
    further columns. Sending and withdrawing have effects of their own: submitting.py, withdrawing.py. Raises NotAllowed and NotNow."""
    assert name not in {"submit", "answer-info", "withdraw"}, "these have effects of their own"
    with transaction.atomic():
        now = application if held else drafts.locked(application, with_call=name in OF_BOTH and application.pair_id is not None)
        drafts.settle(now, by.now if by else timezone.now())
        if returns := name == "find-eligible" and now.status == "ineligible":
            ending.let_return(now)
        if name in NEEDS_BOTH_HALVES and now.pair and now.pair.complete_at is None:
            raise NotNow(ending.ONE_SIDED)
        if name == "invite":
            writes |= _second_stage(now)
        right, in_its_way = right or _right(by, now), in_the_way(name, now, by.now) if by else ""  # as it stands before the move
        done = carry_out(TRANSITIONS, now, name, by=by, field="status", call=now.call_id, reason=reason, writes=writes, right=right)
        if done:
            if in_its_way:  # told to those alone whose move it is
                raise NotNow(in_its_way)
            if name in TOGETHER:
                _other_too(now, name, by, right)
            _follow(now, name, by, reason, returns)
    if not held:
        application.refresh_from_db()
    return done


def _second_stage(application: Application) -> dict[str, Any]:
    form = form_for(application.call, 2)
    if form is None or application.call.stages < 2:
        raise NotNow(NO_SECOND_STAGE)
    return {"stage": 2, "form": form}


def _other_too(application: Application, name: str, by: Actor | None, right: str) -> None:
    """A pair is decided as one: the other half takes the same step."""
    other = pairs.other_half(application)
    if other is None:
        return
    try:
        carry_out(TRANSITIONS, drafts.locked(other), name, by=by, field="status", call=other.call_id, right=right)
    except NotNow:
        raise NotNow(NOT_READY) from None


def _follow(application: Application, name: str, by: Actor | None, reason: str, returns: bool) -> None:
    """What a move brings with it, in its transaction: who is told, and what is no longer asked of anybody."""
    from exchanges.references import services as references  # letters and reviews know applications, so they are asked for late
    from exchanges.reviews import services as reviews

    at = by.now.isoformat() if by else ""
    if name == "ask-info":
        due, zone = application.info_due_at, application.call.zone
        day = {key: moment_in_words(due, zone, lang) for key, lang in (("en", "en"), ("zh", "zh-hans"))} if due else ""
        pairs.tell(application, "info-asked", key=f"{application.stage}:{at}", day=day)
    elif name == "find-ineligible":
        references.cancel_all(application)
        reviews.close_open(application, application.stage, by=by)
        telling.mail(application, "ineligible", reason=reason.strip(), key=at)
        ending.with_half(application, "half-ineligible")
    elif returns:
        telling.mail(application, "eligible-again", key=at)


def reopen(application: Application, *, by: Actor) -> bool:
    """Write on, until the deadline. The sent copy stays, and counts unless the reopened one is sent again."""
    with transaction.atomic():
        now = drafts.locked(application)
        if not is_applicant(by, now):
            raise NotAllowed
        if not clock.takes_applications(now.call, by.now, now.stage):
            raise drafts.TooLate
        done = carry_out(TRANSITIONS, now, "reopen", by=by, field="status", call=now.call_id, right="owner")
    application.refresh_from_db()
    return done


def copy_from(application: Application, earlier: Application, *, by: Actor) -> int:
    """Take answers of an earlier application of the same person where this draft has none and the questions are of the same kind; files stay. Returns
    how many came over."""
    if by.person is None or earlier.applicant_id != by.person.pk:
        raise NotAllowed(OTHER_APPLICATION)
    old: dict[str, Any] = {}
    for row in earlier.sections.order_by("stage"):
        old |= row.answers
    copied = 0
    with transaction.atomic():
        application = drafts.writable(application, by)
        standing = {row.key: row for row in application.sections.filter(stage=application.stage)}
        for section in application.form.sections:
            saved = standing.get(section["key"])
            here = saved.answers if saved else {}
            wanted = answers.clean(section, old | here)
            if wanted != here:
                copied += len(wanted) - len(here)
                save_section(application, section["key"], wanted, saved.version if saved else 0, by=by)
    return copied


def _right(by: Actor | None, application: Application) -> str:
    if by is None:
        return ""
    return "owner" if is_applicant(by, application) else "staff" if by.is_staff else "coordinator"
