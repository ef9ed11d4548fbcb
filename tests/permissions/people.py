"""Everybody who can come to a door: nineteen roles, the accounts behind them, and how each of them asks."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from http.cookies import SimpleCookie

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.utils import timezone

from accounts.actor import Actor, actor_for, narrowed
from accounts.models import User
from directory.models import Membership, Partnership, Profile
from exchanges.programmes.models import Programme
from exchanges.programmes.services import give_role
from tests import make

# Role → who that is. The order is that of the columns in matrix.py.
ROLES: dict[str, str] = {
    "visitor": "nobody is signed in",
    "unverified": "signed in, the address was never confirmed",
    "member": "signed in, the address is confirmed; asked to join Home and claims a profile",
    "owner": "a member whose own profile is Maren's; also owns a draft",
    "colleague": "a member who belongs to Home",
    "officer": "a programme officer of Home",
    "manager": "a manager of Home and of a house that is not listed yet",
    "partner": "belongs to Ally, which staff confirmed as a partner",
    "coordinator": "coordinates the programme, signed in with a second factor",
    "barecoordinator": "coordinates the programme, signed in with the password alone",
    "reviewer": "reviews for the programme",
    "staff": "staff, signed in with a second factor",
    "barestaff": "staff, signed in with the password alone",
    "deactivated": "owned a profile, managed Home, was staff; switched off while the session stood open",
    "left": "was manager of Home and member of Ally; both ended while the session stood open",
    "token": "a program that acts for somebody who is everything above, with no scope that reads",
    "tokenmembers": "the same with the scope members:read",
    "tokenpartners": "the same with the scopes members:read and partners:read",
    "referee": "somebody who came by a referee's link, though they are staff and manager",
}
WITHOUT_ACCOUNT = ("visitor", "deactivated", "token", "tokenmembers", "tokenpartners", "referee")  # no session that counts
BARE = ("barecoordinator", "barestaff")  # signed in with the password alone
SCOPES = {"token": frozenset[str](), "tokenmembers": frozenset({"members:read"}), "tokenpartners": frozenset({"members:read", "partners:read"})}
# The header by which a test says that a token or a link acts; only the test's own middleware reads it.
ACTING = "HTTP_X_ACTING"


@dataclass
class Cast:
    """The accounts, and a client for each role."""

    users: dict[str, User] = field(default_factory=dict)
    clients: dict[str, Client] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)

    def client(self, role: str) -> Client:
        """The role's client as it was at the start: what an earlier answer did to its cookies is forgotten."""
        client = self.clients[role]
        client.cookies = SimpleCookie()
        if role in self.cookies:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.cookies[role]
        return client

    def actor(self, role: str) -> Actor:
        """The actor of the role, as actor_of would find it."""
        if role == "visitor":
            return Actor()
        user = User.objects.get(pk=self.users[role].pk)
        whole = actor_for(user, second_factor_used=role not in BARE)
        if role in SCOPES:
            return narrowed(whole, SCOPES[role])
        if role == "referee":
            return Actor(user=user, referee_grant=1)
        return whole


def sign_up() -> dict[str, User]:
    """An account for every role but the visitor; the name and the address of each are secrets of their own."""
    users = {}
    for role in ROLES:
        if role != "visitor":
            rights = {"is_staff": True, "is_superuser": True} if role in {"staff", "barestaff", "deactivated", "referee"} or role in SCOPES else {}
            users[role] = make.user(
                f"quokkamail{role}@example.org", full_name=f"quokkaname{role}", is_verified=role != "unverified", **rights,
            )
    return users


def settle(users: dict[str, User], *, home: Profile, house: Profile, ally: Profile, programme: Programme) -> None:
    """Everybody's belongings and roles, as they were before two of them lost theirs."""
    for role in ("manager", "deactivated", "left", "referee", *SCOPES):
        Membership.objects.create(user=users[role], organisation=home, role="manager", way_in="staff")
    Membership.objects.create(user=users["manager"], organisation=house, role="manager", way_in="staff")
    Membership.objects.create(user=users["colleague"], organisation=home, role="member", way_in="domain")
    Membership.objects.create(user=users["officer"], organisation=home, role="officer", way_in="staff")
    for role in ("partner", "left", "referee", *SCOPES):
        Membership.objects.create(user=users[role], organisation=ally, role="member", way_in="staff")
    Partnership.objects.create(organisation=ally)
    for role in ("coordinator", "barecoordinator", "deactivated", "referee", *SCOPES):
        give_role(programme, to=users[role], role="coordinator", by=None)
    give_role(programme, to=users["reviewer"], role="reviewer", by=None)


def open_sessions(users: dict[str, User]) -> Cast:
    """A client for each role. Two lose their standing afterwards, in sessions that stay open."""
    cast = Cast(users)
    for role in ROLES:
        cast.clients[role] = client = Client(**({ACTING: role} if role in {"referee", *SCOPES} else {}))
        if role not in {"visitor", "referee", *SCOPES}:
            make.sign_in(users[role], client, second_factor=role not in BARE)
            cast.cookies[role] = client.cookies[settings.SESSION_COOKIE_NAME].value
    User.objects.filter(pk=users["deactivated"].pk).update(is_active=False)
    Membership.objects.filter(user=users["left"]).update(ended_at=timezone.now())
    return cast


class Acting:
    """Middleware of the tests: until there are tokens and referees' links, it puts their actor where actor_of looks first, and it notes
    which answers were given without asking who reads."""

    cast: Cast | None = None

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        role = request.META.get(ACTING)
        if role and Acting.cast:
            request.actor = replace(Acting.cast.actor(role), now=timezone.now())  # type: ignore[attr-defined]
        return self.get_response(request)

