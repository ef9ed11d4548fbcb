"""The page of a programme put together: what it is, who takes part, its calls."""

from dataclasses import dataclass

from django.urls import reverse

from accounts.actor import Actor
from directory import subjects, wording
from directory.pages.texts import Said
from exchanges.calls.vocabulary import Phase
from exchanges.finding.cards import snapshot
from exchanges.finding.labels import word
from exchanges.finding.listing import closing
from exchanges.finding.pages.partners import Group, groups_of
from exchanges.finding.pages.rows import Row, call_row
from exchanges.finding.pages.texts import Named, columns, named, own, paragraphs
from exchanges.finding.wording import TITLES
from exchanges.programmes.models import Programme

BEFORE = (Phase.OPEN, Phase.SCHEDULED)


@dataclass
class ProgrammePage:
    """What the template prints."""

    uid: str
    lang: str
    name: Named
    kind: str
    direction: str
    summary: Said
    summary_paragraphs: list[str]
    funding: Said
    funding_paragraphs: list[str]
    facts: list[tuple[str, str]]
    subjects: list[tuple[str, str]]
    partners: list[Group]
    calls: list[Row]
    past: list[Row]
    website: str
    preview: bool
    ended: bool
    demo: bool
    atom: str
    ics: str


def compose(programme: Programme, actor: Actor, lang: str) -> ProgrammePage:
    """The page, as everybody sees it. Calls that are being prepared are in none of its lists, whoever reads."""
    row = vars(programme)
    card = snapshot().programmes_by_uid.get(programme.uid)
    calls = sorted(card.calls if card else [], key=lambda one: closing(one, actor.now))
    now = [call_row(one, actor.now, lang) for one in calls if one.phase(actor.now) in BEFORE]
    past = [call_row(one, actor.now, lang) for one in calls if one.phase(actor.now) not in BEFORE]
    summary, funding = own(columns(row, "summary"), lang), own(columns(row, "funding"), lang)
    listed = [
        (str(TITLES["career_stage"]), wording.listed((word("career_stage", one, lang) for one in programme.career_stages), lang)),
        (str(TITLES["language"]), wording.listed((wording.language(one, lang) for one in programme.languages), lang)),
        (str(TITLES["currency"]), word("currency", programme.currency, lang)),
    ]
    query = f"?programme={programme.uid}"
    return ProgrammePage(
        uid=programme.uid, lang=lang, name=named(columns(row, "name"), lang), kind=word("kind", programme.kind, lang),
        direction=word("direction", programme.direction, lang), summary=summary, summary_paragraphs=paragraphs(summary), funding=funding,
        funding_paragraphs=paragraphs(funding), facts=[(label, text) for label, text in listed if text],
        subjects=[(code, subjects.label(code, lang)) for code in programme.subjects], partners=groups_of(programme, actor, lang), calls=now,
        past=past,
        website=programme.website, preview=card is None, ended=programme.status == "archived", demo=programme.is_demo,
        atom=reverse("calls_atom") + query, ics=reverse("calls_ics") + query,
    )
