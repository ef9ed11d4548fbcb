#!/usr/bin/env python3
"""Starts every command. Where the packages are missing it first makes .venv beside this file and installs them there, locked and hashed."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
VENV_PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
RUNTIME, DEVELOPMENT = HERE / "requirements.txt", HERE / "requirements-dev.txt"


def main() -> None:
    testing = sys.argv[1:2] == ["test"]
    prepare(testing)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings_test" if testing else "config.settings")
    from django.core.management import execute_from_command_line  # only now are the packages sure to be there

    execute_from_command_line(sys.argv)


def prepare(testing: bool) -> None:
    """Return when this interpreter has what the command needs; else go on in .venv. No other environment is ever changed."""
    if sys.version_info < (3, 11):  # noqa: UP036  an older Python reads this file too
        stop(f"Qiao needs Python 3.11 or newer; this is {sys.version.split()[0]}. Install a newer one and start with it: python3.12 manage.py …")
    inside = Path(sys.prefix).resolve() == VENV
    complete = find_spec("django") and (not testing or find_spec("pytest_django"))
    files = [RUNTIME, DEVELOPMENT] if testing else [RUNTIME]
    # A .venv that somebody filled by hand has no stamp: what is in it is theirs to keep up to date.
    if complete and not (inside and any(stamp(file).exists() and not is_current(file) for file in files)):
        return
    for file in files:
        if not is_current(file):
            install(file)
    if inside and not complete:
        stop(f"The packages are in {VENV}, but Python does not find them. Remove that folder and run the same command again.")
    command = [str(VENV_PYTHON), *sys.argv]
    if not inside:
        if os.name == "nt":
            sys.exit(subprocess.call(command))
        os.execv(command[0], command)


def stamp(file: Path) -> Path:
    """The note in .venv of which version of `file` is installed there."""
    return VENV / f"{file.name}.sha256"


def is_current(file: Path) -> bool:
    """Whether .venv holds exactly what `file` asks for now."""
    return VENV_PYTHON.exists() and stamp(file).exists() and stamp(file).read_text() == hashlib.sha256(file.read_bytes()).hexdigest()


def install(file: Path) -> None:
    """Make .venv if need be and install `file` into it. Interrupted, it starts over the next time."""
    if not (VENV_PYTHON.exists() and stamp(RUNTIME).exists()):
        print(f"Making a virtual environment in {VENV}", flush=True)
        remains = ["--clear"] if VENV.exists() and not VENV_PYTHON.exists() else []
        if subprocess.call([sys.executable, "-m", "venv", *remains, str(VENV)]):
            stop("Python could not make a virtual environment. On Debian and Ubuntu: apt install python3-venv. Then run the same command again.")
    total = sum("==" in line for line in file.read_text(encoding="utf-8").splitlines())
    print(f"Installing {total} packages from {file.name} (once, about half a minute)", flush=True)
    problem = run_pip(file, total)
    if problem:
        stop(f"{problem}\nThe packages could not be installed: is this machine connected? Nothing is lost; run the same command again.")
    stamp(file).write_text(hashlib.sha256(file.read_bytes()).hexdigest())


def run_pip(file: Path, total: int) -> str:
    """Run pip, showing how far it is. Return its last lines when it fails, else nothing."""
    command = [str(VENV_PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--require-hashes", "-r", str(file)]
    lines: list[str] = []
    end = "\r" if sys.stdout.isatty() else "\n"
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as pip:
        for line in pip.stdout or ():
            lines.append(line.rstrip())
            found = sum(one.startswith(("Collecting ", "Requirement already")) for one in lines)
            if line.startswith("Collecting ") and (end == "\r" or found % 10 == 0):
                print(f"  found {found} of {total}", end=end, flush=True)
            if line.startswith("Installing collected"):
                print("  unpacking         ", flush=True)
    return "\n".join(lines[-5:]) if pip.returncode else ""


def stop(message: str) -> None:
    """End with a sentence instead of a traceback."""
    sys.exit(message)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
