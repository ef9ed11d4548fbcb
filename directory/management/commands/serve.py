"""`manage.py serve`: the web server, as in production: Granian, in each process one thread at work, static files by WhiteNoise."""

import logging
import socket
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from accounts.models import User
from directory.demo.users import ROLES


def pending_migrations() -> int:
    """How many migrations the database still lacks."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def require_free_port(host: str, port: int) -> None:
    """Say plainly that a port is taken, before anything else starts."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            message = f"Port {port} on {host} can't be used ({error.strerror}). Stop what runs there, or choose another: --port {port + 1}"
            raise CommandError(message) from error


def warnings() -> list[str]:
    """What an operator should know of the ways in, before anybody comes."""
    if settings.DEMO:
        return []
    found = []
    if not settings.SECOND_FACTOR:
        found.append("SECOND_FACTOR is off: a stolen password is enough to work as staff. Switch it on, unless nobody else reaches this site.")
    if count := User.objects.filter(email__in=[email for email, *_rest in ROLES]).count():
        accounts = "1 account" if count == 1 else f"{count} accounts"
        found.append(f"This database holds {accounts} of the demo. The demo's password opens nothing here; delete them before real use.")
    return found


class Command(BaseCommand):
    help = "Serve the site with Granian. Run `manage.py worker` beside it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (default 127.0.0.1)")
        parser.add_argument("--port", type=int, default=8000, help="the port (default 8000)")
        parser.add_argument("--workers", type=int, default=settings.WORKERS, help="processes (default: WORKERS, else one a core)")

    def handle(self, *args: Any, host: str, port: int, workers: int, **options: Any) -> None:
        if count := pending_migrations():
            raise CommandError(f"The database lacks {count} migrations. Run: manage.py migrate")
        if not (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
            raise CommandError("The static files are not collected yet. Run: manage.py collectstatic --noinput")
        require_free_port(host, port)
        for warning in warnings():
            self.stderr.write(self.style.WARNING(warning))
        connections.close_all()
        self.stdout.write(f"Serving http://{host}:{port}/ with {workers} workers")
        self.stdout.flush()
        logging.getLogger("_granian").addFilter(lambda record: "Python threads" not in record.getMessage())  # they wait, only one works
        Granian(
            "config.wsgi:served",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=max(1, workers),
            blocking_threads=settings.WAITING_THREADS,
            websockets=False,
            log_level=LogLevels.warning,
            log_dictconfig=settings.SERVER_LOGGING,
            respawn_failed_workers=True,
            workers_kill_timeout=10,
        ).serve()
