"""The outbox's part of the worker."""

import logging
import threading
import time

from django.conf import settings
from django.db import Error as DatabaseError
from django.db import close_old_connections, connection

from accounts.outbox import queue
from accounts.outbox.lanes import Lane
from accounts.outbox.senders import SENDERS
from accounts.vocabulary import Channel

logger = logging.getLogger("qiao.worker")

PAUSE = 0.5  # seconds between two looks, when nothing ends in between
AFTER_AN_ERROR = 2.0
PATIENCE = 10.0  # seconds for what is on its way when we are told to stop


def send(stop: threading.Event, once: bool = False) -> None:
    """Send what is due until told to stop; with `once`, until nothing is due any more."""
    wake = threading.Event()
    senders = [sender for sender in SENDERS if settings.HAS_MAIL_SERVER or sender.channel != Channel.MAIL]
    lanes = [Lane(sender, wake) for sender in senders]
    try:
        while True:
            wake.clear()
            idle = not any(lane.in_flight for lane in lanes)  # asked first: what is on its way may keep others of its destination waiting
            begun = look(lanes)
            if once and idle and not begun:
                return
            if stop.is_set():
                return
            wake.wait(0.02 if begun else PAUSE)
    finally:
        for lane in lanes:
            lane.end(PATIENCE)


def look(lanes: list[Lane]) -> bool:
    """One look at every lane. Without a mail server, mail goes to the mailbox page."""
    begun = False
    try:
        if not settings.HAS_MAIL_SERVER:
            queue.keep_due()
        for lane in lanes:
            begun = lane.round() or begun
    except DatabaseError as error:
        if connection.in_atomic_block:
            raise
        logger.warning("the outbox waits for the database: %s", type(error).__name__)
        connection.close()
        time.sleep(AFTER_AN_ERROR)
    if not connection.in_atomic_block:
        close_old_connections()
    return begun
