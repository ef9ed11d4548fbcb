"""Profiles in the administration: every row of one, and publishing, withdrawing, partnership by the services."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.admin import Lookup, ReadOnly
from directory import services
from directory.errors import DirectoryError
from directory.membership import services as membership
from directory.models import (
    Affiliation,
    Assertion,
    Identifier,
    Interest,
    Location,
    Membership,
    Name,
    OrganisationLink,
    Partnership,
    Profile,
    ProfileSubject,
)
from directory.names import shown_names


def rows(of: type[Any], *fields: str, link: str | None = None) -> Any:
    """A read-only table of the rows of one model on the page of a profile."""
    members: dict[str, Any] = {"model": of, "fields": fields, "fk_name": link, "extra": 0, "can_delete": False, "raw_id_fields": ()}
    return type(f"{of.__name__}Rows", (ReadOnly, admin.TabularInline), members)


@admin.register(Profile)
class Profiles(Lookup):
    list_display = ("uid", "shown_name", "kind", "status", "verification", "is_demo", "updated_at")
    list_filter = ("kind", "status", "verification", "is_demo")
    search_fields = ("uid", "names__value", "identifiers__value")
    actions = ("publish", "withdraw", "confirm_partner", "end_partner")
    reads = "profile"
    refusals = (DirectoryError, services.NotAllowed)
    inlines: ClassVar[Any] = [
        rows(Name, "value", "lang", "script", "type", "is_preferred", "tier"),
        rows(Identifier, "scheme", "value", "verified_by", "verified_at", "status", "tier"),
        rows(Location, "place", "position", "tier"),
        rows(ProfileSubject, "subject", "rank"),
        rows(Affiliation, "organisation", "organisation_text", "type", "role_en", "role_zh", "start", "end", "confirmed_at", "tier", link="person"),
        rows(Interest, "direction", "type", "title_en", "title_zh", "expires_on", "tier"),
        rows(OrganisationLink, "type", "to", "to_ror", "to_label", link="organisation"),
        rows(Assertion, "source", "source_ref", "licence", "fields", "asserted_at", "retrieved_at"),
        rows(Membership, "user", "role", "way_in", "started_at", "ended_at", link="organisation"),
        rows(Partnership, "confirmed_by", "started_at", "ended_at"),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Profile]:
        return super().get_queryset(request).prefetch_related("names")

    @admin.display(description=_("name"))
    def shown_name(self, profile: Profile) -> SafeString:
        names = shown_names(profile.names.all())
        return format_html("{} {}", names["en"] or "", names["zh"] or "")

    @admin.action(description=_("Publish"), permissions=["view"])
    def publish(self, request: HttpRequest, queryset: QuerySet[Profile]) -> None:
        by = self.person(request)
        self.each(request, queryset, lambda one: services.publish(one, by=by, reason="administration"),
                  lambda n: ngettext("%(count)s profile published.", "%(count)s profiles published.", n))

    @admin.action(description=_("Withdraw"), permissions=["view"])
    def withdraw(self, request: HttpRequest, queryset: QuerySet[Profile]) -> None:
        by = self.person(request)
        self.each(request, queryset, lambda one: services.withdraw(one, by=by, reason="administration"),
                  lambda n: ngettext("%(count)s profile withdrawn.", "%(count)s profiles withdrawn.", n))

    @admin.action(description=_("Confirm as partner"), permissions=["view"])
    def confirm_partner(self, request: HttpRequest, queryset: QuerySet[Profile]) -> None:
        by = self.actor(request)
        self.each(request, queryset, lambda one: membership.confirm_partner(one, by=by),
                  lambda n: ngettext("%(count)s organisation is a partner.", "%(count)s organisations are partners.", n))

    @admin.action(description=_("End the partnership"), permissions=["view"])
    def end_partner(self, request: HttpRequest, queryset: QuerySet[Profile]) -> None:
        by = self.actor(request)
        self.each(request, queryset, lambda one: membership.end_partner(one, by=by),
                  lambda n: ngettext("%(count)s partnership ended.", "%(count)s partnerships ended.", n))
