"""What can be wrong with a value that somebody wants to give a call, named with its field."""

from exchanges.errors import ExchangeError, Text


class BadField(ExchangeError):
    """A value that can't stand in `field`; the message says why and what can."""

    def __init__(self, field: str, message: Text) -> None:
        super().__init__(message)
        self.field = field
