"""Addresses of accounts, under their language. Of allauth's pages only these exist, each in our frame and kept by no cache."""

from typing import Any

from django.urls import path, re_path
from django.views.decorators.cache import never_cache

from accounts.signin import upkeep, views
from accounts.views import audit, confirm, consents, elsewhere, factors, mailbox, mine, preferences, privacy, security, seen, sessions, work

# Left to themselves, Django's form views take PUT for POST and answer OPTIONS.
FORM: dict[str, Any] = {"http_method_names": ["get", "head", "post"]}

urlpatterns = [
    # Open to everybody. The door has two names in allauth: signing in begins with a code.
    path("account/login", never_cache(views.Login.as_view(**FORM)), name="account_login"),
    path("account/login", never_cache(views.Login.as_view(**FORM)), name="account_request_login_code"),
    path("account/login/code", never_cache(views.LoginCode.as_view(**FORM)), name="account_confirm_login_code"),
    path("account/login/password", never_cache(views.PasswordLogin.as_view(**FORM)), name="account_login_password"),
    path("account/new", never_cache(views.Signup.as_view(**FORM)), name="account_signup"),
    path("account/address/code", never_cache(views.AddressCode.as_view(**FORM)), name="account_email_verification_sent"),
    path("account/logout", never_cache(upkeep.Logout.as_view(**FORM)), name="account_logout"),
    path("account/password", never_cache(upkeep.ResetPassword.as_view(**FORM)), name="account_reset_password"),
    path("account/password/sent", never_cache(upkeep.reset_sent), name="account_reset_password_done"),
    re_path(r"^account/password/(?P<uidb36>[0-9a-z]{1,13})-(?P<key>[0-9A-Za-z-]{1,100})$", never_cache(upkeep.ResetPasswordFromKey.as_view(**FORM)),
            name="account_reset_password_from_key"),
    path("account/texts", upkeep.consent_texts, name="consent_texts"),
    # For who is signed in, each for their own account.
    path("account/address", never_cache(upkeep.Address.as_view(**FORM)), name="account_email"),
    path("account/password/change", never_cache(upkeep.ChangePassword.as_view(**FORM)), name="account_change_password"),
    path("account/password/first", never_cache(upkeep.SetPassword.as_view(**FORM)), name="account_set_password"),
    path("account/confirm/password", never_cache(upkeep.Reauthenticate.as_view(**FORM)), name="account_reauthenticate"),
    # Passkeys, authenticator app, recovery codes, sessions, sign-in elsewhere: for who is signed in, each for their own account.
    path("account/security", security.page, name="security"),
    path("account/security", security.page, name="mfa_index"),  # the same, by the name that allauth knows
    path("account/security", security.page, name="mfa_list_webauthn"),
    path("account/second-factor", security.needed, name="second_factor"),
    path("account/security/app", factors.AddApp.as_view(**FORM), name="mfa_activate_totp"),
    path("account/security/app/remove", factors.RemoveApp.as_view(**FORM), name="mfa_deactivate_totp"),
    path("account/security/codes", factors.ShowCodes.as_view(**FORM), name="mfa_view_recovery_codes"),
    path("account/security/codes/new", factors.NewCodes.as_view(**FORM), name="mfa_generate_recovery_codes"),
    path("account/security/passkeys/new", factors.AddPasskey.as_view(**FORM), name="mfa_add_webauthn"),
    path("account/security/passkeys/<int:pk>/name", factors.NamePasskey.as_view(**FORM), name="mfa_edit_webauthn"),
    path("account/security/passkeys/<int:pk>/remove", factors.RemovePasskey.as_view(**FORM), name="mfa_remove_webauthn"),
    path("account/security/sessions", sessions.page, name="usersessions_list"),
    path("account/security/elsewhere", elsewhere.connections, name="socialaccount_connections"),
    # Signing in
    path("account/login/passkey", factors.PasskeySignIn.as_view(**FORM), name="mfa_login_webauthn"),
    path("account/login/factor", factors.SecondStep.as_view(**FORM), name="mfa_authenticate"),
    path("account/elsewhere/new", elsewhere.SignUp.as_view(**FORM), name="socialaccount_signup"),
    path("account/elsewhere/cancelled", elsewhere.Cancelled.as_view(**FORM), name="socialaccount_login_cancelled"),
    path("account/elsewhere/failed", elsewhere.Failed.as_view(**FORM), name="socialaccount_login_error"),
    path("account/elsewhere/<slug:name>", elsewhere.start, name="elsewhere_start"),
    # Showing once more who one is
    path("account/confirm/code", factors.ConfirmByCode.as_view(**FORM), name="mfa_reauthenticate"),
    path("account/confirm/passkey", factors.ConfirmByPasskey.as_view(**FORM), name="mfa_reauthenticate_webauthn"),
    path("account/confirm/mail", confirm.by_mail, name="confirm_by_mail"),
    # My page and what belongs to it: anybody signed in, about themselves.
    path("account", mine.my_page, name="my_page"),
    path("account/notices", mine.notices, name="notices"),
    path("account/notices/read", mine.notices_read, name="notices_read"),
    path("account/notices/<int:key>", mine.notice, name="notice"),
    path("account/settings", preferences.settings, name="settings"),
    path("account/consents", consents.page, name="consents"),
    path("account/seen", seen.page, name="seen"),
    # The link in a mail is the permission.
    path("account/notices/off/<str:token>", mine.notices_off, name="notices_off"),
    # Open to everybody.
    path("privacy", privacy.page, name="privacy"),
    # For staff: nobody else finds them.
    path("account/staff", work.page, name="staff_work"),
    path("account/staff/status", work.status, name="staff_status"),
    path("account/staff/audit", audit.page, name="staff_audit"),
    path("account/staff/audit.csv", audit.export, name="staff_audit_export"),
    path("account/staff/mail", mailbox.page, name="mailbox"),
    path("account/staff/mail/again", mailbox.send_all_again, name="mailbox_send_all"),
    path("account/staff/mail/<uuid:key>", mailbox.message, name="mailbox_message"),
    path("account/staff/mail/<uuid:key>/html", mailbox.html, name="mailbox_html"),
    path("account/staff/mail/<uuid:key>/again", mailbox.send_again, name="mailbox_send"),
]
