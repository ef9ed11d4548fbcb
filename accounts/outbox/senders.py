"""Who carries which channel."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from accounts.models import Message
from accounts.outbox.mail import handed_over
from accounts.vocabulary import Channel


@dataclass(frozen=True)
class Sender:
    """`hand_over` is a context manager: inside it the other side has taken the message. It raises Refused, Failed, or (where all
    destinations share one server) Unreachable, and must end within a lease, whatever the other side does."""

    channel: Channel
    hand_over: Callable[[Message], AbstractContextManager[None]]
    threads: int = 4  # that send at the same time
    to_one: int = 2  # of them to one destination


SENDERS = (Sender(Channel.MAIL, handed_over),)
