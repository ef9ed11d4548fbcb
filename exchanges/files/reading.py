"""The bytes of a stored file, opened where they were sealed."""

from collections.abc import Iterator

from exchanges.files import disk, sealing
from exchanges.files.models import StoredFile


def read(stored: StoredFile) -> Iterator[bytes]:
    """What the person gave, in pieces. Raises FileNotFoundError at once when the bytes were removed, sealing.Broken where they were tampered with."""
    if stored.gone_at is not None:
        raise FileNotFoundError(stored.uid)
    pieces = disk.read(stored.path)
    return sealing.unseal(pieces) if stored.is_encrypted else pieces
