"""What the pages of an application show around it: its steps, its deadline, what waits for the applicant on My page, and to whom data would go."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.hooks import Need, Recipient, Section
from accounts.models import User
from directory.models import Profile
from directory.names import shown_names
from exchanges.applications import drafts, ending, inviting, missing, wording
from exchanges.applications.missing import Gap, titled
from exchanges.applications.models import Application
from exchanges.applications.receipts import ClockLine, clock_lines
from exchanges.applications.vocabulary import LIVE, CoRole
from exchanges.calls.deadlines import time_left


@dataclass(frozen=True)
class StepLine:
    """A step of the draft: where it leads, what is said of it; `mark` is done, fix or blank."""

    key: str
    title: str
    state: str
    mark: str
    href: str


@dataclass(frozen=True)
class Deadline:
    """When it is due: how long is left, in words, and the clocks."""

    at: datetime
    left: str
    clocks: list[ClockLine]


def call_title(application: Application) -> str:
    call = application.call
    return titled({"en": call.title_en, "zh": call.title_zh})


def deadline_of(application: Application, now: datetime, zone: str = "") -> Deadline | None:
    """Until when the draft may be sent; None where nothing closes."""
    call = application.call
    at = call.closes_at if application.stage == 1 else call.full_closes_at
    if application.status == "more-info":
        at = application.info_due_at
    return Deadline(at, left_in_words(time_left(at, now)), clock_lines(at, call.zone, zone)) if at else None


def left_in_words(left: timedelta) -> str:
    hours, minutes = left.total_seconds() // 3600, left.total_seconds() // 60
    if left <= timedelta():
        return _("Closed")
    if left >= timedelta(days=2):
        return ngettext("%(num)s day left", "%(num)s days left", left.days) % {"num": left.days}
    if hours >= 2:
        return ngettext("%(num)s hour left", "%(num)s hours left", int(hours)) % {"num": int(hours)}
    return ngettext("%(num)s minute left", "%(num)s minutes left", max(int(minutes), 1)) % {"num": max(int(minutes), 1)}


def steps_of(application: Application, gaps: list[Gap]) -> list[StepLine]:
    """The pages of the draft in their order, each with what is missing on it."""
    call, begun = application.call, set(application.sections.filter(stage=application.stage).values_list("key", flat=True))
    pages = [(one["key"], titled(one["title"]), "application_section", one["key"] in begun) for one in application.form.sections]
    if call.documents:
        pages.append(("documents", _("Documents"), "application_documents", application.attachments.filter(removed_at=None).exists()))
    if call.positions.exists():
        pages.append(("hosts", _("Hosts you wish for"), "application_hosts", application.preferences.exists()))
    if call.letters_wanted and call.letters_asked != "never":
        pages.append(("referees", _("Referees"), "application_referees", application.letters.exists()))
    pages.append(("people", _("Who takes part"), "application_people", application.co_applicants.exists() or bool(application.pair_id)))
    return [_step(application, page, [gap for gap in gaps if gap.section == page[0]]) for page in pages]


def _step(application: Application, page: tuple[str, str, str, bool], gaps: list[Gap]) -> StepLine:
    key, title, name, is_begun = page
    state = pgettext("step", "Complete")
    if gaps and not is_begun:
        state = _("Not started")
    elif gaps:
        state = ngettext("%(num)s thing to do", "%(num)s things to do", len(gaps)) % {"num": len(gaps)}
    elif not is_begun:
        state = _("Nothing needed")
    mark = "fix" if any(gap.is_wrong for gap in gaps) else "" if gaps or not is_begun else "done"
    return StepLine(key, title, state, mark, href_of(application, name, key))


def href_of(application: Application, name: str, key: str = "") -> str:
    try:
        return reverse(name, args=[application.uid, key] if name == "application_section" else [application.uid])
    except NoReverseMatch:
        return reverse("application", args=[application.uid])


def earlier_of(application: Application) -> list[Application]:
    """Applications of the same person whose answers may be copied, the newest first."""
    every = Application.objects.filter(applicant=application.applicant_id).exclude(pk=application.pk).select_related("call")
    return [one for one in every.order_by("-updated_at")[:20] if one.sections.exists()]


def position_hosts(application: Application) -> list[dict[str, Any]]:
    """The positions of the call with their host's name, as choices."""
    from exchanges.applications.reading import position_name

    chinese = (get_language() or "").startswith("zh")
    found = []
    for one in application.call.positions.select_related("host").order_by("order", "pk"):
        names = shown_names(one.host.names.filter(tier=0))
        found.append({"uid": one.uid, "title": position_name(one, chinese), "host": name_in(names, one.host)})
    return found


def name_in(names: dict[str, Any], profile: Profile) -> str:
    own, other = ("zh", "en") if (get_language() or "").startswith("zh") else ("en", "zh")
    return str(names.get(own) or names.get(other) or profile.uid)


def hosts_abroad(application: Application) -> list[Recipient]:
    """Who would get the application outside the country where Qiao keeps it: the hosts wished for, or those of the programme where there are no
    positions. Each is asked about separately."""
    wished = [one.position.host_id for one in application.preferences.select_related("position")]
    if not wished:
        wished = [one.host_id for one in application.call.positions.all()]
    if not wished:
        wished = list(application.call.programme.participations.filter(part="host").values_list("profile_id", flat=True))
    found = []
    for host in Profile.objects.filter(pk__in=wished).order_by("pk"):
        country = next((place.place.country for place in host.locations.filter(tier=0).select_related("place")), "")
        if country and country != settings.DATA_PLACE:
            names = shown_names(host.names.filter(tier=0))
            en, zh = names.get("en"), names.get("zh")
            found.append(Recipient(f"host:{host.uid}", {"en": en or zh or host.uid, "zh": zh or en or host.uid}, country))
    return found


def recipients_for(person: User) -> list[Recipient]:
    """The hosts abroad of the person's living applications (named in settings.RECIPIENTS)."""
    living = Application.objects.filter(applicant=person, status__in=LIVE).select_related("call__programme")
    return list({one.key: one for application in living for one in hosts_abroad(application)}.values())


def sections(actor: Actor) -> list[Section]:
    """The reader's applications on My page (named in settings.MY_PAGE)."""
    if actor.person is None:
        return []
    every = Application.objects.own_of(actor).select_related("call", "pair").order_by("-updated_at")[:30]
    lines = [
        {"one": one, "title": one.title, "call": call_title(one), "href": reverse("application", args=[one.uid]),
         "standing": stands(one, actor.now), "is_other_half": one.pair_id is not None and one.applicant_id != actor.person.pk}
        for one in every
    ]
    return [Section("exchanges/applications/_mine.html", {"applications": lines})] if lines else []


def stands(application: Application, now: datetime) -> wording.Standing:
    """How it stands at a moment, with all that its words need."""
    how = ending.how(application) if application.status == "ended" else None
    found = wording.standing_of(application, is_over=drafts.is_over(application, now), why=how.why if how else "")
    if application.status != "offered" or application.call.status == "cancelled":
        return found
    offer = application.offers.filter(state__in=["sent", "half"]).order_by("-pk").first()
    if offer is None:
        return found
    if offer.state == "half":
        said = _("You have accepted. Your place stands once the other half has accepted theirs; if they decline or don’t answer in time, both end.")
        return wording.Standing(_("Waiting for the other half"), said)
    return replace(found, until=offer.expires_at - timedelta(minutes=1))  # the last minute in which it can be answered


def needs(actor: Actor) -> list[Need]:
    """Drafts whose deadline is near, and information that is asked (named in settings.NEEDS)."""
    if actor.person is None:
        return []
    found = []
    writing = Application.objects.filter(applicant=actor.person, status__in=["draft", "more-info"], call__status__in=TAKING)
    for one in writing.select_related("call"):
        due = one.info_due_at if one.status == "more-info" else one.call.closes_at if one.stage == 1 else one.call.full_closes_at
        if one.status == "draft" and (due is None or not actor.now <= due <= actor.now + timedelta(days=14)):
            continue
        words = ANSWER if one.status == "more-info" else SEND
        found.append(Need(words % {"call": call_title(one)}, reverse("application", args=[one.uid]), one.updated_at, due))
    return [*found, *_invitations(actor)]


def _invitations(actor: Actor) -> list[Need]:
    """Invitations to take part, or to write the other half, that wait for an answer; the address they went to is a confirmed one of the reader."""
    found = []
    for one in inviting.waiting_for(actor):
        call = one.application.call
        due = call.closes_at if one.application.stage == 1 else call.full_closes_at
        words = OTHER_HALF if one.role == CoRole.HALF else TAKE_PART
        said = {"person": one.application.applicant.full_name or one.application.applicant.email, "call": call_title(one.application)}
        found.append(Need(words % said, reverse("application_invited", args=[one.pk]), one.invited_at, due))
    return found


TAKING = ("published", "in-review", "deciding")  # calls to which something may still be sent
TAKE_PART = gettext_lazy("%(person)s invites you to take part in an application to “%(call)s”")
OTHER_HALF = gettext_lazy("%(person)s invites you to write the other half of an application to “%(call)s”")
ANSWER = gettext_lazy("Answer what is asked about your application to “%(call)s”")
SEND = gettext_lazy("Send your application to “%(call)s”")


def gaps_of(application: Application) -> list[Gap]:
    return missing.of(application)
