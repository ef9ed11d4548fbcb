"""The web server as it really runs: what it and its access log write while strangers send it planted addresses and tokens."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

NAME, ADDRESS, TOKEN = "Plantagenet", "quillon@planted.example", "pLanT3d-0123456789-abcdefghij"
RAW = (
    f"GET /en/account/password/1-{TOKEN}?email={ADDRESS} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: sessionid={TOKEN}\r\n\r\n",
    f"GET /en/{NAME}%20{TOKEN} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: {NAME}\r\n\r\n",
    f"GET /en/%ff%fe{NAME} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    f"GET /en/directory?q={NAME}&page={ADDRESS} HTTP/1.1\r\nHost: {NAME}.planted.example\r\n\r\n",
    f"POST /en/account/login HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: multipart/form-data; boundary={NAME}\r\nContent-Length: 5\r\n\r\nPlant",
    f"{NAME} {TOKEN} {ADDRESS}\r\n\r\n",
    f"POST /api/v1/profiles HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 13\r\n\r\n['{NAME[:11]}",
)
# Granian is told to write its access log too, which ours leaves out.
SERVE = (
    "import sys, granian; from django.core.management import execute_from_command_line as run; Server = granian.Granian;"
    "granian.Granian = lambda *a, **k: Server(*a, **k | {'log_access': True, 'log_level': 'debug'}); run(['manage.py', *sys.argv[1:]])"
)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def database() -> str:
    known = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{known['NAME']}"
    return f"postgres://{known['USER']}:{known['PASSWORD']}@{known['HOST']}:{known['PORT']}/{known['NAME']}"


def said(port: int, raw: str) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connected:
        connected.sendall(raw.encode())
        connected.settimeout(3)
        try:
            return connected.recv(64)
        except OSError:
            return b""


@pytest.mark.django_db
def test_the_web_server_writes_down_nobody(tmp_path: Path):
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "staticfiles.json").write_text('{"paths": {}, "version": "1.1", "hash": ""}')
    port = free_port()
    env = os.environ | {
        "DATA_DIR": str(tmp_path), "DATABASE_URL": database(), "LOG_LEVEL": "DEBUG", "DJANGO_SETTINGS_MODULE": "config.settings",
        "SITE_URL": f"http://127.0.0.1:{port}", "CACHE_URL": "locmemcache://",
    }
    log = tmp_path / "log"
    with log.open("wb") as out:
        server = subprocess.Popen(
            [sys.executable, "-c", SERVE, "serve", "--port", str(port), "--workers", "1"], cwd=settings.BASE_DIR, env=env, stdout=out,
            stderr=subprocess.STDOUT,
        )
        try:
            answers = []
            until = time.monotonic() + 30
            while not answers and server.poll() is None and time.monotonic() < until:
                try:
                    answers = [said(port, raw) for raw in RAW]
                except ConnectionRefusedError:
                    time.sleep(0.1)
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(30)
    text = log.read_text(encoding="utf-8", errors="replace")
    assert any(answer.startswith(b"HTTP/1.1 4") for answer in answers), text
    assert "granian.access" in text
    assert "Not Found" in text
    assert not [planted for planted in (NAME, ADDRESS, TOKEN, "planted.example", "Traceback") if planted.lower() in text.lower()], text
