"""The letter that tells an applicant the decision: the preview shows exactly what is posted. Of an offer it is the one mail, with its conditions,
until when it stands and where to answer; in the preview the day is that of an offer made now."""

from typing import Any

from django.utils import timezone

from accounts import outbox
from accounts.models import Message
from accounts.outbox.texts import Texts, written
from exchanges.applications.models import Application
from exchanges.calls import wording
from exchanges.calls.vocabulary import ReviewMode
from exchanges.offers.vocabulary import HOLDING
from exchanges.offers.working_days import answer_before
from exchanges.reviews.models import Assignment, Decision
from exchanges.reviews.vocabulary import AssignmentState, Outcome

TOPIC = "reviews/decision"
COUNTED = (AssignmentState.SUBMITTED, AssignmentState.LOCKED)


def facts_of(decision: Decision, reviews: list[Assignment] | None = None) -> dict[str, Any]:
    """What the letter is filled with. `reviews` are those that are in, where the caller has read them."""
    application = decision.application
    call, lang = application.call, application.language
    if reviews is None:
        reviews = list(Assignment.objects.filter(application=application, stage=decision.stage, state__in=COUNTED).select_related("reviewer"))
    return {
        "name": application.applicant.full_name,
        "outcome": decision.outcome,
        "number": application.number,
        "title": application.title,
        "call_title": in_language(lang, call.title_en, call.title_zh),
        "programme_name": in_language(lang, call.programme.name_en, call.programme.name_zh),
        "position_title": in_language(lang, decision.position.title_en, decision.position.title_zh) if decision.position else "",
        "conditions": decision.conditions if decision.outcome == Outcome.OFFER else "",
        "own_words": decision.letter,
        "comments": comments(reviews, named=call.review_mode == ReviewMode.OPEN),
        "href": f"account/applications/{application.uid}/decision",
        "places": call.places,
        "full_until": _full_until(decision) if decision.outcome == Outcome.INVITE else "",
        **(_of_offer(decision) if decision.outcome == Outcome.OFFER else {"until": ""}),
    }


def _of_offer(decision: Decision) -> dict[str, str]:
    from exchanges.offers.services import telling  # offers ask about decisions, so they are asked late

    application = decision.application
    call = application.call
    offer = application.offers.filter(state__in=HOLDING).first()
    ends = offer.expires_at if offer else answer_before(timezone.now(), call.offer_days, call.offer_calendar, call.zone)
    return {
        "until": telling.until(ends, call, application.language, application.applicant.time_zone),
        "href": telling.path_of(application),
    }


def _full_until(decision: Decision) -> str:
    """Until when a full application that is invited may be sent, on three clocks."""
    application = decision.application
    call = application.call
    return wording.until(call.full_closes_at, call.zone, application.language, application.applicant.time_zone)


def comments(reviews: list[Assignment], named: bool) -> list[tuple[str, str]]:
    """(name, comment) of what reviewers wrote to the applicant. Where nobody learns who reviews, without names and not in the order of asking."""
    said = [one for one in reviews if one.to_applicant.strip()]
    if named:
        return [(str(one.reviewer), one.to_applicant) for one in sorted(said, key=lambda one: one.pk)]
    return [("", text) for text in sorted(one.to_applicant for one in said)]


def letter(decision: Decision, reviews: list[Assignment] | None = None) -> Texts:
    """The letter in the applicant's language, as it would be posted now."""
    facts = facts_of(decision, reviews)
    return written(TOPIC, {**facts, "user": decision.application.applicant}, decision.application.language)


def post(decision: Decision, reviews: list[Assignment] | None = None) -> Message:
    """Put the letter into the outbox, once, in the transaction that tells the decision; what was written is kept with it."""
    application = decision.application
    facts = facts_of(decision, reviews)
    return outbox.post(TOPIC, to=application.applicant, facts=facts, language=application.language, dedupe_key=f"decision:{decision.pk}")


def in_language(lang: str, english: str, chinese: str) -> str:
    """The text in the language, else the other."""
    return (chinese or english) if lang.startswith("zh") else (english or chinese)


def kept(application: Application) -> list[Decision]:
    """The decisions that its applicant was told, the newest first, each with its letter as it went out."""
    found = list(Decision.objects.filter(application=application, released_at__isnull=False).select_related("position").order_by("-stage"))
    for one in found:
        if not one.told_text:  # told before letters were kept
            one.application = application
            reviews = Assignment.objects.filter(application=application, stage=one.stage, state__in=COUNTED).select_related("reviewer")
            again = letter(one, list(reviews))
            one.told_subject, one.told_text = again.subject, again.text
    return found
