"""One mail to many applicants, each with their own name, number and title in it: looked at first, then sent through the outbox."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import audit, outbox
from accounts.actor import Actor
from accounts.models import Message
from exchanges.errors import ExchangeError, NotAllowed
from exchanges.models import Application, Call
from exchanges.programmes.rules import may_coordinate, right_of

# What a letter may name, written {name}.
FIELDS = ("name", "number", "title", "call", "programme")
FIELD = re.compile(r"\{([^{}]*)\}")
MOST = 2000  # letters at once
LANGUAGES = ("en", "zh")


@dataclass(frozen=True)
class Words:
    """A letter in both languages; readers get theirs."""

    subject_en: str
    subject_zh: str
    text_en: str
    text_zh: str

    def of(self, lang: str) -> tuple[str, str]:
        """Subject and text in the language of a reader."""
        return (self.subject_zh, self.text_zh) if lang.startswith("zh") else (self.subject_en, self.text_en)


@dataclass(frozen=True)
class Letter:
    """As one reader will get it."""

    application: Application
    language: str
    subject: str
    text: str


@dataclass(frozen=True)
class Sent:
    """How many letters were written now, and how many had been before."""

    now: int
    before: int


def unknown_fields(words: Words) -> list[str]:
    """Names in braces that mean nothing."""
    texts = (words.subject_en, words.subject_zh, words.text_en, words.text_zh)
    return sorted({name for text in texts for name in FIELD.findall(text) if name not in FIELDS})


def recipients(call: Call, statuses: Iterable[str], *, by: Actor) -> list[Application]:
    """The applications of the call that were sent and stand at one of the statuses, by number; without those that the actor takes part in."""
    if not may_coordinate(by, call.programme_id):
        raise NotAllowed
    rows = _written_to(call, by).filter(status__in=list(statuses))
    return list(rows.select_related("applicant", "call__programme").order_by("number")[: MOST + 1])


def _written_to(call: Call, by: Actor) -> Any:
    """Whom the actor may write to: what was sent, and nothing that they take part in."""
    return Application.objects.visible_to(by).decided_by(by).filter(call=call, number__isnull=False)


def letters(applications: Iterable[Application], words: Words) -> list[Letter]:
    """The letters as they would be sent. Raises ExchangeError for a field that there isn't."""
    if wrong := unknown_fields(words):
        raise ExchangeError(
            _("“{%(field)s}” is no field. Write one of these: %(known)s. Nothing was sent.")
            % {"field": wrong[0][:40], "known": ", ".join(f"{{{name}}}" for name in FIELDS)},
        )
    return [_letter(one, words) for one in applications]


def _letter(application: Application, words: Words) -> Letter:
    lang = "zh" if application.language.startswith("zh") else "en"
    call = application.call
    facts = {
        "name": application.applicant.full_name or application.applicant.email, "number": application.number or "", "title": application.title,
        "call": getattr(call, f"title_{lang}"), "programme": getattr(call.programme, f"name_{lang}"),
    }
    subject, text = (FIELD.sub(lambda found: facts[found[1]], part) for part in words.of(lang))
    return Letter(application, application.language, " ".join(subject.split()), text)


def seal_of(applications: Iterable[Application], words: Words) -> str:
    """Stands for these readers and these words: what was looked at is what is sent."""
    parts = [words.subject_en, words.subject_zh, words.text_en, words.text_zh, *(str(one.pk) for one in applications)]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


def send(call: Call, applications: list[Application], words: Words, *, by: Actor, seal: str) -> Sent | None:
    """Write them into the outbox, all or none. None when readers or words are no longer those of `seal`. The same letter to the same readers
    is sent once, however often one presses."""
    if not may_coordinate(by, call.programme_id):
        raise NotAllowed
    if len(applications) > MOST:
        raise ExchangeError(_("These are more than %(most)s letters. Narrow the choice. Nothing was sent.") % {"most": MOST})
    if seal != seal_of(applications, words):
        return None
    if not {one.pk for one in applications} <= set(_written_to(call, by).values_list("pk", flat=True)):
        raise NotAllowed
    with transaction.atomic():
        written = Message.objects.filter(dedupe_key__startswith=f"merge:{seal}:")
        before = written.count()
        for letter in letters(applications, words):
            outbox.post(
                "exchanges/merge", to=letter.application.applicant, language=letter.language, dedupe_key=f"merge:{seal}:{letter.application.pk}",
                facts={"subject": letter.subject, "text": letter.text, "number": letter.application.number},
            )
        now = written.count() - before
        audit.record("application.mail", by=by.user, on=("call", call.uid), right=right_of(by), count=now, seal=seal)
    return Sent(now, before)
