"""Handing a mail over: how it is put together, and what the mail server's answers mean."""

import re
import smtplib
from collections.abc import Iterator
from contextlib import contextmanager
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection

from accounts.models import Message
from accounts.outbox.errors import Failed, Refused
from accounts.outbox.smtp import TROUBLE, conversation
from accounts.outbox.texts import one_line

BY_SMTP = "django.core.mail.backends.smtp.EmailBackend"
POLICY = SMTP.clone(cte_type="7bit", max_line_length=76)
FURTHER = {"List-Unsubscribe", "List-Unsubscribe-Post", "Reply-To"}  # the header lines that a row may bring
# 5xx answers that say something of us or of today, not of the recipient: sign-in wanted, mailbox full.
NOT_FOR_GOOD = {530, 538, 552}


@contextmanager
def handed_over(message: Message) -> Iterator[None]:
    """Within the block the mail server has taken the message and answers for it; saying goodbye comes after the block.
    Raises Refused, Failed or Unreachable."""
    if settings.EMAIL_BACKEND != BY_SMTP:
        hand_to_backend(message)
        yield
        return
    try:
        sender, recipient = parseaddr(settings.DEFAULT_FROM_EMAIL)[1], reachable(message.recipient)
        content = composed(message, recipient)
    except (MessageError, ValueError, IndexError, AttributeError) as error:  # what the e-mail package makes of impossible addresses
        raise Refused("the address is malformed") from error
    with conversation() as server:
        try:
            server.send_message(content, sender, [recipient])
        except TROUBLE as error:
            raise meaning(error) from error
        yield


def meaning(error: Exception) -> Exception:
    """What a refusal or a break means for the message. Only codes are kept: the words of an answer may hold the address."""
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return Refused("the mail server can't write to an address with such letters")
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, words = next(iter(error.recipients.values()))
        return refusal(code, words, "the address was refused")
    if isinstance(error, smtplib.SMTPSenderRefused):
        return Failed(f"the sender was refused: {error.smtp_code}")  # ours to put right; then it goes
    if isinstance(error, smtplib.SMTPDataError):
        return refusal(error.smtp_code, error.smtp_error, "the message was refused")
    return Failed(f"the mail server broke off: {type(error).__name__}")


def refusal(code: int, words: bytes | str, what: str) -> Exception:
    text = words.decode("ascii", "replace") if isinstance(words, bytes) else words
    enhanced = re.match(r"[245]\.\d{1,3}\.\d{1,3}\b", text)
    reason = f"{what}: {code} {enhanced[0] if enhanced else ''}".strip()
    return Refused(reason) if 500 <= code < 600 and code not in NOT_FOR_GOOD else Failed(reason)


def host_of_site() -> str:
    return (urlsplit(settings.SITE_URL).hostname or "localhost").encode("idna").decode()


def headers(message: Message) -> dict[str, str]:
    """The same at every try: whoever gets a mail twice can tell."""
    return {
        "Message-ID": f"<{message.id}@{host_of_site()}>", "Date": format_datetime(message.created_at), "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All", "Content-Language": "zh-Hans" if message.language == "zh-hans" else "en",
        **{name: value for name, value in message.headers.items() if name in FURTHER},
    }


def reachable(address: str) -> str:
    """The address with its domain in the letters of DNS."""
    local, _at, domain = address.rpartition("@")
    return f"{local}@{domain.encode('idna').decode()}"


def address(recipient: str) -> Address:
    """For the header; ValueError or MessageError where it can't be an address. Letters beyond ASCII are allowed: the server says if it can."""
    Address(addr_spec=re.sub(r"[^\x00-\x7f]", "x", recipient))
    local, _at, domain = recipient.rpartition("@")
    return Address(username=local, domain=domain)


def composed(message: Message, recipient: str) -> EmailMessage:
    """Text and HTML side by side. No header can hold a line break; what isn't ASCII is written after RFC 2047."""
    mail = EmailMessage(policy=POLICY)
    mail["From"] = settings.DEFAULT_FROM_EMAIL
    mail["To"] = address(recipient)
    mail["Subject"] = one_line(message.subject)
    for name, value in headers(message).items():
        mail[name] = value
    mail.set_content(message.text, charset="utf-8")
    if message.html:
        mail.add_alternative(message.html, subtype="html", charset="utf-8")
    return mail


def hand_to_backend(message: Message) -> None:
    """Another backend of Django's: files, memory, a provider's API."""
    mail = EmailMultiAlternatives(one_line(message.subject), message.text, settings.DEFAULT_FROM_EMAIL, [message.recipient], headers=headers(message))
    if message.html:
        mail.attach_alternative(message.html, "text/html")
    try:
        get_connection().send_messages([mail])
    except Exception as error:
        raise Failed(f"the mail backend failed: {type(error).__name__}") from error
