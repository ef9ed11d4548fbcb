"""Sending what is due: a lane a channel, a few threads a lane, and no destination that keeps the others waiting."""

import logging
import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from queue import SimpleQueue
from uuid import UUID

from django.db import Error as DatabaseError
from django.db import close_old_connections, connection

from accounts.errors import place_of
from accounts.models import Message
from accounts.outbox import queue
from accounts.outbox.errors import Failed, Refused, Unreachable
from accounts.outbox.senders import Sender
from accounts.vocabulary import MessageState

logger = logging.getLogger("qiao.worker")

HEARTBEAT = 15.0  # seconds between two extensions of our leases
SLOW = 5.0  # a failed try that took longer makes its destination slow …
SLOW_FOR = 300.0  # … for so long: all slow ones share one thread
CLOSED = (5.0, 60.0)  # the first and the longest pause of a lane whose server can't be used
STUBBORN = 120.0  # seconds for which we try to write how a message ended


class Lane:
    """What one process sends over one channel. Many processes may do so side by side: the leases keep them apart."""

    def __init__(self, sender: Sender, wake: threading.Event) -> None:
        self.sender, self.wake = sender, wake
        self.waiting: SimpleQueue[Message | None] = SimpleQueue()
        self.in_flight: dict[UUID, Message] = {}
        self.slow: dict[str, float] = {}
        self.outages = 0
        self.closed_until = self.beat_at = 0.0
        # Within a test's transaction nobody else sees the rows: then we send on this thread.
        self.threads = [] if connection.in_atomic_block else [threading.Thread(target=self.work, daemon=True) for _ in range(sender.threads)]
        for thread in self.threads:
            thread.start()

    def round(self) -> bool:
        """Keep what we have, and take what is due for as many as are free. Returns whether anything was begun."""
        self.beat()
        if time.monotonic() < self.closed_until:
            return False
        begun = False
        # After an outage one message goes ahead and sees whether the server is back.
        room = (1 if self.outages else self.sender.threads) - len(self.in_flight)
        for candidate in queue.due(self.sender.channel, room, without=self.full()) if room > 0 else ():
            if candidate.destination not in self.full() and (message := queue.claim(candidate)) and is_wanted(message):
                self.begin(message)
                begun = True
        return begun

    def full(self) -> set[str]:
        """Destinations that get no further thread now."""
        now = time.monotonic()
        self.slow = {destination: until for destination, until in self.slow.items() if until > now}
        busy = Counter(message.destination for message in list(self.in_flight.values()))
        full = {destination for destination, count in busy.items() if count >= self.sender.to_one}
        return full | self.slow.keys() if busy.keys() & self.slow.keys() else full

    def begin(self, message: Message) -> None:
        self.in_flight[message.pk] = message
        if self.threads:
            self.waiting.put(message)
        else:
            self.send(message)

    def work(self) -> None:
        """The life of a thread: one message after the other."""
        while message := self.waiting.get():
            self.send(message)
            close_old_connections()
        connection.close()

    def send(self, message: Message) -> None:
        """One try, and how it ended."""
        began = time.monotonic()
        try:
            self.try_once(message)
        except Exception as error:  # noqa: BLE001
            # A fault of ours must not end the thread, and the message must not be lost.
            logger.error("a message could not be sent: %s", place_of(error))  # noqa: TRY400 - a traceback may quote the address
            reason = f"an error of our own: {type(error).__name__}"
            stubbornly(lambda: queue.retry(message, reason))
        finally:
            if time.monotonic() - began > SLOW:
                self.slow[message.destination] = time.monotonic() + SLOW_FOR
            self.in_flight.pop(message.pk, None)
            self.wake.set()

    def try_once(self, message: Message) -> None:
        try:
            with self.sender.hand_over(message):
                # From the other side's yes to this row's update a kill -9 makes the mail go twice, with the same Message-ID.
                stubbornly(lambda: queue.finish(message, MessageState.SENT))
            self.opened()
        except Unreachable as unreachable:
            reason = str(unreachable)
            self.close_for_a_while(reason)
            stubbornly(lambda: queue.give_back(message, reason))
        except Refused as refused:
            reason = str(refused)
            self.opened()
            stubbornly(lambda: queue.finish(message, MessageState.DEAD, reason))
        except Failed as failed:
            reason = str(failed)
            self.opened()
            stubbornly(lambda: queue.retry(message, reason))

    def opened(self) -> None:
        if self.outages:
            logger.info("%s goes out again", self.sender.channel.value)
        self.outages = 0

    def close_for_a_while(self, reason: str) -> None:
        """The server as a whole can't be used: wait a little, longer each time, with everything."""
        if not self.outages:
            logger.warning("%s waits: %s", self.sender.channel.value, reason)
        first, longest = CLOSED
        self.closed_until = time.monotonic() + min(first * 2 ** min(self.outages, 10), longest) * random.uniform(0.8, 1.2)  # noqa: S311
        self.outages += 1

    def beat(self) -> None:
        """Extend the leases of what is on its way."""
        if self.in_flight and time.monotonic() - self.beat_at > HEARTBEAT:
            self.beat_at = time.monotonic()
            queue.extend(list(self.in_flight.values()))

    def end(self, patience: float) -> None:
        """Take nothing more and let what is on its way arrive. What takes longer keeps its lease, and another worker goes on from there."""
        for _ in self.threads:
            self.waiting.put(None)
        deadline = time.monotonic() + patience
        while self.in_flight and time.monotonic() < deadline:
            time.sleep(0.02)
        for thread in self.threads:
            thread.join(max(0.0, deadline - time.monotonic()) if self.in_flight else 5.0)


def is_wanted(message: Message) -> bool:
    """Whether a claimed message should still go out; else it ends here."""
    if message.user and not message.user.is_active:
        queue.finish(message, MessageState.DROPPED, "the account is inactive")
    elif queue.is_worthless(message):
        queue.finish(message, MessageState.DEAD, "its time was over before it could be sent")
    elif message.attempts > queue.MOST_TRIES:
        queue.finish(message, MessageState.DEAD, "tried too often")
    else:
        return True
    return False


def stubbornly(write: Callable[[], bool]) -> None:
    """Write how a message ended, also when the database is away for a moment: forgetting it would send the mail again."""
    until = time.monotonic() + STUBBORN
    while True:
        try:
            held = write()
        except DatabaseError as error:
            if connection.in_atomic_block or time.monotonic() > until:
                raise
            logger.warning("the outbox waits for the database: %s", type(error).__name__)
            connection.close()
            time.sleep(0.5)
        else:
            if not held:
                logger.warning("a lease was lost before its message ended")
            return
