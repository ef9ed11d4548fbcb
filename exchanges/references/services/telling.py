"""What referees and applicants are told, in the transaction of what it tells of. The applicant learns how it stands and nothing else."""

from typing import Any

from accounts import notices, outbox
from accounts.models import Message
from accounts.vocabulary import NoticeKind
from exchanges.calls import wording
from exchanges.references import links
from exchanges.references.models import Letter
from exchanges.references.rules import due_of


def request(letter: Letter, token: str) -> None:
    """The link, in place of any that still waits to be sent."""
    withdraw_mail(letter)
    _mail(letter, "request", f"request:{links.digest(token)[:16]}", link=links.address_of(token, letter.language))


def reminder(letter: Letter) -> None:
    link = links.address_of(links.repeated(letter), letter.language)
    _mail(letter, "reminder", f"reminder:{letter.token_hash[:16] if letter.token_hash else ''}:{letter.reminders}", link=link)


def more_time(letter: Letter) -> None:
    due = due_of(letter)
    link = links.address_of(links.repeated(letter), letter.language)
    _mail(letter, "more-time", f"more-time:{due:%Y%m%d%H%M}" if due else "more-time", link=link)


def thanks(letter: Letter) -> None:
    withdraw_mail(letter)
    _mail(letter, "thanks", "thanks")


def declined(letter: Letter) -> None:
    withdraw_mail(letter)


def not_needed(letter: Letter) -> None:
    _mail(letter, "not-needed", "not-needed")


def applicant(letter: Letter, topic: str) -> None:
    """How it stands, never what was said."""
    application = letter.application
    notices.tell(
        application.applicant, NoticeKind.EXCHANGE, f"letters/{topic}", facts={"referee": letter.name, "call": _titles(letter)},
        path=f"account/applications/{application.uid}/referees",
        dedupe_key=f"letter:{topic}:{letter.pk}:{letter.asked_at or letter.created_at:%Y%m%d%H%M%S%f}",
    )


def withdraw_mail(letter: Letter) -> None:
    """What still waits to be sent would bring a link that opens nothing."""
    for message in Message.objects.filter(dedupe_key__startswith=_key(letter, ""), state="queued"):
        outbox.drop(message, "the letter is no longer asked for by this link")


def _mail(letter: Letter, topic: str, key: str, **facts: Any) -> None:
    call, application = letter.application.call, letter.application
    titles, chinese = _titles(letter), letter.language == "zh-hans"
    programme = (call.programme.name_zh if chinese else call.programme.name_en) or call.programme.name_en
    outbox.post(
        f"letters/{topic}", to=letter.email, language=letter.language, secret="link" in facts, dedupe_key=_key(letter, key),
        give_up_at=due_of(letter) if "link" in facts else None,
        facts={
            "referee": letter.name, "applicant": str(application.applicant), "call": titles["zh" if chinese else "en"], "programme": programme,
            "until": wording.until(due_of(letter), call.zone, letter.language), "organisation": letter.organisation, **facts,
        },
    )


def _key(letter: Letter, key: str) -> str:
    return f"letter-mail:{letter.pk}:{key}"


def _titles(letter: Letter) -> dict[str, str]:
    call = letter.application.call
    return {"en": call.title_en or call.title_zh, "zh": call.title_zh or call.title_en}
