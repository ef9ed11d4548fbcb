"""Writing a notice, and putting it into words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.template import TemplateDoesNotExist
from django.template.loader import render_to_string
from django.utils import translation

from accounts import outbox
from accounts.models import Notice, User
from accounts.notices.choices import frequency_of, headers
from accounts.vocabulary import Frequency


@dataclass(frozen=True)
class Line:
    """A notice in words, and the whole address it leads to (blank: nowhere). Mails and My page show these."""

    text: str
    href: str


def line(notice: Notice, language: str) -> Line:
    """Put a notice into words, in a language. Of {"en": …, "zh": …} the template gets the one that fits. A sentence that is no longer
    there (an old notice, a newer release) leaves the name of its kind."""
    wanted, other = ("zh", "en") if language == "zh-hans" else ("en", "zh")
    facts = {
        name: (value.get(wanted) or value.get(other, "")) if isinstance(value, dict) else value for name, value in notice.facts.items()
    }
    with translation.override(language):
        try:
            text = " ".join(render_to_string(f"notices/{notice.topic}.txt", facts).split())
        except TemplateDoesNotExist:
            text = str(notice.get_kind_display())
    return Line(text, f"{settings.SITE_URL}/{language}/{notice.path}" if notice.path else "")


def mail(user: User, notices: list[Notice], dedupe_key: str) -> None:
    """Put a mail with these notices into the outbox; it carries the link that ends their kinds."""
    kinds = {notice.kind for notice in notices}
    more = headers(user, kinds)
    facts = {"lines": [line(notice, user.language) for notice in notices], "off": more["List-Unsubscribe"].strip("<>")}
    outbox.post("notice", to=user, facts=facts, headers=more, dedupe_key=dedupe_key)


def tell(user: User, kind: str, topic: str, *, facts: Mapping[str, Any] | None = None, path: str = "", dedupe_key: str | None = None) -> Notice:
    """Write a notice in the transaction of what it tells of; by mail at once, or with the next digest, or not, as they chose.

    The sentence is the template notices/<topic>.txt (one line), filled with `facts`: short strings, and {"en": …, "zh": …} for names.
    `path` is where it leads, without site and language. A second notice with the same `dedupe_key` is the first one."""
    if dedupe_key and (known := Notice.objects.filter(dedupe_key=dedupe_key).first()):
        return known
    often = frequency_of(user, kind)
    try:
        with transaction.atomic():
            notice = Notice.objects.create(
                user=user, kind=kind, topic=topic, facts=dict(facts or {}), path=path, dedupe_key=dedupe_key,
                mail_due=often in (Frequency.DAILY, Frequency.WEEKLY),
            )
            if often == Frequency.AT_ONCE and user.is_active:
                mail(user, [notice], f"notice:{notice.pk}")
    except IntegrityError:  # somebody told the same at the same moment
        if not dedupe_key:
            raise
        return Notice.objects.get(dedupe_key=dedupe_key)
    return notice
