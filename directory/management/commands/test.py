"""`manage.py test`: the whole suite with pytest underneath; arguments go through."""

import os
import subprocess
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

# Arguments with which a reader wants one process: a debugger, the output as it comes, or another number of processes.
ALONE = ("-n", "--numprocesses", "-s", "--capture", "--pdb", "--trace", "--collect-only", "--co", "--help", "-h", "--version")


def pytest_command(arguments: list[str]) -> list[str]:
    """The pytest call for `arguments`; in as many processes as there are cores, file by file in the order of tests/conftest.py, unless they
    say otherwise."""
    parallel = [] if any(one.startswith(ALONE) for one in arguments) else ["-n", "auto", "--dist", "loadfile", "--no-loadscope-reorder"]
    return [sys.executable, "-m", "pytest", *parallel, *arguments]


class Command(BaseCommand):
    help = "Run the tests with pytest; every argument goes through to it."
    requires_system_checks: list[str] = []

    def run_from_argv(self, argv: list[str]) -> None:
        environment = os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings_test"}
        try:
            sys.exit(subprocess.call(pytest_command(argv[2:]), cwd=settings.BASE_DIR, env=environment))
        except KeyboardInterrupt:
            sys.exit(130)

    def handle(self, *args: Any, **options: Any) -> None:
        self.run_from_argv(["manage.py", "test", *args])
