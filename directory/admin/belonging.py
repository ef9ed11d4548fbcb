"""Memberships, requests, invitations, claims and partnerships in the administration; answering them is a move of directory/membership."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.admin import Lookup
from directory.errors import DirectoryError
from directory.membership import services
from directory.models import Claim, Invitation, Membership, MembershipRequest, Partnership


class Moves(Lookup):
    """A list whose actions are moves."""

    refusals = (DirectoryError,)

    def make(self, request: HttpRequest, queryset: QuerySet[Any], name: str) -> None:
        by = self.actor(request)
        self.each(request, queryset, lambda row: services.move(row, name, by=by), lambda n: ngettext("%(count)s done.", "%(count)s done.", n))


@admin.register(Membership)
class Memberships(Moves):
    list_display = ("user", "organisation", "role", "way_in", "started_at", "ended_at", "by")
    list_filter = ("role", "way_in")
    search_fields = ("=user__email", "=organisation__uid", "organisation__names__value")
    list_select_related = ("user", "organisation", "by")
    ordering = ("-started_at",)
    actions = ("end",)
    reads = "membership"

    @admin.action(description=_("End the membership"), permissions=["view"])
    def end(self, request: HttpRequest, queryset: QuerySet[Membership]) -> None:
        self.make(request, queryset, "remove")


@admin.register(MembershipRequest)
class Requests(Moves):
    list_display = ("user", "organisation", "status", "asked_at", "expires_at", "decided_at", "decided_by")
    list_filter = ("status",)
    search_fields = ("=user__email", "=organisation__uid", "organisation__names__value")
    list_select_related = ("user", "organisation", "decided_by")
    ordering = ("-asked_at",)
    actions = ("approve", "refuse")
    reads = "request"

    @admin.action(description=_("Approve"), permissions=["view"])
    def approve(self, request: HttpRequest, queryset: QuerySet[MembershipRequest]) -> None:
        self.make(request, queryset, "approve")

    @admin.action(description=_("Refuse"), permissions=["view"])
    def refuse(self, request: HttpRequest, queryset: QuerySet[MembershipRequest]) -> None:
        self.make(request, queryset, "refuse")


@admin.register(Invitation)
class Invitations(Moves):
    list_display = ("email", "organisation", "role", "status", "invited_by", "invited_at", "expires_at", "decided_at")
    list_filter = ("status", "role")
    search_fields = ("=email", "=organisation__uid", "organisation__names__value")
    list_select_related = ("organisation", "invited_by")
    ordering = ("-invited_at",)
    exclude = ("token_sha256",)
    actions = ("take_back",)
    reads = "invitation"

    @admin.action(description=_("Take back"), permissions=["view"])
    def take_back(self, request: HttpRequest, queryset: QuerySet[Invitation]) -> None:
        self.make(request, queryset, "withdraw")


@admin.register(Claim)
class Claims(Moves):
    list_display = ("user", "profile", "status", "evidence", "claimed_at", "expires_at", "decided_at", "decided_by")
    list_filter = ("status",)
    search_fields = ("=user__email", "=profile__uid", "profile__names__value")
    list_select_related = ("user", "profile", "decided_by")
    ordering = ("-claimed_at",)
    actions = ("confirm", "refuse")
    reads = "claim"

    @admin.action(description=_("Confirm"), permissions=["view"])
    def confirm(self, request: HttpRequest, queryset: QuerySet[Claim]) -> None:
        self.make(request, queryset, "confirm")

    @admin.action(description=_("Refuse"), permissions=["view"])
    def refuse(self, request: HttpRequest, queryset: QuerySet[Claim]) -> None:
        self.make(request, queryset, "refuse")


@admin.register(Partnership)
class Partnerships(Lookup):
    """Confirmed on the list of profiles, ended here as well."""

    list_display = ("organisation", "confirmed_by", "started_at", "ended_at")
    search_fields = ("=organisation__uid", "organisation__names__value")
    list_select_related = ("organisation", "confirmed_by")
    ordering = ("-started_at",)
    actions = ("end",)
    refusals = (DirectoryError,)

    @admin.action(description=_("End the partnership"), permissions=["view"])
    def end(self, request: HttpRequest, queryset: QuerySet[Partnership]) -> None:
        by = self.actor(request)
        self.each(request, queryset.select_related("organisation"), lambda row: services.end_partner(row.organisation, by=by),
                  lambda n: ngettext("%(count)s partnership ended.", "%(count)s partnerships ended.", n))
