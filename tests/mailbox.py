"""What waits in the outbox, for tests: the mails to an address, the newest code and the newest link in them."""

import re

from accounts.models import Message


def to(address: str, topic: str = "") -> list[Message]:
    """The mails that will be sent to the address, oldest first."""
    found = Message.objects.filter(recipient=address, state="queued").order_by("created_at")
    return list(found.filter(topic=topic) if topic else found)


def code(address: str) -> str:
    """The six digits in the newest mail that has some."""
    codes = [code for message in to(address) for code in re.findall(r"^(\d{6})$", message.text, re.MULTILINE)]
    assert codes, [message.topic for message in to(address)]
    return str(codes[-1])


def link(address: str) -> str:
    """The path of the newest link to our pages. It must be built from SITE_URL."""
    links = [link for message in to(address) for link in re.findall(r"^http://127\.0\.0\.1:8000(/\S{12,})$", message.text, re.MULTILINE)]
    assert links, [message.text for message in to(address)]
    return str(links[-1])
