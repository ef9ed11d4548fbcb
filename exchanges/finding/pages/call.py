"""The page of a call put together: when, what, where, whether one may apply, what is wanted, how it goes on."""

from dataclasses import dataclass

from django.http import QueryDict
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from accounts.actor import Actor
from directory.pages.texts import Said
from exchanges.applications.models import Application
from exchanges.applications.vocabulary import LIVE
from exchanges.calls.clock import takes_applications
from exchanges.calls.models import Call
from exchanges.calls.vocabulary import Phase
from exchanges.finding.cards import PUBLIC, snapshot
from exchanges.finding.listing import closing
from exchanges.finding.pages import asked, checking, steps, when
from exchanges.finding.pages.partners import Group, groups_of
from exchanges.finding.pages.rows import Row, call_row
from exchanges.finding.pages.texts import Named, columns, named, own, paragraphs

MOST_OTHERS = 5
ASKED_HERE = (Phase.SCHEDULED, Phase.OPEN)  # who may apply is asked while the answer is of use


@dataclass
class CallPage:
    """What the template prints. Lists are empty and texts blank where there is nothing to show."""

    uid: str
    lang: str
    name: Named
    programme: Named
    summary: Said
    phase: str
    preview: bool
    demo: bool
    when: when.When
    text: Said
    paragraphs: list[str]
    funding: Said
    funding_paragraphs: list[str]
    facts: list[tuple[str, str]]
    positions: list[asked.Position]
    rules: list[checking.Rule]
    check: checking.Check | None
    documents: list[asked.Document]
    letters: str
    criteria: list[asked.Criterion]
    review: str
    steps: list[steps.Step]
    partners: list[Group]
    others: list[Row]
    apply: dict[str, str]
    ics: str


def compose(call: Call, actor: Actor, lang: str, stated: QueryDict) -> CallPage:
    """The page, as everybody sees it; who coordinates may see it earlier, with a word that nobody else does."""
    now, phase = actor.now, when.phase_of(call, actor)
    own_text, funding = own(columns(vars(call), "text"), lang), own(columns(vars(call.programme), "funding"), lang)
    check = checking.check(call, stated, lang) if phase in ASKED_HERE else None
    return CallPage(
        uid=call.uid, lang=lang, name=named({"en": call.title_en, "zh": call.title_zh}, lang),
        programme=named(columns(vars(call.programme), "name"), lang, reverse("programme_page", args=[call.programme.uid])),
        summary=own(columns(vars(call), "summary"), lang), phase=phase, preview=not Call.objects.visible_to(PUBLIC).filter(pk=call.pk).exists(),
        demo=call.programme.is_demo, when=when.told(call, actor, lang), text=own_text, paragraphs=paragraphs(own_text), funding=funding,
        funding_paragraphs=paragraphs(funding), facts=asked.facts(call, lang), positions=asked.positions(call, lang),
        rules=checking.rules(call, lang), check=check, documents=asked.documents(call, lang), letters=asked.letters(call, lang),
        criteria=asked.criteria(call, lang), review=asked.review(call), steps=steps.of(call, phase, now, lang),
        partners=groups_of(call.programme, actor, lang), others=others(call, actor, lang), apply=way_in(call, actor),
        ics=f"{reverse('calls_ics')}?uid={call.uid}" if call.closes_at else "",
    )


def others(call: Call, actor: Actor, lang: str) -> list[Row]:
    """What else is open in the programme, for who comes too late or too early."""
    programme = snapshot().programmes_by_uid.get(call.programme.uid)
    here = [one for one in (programme.calls if programme else []) if one.uid != call.uid and one.phase(actor.now) == Phase.OPEN]
    return [call_row(one, actor.now, lang) for one in sorted(here, key=lambda one: closing(one, actor.now))[:MOST_OTHERS]]


def way_in(call: Call, actor: Actor) -> dict[str, str]:
    """Where an application begins or goes on: {"how", "href", "label"}; nothing where none is taken and none was begun."""
    own_one = _own(call, actor)
    if own_one is not None:
        return {"how": "link", "href": _address("application", own_one.uid), "label": _("Go to your application")}
    if not takes_applications(call, actor.now):
        return {}
    here = reverse("call_page", args=[call.uid])
    if actor.person is None:
        return {"how": "link", "href": f"{_address('account_login')}?next={here}", "label": _("Start an application")}
    return {"how": "post", "href": _address("application_begin", call.uid), "label": _("Start an application")}


def _own(call: Call, actor: Actor) -> Application | None:
    if actor.person is None:
        return None
    rows = Application.objects.visible_to(actor).filter(call=call, applicant=actor.person, status__in=LIVE)
    return rows.first()


def _address(name: str, *args: str) -> str:
    """The address, or the page itself where signing in is switched off."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
