"""Programmes and roles in the administration: to look up, and to end a role. They are entered and given on the pages of staff."""

from django.contrib import admin
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.admin import Lookup
from exchanges.models import Programme, ProgrammeRole
from exchanges.programmes import services


@admin.register(Programme)
class Programmes(Lookup):
    list_display = ("name_en", "name_zh", "status", "created_at")
    search_fields = ("name_en", "name_zh", "=uid")
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}  # Django's default changes with 6.0
    list_filter = ("status",)
    ordering = ("name_en",)


@admin.register(ProgrammeRole)
class ProgrammeRoles(Lookup):
    list_display = ("user", "programme", "role", "started_at", "ended_at", "by")
    list_filter = ("role",)
    search_fields = ("=user__email", "programme__name_en", "programme__name_zh")
    list_select_related = ("user", "programme", "by")
    ordering = ("-started_at",)
    actions = ("end",)
    reads = "programme-role"

    @admin.action(description=_("End the role"), permissions=["view"])
    def end(self, request: HttpRequest, queryset: QuerySet[ProgrammeRole]) -> None:
        by = self.actor(request)
        self.each(request, queryset.select_related("programme", "user"), lambda one: services.end_role(one, by=by),
                  lambda n: ngettext("%(count)s role ended.", "%(count)s roles ended.", n))
