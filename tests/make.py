"""Plain functions that build data for tests: one a noun, keyword overrides, no surprises. They go through the services, as real data does."""

import time
from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone

from accounts.actor import Actor, actor_for
from accounts.models import User
from directory import services
from directory.models import Membership, Partnership, Profile
from directory.services import NewName

LATER = timezone.now().date() + timedelta(days=100)


def user(email: str = "ana@example.org", **fields: Any) -> User:
    return User.objects.create_user(email, "a good password", **fields)


def member(email: str = "ana@example.org", **fields: Any) -> User:
    return user(email, is_verified=True, **fields)


def partner(email: str = "ben@example.org", **fields: Any) -> User:
    """Works for a confirmed partner that nobody lists (so that no count of a test changes)."""
    ben = user(email, is_verified=True, **fields)
    house = Profile.objects.create(kind="institute", status="draft")
    Membership.objects.create(user=ben, organisation=house, way_in="staff")
    Partnership.objects.create(organisation=house)
    return ben


def manager(of: Profile, email: str = "mei@example.org", **fields: Any) -> User:
    mei = user(email, is_verified=True, **fields)
    Membership.objects.create(user=mei, organisation=of, role="manager", way_in="staff")
    return mei


def staff(email: str = "staff@example.org", **fields: Any) -> User:
    return user(email, **({"is_verified": True, "is_staff": True, "is_superuser": True} | fields))


def confirmed(somebody: User, *addresses: str) -> User:
    """The same user, who has confirmed these addresses (their own one when none is named)."""
    for address in addresses or (somebody.email,):
        EmailAddress.objects.update_or_create(
            user=somebody, email=address, defaults={"verified": True, "primary": address == somebody.email},
        )
    return somebody


def acting(somebody: User, second_factor: bool = True) -> Actor:
    """The actor that this user is now."""
    return actor_for(somebody, second_factor_used=second_factor)


def sign_in(somebody: User, client: Client | None = None, second_factor: bool = True) -> Client:
    """A client with a session of that user, opened with a second factor unless told otherwise."""
    client = client or Client()
    client.force_login(somebody, backend="allauth.account.auth_backends.AuthenticationBackend")
    if second_factor:
        session = client.session
        session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": time.time()}]
        session["account_authentication_methods_user"] = str(somebody.pk)
        session.save()
    return client


def names(en: str = "", zh: str = "", *more: NewName) -> list[NewName]:
    pair = [NewName(value, lang, preferred=True) for value, lang in ((en, "en"), (zh, "zh")) if value]
    return [*pair, *more]


def profile(kind: str, en: str = "", zh: str = "", *more: NewName, by: User | None = None, **fields: Any) -> Profile:
    return services.create(kind=kind, names=names(en, zh, *more), by=by, **fields)


def institute(en: str = "Bridgeford University", zh: str = "", *more: NewName, **fields: Any) -> Profile:
    return profile("institute", en, zh, *more, **fields)


def company(en: str = "Tidewheel Robotics Ltd", zh: str = "", *more: NewName, **fields: Any) -> Profile:
    return profile("company", en, zh, *more, **fields)


def person(en: str = "Maren Oakhollow", zh: str = "", *more: NewName, **fields: Any) -> Profile:
    """A researcher; the family name is the last word, or the first when a Chinese name stands beside it."""
    if not en:
        return profile("researcher", en, zh, *more, **fields)
    words = en.split()
    family, given = (words[0], " ".join(words[1:])) if zh else (words[-1], " ".join(words[:-1]))
    latin = NewName(en, "en", preferred=True, family=family, given=given, order="family-first" if zh else "given-first")
    return services.create(kind="researcher", names=[latin, *names("", zh), *more], by=fields.pop("by", None), **fields)


def interest(direction: str = "offering", type: str = "host", **fields: Any) -> dict[str, Any]:
    return {"direction": direction, "type": type, "expires_on": LATER, **fields}


def nanjing(**fields: Any) -> dict[str, Any]:
    return {"country": "CN", "subdivision": "CN-JS", "city": "Nanjing", "lat": 32.06, "lng": 118.78, **fields}


def cambridge(**fields: Any) -> dict[str, Any]:
    return {"country": "GB", "subdivision": "GB-ENG", "city": "Cambridge", "lat": 52.2, "lng": 0.12, **fields}
