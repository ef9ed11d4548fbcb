"""The installation before anybody is killed: its database, and the people and places in it. Called once Django is set up."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone
from django.utils.crypto import get_random_string

from accounts.models import User
from directory import services
from directory.models import Membership, Profile
from directory.search import catch_up
from directory.services import NewName
from tests.kill.load import Person, Place

PLACES, WRITERS = 10, 4


def prepare() -> None:
    """Tables, and what `manage.py serve` asks for before it starts; the pages' looks don't matter here."""
    call_command("migrate", verbosity=0)
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    (settings.STATIC_ROOT / "staticfiles.json").write_text('{"paths": {}, "version": "1.1", "hash": ""}')


def sessions(users: list[User]) -> list[Person]:
    """Everybody signed in, with the cookie of their session."""
    people, rows = [], []
    for user in users:
        key = get_random_string(32, "abcdefghijklmnopqrstuvwxyz0123456789")
        data = {
            SESSION_KEY: str(user.pk), BACKEND_SESSION_KEY: "allauth.account.auth_backends.AuthenticationBackend",
            HASH_SESSION_KEY: user.get_session_auth_hash(),
        }
        rows.append(Session(session_key=key, session_data=Session.get_session_store_class()().encode(data),
                            expire_date=timezone.now() + timedelta(days=1)))
        people.append(Person(user.pk, key))
    Session.objects.bulk_create(rows)
    return people


def users(emails: list[str]) -> list[User]:
    return User.objects.bulk_create([User(email=email, password="!", is_verified=True) for email in emails])


def organisation(name: str, manager: User) -> Place:
    profile: Profile = services.create(kind="institute", names=[NewName(name, "en", preferred=True)], by=None)
    Membership.objects.create(user=manager, organisation=profile, role="manager", way_in="staff")
    return Place(profile.pk, profile.uid)


def build(askers: int) -> tuple[list[Person], list[Place], list[Person], list[Place]]:
    """(people who ask, organisations that are asked, people who write, the organisation that each of them writes)."""
    managers = users([f"manager{number}@organisation{number}.example" for number in range(PLACES)])
    places = [organisation(f"Asked College {number}", manager) for number, manager in enumerate(managers)]
    writers = users([f"writer{number}@example.org" for number in range(WRITERS)])
    own = [organisation(f"Written College {number}", writer) for number, writer in enumerate(writers)]
    catch_up()
    return sessions(users([f"asker{number}@example.org" for number in range(askers)])), places, sessions(writers), own
