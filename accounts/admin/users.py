"""Users in the administration: entered, vouched for, signed out, deactivated; never deleted, and no password is ever shown or set by staff."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts import rules, services
from accounts.actor import actor_of
from accounts.addresses import canonical
from accounts.admin.lookup import Lookup
from accounts.models import User

FOR_SUPERUSERS = ("make_staff", "end_staff", "make_superuser", "end_superuser")


class EnterForm(forms.ModelForm):  # type: ignore[type-arg]
    """A new account. It has no password: the person sets one by the link in the mail that tells them."""

    class Meta:
        model = User
        fields = ("email", "full_name", "language", "is_verified")

    def clean_email(self) -> str:
        address = canonical(self.cleaned_data["email"])
        if User.objects.filter(email__iexact=address).exists():
            raise forms.ValidationError(_("There is an account with this address already."))
        return address


@admin.register(User)
class Users(Lookup):
    ordering = ("email",)
    list_display = ("email", "full_name", "is_verified", "is_staff", "is_superuser", "is_active", "last_login")
    list_filter = ("is_verified", "is_staff", "is_active")
    search_fields = ("email", "full_name")
    fieldsets = (
        (None, {"fields": ("email", "full_name", "language", "time_zone")}),
        (_("Standing"), {"fields": ("is_active", "is_verified", "is_staff", "is_superuser")}),
        (_("Times"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "full_name", "language", "is_verified")}),)
    actions = ("vouch", "sign_out", "reset_factors", "deactivate", "reactivate", *FOR_SUPERUSERS)
    reads = "user"

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return rules.works_here(actor_of(request))

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return super().get_fieldsets(request, obj) if obj else self.add_fieldsets

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        return super().get_form(request, obj, change, **kwargs) if obj else EnterForm

    def get_actions(self, request: HttpRequest) -> Any:
        """Who is staff is a superuser's to say; the others aren't offered it, and the service refuses them."""
        offered = super().get_actions(request)
        return offered if rules.makes_staff(actor_of(request)) else {name: one for name, one in offered.items() if name not in FOR_SUPERUSERS}

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Only a new one comes here."""
        entered = services.enter(by=self.person(request), **{name: form.cleaned_data[name] for name in EnterForm.Meta.fields})
        obj.pk = entered.pk
        obj._state.adding = False  # noqa: SLF001

    @admin.action(description=_("Vouch for the address"), permissions=["view"])
    def vouch(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        self._do(request, queryset, services.vouch)

    @admin.action(description=_("Sign out everywhere"), permissions=["view"])
    def sign_out(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        self._do(request, queryset, services.sign_out)

    @admin.action(description=_("Remove a lost second factor"), permissions=["view"])
    def reset_factors(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        self._do(request, queryset, services.reset_factors)

    @admin.action(description=_("Deactivate"), permissions=["view"])
    def deactivate(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        self._do(request, queryset, services.deactivate)

    @admin.action(description=_("Reactivate"), permissions=["view"])
    def reactivate(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        self._do(request, queryset, services.reactivate)

    @admin.action(description=_("Make staff"), permissions=["view"])
    def make_staff(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        self._do(request, queryset, services.make_staff)

    @admin.action(description=_("End being staff"), permissions=["view"])
    def end_staff(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        self._do(request, queryset, services.end_staff)

    @admin.action(description=_("Make superuser: says who is staff"), permissions=["view"])
    def make_superuser(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        self._do(request, queryset, services.make_superuser)

    @admin.action(description=_("End being superuser"), permissions=["view"])
    def end_superuser(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        self._do(request, queryset, services.end_superuser)

    def _do(self, request: HttpRequest, users: QuerySet[User], act: Callable[..., Any]) -> None:
        by = self.person(request)
        self.each(request, users, lambda user: act(user, by=by), lambda n: ngettext("%(count)s account: done.", "%(count)s accounts: done.", n))
