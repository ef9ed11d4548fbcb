"""Plain functions that build data for tests: one a noun, keyword overrides, no surprises. They go through the services, as real data does."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from directory import services
from directory.models import Profile
from directory.services import NewName

LATER = timezone.now().date() + timedelta(days=100)


def user(email: str = "ana@example.org", **fields: Any) -> User:
    return User.objects.create_user(email, "a good password", **fields)


def member(email: str = "ana@example.org", **fields: Any) -> User:
    return user(email, is_verified=True, **fields)


def partner(email: str = "ben@example.org", **fields: Any) -> User:
    return user(email, is_verified=True, is_partner=True, **fields)


def staff(email: str = "staff@example.org", **fields: Any) -> User:
    return user(email, is_verified=True, is_staff=True, is_superuser=True, **fields)


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
