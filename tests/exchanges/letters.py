"""Applications that want letters, and letters on their way, for tests."""

from datetime import timedelta

from django.utils import timezone

from accounts.actor import Actor, actor_for
from accounts.models import User
from exchanges.models import Application, Letter
from exchanges.references import links, services
from tests.exchanges import making


def actor(user: User) -> Actor:
    return actor_for(user, second_factor_used=True)


def applying(asked: str = "after", status: str = "submitted", wanted: int = 2, **fields: object) -> Application:
    call = making.call(letters_wanted=wanted, letters_asked=asked, letters_due_at=timezone.now() + timedelta(days=20), **fields)
    return making.application(call, by=making.applicant("ana@example.org", full_name="Ana Whitlock"), status=status)


def name(application: Application, email: str = "rosa@uni.example", by: Actor | None = None, **fields: object) -> Letter:
    return services.name_referee(application, **({"name": "Rosa Referee", "email": email, "by": by or actor(application.applicant)} | fields))


def sent(application: Application, email: str = "rosa@uni.example", text: str = "She is very good.") -> Letter:
    """A letter that came in."""
    letter = name(application, email)
    services.accept(letter, by=links.actor_for(letter))
    services.submit(letter, text=text, version=1, by=links.actor_for(letter))
    letter.refresh_from_db()
    return letter
