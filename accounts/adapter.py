"""The few hooks of allauth that we use."""

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Links in mail come from SITE_URL, never from the request; accounts are made by staff."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def build_absolute_uri(self, request: HttpRequest | None, location: str) -> str:
        return f"{settings.SITE_URL}{location}"
