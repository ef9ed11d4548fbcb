"""Encryption of stored files: AES-256-GCM in chunks, each bound to its place, the last one to being the last.

A sealed file is HEAD (magic, the key's mark, a salt) and its chunks. Each file has a key of its own, made by HKDF from the site's key and the
salt, so a nonce (the chunk's number and whether it is the last) never meets the same key twice. The scheme is STREAM (Hoang, Reyhanitabar,
Rogaway, Vizár 2015).
"""

import hashlib
import os
from collections.abc import Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

MAGIC = b"QIAO-F1\0"
CHUNK, TAG = 65_536, 16
HEAD = len(MAGIC) + 8 + 16


class Broken(Exception):
    """The bytes aren't what was sealed, or the key isn't there."""


def keys() -> list[bytes]:
    """The site's keys, the one for new files first: FILES_KEY, else one made from SECRET_KEY; then what files were sealed with before."""
    given = [settings.FILES_KEY, *settings.FILES_KEY_FALLBACKS]
    secret = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [_made(key.encode(), b"", b"qiao files key") for key in given if key] + [_made(key.encode(), b"", b"qiao files") for key in secret]


def _made(key: bytes, salt: bytes, purpose: bytes) -> bytes:
    return HKDF(hashes.SHA256(), 32, salt, purpose).derive(key)


def _mark(key: bytes) -> bytes:
    """Tells one key of the site from another, and nothing about it."""
    return hashlib.sha256(b"mark" + key).digest()[:8]


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + (b"\1" if last else b"\0")


def seal(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The sealed file of what comes in pieces of any size."""
    key, salt = keys()[0], os.urandom(16)
    head = MAGIC + _mark(key) + salt
    cipher = AESGCM(_made(key, salt, b"file"))
    yield head
    kept, number = b"", 0
    for piece in pieces:
        kept += piece
        while len(kept) > CHUNK:
            yield cipher.encrypt(_nonce(number, last=False), kept[:CHUNK], head)
            kept, number = kept[CHUNK:], number + 1
    yield cipher.encrypt(_nonce(number, last=True), kept, head)


def unseal(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """What was sealed. A chunk is given only after it proved to be whole and in its place; a file cut short raises Broken at its end."""
    kept = b""
    cipher: AESGCM | None = None
    head, number = b"", 0
    for piece in pieces:
        kept += piece
        if cipher is None and len(kept) >= HEAD:
            head, kept = kept[:HEAD], kept[HEAD:]
            cipher = _cipher(head)
        while cipher and len(kept) > CHUNK + TAG:
            yield _opened(cipher, _nonce(number, last=False), kept[: CHUNK + TAG], head)
            kept, number = kept[CHUNK + TAG :], number + 1
    if cipher is None:
        raise Broken
    yield _opened(cipher, _nonce(number, last=True), kept, head)


def _cipher(head: bytes) -> AESGCM:
    mark, salt = head[len(MAGIC) : -16], head[-16:]
    key = next((key for key in keys() if _mark(key) == mark), None)
    if not head.startswith(MAGIC) or key is None:
        raise Broken
    return AESGCM(_made(key, salt, b"file"))


def _opened(cipher: AESGCM, nonce: bytes, chunk: bytes, head: bytes) -> bytes:
    try:
        return cipher.decrypt(nonce, chunk, head)
    except (InvalidTag, ValueError) as error:
        raise Broken from error
