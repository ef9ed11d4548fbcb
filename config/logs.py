"""One event, one line: what came from outside can't forge a log entry or colour a terminal."""

import logging
import re

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class OneLine(logging.Filter):
    """Renders the message and replaces every control character in it by a space."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = CONTROL.sub(" ", record.getMessage())
        record.args = None
        return True
