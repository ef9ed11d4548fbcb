"""Asking an address as a role: the answer's outcome in one word, and every canary that stands in it and should not."""

import io
import re
import zipfile
from typing import Any

from django.core.cache import cache
from django.db import transaction

from tests.permissions import matrix
from tests.permissions.addresses import Question, Row, is_asked, questions
from tests.permissions.world import World

MARKS = re.compile(rb"</?mark[^>]*>|&shy;|\xe2\x80\x8b")
CANARY = re.compile(r"quokka(?:\d{3}x|name[a-z]+|mail[a-z]+)|袋鼠[甲乙丙丁戊己庚辛壬癸]{3}")
UID = re.compile(r"[0-9a-hjkmnp-tv-z]{12}")


def whole(response: Any) -> bytes:
    """The body with what is packed in it (XLSX, ZIP) unpacked, and all headers."""
    raw = b"".join(response.streaming_content) if response.streaming else response.content
    if raw[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            raw = b"\n".join(name.encode() + b"\n" + archive.read(name) for name in sorted(archive.namelist()))
    headers = "\n".join(f"{name}: {value}" for name, value in sorted(response.headers.items()))
    cookies = response.cookies.output()
    return bytes(raw) + b"\n" + headers.encode() + b"\n" + cookies.encode()


def readable(raw: bytes) -> str:
    """Text in which a canary can be found however it was written: marked, in JSON escapes, percent-encoded, in capitals."""
    text = MARKS.sub(b"", raw).decode("utf-8", "replace")
    if "\\u" in text:
        text += re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), text)
    if "%E8%A2%8B" in text:
        from urllib.parse import unquote

        text += unquote(text)
    return text.lower()


def leaks(world: World, role: str, text: str, asked: str = "") -> set[str]:
    """Lines of the matrix that this role must not see and that the text gives away; what was asked for by name gives nothing away."""
    found = {*CANARY.findall(text), *UID.findall(text)} - {*CANARY.findall(asked), *UID.findall(asked)}
    return {f"{world.planted[word]} ({word})" for word in found & world.planted.keys() if not matrix.sees(role, world.planted[word])}


def ask(world: World, role: str, method: str, address: str, data: Any = None, **more: Any) -> Any:
    """The answer; whatever it did is undone, in the database, in the cache and in the role's cookies."""
    cache.clear()
    client = world.cast.client(role)
    with transaction.atomic():
        response = client.generic(method, address, data or "", **more) if not isinstance(data, dict) else getattr(client, method.lower())(
            address, data, **more)
        if response.streaming:  # read it while the world is as it was
            response.streaming_content = [b"".join(response.streaming_content)]
        transaction.set_rollback(True)
    return response


def faults(world: World, row: Row) -> list[str]:
    """What is wrong with the answers of an address, over everything that is asked of it."""
    return [fault for one in questions(row) if is_asked(one) for fault in wrong(world, one)]


def wrong(world: World, one: Question) -> list[str]:
    """What is wrong with one answer: another outcome than the matrix has, a failure, a canary."""
    address = one.row.address(world, one.lang) + (f"?{one.query}" if one.query else "")
    response = ask(world, one.role, one.verb, address, one.row.data if one.verb == "POST" else None)
    found, allowed = outcome(response), outcomes(one)
    said = [] if found in allowed else [f"{one.role} {one.verb} {address}: {found}, not {' or '.join(sorted(allowed))}"]
    given_away = leaks(world, one.role, readable(whole(response)), address)
    return said + [f"{one.role} {one.verb} {address}: {leak}" for leak in sorted(given_away)]


def outcomes(one: Question) -> set[str]:
    """What may become of it. A verb that the address doesn't take is told so, or nothing more than GET tells."""
    read = {matrix.expected(one.role, one.row.kind)} if one.row.kind else {"wrong method"}
    if one.verb in {"GET", "HEAD"}:
        return read if one.row.head or one.verb == "GET" else {"wrong method"}
    if one.verb == "POST" and one.row.post:
        done = matrix.expected(one.role, one.row.post)
        return {"see", "go on", "bad"} if done == "see" else {done}
    return {"wrong method"} | (read if one.row.any_verb else read - {"see"})


def outcome(response: Any) -> str:
    """What became of it: see, sign in, go on, bad, refused, missing, wrong method, too many."""
    status = response.status_code
    if 300 <= status < 400 and status != 304:
        to = response.headers.get("Location", "")
        return "sign in" if "/account/login" in to or to.startswith("/admin/login/") else "go on"
    words = {200: "see", 204: "see", 304: "see", 400: "bad", 401: "sign in", 403: "refused", 404: "missing", 405: "wrong method", 410: "missing",
             422: "bad", 429: "too many", 503: "not ready", 409: "bad"}
    return words.get(status, str(status))
