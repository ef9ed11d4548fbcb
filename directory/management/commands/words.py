"""`manage.py words`: compiles the translations."""

from typing import Any

from django.core.management.base import BaseCommand

from directory.management.catalogues import compile_catalogues


class Command(BaseCommand):
    help = "Compile the translations that have changed. No gettext is needed."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, verbosity: int, **options: Any) -> None:
        made = compile_catalogues()
        if verbosity:
            self.stdout.write(f"{made} catalogues compiled" if made else "Every catalogue is up to date")
