"""The bytes under settings.FILES_DIR: written beside their place, fsynced, and only then under their name."""

import os
import secrets
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings

PIECE = 1 << 16
PART = ".part"  # a file that is still being written


def place(path: str) -> Path:
    """Where the bytes of a stored path lie; never outside of the folder."""
    root = Path(settings.FILES_DIR).resolve()
    found = (root / path).resolve()
    if not found.is_relative_to(root) or found == root:
        raise ValueError("a path outside of the files")
    return found


def new_path() -> str:
    """A path that tells nothing of what lies there."""
    name = secrets.token_hex(16)
    return f"{name[:2]}/{name}"


def write(pieces: Iterable[bytes]) -> str:
    """Write and fsync the file and its folder; the path. Whatever goes wrong while the pieces come, nothing is left behind."""
    path = new_path()
    final = place(path)
    _made(final.parent)
    part = final.with_name(final.name + PART)
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            for piece in pieces:
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        os.link(part, final)  # refuses to replace what is there
    finally:
        part.unlink(missing_ok=True)
    _sync(final.parent)
    return path


def read(path: str) -> Iterator[bytes]:
    """The bytes in pieces. The file is opened at once, so that one that isn't there raises FileNotFoundError before anything is sent."""
    file = place(path).open("rb")

    def pieces() -> Iterator[bytes]:
        with file:
            while piece := file.read(PIECE):
                yield piece

    return pieces()


def remove(path: str) -> bool:
    """Take the bytes away; whether there were any."""
    try:
        place(path).unlink()
    except FileNotFoundError:
        return False
    _sync(place(path).parent)
    return True


def paths(older_than: float) -> Iterator[str]:
    """Every path on the disk whose file was written before that moment (seconds since 1970), half-written ones too."""
    root = Path(settings.FILES_DIR)
    for folder in sorted(root.glob("??")):
        for file in sorted(folder.iterdir()):
            if file.is_file() and file.stat().st_mtime < older_than:
                yield f"{folder.name}/{file.name}"


def _made(folder: Path) -> None:
    if not folder.is_dir():
        folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        _sync(folder.parent)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
