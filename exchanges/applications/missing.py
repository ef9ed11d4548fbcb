"""What an application still lacks, in the reader's language: each gap names its section, its field and what to do."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.actor import actor_for
from exchanges.applications.answers import Answers, Question, asked, is_blank, only_asked, profiles_in
from exchanges.applications.faults import Beside, fault, money, titled
from exchanges.applications.models import Application
from exchanges.calls import budgets, picking
from exchanges.calls.vocabulary import QuestionType

__all__ = ["Gap", "cap_of", "in_section", "money", "of", "titled"]
LEFT = ("declined", "expired", "cancelled")  # letters that no longer count


@dataclass(frozen=True)
class Gap:
    """`section` is a section's key, or documents, hosts, referees, other-half; `field` the id of its field. `is_wrong`: something stands there that
    can't be sent, which is said at once and not only when sending."""

    section: str
    field: str
    message: str
    is_wrong: bool = False


class Draft:
    """The answers of a draft with what they are checked against. `typed` takes the place of what is stored of a section, before it is saved."""

    def __init__(self, application: Application, typed: Mapping[str, Answers] | None = None) -> None:
        self.application, self.sections = application, application.form.sections
        stored = {one.key: one.answers for one in application.sections.filter(stage=application.stage)}
        self.answers: dict[str, Answers] = stored | dict(typed or {})
        self.currency = application.currency if application.side else ""
        self.beside = Beside(
            frozenset(application.attachments.filter(removed_at=None).values_list("slot", flat=True)), self.currency, self._profiles(),
        )

    def _profiles(self) -> dict[str, picking.Known]:
        """Those of the chosen profiles that the applicant may see."""
        chosen = {one["uid"] for section in self.sections for one in profiles_in(section, self.answers.get(section["key"], {}))}
        return picking.known(chosen, actor_for(self.application.applicant)) if chosen else {}

    def gaps(self, section: dict[str, Any]) -> Iterator[Gap]:
        """What is missing or wrong in one section."""
        answers = self.answers.get(section["key"], {})
        for one in asked(section, answers):
            yield from self._of(section["key"], one, answers.get(one["key"]), f"q-{one['key']}")

    def _of(self, section: str, question: Question, value: Any, field: str) -> Iterator[Gap]:
        kind, title, at = question["type"], titled(question["title"]), f"{field}-d" if question["type"] == QuestionType.DATE else field
        if kind == QuestionType.FILE:
            if question.get("required") and f"question:{section}.{question['key']}" not in self.beside.files:
                yield Gap(section, at, _("Add the file “%(title)s”.") % {"title": title})
        elif kind == QuestionType.GROUP:
            yield from self._group(section, question, value or [], field)
        elif is_blank(value):
            if question.get("required"):
                yield Gap(section, at, _("Answer “%(title)s”.") % {"title": title})
        elif said := fault(question, value, self.beside):
            yield Gap(section, at, said, is_wrong=True)

    def _group(self, section: str, question: Question, rows: list[Answers], field: str) -> Iterator[Gap]:
        least = question.get("least", 1 if question.get("required") else 0)
        if len(rows) < least:
            said = ngettext("Add at least %(num)s entry to “%(title)s”.", "Add at least %(num)s entries to “%(title)s”.", least)
            yield Gap(section, field, said % {"num": least, "title": titled(question["title"])})
        for number, row in enumerate(rows):
            for one in asked(question, row):
                yield from self._of(section, one, row.get(one["key"]), f"{field}-{number}-{one['key']}")
        for one in question["questions"]:
            if "total" in one:
                yield from self._total(budgets.Place(section, question["key"], one), titled(question["title"]), field)

    def _total(self, place: budgets.Place, title: str, field: str) -> Iterator[Gap]:
        """All entries together, where their question says how much they may come to; in its own currency, as all its bounds."""
        most, currency = place.question["total"], place.question["currency"]
        if (self.currency or currency) == currency:
            come_to = sum(budgets.amounts(place, self._asked(place.section)))
            if come_to > most:
                yield Gap(place.section, field, _too_much(title, come_to, most, currency), is_wrong=True)

    def budget(self) -> Iterator[Gap]:
        """The budget of a half against its cap, told where its last part stands."""
        cap, places = cap_of(self.application), budgets.places(self.sections)
        answered = [one for one in places if budgets.amounts(one, self._asked(one.section))]
        if cap is None or not answered:
            return
        come_to, last = budgets.total(self.sections, {one["key"]: self._asked(one["key"]) for one in self.sections}) or 0, answered[-1]
        if come_to > cap:
            title = titled(last.question["title"]) if len(places) == 1 else _("Budget")
            field = f"q-{last.group or last.question['key']}"
            yield Gap(last.section, field, _too_much(title, come_to, cap, self.application.currency), is_wrong=True)

    def _asked(self, key: str) -> Answers:
        section = next(one for one in self.sections if one["key"] == key)
        return only_asked(section, self.answers.get(key, {}))


def _too_much(title: str, come_to: int, most: int, currency: str) -> str:
    return _("“%(title)s” comes to %(sum)s in all; the most is %(most)s. Take %(over)s away.") % {
        "title": title, "sum": money(come_to, currency), "most": money(most, currency), "over": money(come_to - most, currency)}


def in_section(application: Application, section: dict[str, Any], typed: Answers) -> list[Gap]:
    """What is missing or wrong in one section as it was typed."""
    draft = Draft(application, {section["key"]: typed})
    return [*draft.gaps(section), *(gap for gap in draft.budget() if gap.section == section["key"])]


def cap_of(application: Application) -> int | None:
    """The most that this half may ask for, in its smallest unit; None where there is none."""
    half = (application.call.halves or {}).get(application.side) or {}
    cap = half.get("cap")
    return cap if isinstance(cap, int) else None


def of(application: Application) -> list[Gap]:
    """Everything that stands between the draft and sending it, in the order of its pages."""
    draft = Draft(application)
    over = list(draft.budget())
    found: list[Gap] = []
    for section in application.form.sections:
        found += [*draft.gaps(section), *(gap for gap in over if gap.section == section["key"])]
    for document in application.call.documents:
        if document.get("required") and f"document:{document['key']}" not in draft.beside.files:
            said = _("Add the document “%(title)s”.") % {"title": titled(document["title"])}
            found.append(Gap("documents", f"document-{document['key']}", said))
    return [*found, *_around(application)]


def _around(application: Application) -> list[Gap]:
    """Hosts, referees and the other half."""
    call, found = application.call, []
    if call.positions.exists() and not application.preferences.exists():
        found.append(Gap("hosts", "rank-1", _("Choose at least one host.")))
    wanted = call.letters_wanted if call.letters_asked != "never" else 0
    lacking = wanted - application.letters.exclude(state__in=LEFT).count()
    if lacking > 0:
        found.append(Gap("referees", "referees", ngettext("Name %(num)s more referee.", "Name %(num)s more referees.", lacking) % {"num": lacking}))
    return found
