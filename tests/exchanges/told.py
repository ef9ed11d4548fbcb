"""What applicants are told, and where things stand."""

from typing import Any

from accounts.models import User
from exchanges.models import Application
from tests import make

NEWS = "applications/news"  # the topic of mails about an end


def page(application: Application, lang: str = "en", by: User | None = None) -> str:
    """The status page as its applicant, or somebody else, reads it."""
    return make.sign_in(by or application.applicant).get(f"/{lang}/account/applications/{application.uid}").content.decode()


def now(*rows: Any) -> list[str]:
    """The states in which the rows stand now."""
    for row in rows:
        row.refresh_from_db()
    return [row.status if isinstance(row, Application) else row.state for row in rows]
