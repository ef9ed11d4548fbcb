"""Who applies, as the directory shows them to the coordinator at hand; and the call's rules of eligibility beside what is known."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from django.utils.translation import get_language

from accounts.actor import Actor
from directory import labels
from directory.models import Card, Profile
from directory.vocabulary import CareerStage
from exchanges.applications.models import Application
from exchanges.calls import eligibility
from exchanges.calls.vocabulary import Fact


@dataclass(frozen=True)
class Named:
    """A profile's name, and its uid where its page is there for the reader."""

    name: str
    uid: str


@dataclass(frozen=True)
class Rule:
    """A rule of the call in words, and whether it holds; None where the directory doesn't know."""

    words: str
    holds: bool | None


@dataclass(frozen=True)
class Applicant:
    profile: Named | None
    home: Named | None
    country: str
    career_stage: str
    subject: str
    is_late: bool  # within the grace
    rules: list[Rule]


def of(application: Application, actor: Actor) -> Applicant:
    """What helps to judge whether they may apply. The directory tells it, with its own tiers; nothing else about the person is asked."""
    lang = "zh" if (get_language() or "").startswith("zh") else "en"
    own, home = _card(application.profile_id, actor), _card(application.home_id, actor)
    stage, subject = str(own.get("career_stage") or ""), next(iter(own.get("subjects") or ()), "")
    country = str(home.get("country") or own.get("country") or "")
    known: Mapping[str, str] = {Fact.CAREER_STAGE: stage, Fact.SUBJECT: subject, Fact.WORK_COUNTRY: country}
    return Applicant(
        profile=_named(own, lang), home=_named(home, lang), country=labels.countries().get(country, {}).get(lang, ""),
        career_stage=str(dict(CareerStage.choices).get(stage, "")), subject=labels.subjects().get(subject, {}).get(lang, ""),
        is_late=application.revisions.filter(is_late=True).exists(),
        rules=[Rule(one.words[lang], one.passed) for one in eligibility.self_check(application.call, known)],
    )


def _card(profile: int | None, actor: Actor) -> dict[str, Any]:
    """The finished row of a profile that the actor may see; what their tier doesn't reach isn't in it."""
    if profile is None or not Profile.objects.visible_to(actor).filter(pk=profile).exists():
        return {}
    body = Card.objects.filter(profile=profile, tier__lte=actor.tier).order_by("-tier").values_list("body", flat=True).first()
    return orjson.loads(body) if body else {}


def _named(card: Mapping[str, Any], lang: str) -> Named | None:
    if not card:
        return None
    name = card["name"]
    return Named(name[lang] or name["en"] or name["zh"] or card["uid"], card["uid"])
