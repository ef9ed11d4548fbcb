"""Telling somebody something: a line on My page, and a mail as often as they chose."""

from accounts.notices.choices import frequency_of
from accounts.notices.telling import Line, line, tell

__all__ = ["Line", "frequency_of", "line", "tell"]
