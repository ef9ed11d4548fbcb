"""Check the ledger of places: sum of holds = taken = live offers, for every call and position."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from exchanges.models import Call
from exchanges.offers import places


class Command(BaseCommand):
    help = "Check that the ledger of places, the numbers taken and the live offers agree."

    def handle(self, *args: Any, **options: Any) -> None:
        calls = Call.objects.order_by("pk")
        found = [line for call in calls for line in places.check(call)]
        if found:
            raise CommandError("The ledger does not hold:\n" + "\n".join(found))
        self.stdout.write(f"The ledger of {len(calls)} calls holds.")
