"""The forms of second factors: codes that work once, and passkeys made for the address of this site alone."""

from typing import Any

from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as base
from allauth.mfa.base.internal.flows import check_rate_limit
from allauth.mfa.internal.flows.add import validate_can_add_authenticator
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn import forms as passkeys
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from fido2.utils import websafe_decode
from fido2.webauthn import CollectedClientData

from accounts.signin import factors

TYPE_CODE = _("Type the code.")


class OneUse:
    """A code of the app or a recovery code, spent under a lock."""

    user: Any
    cleaned_data: dict[str, Any]
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].error_messages["required"] = TYPE_CODE

    def clean_code(self) -> str:
        forgive = check_rate_limit(self.user)
        code: str = self.cleaned_data["code"]
        for factor in Authenticator.objects.filter(user=self.user).exclude(type=Authenticator.Type.WEBAUTHN):
            if factors.spend(factor, code):
                self.authenticator = Authenticator.objects.get(pk=factor.pk)
                forgive()
                return code
        raise get_adapter().validation_error("incorrect_code")


class CodeForm(OneUse, base.AuthenticateForm):
    pass


class ConfirmForm(OneUse, base.ReauthenticateForm):
    pass


class AppForm(ActivateTOTPForm):
    """Setting up the app: the code that proves it is spent too."""

    counter: int | None = None

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        self.user = user
        super(ActivateTOTPForm, self).__init__(*args, **kwargs)  # allauth's own would make a new secret for every look at the page
        self.secret = factors.set_up_secret(context.request, answered=self.is_bound)
        self.fields["code"].error_messages["required"] = TYPE_CODE

    def clean_code(self) -> str:
        validate_can_add_authenticator(self.user)
        forgive = check_rate_limit(self.user, error_key="rate_limited")
        code: str = self.cleaned_data["code"]
        self.counter = factors.counter_of(self.secret, code)
        if self.counter is None:
            raise get_adapter().validation_error("incorrect_code")
        forgive()
        return code


def made_here(credential: Any) -> bool:
    """Whether the browser made this answer on a page of SITE_URL itself, not of a neighbour under the same name."""
    try:
        origin = CollectedClientData(websafe_decode(credential["response"]["clientDataJSON"])).origin
    except (KeyError, TypeError, ValueError, AttributeError):
        return False
    return bool(origin == settings.SITE_URL)


class Ours:
    """A passkey's answer, checked for where it was made before anything else."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["credential"]  # type: ignore[attr-defined]
        field.error_messages |= {
            "required": _("No passkey was used. Try again, or choose another way."),
            "invalid": _("The answer of your browser can’t be read. Try again."),
        }


class _Answer(Ours):
    def clean_credential(self) -> Authenticator:
        if not made_here(self.cleaned_data["credential"]):  # type: ignore[attr-defined]
            raise get_adapter().validation_error("incorrect_code")
        try:
            return super().clean_credential()  # type: ignore[misc]
        except (KeyError, TypeError, ValueError, AttributeError) as error:  # a made-up answer that fido2 trips over
            raise get_adapter().validation_error("incorrect_code") from error


class PasskeySignInForm(_Answer, passkeys.LoginWebAuthnForm):
    pass


class PasskeyForm(_Answer, passkeys.AuthenticateWebAuthnForm):
    pass


class PasskeyConfirmForm(_Answer, passkeys.ReauthenticateWebAuthnForm):
    pass


class PasskeyAddForm(Ours, passkeys.AddWebAuthnForm):
    name = forms.CharField(required=False, max_length=60, error_messages={"max_length": _("Use a name of at most 60 characters.")})

    def clean(self) -> dict[str, Any]:
        if "credential" in self.cleaned_data and not made_here(self.cleaned_data["credential"]):
            raise get_adapter().validation_error("incorrect_code")
        try:
            cleaned: dict[str, Any] = super().clean()
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise get_adapter().validation_error("incorrect_code") from error
        return cleaned


class PasskeyNameForm(passkeys.EditWebAuthnForm):
    name = forms.CharField(
        max_length=60, error_messages={"required": _("Type a name."), "max_length": _("Use a name of at most 60 characters.")},
    )
