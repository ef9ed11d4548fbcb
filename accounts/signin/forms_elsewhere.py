"""Signing up with an outside identity: the same name, address and consents as any sign-up; only the password is not asked for."""

from typing import Any

from allauth.account.internal import flows
from allauth.socialaccount import forms
from django.db import transaction
from django.http import HttpRequest

from accounts.addresses import AddressField, NameField
from accounts.signin.forms import ConsentBoxes


class SignUpForm(ConsentBoxes, forms.SignupForm):
    """Who has no account comes back from a provider, and makes one. An address that has an account gets a mail, and the page looks the same."""

    hashed = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"] = AddressField()
        self.fields["name"] = NameField()
        self.initial["name"] = self.sociallogin.user.full_name
        self.add_consents(self.fields)
        self.order_fields(["email", "name", "terms", "news", "statistics"])

    def custom_signup(self, request: HttpRequest, user: Any) -> None:
        self.give_consents(user, self.cleaned_data)

    def try_save(self, request: HttpRequest) -> tuple[Any, Any]:
        if self.account_already_exists:
            return None, flows.signup.prevent_enumeration(request, email=self.cleaned_data["email"])
        with transaction.atomic():
            return super().try_save(request)  # type: ignore[no-any-return]
