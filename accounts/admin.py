"""Users in the administration, which is entered through our own sign-in page and its limits."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import User

admin.site.site_header = admin.site.site_title = "Qiao 桥"
admin.site.index_title = _("Administration")
setattr(admin.site, "login", secure_admin_login(admin.site.login))  # noqa: B010 - the documented way, which a plain assignment tells mypy worse
admin.site.unregister(Group)
for model in (EmailAddress,):
    if admin.site.is_registered(model):
        admin.site.unregister(model)


class BoundedSearch:
    """A search of a few words. Each word is another clause, and SQLite refuses a thousand."""

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> Any:
        return super().get_search_results(request, queryset, " ".join(search_term[:200].split()[:12]))  # type: ignore[misc]


@admin.register(User)
class Users(BoundedSearch, UserAdmin):  # type: ignore[type-arg]
    """Staff make accounts and vouch for them. Groups and single permissions aren't used."""

    ordering = ("email",)
    list_display = ("email", "full_name", "is_verified", "is_partner", "is_staff", "is_active", "last_login")
    list_filter = ("is_verified", "is_partner", "is_staff", "is_active")
    search_fields = ("email", "full_name")
    filter_horizontal = ()
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("email", "password", "full_name", "language")}),
        (_("Standing"), {"fields": ("is_active", "is_verified", "is_partner", "is_staff", "is_superuser")}),
        (_("Times"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (None, {"fields": ("email", "full_name", "language", "usable_password", "password1", "password2", "is_verified")}),
    )

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        """Addresses are kept in lower case, as the user manager keeps them."""
        obj.email = obj.email.strip().lower()
        super().save_model(request, obj, form, change)
