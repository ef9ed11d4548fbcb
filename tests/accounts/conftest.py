"""A real OpenID Connect provider on loopback, for those who ask for it."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from pytest_django.fixtures import Settings

from tests.accounts.elsewhere import connected_to


@pytest.fixture(scope="session")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the provider, in a process of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder = tmp_path_factory.mktemp("provider")
    root = Path(__file__).parent.parent.parent
    process = subprocess.Popen([sys.executable, "-m", "tests.openid_provider", str(port), str(folder)], cwd=root)
    address = f"http://127.0.0.1:{port}"
    for _try in range(150):
        try:
            requests.get(f"{address}/.well-known/openid-configuration", timeout=5)
            break
        except requests.ConnectionError:
            assert process.poll() is None
            time.sleep(0.2)
    yield address
    process.kill()
    process.wait()


@pytest.fixture
def uni(settings: Settings, provider: str) -> None:
    """We know the provider."""
    connected_to(settings, provider)
