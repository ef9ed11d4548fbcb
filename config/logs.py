"""One event, one line, nobody's data: what came from outside can't forge a log entry, colour a terminal or stand in one.

What may stand in a log follows from the classification of the columns (accounts.classification): public facts and technical values only. So a
value that a person typed is not logged at all; an address of a page is logged as its pattern, an exception as its kind and place. What
slips into a message all the same (an e-mail address, a token, a network address) is taken out by its shape.
"""

import logging
import re
import traceback
from types import TracebackType
from typing import Any

from django.db import DatabaseError, DataError, IntegrityError
from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils import translation
from django.views.debug import SafeExceptionReporterFilter

GONE = "[…]"
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
# Loggers that speak of requests: the addresses of pages they name can hold tokens, names and searches.
ABOUT_REQUESTS = ("django.request", "django.security", "django.server", "qiao.api", "granian")
REQUEST_LINE = re.compile(r"\b([A-Z]{3,7}) (/.*) HTTP/")
ADDRESS_OF_A_PAGE = re.compile(r"(?<![\w.)<:/])/[^\s\"'<>]*")

NAMED = r"code|password|passwd|secret|token|session\w*|csrf\w*|otp|api_?key|signature|authorization|cookie"
SHAPES = tuple((re.compile(shape, re.IGNORECASE), instead) for shape, instead in (
    # PostgreSQL says which value was there already; SQLite does not.
    (r"(Key|Failing row contains|DETAIL:)\s*\(.*", r"\1 " + GONE),
    (r"[^\s<>\"'(){}\[\],;:=/]+(@|%40|\\x40|\\u0040)[^\s<>\"'(){}\[\],;:=/]+", GONE),  # an e-mail address
    (rf"\b(\w*(?:{NAMED}))([\"']?\s*[=:]\s*[\"']?(?:bearer\s+)?)[^\s\"'&;,]+", r"\1\2" + GONE),
    (r"(/(?:letters|invitations)/)[^\s\"'<>?#]+", r"\1" + GONE),  # a link that lets somebody in
    (r"\b\d{4}-\d{4}-\d{4}-\d{3}[\dX]\b", GONE),  # an ORCID iD
    (r"\beyJ[\w-]+\.[\w.-]+", GONE),  # a JSON web token
    (r"\b(?!127\.0\.0\.1|0\.0\.0\.0)\d{1,3}(\.\d{1,3}){3}\b", GONE),  # a network address
    (r"(?<![\w:])(?:[0-9a-f]{1,4}:){3,7}[0-9a-f:]{1,40}(?![\w:])", GONE),
    # A long word with digits in it: a session, a signature, a key. Ids of our own (a UUID with its dashes, 12 letters) are shorter pieces.
    (r"(?<![\w/.-])(?=[\w-]*\d)(?=[\w-]*[a-z])(?![0-9a-f]{8}-[0-9a-f]{4}-)[\w-]{20,}(?:[:.][\w:.-]+)?", GONE),
))
# Errors whose words speak of the program or the machine. Of all others only the kind is told: their words may be what somebody typed.
SPEAKING = (AttributeError, NameError, ImportError, TypeError, NotImplementedError, RecursionError, MemoryError, OSError, DatabaseError)


def redacted(text: str) -> str:
    """The text without what looks like somebody's."""
    for shape, instead in SHAPES:
        text = shape.sub(instead, text)
    return text


def page_of(path: str) -> str:
    """The pattern of a page's address: what it is, never whose."""
    bare = path.partition("?")[0]
    lang = bare.split("/")[1] if bare.count("/") > 1 else ""
    try:
        with translation.override(lang if lang in ("en", "zh-hans") else None):
            return f"/{resolve(bare).route}"
    except (Resolver404, UnicodeError):
        return "(no page of ours)"


def without_pages(record: logging.LogRecord) -> str:
    """The message with each address of a page as its pattern."""
    request = getattr(record, "request", None)
    match = request.resolver_match if isinstance(request, HttpRequest) else None

    def pattern(address: str) -> str:
        return f"/{match.route}" if match else page_of(address)

    # An argument that is an address, or one within a request line, may hold spaces; within a sentence it ends with one.
    message = record.getMessage()
    if REQUEST_LINE.search(message):
        return REQUEST_LINE.sub(lambda found: f"{found[1]} {pattern(found[2])} HTTP/", message)
    if isinstance(record.args, tuple) and any(str(arg).startswith("/") for arg in record.args):
        record.args = tuple(pattern(str(arg)) if str(arg).startswith("/") else arg for arg in record.args)
        return record.getMessage()
    return ADDRESS_OF_A_PAGE.sub(lambda found: pattern(found[0]), message)


class OneLine(logging.Filter):
    """Renders the message, takes out what is somebody's, and replaces every control character by a space."""

    def filter(self, record: logging.LogRecord) -> bool:
        if not getattr(record, "is_plain", False):
            message = without_pages(record) if record.name.startswith(ABOUT_REQUESTS) else record.getMessage()
            record.msg, record.args, record.is_plain = CONTROL.sub(" ", redacted(message)), None, True
        return True


def words_of(error: BaseException) -> str:
    """What an exception may say in a log."""
    if isinstance(error, IntegrityError):
        said = str(error).splitlines()[0] if str(error) else ""  # the constraint; the values stand in the lines after it
    elif isinstance(error, SPEAKING) and not isinstance(error, DataError):
        said = next(iter(str(error).splitlines()), "")
    else:
        return ""
    return ": " + CONTROL.sub(" ", redacted(said))


class Line(logging.Formatter):
    """A line, and after it, indented, where an exception came from: its kind, the places in the source, and of its words only harmless ones."""

    def format(self, record: logging.LogRecord) -> str:
        record.exc_text = None  # another handler may have left its own
        return super().format(record)

    def formatException(self, ei: Any) -> str:  # noqa: N802 - the name is logging's
        told: list[str] = []
        error: BaseException | None = ei[1]
        seen: set[int] = set()
        while error is not None and id(error) not in seen:
            seen.add(id(error))
            told[:0] = [*_places(error.__traceback__), f"{type(error).__module__}.{type(error).__qualname__}{words_of(error)}"]
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n".join(f"    {line}" for line in told)


def _places(trace: TracebackType | None) -> list[str]:
    return [f"{frame.filename}:{frame.lineno} in {frame.name}" for frame in traceback.extract_tb(trace)]


class SafeReports(SafeExceptionReporterFilter):
    """Django's error reports (the page of DEBUG, mails to admins) name what was sent and which variables there were, but no value."""

    def is_active(self, request: HttpRequest | None) -> bool:
        return True

    def get_post_parameters(self, request: HttpRequest | None) -> dict[str, Any]:
        return dict.fromkeys(request.POST, self.cleansed_substitute) if request is not None else {}

    def get_safe_cookies(self, request: HttpRequest) -> dict[str, Any]:
        return dict.fromkeys(getattr(request, "COOKIES", {}), self.cleansed_substitute)

    def get_safe_request_meta(self, request: HttpRequest) -> dict[str, Any]:
        kept = ("REQUEST_METHOD", "CONTENT_TYPE", "CONTENT_LENGTH", "SERVER_PROTOCOL", "HTTP_ACCEPT_LANGUAGE")
        return {key: value if key in kept else self.cleansed_substitute for key, value in getattr(request, "META", {}).items()}

    def get_traceback_frame_variables(self, request: HttpRequest | None, tb_frame: Any) -> Any:
        return {name: f"<{type(value).__name__}>" for name, value in tb_frame.f_locals.items()}.items()
