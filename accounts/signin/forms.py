"""The forms of signing in and up, with errors that say what to do. Each address that arrives is written in the one way first."""

import secrets
from typing import Any

from allauth.account import forms
from allauth.account.adapter import get_adapter
from allauth.account.internal import flows
from allauth.account.models import EmailAddress
from allauth.account.utils import has_verified_email, user_pk_to_url_str
from allauth.core import context, ratelimit
from django.contrib.auth.hashers import make_password
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import transaction
from django.forms import CharField, Field
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts import consents
from accounts.addresses import AddressField, NameField
from accounts.models import User
from accounts.signin import mails, people, sessions
from accounts.vocabulary import Purpose

LONGEST_PASSWORD = 256
TYPE_PASSWORD, TYPE_NEW, TYPE_AGAIN = _("Type your password."), _("Type a new password."), _("Type the new password again.")
CHANGED = _("The text has changed since you opened the page. Read it again and tick the box anew.")
CODE = _("Type the six digits of the code.")


def _say(field: Field, required: Any) -> None:
    """Our words for an empty field, and a bound on what is hashed."""
    field.error_messages |= {"required": required, "max_length": _("Use at most 256 characters.")}
    field.validators.append(MaxLengthValidator(LONGEST_PASSWORD))


class LoginForm(forms.LoginForm):
    """The second door: address and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = AddressField()
        _say(self.fields["password"], TYPE_PASSWORD)
        self.order_fields(["login", "password", "remember"])


class RequestLoginCodeForm(forms.RequestLoginCodeForm):
    """The first door: an address that gets a code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"] = AddressField()

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        self._user = self.person = people.active_by_address(email)
        own = " own" if sessions.has_seen(context.request, self.person) else ""  # strangers who ask use up none of a person's own codes
        if not ratelimit.consume(context.request, action="request_login_code", key=email + own):
            raise get_adapter().validation_error("too_many_login_attempts")
        return email


class CodeForm:
    """A code that was sent: six digits, with or without blanks, in whatever script an input method writes digits."""

    fields: dict[str, Field]
    cleaned_data: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        field.error_messages |= {"required": CODE, "max_length": CODE}
        field.validators.append(MaxLengthValidator(40))

    def clean_code(self) -> str:
        self.cleaned_data["code"] = "".join(str(int(char)) if char.isdecimal() else char for char in self.cleaned_data["code"])
        return super().clean_code()  # type: ignore[misc,no-any-return]


class ConfirmLoginCodeForm(CodeForm, forms.ConfirmLoginCodeForm):
    pass


class ConfirmAddressForm(CodeForm, forms.ConfirmEmailVerificationCodeForm):
    pass


class Agreed(CharField):
    """A box whose value is the digest of the words beside it: a yes to words that have changed meanwhile is asked anew."""

    def __init__(self, purpose: Purpose, **options: Any) -> None:
        super().__init__(max_length=64, **options)
        self.digest = consents.digest(purpose, translation.get_language() or "en")
        self.error_messages["max_length"] = CHANGED

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and value not in (self.digest, "on"):  # "on": a form that shows no text of its own, such as a script's
            raise ValidationError(CHANGED, code="changed")


class ConsentBoxes:
    """What is agreed to at sign-up: the terms, and apart from them, each unticked, what is free to choose. For any form that makes a user."""

    def add_consents(self, fields: dict[str, Field]) -> None:
        needed = _("Read the terms of use and tick the box. Without them we can’t make an account.")
        fields["terms"] = Agreed(Purpose.TERMS, error_messages={"required": needed})
        fields["news"] = Agreed(Purpose.NEWS, required=False)
        fields["statistics"] = Agreed(Purpose.STATISTICS, required=False)

    def give_consents(self, user: User, data: dict[str, Any]) -> None:
        """Record each yes, in the words of the page's language, in the transaction that makes the user."""
        language = translation.get_language() or "en"
        for purpose in (Purpose.TERMS, Purpose.NEWS, Purpose.STATISTICS):
            if data.get(purpose.value):
                consents.give(user, purpose, on="sign-up", language=language)


class SignupForm(ConsentBoxes, forms.SignupForm):
    """Address, name, a password for who wants one, and the consents. An address that has an account costs the same work."""

    hashed = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"] = AddressField()
        self.fields["name"] = NameField()
        _say(self.fields["password1"], TYPE_PASSWORD)
        self.add_consents(self.fields)
        self.order_fields(["email", "name", "password1", "terms", "news", "statistics"])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if not self.errors and cleaned.get("password1"):
            self.hashed = make_password(cleaned["password1"])  # here, before the transaction, and for an address that is taken too
        return cleaned

    def validate_unique_email(self, value: str) -> str:
        """One look whether somebody has the address; nothing is said about it here."""
        self.person = people.by_address(value)
        self.account_already_exists = self.person is not None
        return value

    def custom_signup(self, request: HttpRequest, user: Any) -> None:
        self.give_consents(user, self.cleaned_data)

    def try_save(self, request: HttpRequest) -> tuple[Any, Any]:
        """Make the user; or, where the address has an account, do all of it with an address that nobody has, and take it back."""
        if not self.account_already_exists:
            return super().try_save(request)  # type: ignore[no-any-return]
        self.rehearse(request)
        request.known_account = self.person  # type: ignore[attr-defined]
        return None, flows.signup.prevent_enumeration(request, email=self.cleaned_data["email"])

    def rehearse(self, request: HttpRequest) -> None:
        email = self.cleaned_data["email"]
        self.account_already_exists = False
        self.cleaned_data["email"] = f"{secrets.token_hex(12)}@nobody.invalid"
        with transaction.atomic():
            user = self.save(request)
            # What allauth asks the database on the way to sending a code.
            has_verified_email(user)
            address = flows.email_verification.get_address_for_user(user)
            EmailAddress.objects.get_for_user(address.user, address.email)
            transaction.set_rollback(True)
        self.cleaned_data["email"], self.account_already_exists = email, True


class ResetPasswordForm(forms.ResetPasswordForm):
    """An address that gets a link to choose a new password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"] = AddressField()

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        found = people.active_by_address(email)
        self.users = [found] if found else []
        return email

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """A link for the account; for an address without one the same link to nobody, which is not sent."""
        email: str = self.cleaned_data["email"]
        user = self.users[0] if self.users else User(pk=0, email=email)
        key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
        link = get_adapter(request).get_reset_password_from_key_url(key)
        mails.post("signin/reset", email, link=link, unsent="" if self.users else mails.STRANGER)
        return email


class NewPassword:
    """Two fields for a new password, hashed before any transaction."""

    fields: dict[str, Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self.fields["password1"], TYPE_NEW)
        _say(self.fields["password2"], TYPE_AGAIN)
        if "oldpassword" in self.fields:
            _say(self.fields["oldpassword"], _("Type your current password."))


class ResetPasswordKeyForm(NewPassword, forms.ResetPasswordKeyForm):
    pass


class ChangePasswordForm(NewPassword, forms.ChangePasswordForm):
    pass


class SetPasswordForm(NewPassword, forms.SetPasswordForm):
    pass


class ReauthenticateForm(forms.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self.fields["password"], TYPE_PASSWORD)


class NewAddressForm(forms.AddEmailForm):
    """Another address for one's account, which counts once its code is typed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"] = AddressField()
