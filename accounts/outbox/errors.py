"""How a try can fail. The reasons are ours or the code of an answer: never an address, never a text."""


class Failed(Exception):
    """This message, this time: try again later."""


class Refused(Exception):
    """This message, for good: a person has to look at it."""


class Unreachable(Exception):
    """Nobody's fault here: the server as a whole can't be used. Messages wait, and it doesn't count as a try of theirs."""
