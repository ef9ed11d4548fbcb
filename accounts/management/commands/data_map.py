"""`manage.py data_map`: print the data map, or write it into the guide."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from accounts import datamap


class Command(BaseCommand):
    help = "Print which column holds what about whom."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--write", action="store_true", help="write it to docs/guide/data-map.md")

    def handle(self, *args: Any, write: bool, **options: Any) -> None:
        if write:
            datamap.path().write_text(datamap.written(), encoding="utf-8")
        else:
            self.stdout.write(datamap.written())
