"""Between the web server and Django: a request is taken in whole, within what its address takes, before anybody works on it.

The server hands each request to a thread of its own. Here they wait for bodies that come slowly and for readers who take slowly; the work itself is
done by one thread, one request after the other, which has the process's one connection to the database. So a slow line keeps nobody else waiting.

A body that broke off is never worked on: Django would take what arrived for all of it, and an answer that is missing for one that was emptied.
"""

import errno
import logging
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from io import BytesIO
from queue import Full, Queue
from tempfile import TemporaryFile
from threading import Event
from typing import IO, Any

from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils import translation

from accounts.client import ARRIVED

logger = logging.getLogger("qiao.receiving")

PIECE = 1 << 16
REFUSED = "qiao.refused"  # in the environment of a request: why its body isn't there, and the most that it could have been
FULL = {errno.ENOSPC, errno.EDQUOT}
BODILESS = {"GET", "HEAD", "OPTIONS", "TRACE"}
DRAINED = 32 * 1024 * 1024  # bytes read away of a body that is too large: a browser listens to the answer only when it has sent all

Environ = dict[str, Any]
Application = Callable[[Environ, Any], Any]


def takes_of(path: str) -> Any:
    """What the view at this path takes (exchanges/files/receiving.py); None where no files come."""
    language = translation.get_language_from_path(path)
    try:
        with translation.override(language or settings.LANGUAGE_CODE):
            return getattr(resolve(path).func, "takes", None)
    except Resolver404:
        return None


def receive(environ: Environ) -> IO[bytes] | None:
    """Read the body to its end and put it in the place of the stream; what had to be opened for it. Where it can't be, REFUSED says why."""
    stream, said = environ["wsgi.input"], str(environ.get("CONTENT_LENGTH") or "")
    length = int(said) if said.isascii() and said.isdigit() else None
    environ["wsgi.input"], environ["CONTENT_LENGTH"] = BytesIO(), "0"
    if environ["REQUEST_METHOD"] in BODILESS or length == 0:
        return None
    small = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    takes = None if length is not None and length <= small else takes_of(environ.get("PATH_INFO", ""))
    most = takes.most if takes else small
    if length is not None and length > most:
        _drain(stream, length)
        environ[REFUSED] = ("large", most)
        return None
    body: IO[bytes] = TemporaryFile() if takes and takes.on_disk else BytesIO()  # noqa: SIM115 - closed by who called
    try:
        size = _copied(stream, body, most)
    except OSError as error:
        # What the disk refuses is ours, what the line refuses is the visitor's.
        environ[REFUSED] = ("full" if error.errno in FULL else "cut", most)
        if error.errno in FULL:
            logger.error("no room for what visitors send")  # noqa: TRY400 - where it happened tells nothing
        return body
    if size > most or (length is not None and size < length):
        environ[REFUSED] = ("large" if size > most else "cut", most)
        return body
    body.seek(0)
    environ["wsgi.input"], environ["CONTENT_LENGTH"] = body, str(size)
    environ.pop("HTTP_TRANSFER_ENCODING", None)
    return body


def _copied(stream: Any, body: IO[bytes], most: int) -> int:
    """How much came; one byte more than the most is enough to know."""
    size = 0
    while size <= most and (piece := stream.read(min(PIECE, most + 1 - size))):
        body.write(piece)
        size += len(piece)
    body.flush()
    return size


def _drain(stream: Any, length: int) -> None:
    if length <= DRAINED:
        with suppress(OSError):
            while stream.read(PIECE):
                pass


class OneAtATime:
    """The application as the server calls it, from any of its threads."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self.work = ThreadPoolExecutor(1, "work")

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        body = receive(environ)
        environ[ARRIVED] = datetime.now(UTC)
        try:
            ready: Future[Iterable[bytes]] = Future()
            self.work.submit(self._answer, environ, start_response, [ready])
            return ready.result()
        finally:
            if body is not None:
                body.close()

    def _answer(self, environ: Environ, start_response: Any, where: "list[Future[Iterable[bytes]]]") -> None:
        """On the thread that works. An answer that is made while it is sent keeps this thread; the bytes of a file don't."""
        ready = where.pop()
        try:
            answer = self.application(environ, start_response)
            if not getattr(answer, "streaming", False):
                pieces = list(answer)
                answer.close()
                ready.set_result(pieces)
                return
        except BaseException as error:  # noqa: BLE001 - raised where it is waited for
            ready.set_exception(error)
            return
        if getattr(answer, "is_file", False) or hasattr(answer, "file_to_stream"):
            ready.set_result(_Sent(answer, self.work))
            return
        reader = _Reader()
        handed = reader.handed
        ready.set_result(reader)
        del reader, ready  # only who sends holds it now, so its end is noticed whatever becomes of them
        handed.fill(answer)


class _Sent:
    """A file on its way: it needs nothing of the thread that worked, but its end is told there."""

    def __init__(self, answer: Any, work: ThreadPoolExecutor) -> None:
        self.answer, self.work = answer, work

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.answer)

    def close(self) -> None:
        self.work.submit(self.answer.close)


class _Handed:
    """An answer that this thread makes while another sends it."""

    def __init__(self) -> None:
        self.pieces: Queue[bytes | BaseException | None] = Queue(8)
        self.gone = Event()

    def fill(self, answer: Any) -> None:
        end: BaseException | None = None
        try:
            for piece in answer:
                if not self._put(piece):
                    break
        except BaseException as error:  # noqa: BLE001 - raised where it is sent
            end = error
        finally:
            answer.close()
        self._put(end)

    def _put(self, piece: bytes | BaseException | None) -> bool:
        while not self.gone.is_set():
            with suppress(Full):
                self.pieces.put(piece, timeout=0.5)
                return True
        return False


class _Reader:
    """The end of it that sends."""

    def __init__(self) -> None:
        self.handed = _Handed()

    def __iter__(self) -> Iterator[bytes]:
        while (piece := self.handed.pieces.get()) is not None:
            if isinstance(piece, BaseException):
                raise piece
            yield piece

    def close(self) -> None:
        self.handed.gone.set()

    __del__ = close
