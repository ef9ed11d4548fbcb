"""The demo's password, which stands in the README for everybody: it opens nothing outside the demo."""

import secrets
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

PASSWORD = "over-the-bridge"  # noqa: S105 - printed for everybody


def closed(credentials: dict[str, Any]) -> dict[str, Any]:
    """The credentials as they may be tried. Outside the demo its password is as wrong as any other, in the same time."""
    if not bool(settings.DEMO) and credentials.get("password") == PASSWORD:
        return credentials | {"password": secrets.token_urlsafe()}
    return credentials


class NotTheDemos:
    """A validator of passwords: nobody chooses the one that everybody knows."""

    def validate(self, password: str, user: object = None) -> None:
        if password == PASSWORD:
            raise ValidationError(_("Everybody knows this password from the demo. Choose another one."), code="demo")

    def get_help_text(self) -> str:
        return ""
