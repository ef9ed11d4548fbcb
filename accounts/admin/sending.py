"""Messages, notices and the worker's clock in the administration. What a message says is read on the mailbox page, where reading is written down."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts import services
from accounts.admin.lookup import Lookup
from accounts.models import Message, Notice, NoticeChoice, PeriodicJob


@admin.register(Message)
class Messages(Lookup):
    list_display = ("created_at", "topic", "destination", "language", "state", "attempts", "next_at", "ended_at", "last_error")
    list_filter = ("state", "channel", "language")
    search_fields = ("=recipient", "=destination", "topic", "=id")
    ordering = ("-created_at",)
    exclude = ("subject", "text", "html", "headers", "lease_token")
    actions = ("send_again",)
    reads = "message"

    @admin.action(description=_("Send again what was given up"), permissions=["view"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[Message]) -> None:
        count = services.send_again(queryset, by=self.person(request))
        self.message_user(request, ngettext("%(count)s message waits to be sent.", "%(count)s messages wait to be sent.", count) % {"count": count})


@admin.register(Notice)
class Notices(Lookup):
    list_display = ("at", "user", "kind", "topic", "read_at", "mail_due")
    list_filter = ("kind", "mail_due")
    search_fields = ("=user__email", "topic")
    list_select_related = ("user",)
    ordering = ("-at",)
    exclude = ("facts",)
    reads = "notice"


@admin.register(NoticeChoice)
class NoticeChoices(Lookup):
    list_display = ("user", "kind", "frequency")
    list_filter = ("kind", "frequency")
    search_fields = ("=user__email",)
    list_select_related = ("user",)


@admin.register(PeriodicJob)
class PeriodicJobs(Lookup):
    list_display = ("name", "next_at", "started_at", "ended_at", "result", "failures")
    ordering = ("name",)
