"""What a session costs: the same pages asked by a visitor, a member, one who works for a partner, and staff, in one run with one server.

    python -m tests.bench.sessions [--profiles 2000] [--seconds 5]

Uses a database of its own in a temporary DATA_DIR (or DATABASE_URL, which must be empty) and prints requests a second, times and ratios.
"""

import argparse
import os
import platform
import tempfile
import time

import django

PAGES = {
    "a search, HTML": "/en/directory?q=university", "a search, JSON": "/api/v1/profiles?q=university", "a profile, HTML": "/en/profiles/{uid}",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--profiles", type=int, default=2000)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--port", type=int, default=8431)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="qiao-sessions-") as folder:
        os.environ |= {"DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "config.settings", "SITE_URL": f"http://127.0.0.1:{options.port}"}
        django.setup()
        measure(options)


def measure(options: argparse.Namespace) -> None:
    from django.core.management import call_command
    from django.db import connection, connections

    from directory import synthetic
    from directory.management.assets import collect_when_older
    from directory.management.catalogues import compile_catalogues
    from directory.models import Profile
    from directory.search import index
    from tests import make
    from tests.bench import load

    call_command("migrate", verbosity=0, interactive=False)
    compile_catalogues()
    collect_when_older()
    synthetic.make(options.profiles, progress=lambda *_said: None)
    people = {"a visitor": None, "a member": make.member(), "a partner": make.partner(), "staff": make.staff()}
    cookies = {who: f"sessionid={make.sign_in(user).cookies['sessionid'].value}" if user else "" for who, user in people.items()}
    index.rebuild()
    uid = Profile.objects.published().first().uid
    connections.close_all()
    with load.running("serve", "--port", str(options.port), "--workers", "2"):
        load.wait_until_up(options.port)
        machine = f"{os.cpu_count()} cores, Python {platform.python_version()}, {connection.vendor}"
        print(f"{machine}, {options.profiles:,} profiles, 2 workers, 4 connections")
        print(f"load before: {os.getloadavg()[0]:.1f}; {time.strftime('%Y-%m-%d')}")
        for page, path in PAGES.items():
            load.ask(options.port, [path.format(uid=uid)], 1)
            alone = 0.0
            for who, cookie in cookies.items():
                told = load.ask(options.port, [path.format(uid=uid)], options.seconds, cookie=cookie)
                alone = alone or told["per_second"]
                print(
                    f"{page:<16} {who:<10} {told['per_second']:7.0f} a second  p50 {told['p50']:6.1f} ms  p95 {told['p95']:6.1f} ms"
                    f"  {told['per_second'] / alone:5.2f} of a visitor's"
                )


if __name__ == "__main__":
    main()
