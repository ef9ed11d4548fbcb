"""A part of the worker: a thread that is begun anew when it fails, and takes no other part with it."""

import logging
import threading
from collections.abc import Callable

from django.db import connection

from accounts.errors import place_of

logger = logging.getLogger("qiao.worker")

AFTER_A_FAILURE = 5.0  # seconds


class Part(threading.Thread):
    def __init__(self, name: str, work: Callable[[threading.Event], None], stop: threading.Event) -> None:
        super().__init__(name=name, daemon=True)
        self.work, self.stop = work, stop
        self.start()

    def run(self) -> None:
        while not self.stop.is_set():
            try:
                self.work(self.stop)
            except Exception as error:  # noqa: BLE001  the other parts go on, and this one tries again
                logger.error("the worker's part %s failed and begins again: %s", self.name, place_of(error))  # noqa: TRY400 - no words of others
                self.stop.wait(AFTER_A_FAILURE)
            finally:
                connection.close()
