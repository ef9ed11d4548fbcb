"""History, imports, places and fields in the administration: to read."""

from django.contrib import admin

from accounts.admin import Lookup
from directory.models import Change, ImportBatch, Place, Subject


@admin.register(Change)
class Changes(Lookup):
    list_display = ("seq", "at", "uid", "operation", "fields", "actor", "reason")
    list_filter = ("operation",)
    search_fields = ("=uid", "=request_id")
    ordering = ("-seq",)
    list_select_related = ("actor",)
    reads = "change"


@admin.register(ImportBatch)
class Batches(Lookup):
    list_display = ("importer", "filename", "state", "started_at", "finished_at", "by")
    list_filter = ("importer", "state")
    ordering = ("-started_at",)


@admin.register(Place)
class Places(Lookup):
    list_display = ("slug", "country", "subdivision", "city_en", "city_zh", "lat", "lng")
    list_filter = ("country",)
    search_fields = ("slug", "city_en", "city_zh")


@admin.register(Subject)
class Subjects(Lookup):
    list_display = ("code", "label_en", "label_zh")
    search_fields = ("code", "label_en", "label_zh")
