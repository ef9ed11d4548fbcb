"""The directory in the administration: to look things up and to publish or withdraw. Nothing here writes a status or a fact by hand."""

from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.admin import BoundedSearch
from accounts.models import User
from directory import services
from directory.models import (
    Affiliation,
    Assertion,
    Change,
    Identifier,
    ImportBatch,
    Interest,
    Location,
    Name,
    OrganisationLink,
    Place,
    Profile,
    ProfileSubject,
    Subject,
)
from directory.names import shown_names


class ReadOnly:
    """Facts are changed by services, importers and their owners, so that every change is numbered and every card rewritten."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def rows(of: type[Any], *fields: str, link: str | None = None) -> Any:
    """A read-only table of the rows of one model on the page of a profile."""
    members: dict[str, Any] = {"model": of, "fields": fields, "fk_name": link, "extra": 0, "can_delete": False, "raw_id_fields": ()}
    return type(f"{of.__name__}Rows", (ReadOnly, admin.TabularInline), members)


@admin.register(Profile)
class Profiles(BoundedSearch, ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("uid", "shown_name", "kind", "status", "verification", "is_demo", "updated_at")
    list_filter = ("kind", "status", "verification", "is_demo")
    search_fields = ("uid", "names__value", "identifiers__value")
    list_per_page = 50
    show_full_result_count = False
    actions = ("publish", "withdraw")
    inlines: ClassVar[Any] = [
        rows(Name, "value", "lang", "script", "type", "is_preferred", "tier"),
        rows(Identifier, "scheme", "value", "verified_by", "verified_at", "status", "tier"),
        rows(Location, "place", "position", "tier"),
        rows(ProfileSubject, "subject", "rank"),
        rows(Affiliation, "organisation", "organisation_text", "type", "role_en", "role_zh", "start", "end", "confirmed_at", "tier", link="person"),
        rows(Interest, "direction", "type", "title_en", "title_zh", "expires_on", "tier"),
        rows(OrganisationLink, "type", "to", "to_ror", "to_label", link="organisation"),
        rows(Assertion, "source", "source_ref", "licence", "fields", "asserted_at", "retrieved_at"),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Profile]:
        return super().get_queryset(request).prefetch_related("names")

    @admin.display(description=_("name"))
    def shown_name(self, profile: Profile) -> SafeString:
        names = shown_names(profile.names.all())
        return format_html("{} {}", names["en"] or "", names["zh"] or "")

    @admin.action(description=_("Publish"), permissions=["view"])
    def publish(self, request: HttpRequest, queryset: QuerySet[Profile]) -> None:
        self._each(request, queryset, services.publish, lambda n: ngettext("%(count)s profile published.", "%(count)s profiles published.", n))

    @admin.action(description=_("Withdraw"), permissions=["view"])
    def withdraw(self, request: HttpRequest, queryset: QuerySet[Profile]) -> None:
        self._each(request, queryset, services.withdraw, lambda n: ngettext("%(count)s profile withdrawn.", "%(count)s profiles withdrawn.", n))

    def _each(self, request: HttpRequest, profiles: Iterable[Profile], act: Callable[..., Profile], told: Callable[[int], str]) -> None:
        """Do it to each that allows it; say how many, and why not the others."""
        by = request.user if isinstance(request.user, User) else None
        done = 0
        for profile in profiles:
            try:
                act(profile, by=by, reason="administration")
                done += 1
            except services.NotAllowed as refusal:
                self.message_user(request, f"{profile.uid}: {refusal}", messages.WARNING)
        self.message_user(request, told(done) % {"count": done}, messages.SUCCESS)


@admin.register(Change)
class Changes(BoundedSearch, ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("seq", "at", "uid", "operation", "fields", "actor", "reason")
    list_filter = ("operation",)
    search_fields = ("uid", "request_id")
    show_full_result_count = False
    ordering = ("-seq",)
    list_select_related = ("actor",)


@admin.register(ImportBatch)
class Batches(BoundedSearch, ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("importer", "filename", "state", "started_at", "finished_at", "by")
    list_filter = ("importer", "state")
    ordering = ("-started_at",)


@admin.register(Place)
class Places(BoundedSearch, ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("slug", "country", "subdivision", "city_en", "city_zh", "lat", "lng")
    list_filter = ("country",)
    search_fields = ("slug", "city_en", "city_zh")


@admin.register(Subject)
class Subjects(BoundedSearch, ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("code", "label_en", "label_zh")
    search_fields = ("code", "label_en", "label_zh")
