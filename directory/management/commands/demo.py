"""`manage.py demo`: from nothing to a running directory with content, in one command; again, it keeps the data and starts in seconds."""

import http.client
import os
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse
from django.utils import translation

from accounts.signin.demo import PASSWORD
from directory.demo.load import DemoUser, load, make_users
from directory.management.assets import collect_when_older
from directory.management.catalogues import compile_catalogues
from directory.management.children import Children, children
from directory.management.commands.serve import require_free_port
from directory.management.progress import Progress
from directory.management.reset import reset
from directory.search import index

HOST = "127.0.0.1"
FACTORS_OFF = "Second factors are off here: staff and coordinators work without one. To try them: SECOND_FACTOR=true python3 manage.py demo"
START = 90  # seconds that the servers get to answer


class Command(BaseCommand):
    help = "Set everything up with demo content and run it on 127.0.0.1. Ctrl-C stops all of it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="the port (default 8000)")
        parser.add_argument("--reset", action="store_true", help="throw the data away first: every table, the index, uploaded files")
        parser.add_argument("--yes", action="store_true", help="do not ask before --reset")
        parser.add_argument("--no-serve", action="store_true", help="set up only")
        parser.add_argument("--profiles", type=int, default=0, metavar="N", help="add invented bulk until there are N such profiles")

    def handle(self, *args: Any, port: int, no_serve: bool, **options: Any) -> None:
        if not no_serve:
            require_free_port(HOST, port)
        users = self.set_up(**options)
        if no_serve:
            self.stdout.write("Ready. Run it: manage.py demo")
            return
        with children() as family:
            self.run(family, port, users)

    def set_up(self, *, reset: bool, yes: bool, profiles: int, **_options: Any) -> list[DemoUser]:
        """Everything before the servers. Each step finds what is there already, so an interrupted set-up goes on where it was."""
        progress = Progress(self.stdout)
        if reset:
            self.throw_away(yes=yes)
        with progress.step("Database"):
            call_command("migrate", verbosity=0, interactive=False)
        with progress.step("Words and static files"):
            compile_catalogues()
            collect_when_older()
        with progress.step("Demo content"):
            report = load(progress=progress)
            users = make_users(PASSWORD)
        self.stdout.write(f"  {report}")
        if profiles:
            from directory import synthetic  # only bulk needs it

            with progress.step("Synthetic profiles"):
                synthetic.make(profiles, progress=progress)
        with progress.step("Search index"):
            if index.status()["tiers"]:
                index.catch_up()
            else:
                index.rebuild(progress=lambda done, total: progress("Indexing", done, total))
        return users

    def throw_away(self, *, yes: bool) -> None:
        """Start from nothing, after asking a person who could be mistaken. Where nobody can be asked, only the default database goes unasked."""
        place = settings.DATABASES["default"]["NAME"]
        if not yes and os.isatty(0):
            yes = input(f"Delete everything in {place} and in {settings.DATA_DIR}? Type yes: ").strip() == "yes"
        elif not yes:
            yes = Path(place).is_relative_to(settings.DATA_DIR)
        if not yes:
            raise CommandError("Nothing was deleted. To delete without being asked: --reset --yes")
        reset()
        cache.clear()

    def run(self, family: Children, port: int, users: list[DemoUser]) -> None:
        site = f"http://localhost:{port}"  # by name: browsers offer no passkeys to an address made of numbers
        # DEMO: the password that everybody knows opens accounts here, and nowhere else. SECOND_FACTOR: who looks around needs no phone for it.
        env = {"SITE_URL": os.environ.get("SITE_URL", site), "DEMO": "true", "SECOND_FACTOR": os.environ.get("SECOND_FACTOR", "false")}
        family.start("serve", "--host", HOST, "--port", str(port), env=env)
        family.start("worker", env=env)
        wait_until_ready(family, port)
        if not family.told_to_stop:
            self.say_what_to_do(site, users, is_off=env["SECOND_FACTOR"] == "false")
        name = None
        while not family.told_to_stop and not (name := family.ended()):
            time.sleep(0.2)
        if family.told_to_stop:
            self.stdout.write("\nStopping …")
            return
        raise CommandError(f"manage.py {name} has ended; its last lines above say why. Everything else was stopped, and no data is lost.")

    def say_what_to_do(self, site: str, users: list[DemoUser], *, is_off: bool) -> None:
        """The address, the sign-ins and some things to try."""
        results = {}
        for language in ("en", "zh-hans"):
            with translation.override(language):
                results[language] = site + reverse("results")
        with translation.override("en"):
            sign_in = site + reverse("account_login_password")
            sign_up = site + reverse("account_signup")
        lines = [
            "", f"Qiao 桥 is running: {site}/", "",
            f"Sign in at {sign_in} (these accounts exist in the demo only):",
            *(f"  {user.email:<22} {user.password:<18} {user.role}" for user in users), "",
            "Try:",
            f"  a university by its pinyin        {results['en']}?q=nanjing+daxue",
            f"  people and their field, Chinese   {results['zh-hans']}?q=软体机器人&kind=researcher",
            f"  for programs, a typing error in   {site}/api/v1/profiles?q=tsinghau&facets=kind,country",
            f"  what one can apply for            {site}/en/exchanges",
            f"  an account of your own            {sign_up}",
            "  its code, and all other mail      sign in as staff: My page, Work, Mailbox",
            "", *([FACTORS_OFF, ""] if is_off else []), "Ctrl-C stops it.",
        ]
        self.stdout.write("\n".join(lines))
        self.stdout.flush()


def wait_until_ready(family: Children, port: int) -> None:
    """Return when the site answers that it is ready."""
    deadline = time.monotonic() + START
    while time.monotonic() < deadline:
        if family.told_to_stop:
            return
        if name := family.ended():
            raise CommandError(f"manage.py {name} did not start; its lines above say why.")
        connection = http.client.HTTPConnection(HOST, port, timeout=5)
        try:
            connection.request("GET", "/readyz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            pass
        finally:
            connection.close()
        time.sleep(0.2)
    raise CommandError(f"The site did not answer within {START} seconds; the lines above may say why.")
