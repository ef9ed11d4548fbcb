"""The settings of signing in: passwords and codes, second factors, sign-in elsewhere. A part of settings.py, which takes all of it in."""

import environ

from config import elsewhere

env = environ.Env()

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator", "NumericPasswordValidator")
] + [{"NAME": "accounts.signin.demo.NotTheDemos"}]
LOGIN_REDIRECT_URL = "/"
LOGIN_URL = "account_login"
ACCOUNT_LOGIN_METHODS = {"email"}
# Whether anybody may make an account, or only staff.
SIGNUP_OPEN = env.bool("SIGNUP_OPEN", default=True)
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # accounts/signin/views.py does the same work for them, and sends nothing
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_CHANGE_EMAIL = True  # one account, one address
ACCOUNT_LOGIN_BY_CODE_ENABLED = ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_FORMAT = ACCOUNT_EMAIL_VERIFICATION_BY_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_TIMEOUT = 20 * 60
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = ACCOUNT_EMAIL_VERIFICATION_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105 - the address is in it as well
PASSWORD_RESET_TIMEOUT = 2 * 3600
ACCOUNT_REAUTHENTICATION_REQUIRED = True
# An address, and a network, are each allowed a few tries: enough for people behind one university, few enough that no code is guessed (of a
# million, three tries a code, thirty codes a day) and nobody's mailbox is filled by others. Browsers that a person has signed in with
# count apart (accounts.signin.sessions.has_seen), so strangers who try keep nobody out.
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip", "login_failed": "10/m/ip,5/300s/key", "request_login_code": "20/m/ip,3/m/key,10/h/key,30/d/key",
    "signup": "20/m/ip,300/d/ip", "confirm_email": "1/10s/key,6/h/key,20/d/key", "reset_password": "20/m/ip,3/m/key,10/h/key",
    "manage_email": "3/m/user,20/d/user", "reauthenticate": "10/m/user,30/h/user", "change_password": "5/m/user,20/h/user",
}
ACCOUNT_ADAPTER = "accounts.signin.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    name: f"accounts.signin.forms.{form}" for name, form in {
        "login": "LoginForm", "request_login_code": "RequestLoginCodeForm", "confirm_login_code": "ConfirmLoginCodeForm", "signup": "SignupForm",
        "confirm_email_verification_code": "ConfirmAddressForm", "add_email": "NewAddressForm", "reset_password": "ResetPasswordForm",
        "reset_password_from_key": "ResetPasswordKeyForm", "change_password": "ChangePasswordForm", "set_password": "SetPasswordForm",
        "reauthenticate": "ReauthenticateForm",
    }.items()
}

# Second factors: passkeys, bound to the host of SITE_URL, sign in alone; a code of the app works once (accounts/signin/factors.py).
MFA_ADAPTER = "accounts.signin.factors.FactorAdapter"
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_TOTP_TOLERANCE = 1  # a code of half a minute ago, for slow hands and clocks
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # nobody is signed in without a proven address; another one may be waiting for its code
MFA_RATE_LIMITS = {"webauthn_login": "60/m/ip"}
MFA_FORMS = {
    name: f"accounts.signin.factor_forms.{form}" for name, form in {
        "authenticate": "CodeForm", "reauthenticate": "ConfirmForm", "activate_totp": "AppForm", "login_webauthn": "PasskeySignInForm",
        "authenticate_webauthn": "PasskeyForm", "reauthenticate_webauthn": "PasskeyConfirmForm", "add_webauthn": "PasskeyAddForm",
        "edit_webauthn": "PasskeyNameForm",
    }.items()
}
# Keys that signed and locked things before SECRET_KEY was changed: what they closed can still be opened.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
# Sign-in elsewhere, asleep without keys. An outside identity makes or finds an account by itself, never by an equal address, but for the mail
# domains that the operator trusts a provider with (accounts/signin/providers.py).
SOCIALACCOUNT_PROVIDERS = elsewhere.providers(env)
SOCIALACCOUNT_ADAPTER = "accounts.signin.providers.SocialAdapter"
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_REQUESTS_TIMEOUT = 3
SOCIALACCOUNT_FORMS = {"signup": "accounts.signin.forms_elsewhere.SignUpForm"}

# The demo sets this for its own processes: only then does its password, which everybody knows, open an account.
DEMO = env.bool("DEMO", default=False)
# Staff and coordinators have their rights only in a session opened with a second factor. The demo switches this off, for its own data.
SECOND_FACTOR = env.bool("SECOND_FACTOR", default=True)
