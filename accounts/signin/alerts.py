"""Security mail: what happened to a person's way in, told at once and in their language. Nobody can switch these off."""

from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts import outbox
from accounts.models import User

# What happened, in words. A mail about anything else is a fault of ours, found by a KeyError in a test.
SENTENCES: dict[str, str | Promise] = {
    "passkey-added": _("A passkey was added to your account."),
    "passkey-removed": _("A passkey was removed from your account."),
    "app-added": _("An authenticator app was added to your account."),
    "app-removed": _("The authenticator app was removed from your account."),
    "codes-made": _("New recovery codes were made. The old ones no longer work."),
    "factors-reset": _("Staff removed your passkeys, authenticator app and recovery codes, as was asked. Set up new ones when you sign in."),
    "connected": _("A way to sign in from elsewhere was connected to your account."),
    "disconnected": _("A way to sign in from elsewhere was disconnected from your account."),
    "new-device": _("Somebody signed in to your account on a device that we haven’t seen before."),
    "password-changed": _("The password of your account was changed."),
    "password-set": _("A password was set for your account."),
    "address-changed": _("The e-mail address of your account was changed."),
}
# The same under the names that allauth gives its mails. What happens to factors is told by factors.py, in the transaction of the change;
# allauth would tell it after the commit, when a power cut loses it.
NAMES = {
    "mfa/email/webauthn_added": "", "mfa/email/webauthn_removed": "", "mfa/email/totp_activated": "", "mfa/email/totp_deactivated": "",
    "mfa/email/recovery_codes_generated": "",
    "socialaccount/email/account_connected": "connected", "socialaccount/email/account_disconnected": "disconnected",
    "account/email/password_changed": "password-changed", "account/email/password_reset": "password-changed",
    "account/email/password_set": "password-set", "account/email/email_changed": "address-changed", "account/email/email_deleted": "",
}


def tell(user: User, what: str, *, to: str = "", address: str = "", device: str = "", name: str = "") -> None:
    """Post one security mail in the transaction of what it tells of: to the account's address, or to `to`, the one it had before.

    `address` is the network address it came from, `device` the browser in words, `name` which provider or passkey."""
    facts: dict[str, Any] = {"what": what, "sentence": SENTENCES[what], "address": address, "device": device, "name": name}
    with translation.override(user.language):
        facts["link"] = f"{settings.SITE_URL}/{user.language}/account/security"
        outbox.post("security", to=to or user, facts=facts | {"account": user.email}, language=user.language)
