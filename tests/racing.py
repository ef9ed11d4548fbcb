"""Several acts begun at the same moment, each in a thread with its own connection."""

import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

from django.db import connections

from accounts.errors import Refusal


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """What each act gave back, or what it raised."""
    gate, found = threading.Barrier(len(acts)), list[Any]([None] * len(acts))

    def run(place: int, act: Callable[[], Any]) -> None:
        try:
            gate.wait(20)
            found[place] = act()
        except Exception as error:  # noqa: BLE001 - given back, so that the test says which
            found[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return found


def outcomes(*acts: Callable[[], Any]) -> Counter[str]:
    """How often each came of it: "done", the name of a refusal, the text of any other fault."""
    return Counter(
        type(one).__name__ if isinstance(one, Refusal) else repr(one)[:200] if isinstance(one, Exception) else "done" for one in at_once(*acts)
    )
