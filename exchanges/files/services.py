"""Storing a file that somebody hands in, and removing its bytes."""

import hashlib
from collections.abc import Iterator
from typing import IO, Any

from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils import timezone

from accounts.actor import Actor
from exchanges.files import contents, disk, names, sealing
from exchanges.files.errors import EMPTY, NO_FILE, OTHER_TYPE, TOO_LARGE, FileRefused
from exchanges.files.models import StoredFile
from exchanges.files.reading import read

__all__ = ["FileRefused", "read", "remove", "store"]

MOST_BYTES = 10 * 1024 * 1024
CALLED = {"pdf": "PDF", "docx": "Word (.docx)", "odt": "OpenDocument (.odt)", "xlsx": "Excel (.xlsx)", "png": "PNG", "jpg": "JPEG", "txt": ".txt"}


def store(
    upload: Any, *, by: Actor | None, types: tuple[str, ...] = ("pdf",), max_bytes: int = MOST_BYTES, encrypt: bool = False
) -> StoredFile:
    """Keep an uploaded file (Django's UploadedFile). `types` are keys of contents.KINDS. Raises FileRefused, in the reader's words, and then
    keeps nothing. The bytes are on the disk, fsynced, before the row is written; a caller's transaction that is rolled back leaves bytes without a
    row, which the sweep of upkeep.py takes away. How many files somebody may hand in is the caller's to say."""
    if upload is None:
        raise FileRefused(NO_FILE)
    name = names.cleaned(upload.name)
    kind = _kind(name, types)
    counted = _Counted(upload, max_bytes)
    source: IO[bytes] = upload.file
    counted.check_size()
    try:
        contents.check(kind, source, counted.given)
        path = disk.write(sealing.seal(iter(counted)) if encrypt else counted)
    finally:
        source.seek(0)
    try:
        return StoredFile.objects.create(
            path=path, name=name, media_type=kind.media_type, size=counted.size, sha256=counted.sha256.hexdigest(), is_encrypted=encrypt,
            by=by.user if by else None,
        )
    except BaseException:
        disk.remove(path)
        raise


def remove(stored: StoredFile, *, by: Actor | None = None) -> bool:
    """Take the bytes away, once the transaction holds; the row stays and says when. Returns whether they were still there."""
    with transaction.atomic():
        gone = StoredFile.objects.filter(pk=stored.pk, gone_at=None).update(gone_at=timezone.now())
        if gone:
            transaction.on_commit(lambda: disk.remove(stored.path))
    stored.refresh_from_db(fields=["gone_at"])
    return bool(gone)


def _kind(name: str, types: tuple[str, ...]) -> contents.Kind:
    ending = names.ending_of(name)
    for key in types:
        if ending in contents.KINDS[key].endings:
            return contents.KINDS[key]
    raise FileRefused(OTHER_TYPE % {"types": ", ".join(CALLED[key] for key in types)})


class _Counted:
    """The upload in pieces, counted and hashed as they pass; it stops at the first byte too many."""

    def __init__(self, upload: Any, most: int) -> None:
        self.upload, self.most = upload, most
        self.given = int(upload.size or 0)
        self.size, self.sha256 = 0, hashlib.sha256()

    def check_size(self) -> None:
        """What the upload says of itself, before anything is read."""
        if self.given == 0:
            raise FileRefused(EMPTY)
        self._refuse_beyond(self.given)

    def _refuse_beyond(self, size: int) -> None:
        if size > self.most:
            raise FileRefused(TOO_LARGE % {"most": filesizeformat(self.most)})

    def __iter__(self) -> Iterator[bytes]:
        for piece in self.upload.chunks():
            self.size += len(piece)
            self._refuse_beyond(self.size)
            self.sha256.update(piece)
            yield piece
        if self.size == 0:
            raise FileRefused(EMPTY)
