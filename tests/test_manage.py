"""manage.py on machines that lack something."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
BARE = Path(sys.base_prefix) / "bin/python3"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with nothing but the bootstrap in it."""
    for name in ("manage.py", "requirements.txt", "requirements-dev.txt"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def manage(python: Path | str, checkout: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "DJANGO", "PYTHONPATH"))}
    return subprocess.run([python, "manage.py", *arguments], cwd=checkout, env=clean | environment, capture_output=True, text=True, timeout=300)


def test_an_environment_that_has_the_packages_is_left_alone(checkout):
    ended = manage(sys.executable, checkout, "version")
    assert ended.returncode == 0, ended.stderr
    assert not (checkout / ".venv").exists()


@pytest.mark.skipif(not BARE.exists() or os.name == "nt", reason="needs the Python that the environment was made of")
def test_without_a_connection_it_says_so_and_the_next_run_starts_over(checkout):
    if subprocess.run([BARE, "-c", "import django"], capture_output=True).returncode == 0:
        pytest.skip("needs a Python without Django")
    for _attempt in range(2):
        ended = manage(BARE, checkout, "demo", PIP_NO_INDEX="1", PIP_CONFIG_FILE=os.devnull)
        assert ended.returncode == 1
        assert "is this machine connected?" in ended.stderr
        assert "Traceback" not in ended.stderr
        assert not list((checkout / ".venv").glob("*.sha256"))
