"""An application for people who read it: titled rows in their language, the same for reviewers, coordinators and the receipt.

Without the applicant's name when reading is anonymous: then co-applicants, referees and profiles of people are left out, and files have numbers
instead of names. What applicants write about themselves in a text stays: the form should ask for it in a question of its own.
"""

from dataclasses import dataclass, field
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from accounts.actor import Actor
from directory import wording
from exchanges.applications.answers import Question, asked, profiles_in
from exchanges.applications.faults import money, number, titled
from exchanges.applications.models import Application, Attachment, Revision
from exchanges.calls import picking
from exchanges.calls.lengths import is_chinese
from exchanges.calls.models import HostPosition
from exchanges.calls.vocabulary import QuestionType


@dataclass(frozen=True)
class FileLine:
    """A file of the application: how it is called here, its Attachment's key (0 when it is gone) and its size in bytes."""

    name: str
    attachment: int
    size: int


@dataclass(frozen=True)
class Row:
    """One answer: `section` and `title` in the reader's language, `value` as text, `lang` the language of the value where it can be told,
    `profile` the uid of the profile that it names, where the reader may see that."""

    section: str
    title: str
    value: str
    kind: str = QuestionType.TEXT
    lang: str = ""
    files: list[FileLine] = field(default_factory=list)
    profile: str = ""


def as_rows(
    application: Application, revision: Revision | None = None, *, lang: str = "en", anonymous: bool = False, reader: Actor | None = None,
) -> list[Row]:
    """The sent copy (the last one when none is named) as rows; nothing for what was never sent. Profiles are told of for the `reader`."""
    revision = revision or application.revisions.order_by("-number").first()
    if revision is None:
        return []
    form = _form_of(application, revision)
    with translation.override(lang):
        return _Reader(application, revision.content, anonymous, reader).rows(form)


def _form_of(application: Application, revision: Revision) -> list[dict[str, Any]]:
    """The questions that were asked then: a frozen version never changes."""
    named = revision.content.get("form")
    if isinstance(named, dict) and application.form.stage != revision.stage:
        found = application.call.forms.filter(stage=int(named.get("stage", 0)), version=int(named.get("version", 0))).first()
        return list(found.sections) if found else []
    return list(application.form.sections)


class _Reader:
    def __init__(self, application: Application, content: dict[str, Any], anonymous: bool, reader: Actor | None) -> None:
        self.application, self.content, self.anonymous, self.reader = application, content, anonymous, reader
        self.seen: set[str] = set()  # uids of named profiles that the reader may see
        self.chinese = (translation.get_language() or "").startswith("zh")
        known = {one.file.uid: one for one in Attachment.objects.filter(application=application).select_related("file")}
        self.files: dict[str, list[FileLine]] = {}
        for at, one in enumerate(content.get("files", []), 1):
            attachment = known.get(one["uid"])
            ending = str(one["name"]).rpartition(".")[2]
            name = f"{_('File %(number)s') % {'number': at}}.{ending}" if self.anonymous else one["name"]
            self.files.setdefault(one["slot"], []).append(FileLine(name, attachment.pk if attachment else 0, one["bytes"]))

    def rows(self, form: list[dict[str, Any]]) -> list[Row]:
        found: list[Row] = []
        sent = self.content.get("sections", {})
        if self.reader is not None and not self.anonymous:
            named = {one["uid"] for section in form for one in profiles_in(section, sent.get(section["key"], {}))}
            self.seen = set(picking.known(named, self.reader)) if named else set()
        for section in form:
            given = sent.get(section["key"], {})
            found += [row for one in asked(section, given) for row in self._of(section, one, given.get(one["key"]), titled(section["title"]))]
        return [*found, *self._documents(), *self._around()]

    def _of(self, section: dict[str, Any], question: Question, value: Any, heading: str) -> list[Row]:
        title, kind = titled(question["title"]), question["type"]
        if kind == QuestionType.GROUP:
            return [
                Row(heading, f"{title} {at}: {titled(one['title'])}", self.said(one, row.get(one["key"])), one["type"],
                    profile=self._profile(one, row.get(one["key"])))
                for at, row in enumerate(value or [], 1) for one in asked(question, row) if not self._names(one)
            ]
        if self._names(question):
            return []
        if kind == QuestionType.FILE:
            return [Row(heading, title, "", kind, files=self.files.get(f"question:{section['key']}.{question['key']}", []))]
        text = self.said(question, value)
        return [Row(heading, title, text, kind, lang=_lang(text) if kind == QuestionType.TEXT else "", profile=self._profile(question, value))]

    def _profile(self, question: Question, value: Any) -> str:
        uid = str(value.get("uid", "")) if question["type"] == QuestionType.PROFILE and isinstance(value, dict) else ""
        return uid if uid in self.seen else ""

    def _names(self, question: Question) -> bool:
        """Whether its answer may name who applies or whom they work with."""
        return self.anonymous and question["type"] == QuestionType.PROFILE

    def said(self, question: Question, value: Any) -> str:
        return in_words(question, value)

    def _documents(self) -> list[Row]:
        wanted = self.application.call.documents
        return [
            Row(_("Documents"), titled(one["title"]), "", QuestionType.FILE, files=self.files[f"document:{one['key']}"])
            for one in wanted if f"document:{one['key']}" in self.files
        ]

    def _around(self) -> list[Row]:
        """Wishes; and, for who may know, the people."""
        positions = {one.uid: one for one in HostPosition.objects.filter(call=self.application.call_id)}
        wishes = [position_name(positions[uid], self.chinese) for uid in self.content.get("hosts", []) if uid in positions]
        found = [Row(_("Hosts wished for"), _("Choice %(rank)s") % {"rank": rank}, name) for rank, name in enumerate(wishes, 1)]
        if self.anonymous:
            return found
        # Who takes part without a part of their own does so all the same: nothing of it is "not answered".
        co = [Row(_("Co-applicants"), one["name"], one.get("part") or _("Takes part")) for one in self.content.get("co_applicants", [])]
        return [*found, *co, *(Row(_("Referees"), one["name"], one.get("organisation", "")) for one in self.content.get("referees", []))]


def position_name(position: HostPosition, chinese: bool) -> str:
    """Its title and its unit in the reader's language, or in the one there is."""
    title = (position.title_zh or position.title_en) if chinese else (position.title_en or position.title_zh)
    unit = (position.unit_zh or position.unit_en) if chinese else (position.unit_en or position.unit_zh)
    return ("，" if chinese else ", ").join(filter(None, (title, unit)))


def _lang(text: str) -> str:
    return "" if not text else "zh-Hans" if is_chinese(text) else "en"


def in_words(question: Question, value: Any) -> str:
    """A value as a reader would read it; blank where nothing was answered."""
    lang, kind = translation.get_language() or "en", question["type"]
    if value is None or (isinstance(value, dict) and "typed" in value):
        return ""
    if kind in {QuestionType.CHOICE, QuestionType.CHOICES}:
        chosen = value if isinstance(value, list) else [value]
        return ("、" if lang.startswith("zh") else ", ").join(titled(one["title"]) for one in question["choices"] if one["key"] in chosen)
    if kind == QuestionType.MONEY:
        return money(value["amount"], value["currency"])
    if kind == QuestionType.DATE:
        return wording.day(value, lang)
    if kind == QuestionType.NUMBER:
        return number(value)
    return str(value["name"]) if kind == QuestionType.PROFILE else str(value)


def plain_rows(section: dict[str, Any], given: dict[str, Any]) -> list[Row]:
    """The answers of a section that is still being written, what can't be read as it was typed."""
    found = []
    for one in section["questions"]:
        value = given.get(one["key"])
        if one["type"] == QuestionType.GROUP:
            for row in value or []:
                said = "; ".join(filter(None, (in_words(inner, row.get(inner["key"])) for inner in one["questions"])))
                found.append(Row("", titled(one["title"]), said))
        elif value is not None:
            typed = value.get("typed") if isinstance(value, dict) else None
            said = " ".join(typed) if isinstance(typed, list) else str(typed) if typed else in_words(one, value)
            found.append(Row("", titled(one["title"]), said))
    return found
