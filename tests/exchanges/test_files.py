"""Files that people hand in: what is taken, what is refused, that nothing is left behind, and how one is sent."""

import os
import re
import stat
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.db import transaction
from django.http import Http404
from pytest_django.fixtures import Settings

from exchanges.calls.shapes.values import FILE_TYPES
from exchanges.files import contents, disk, names, sealing, services, serving, upkeep
from exchanges.files.services import FileRefused
from exchanges.models import StoredFile
from tests.exchanges import papers

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.FILES_DIR = tmp_path / "private"
    return tmp_path / "private"


def on_disk(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def body(stored: StoredFile) -> bytes:
    return b"".join(services.read(stored))


GOOD = {
    "pdf": (papers.PDF, "My letter.pdf", "application/pdf"),
    "docx": (papers.docx(), "推荐信.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "xlsx": (papers.xlsx(), "预算.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "odt": (papers.odt(), "Plan.odt", "application/vnd.oasis.opendocument.text"),
    "png": (papers.png(), "a.PNG", "image/png"),
    "jpg": (papers.jpg(), "a.jpeg", "image/jpeg"),
    "txt": (papers.TEXT.encode(), "a.txt", "text/plain"),
    "txt-gb18030": (papers.TEXT.encode("gb18030"), "a.txt", "text/plain"),
    "txt-that-begins-like-a-picture": (b"BM is short for benchmark.", "a.txt", "text/plain"),
}


def test_what_a_call_may_ask_for_is_what_is_taken():
    assert set(FILE_TYPES) <= set(contents.KINDS) == set(services.CALLED)


@pytest.mark.parametrize("encrypt", [False, True], ids=["plain", "sealed"])
@pytest.mark.parametrize("name", GOOD)
def test_a_file_is_kept_as_it_was_given(folder: Path, name: str, encrypt: bool):
    content, called, media_type = GOOD[name]
    stored = services.store(papers.upload(content, called), by=None, types=papers.ALL, encrypt=encrypt)
    assert body(stored) == content
    assert (stored.name, stored.media_type, stored.size) == (called, media_type, len(content))
    (path,) = on_disk(folder)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert (content in path.read_bytes()) is not encrypt
    assert re.fullmatch(r"[0-9a-f]{2}/[0-9a-f]{32}", stored.path)


@pytest.mark.parametrize("name", papers.HOSTILE)
def test_what_is_hostile_is_refused_and_leaves_nothing(folder: Path, name: str):
    made, called = papers.HOSTILE[name]
    content = made if isinstance(made, bytes) else made()
    began = time.monotonic()
    with pytest.raises(FileRefused) as refused:
        services.store(papers.upload(content, called), by=None, types=papers.ALL, max_bytes=10_000_000)
    assert time.monotonic() - began < 2
    assert "nothing was stored" in str(refused.value)
    assert not StoredFile.objects.exists()
    assert not folder.exists() or not on_disk(folder)


def test_a_type_that_was_not_asked_for_is_refused():
    with pytest.raises(FileRefused, match="We take PDF here"):
        services.store(papers.upload(papers.png(), "a.png"), by=None, types=("pdf",))


def test_without_a_file_it_says_so():
    with pytest.raises(FileRefused, match="Choose a file"):
        services.store(None, by=None)


class Endless:
    """An upload that says it is small and never ends."""

    name, size = "a.txt", 10

    def __init__(self) -> None:
        self.file = papers.upload(b"hello", "a.txt").file
        self.asked = 0

    def chunks(self) -> Iterator[bytes]:
        while True:
            self.asked += 1
            yield b"x" * 1000


@pytest.mark.parametrize("encrypt", [False, True], ids=["plain", "sealed"])
def test_the_size_is_counted_while_the_bytes_come(folder: Path, encrypt: bool):
    endless = Endless()
    with pytest.raises(FileRefused, match="larger than"):
        services.store(endless, by=None, types=("txt",), max_bytes=5000, encrypt=encrypt)
    assert endless.asked == 6
    assert not on_disk(folder)


def test_a_file_of_exactly_the_limit_is_taken():
    assert services.store(papers.upload(), by=None, max_bytes=len(papers.PDF)).size == len(papers.PDF)
    with pytest.raises(FileRefused, match="larger than"):
        services.store(papers.upload(), by=None, max_bytes=len(papers.PDF) - 1)


def test_a_large_upload_that_django_put_on_disk_is_taken(folder: Path):
    big = papers.PDF.replace(b"trailer", b"%" + b"y" * 3_000_000 + b"\ntrailer")
    upload = TemporaryUploadedFile("big.pdf", "application/pdf", len(big), None)
    upload.write(big)
    upload.seek(0)
    stored = services.store(upload, by=None, encrypt=True)
    assert body(stored) == big
    upload.close()


def test_the_bytes_are_on_the_disk_before_the_row(monkeypatch: pytest.MonkeyPatch, folder: Path):
    synced: list[str] = []
    true = os.fsync

    def note(handle: int) -> None:
        synced.append("folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else f"file, {StoredFile.objects.count()} rows")
        true(handle)

    monkeypatch.setattr(os, "fsync", note)
    services.store(papers.upload(), by=None)
    assert "file, 0 rows" in synced
    assert synced[-1] == "folder"


@pytest.mark.parametrize("where", ["fsync", "link"])
def test_a_full_disk_leaves_nothing(monkeypatch: pytest.MonkeyPatch, folder: Path, where: str):
    def full(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    folder.joinpath("00").mkdir(parents=True)
    monkeypatch.setattr(disk, "new_path", lambda: "00/" + "0" * 32)
    monkeypatch.setattr(os, where, full)
    with pytest.raises(OSError, match="No space"):
        services.store(papers.upload(), by=None)
    assert not on_disk(folder)
    assert not StoredFile.objects.exists()


def test_a_row_that_can_not_be_written_leaves_no_bytes(monkeypatch: pytest.MonkeyPatch, folder: Path):
    def broken(**_fields: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(StoredFile.objects, "create", broken)
    with pytest.raises(RuntimeError):
        services.store(papers.upload(), by=None)
    assert not on_disk(folder)


def test_what_is_there_is_never_replaced(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(disk, "new_path", lambda: "00/" + "0" * 32)
    stored = services.store(papers.upload(), by=None)
    with pytest.raises(FileExistsError):
        services.store(papers.upload(papers.PDF + b" ", "b.pdf"), by=None)
    assert body(stored) == papers.PDF


def test_a_path_outside_of_the_folder_is_no_path():
    for path in ("../secret-key", "/etc/passwd", "", "."):
        with pytest.raises(ValueError, match="outside"):
            disk.place(path)


def test_removing_takes_the_bytes_and_keeps_the_row(folder: Path, django_capture_on_commit_callbacks):
    stored = services.store(papers.upload(), by=None)
    with django_capture_on_commit_callbacks(execute=True):
        assert services.remove(stored)
    assert not on_disk(folder)
    assert stored.gone_at is not None
    assert not services.remove(stored)
    with pytest.raises(FileNotFoundError):
        services.read(stored)
    with pytest.raises(Http404):
        serving.response(stored)


def test_bytes_stay_when_the_removing_is_rolled_back(folder: Path):
    stored = services.store(papers.upload(), by=None)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        services.remove(stored)
        raise ZeroDivisionError
    stored.refresh_from_db()
    assert body(stored) == papers.PDF


def test_the_sweep_takes_what_no_row_keeps_and_nothing_young(folder: Path):
    kept, gone, young = (services.store(papers.upload(), by=None) for _ in range(3))
    for stored in (gone, young):
        stored.delete()
    StoredFile.objects.filter(pk=kept.pk).update(name="kept")
    half = folder / "ab" / ("a" * 32 + disk.PART)
    half.parent.mkdir(exist_ok=True)
    half.write_bytes(b"half")
    long_ago = time.time() - 90_000
    for path in (kept.path, gone.path, f"ab/{half.name}"):
        os.utime(folder / path, (long_ago, long_ago))
    assert upkeep.sweep() == "2 files swept"
    assert sorted(on_disk(folder)) == sorted([folder / kept.path, folder / young.path])
    assert upkeep.sweep() == "0 files swept"


SIZES = [1, 100, sealing.CHUNK - 1, sealing.CHUNK, sealing.CHUNK + 1, 3 * sealing.CHUNK]


@pytest.mark.parametrize("size", SIZES)
def test_what_is_sealed_opens_again_and_only_whole(size: int):
    content = os.urandom(size)
    sealed = b"".join(sealing.seal(iter([content[:7], content[7:]])))
    assert b"".join(sealing.unseal(iter([sealed[:9], sealed[9:50], sealed[50:]]))) == content
    for broken in (sealed[:-1], sealed + b"\0", sealed[:-1] + bytes([sealed[-1] ^ 1]), sealed[: sealing.HEAD], b"", b"x" * 10):
        with pytest.raises(sealing.Broken):
            b"".join(sealing.unseal(iter([broken])))
    block = sealing.CHUNK + sealing.TAG
    if size > 2 * sealing.CHUNK:  # whole chunks taken away, or two of them exchanged
        head, one, two, rest = sealed[: sealing.HEAD], *(sealed[sealing.HEAD + n * block :][:block] for n in range(3))
        for broken in (head + one + two, head + two + one + rest):
            with pytest.raises(sealing.Broken):
                b"".join(sealing.unseal(iter([broken])))


def test_the_same_file_sealed_twice_is_two_files():
    assert b"".join(sealing.seal(iter([papers.PDF]))) != b"".join(sealing.seal(iter([papers.PDF])))


def test_a_new_key_opens_what_an_earlier_one_sealed(settings: Settings):
    settings.FILES_KEY, settings.FILES_KEY_FALLBACKS = "", []
    by_secret = b"".join(sealing.seal(iter([b"one"])))
    settings.FILES_KEY = "a first key"
    by_first = b"".join(sealing.seal(iter([b"two"])))
    settings.FILES_KEY, settings.FILES_KEY_FALLBACKS = "a second key", ["a first key"]
    assert b"".join(sealing.unseal(iter([by_secret]))) == b"one"
    assert b"".join(sealing.unseal(iter([by_first]))) == b"two"
    settings.FILES_KEY_FALLBACKS = []
    with pytest.raises(sealing.Broken):
        b"".join(sealing.unseal(iter([by_first])))


NAMES = {
    "../../etc/passwd.pdf": "passwd.pdf",
    "C:\\Users\\ana\\CV.pdf": "CV.pdf",
    "letter\u202efdp.pdf": "letterfdp.pdf",
    "a\0b\r\nSet-Cookie: x.pdf": "ab Set-Cookie_ x.pdf",
    "  .hidden.pdf": "hidden.pdf",
    "": "file",
    "...": "file",
    ".pdf": "pdf",
    "é.pdf": "é.pdf",
    "推荐信 王小明.pdf": "推荐信 王小明.pdf",
    'a"b<c>.pdf': "a_b_c_.pdf",
    "x" * 500 + ".pdf": "x" * 116 + ".pdf",
    "字" * 500 + ".pdf": "字" * 116 + ".pdf",
    "a\u200b\ufeff.p\u200bdf": "a.pdf",
}


@pytest.mark.parametrize("given", NAMES, ids=[f"name{number}" for number in range(len(NAMES))])
def test_a_name_is_made_fit_to_be_shown(given: str):
    assert names.cleaned(given) == NAMES[given]
    assert names.cleaned(names.cleaned(given)) == NAMES[given]


@pytest.mark.parametrize("encrypt", [False, True], ids=["plain", "sealed"])
def test_a_file_is_sent_as_an_attachment_that_runs_nothing(encrypt: bool):
    stored = services.store(papers.upload(name='推荐信 "1".pdf'), by=None, encrypt=encrypt)
    answer = serving.response(stored)
    assert b"".join(answer) == papers.PDF  # type: ignore[call-overload]
    assert answer["Content-Length"] == str(len(papers.PDF))
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''%E6%8E%A8")
    assert answer["Content-Security-Policy"].startswith("sandbox")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-store"
    assert serving.response(stored, "SU-1.pdf")["Content-Disposition"] == 'attachment; filename="SU-1.pdf"'


def test_bytes_that_are_lost_are_a_404_and_a_line_for_the_operator(folder: Path, caplog: pytest.LogCaptureFixture):
    stored = services.store(papers.upload(), by=None)
    (folder / stored.path).unlink()
    with pytest.raises(Http404):
        serving.response(stored)
    assert f"the bytes of file {stored.pk} are missing" in caplog.text
    assert stored.path not in caplog.text
