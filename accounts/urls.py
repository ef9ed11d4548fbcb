"""Addresses of signing in and out, under their language. Only these pages of allauth exist: nobody can sign up or change an address yet."""

from allauth.account import views
from django.urls import path, re_path

urlpatterns = [
    path("account/login", views.login, name="account_login"),
    path("account/logout", views.logout, name="account_logout"),
    path("account/inactive", views.account_inactive, name="account_inactive"),
    path("account/password", views.password_reset, name="account_reset_password"),
    path("account/password/sent", views.password_reset_done, name="account_reset_password_done"),
    path("account/password/saved", views.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    re_path(r"^account/password/(?P<uidb36>[0-9A-Za-z]{1,20})-(?P<key>[0-9A-Za-z-]{1,100})$", views.password_reset_from_key,
            name="account_reset_password_from_key"),
    # Who is given an account proves the address once: the first sign-in sends a link.
    path("account/address", views.email_verification_sent, name="account_email_verification_sent"),
    re_path(r"^account/address/(?P<key>[-:\w]{1,200})$", views.confirm_email, name="account_confirm_email"),
]
