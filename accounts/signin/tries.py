"""Tries of one code, counted where all processes see it: however many come at the same moment, no more than the allowed ones are looked at."""

from django.core.cache import cache
from django.utils.crypto import salted_hmac


def take(what: str, *, most: int, seconds: int) -> bool:
    """Take one of the `most` tries of the code that `what` stands for; False when they are used up. Call it before looking at what was typed.

    The session's own count is read and written by each request for itself, so requests at the same moment would each see the first try."""
    key = salted_hmac("qiao tries", what, algorithm="sha256").hexdigest()
    return any(cache.add(f"tries:{key}:{number}", 1, timeout=seconds) for number in range(most))
