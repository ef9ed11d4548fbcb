"""What an upload may be before a view sees it: which addresses take files, how much at once, and where the bytes wait meanwhile."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from tempfile import SpooledTemporaryFile
from typing import IO, Any, cast

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponseBase

MEGABYTE = 1024 * 1024
MOST_OF_ONE = 50 * MEGABYTE  # the largest that a form may ask for
MOST_AT_ONCE = 64 * MEGABYTE  # of one request, with everything in it
IN_MEMORY = 512 * 1024  # bytes of a file that wait in memory; more of it waits in a file without a name

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True)
class Takes:
    """What an address takes: `most` bytes of a whole request, `of_one` of a file; `on_disk` is whether they may wait there, in the open."""

    most: int
    of_one: int
    on_disk: bool = True

    def handlers(self, request: HttpRequest) -> list[FileUploadHandler]:
        return [Waiting(request, self)]


class Waiting(FileUploadHandler):
    """Keeps a file until its view has looked at it, in memory or in a file without a name, which ends with the process however that ends. Of one
    that is too large, what nobody will take is counted and not kept: the view says its size, beside the field it came from."""

    def __init__(self, request: HttpRequest, takes: Takes) -> None:
        super().__init__(request)
        self.takes = takes
        self.held: IO[bytes] | None = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.held = cast("IO[bytes]", SpooledTemporaryFile(max_size=IN_MEMORY if self.takes.on_disk else 0))  # noqa: SIM115 - the request closes it

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self.held is not None and start + len(raw_data) <= self.takes.of_one:
            self.held.write(raw_data)

    def file_complete(self, file_size: int) -> "UploadedFile[bytes] | None":
        held, self.held = self.held, None
        if held is None:
            return None
        held.seek(0)
        return UploadedFile(held, self.file_name, self.content_type, file_size, self.charset, self.content_type_extra)

    def upload_interrupted(self) -> None:
        if self.held is not None:
            self.held.close()


def takes_files(of_one: int, *, most: int, on_disk: bool = True) -> Callable[[View], View]:
    """Says of a view that forms with files come to it; to every other address files are nothing. `config/receiving.py` asks before it reads.
    `most` is well above `of_one`, so that a file that is a little too large is told beside its field, where the rest of the form was saved."""

    def marked(view: View) -> View:
        @wraps(view)
        def taking(*args: Any, **kwargs: Any) -> HttpResponseBase:
            return view(*args, **kwargs)

        taking.takes = Takes(most, of_one, on_disk)  # type: ignore[attr-defined]
        return taking

    return marked
