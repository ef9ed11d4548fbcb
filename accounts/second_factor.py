"""Whether a session was opened with a second factor, who needs one, and the road there for those who lack it."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from accounts.hooks import roles_of
from accounts.models import User

View = Callable[..., HttpResponseBase]


def is_required() -> bool:
    """Whether staff and coordinators need a second factor: always, but in the demo."""
    return bool(settings.SECOND_FACTOR)


def was_used(request: HttpRequest) -> bool:
    """Whether this session was opened with a passkey or with a second factor. Removing a factor takes this back (accounts/signin/factors.py)."""
    user = getattr(request, "user", None)
    if not isinstance(user, User) or not hasattr(request, "session"):
        return False
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, user))


def needs_one(user: User) -> bool:
    """Whether they are staff or a coordinator, whose rights sleep until a second factor is used."""
    return is_required() and user.is_active and (user.is_staff or any(role.role == "coordinator" for role in roles_of(user)))


def is_missed(request: HttpRequest) -> bool:
    """Whether this person has rights that only a second factor would wake, and this session used none."""
    user = getattr(request, "user", None)
    return isinstance(user, User) and needs_one(user) and not was_used(request)


def road(request: HttpRequest) -> HttpResponseRedirect:
    """To the page that says what is missing, and afterwards back here, or to where this page would lead (`next`, which that page checks)."""
    return HttpResponseRedirect(f"{reverse('second_factor')}?{urlencode({'next': request.GET.get('next') or request.get_full_path()})}")


def led(view: View) -> View:
    """For a page of staff or coordinators: whose right sleeps is told so and led to the second factor. Everybody else meets the page's own rule."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return road(request) if is_missed(request) else view(request, *args, **kwargs)

    return asked
