"""The audit log, its seals and the consents in the administration: to read, never to write."""

from django.contrib import admin

from accounts.admin.lookup import Lookup
from accounts.models import AuditEvent, AuditSeal, ConsentRecord, ConsentText


@admin.register(AuditEvent)
class AuditEvents(Lookup):
    list_display = ("at", "actor_kind", "actor", "right", "act", "object_type", "object_id", "outcome", "address")
    list_filter = ("outcome", "actor_kind")
    search_fields = ("=object_id", "=act", "=request_id", "=actor__email")
    list_select_related = ("actor",)
    ordering = ("-at", "-id")


@admin.register(AuditSeal)
class AuditSeals(Lookup):
    list_display = ("last", "first", "events", "at", "sha256")
    ordering = ("-last",)


@admin.register(ConsentRecord)
class Consents(Lookup):
    list_display = ("person", "purpose", "text", "recipient", "jurisdiction", "given_at", "withdrawn_at")
    list_filter = ("purpose",)
    search_fields = ("=person__email", "recipient")
    list_select_related = ("person", "text")
    ordering = ("-given_at",)
    reads = "consent"


@admin.register(ConsentText)
class ConsentTexts(Lookup):
    list_display = ("purpose", "version", "language", "first_used_at", "sha256")
    list_filter = ("purpose", "language")
    ordering = ("purpose", "version", "language")
