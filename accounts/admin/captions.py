"""Captions of columns that only the administration shows. They stand here and not in the models, so that a word of it is no migration."""

from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

CAPTIONS: dict[str, Any] = {
    "id": _("number"), "uid": _("address"), "seq": _("number"), "at": _("when"), "first": _("first event"), "last": _("last event"),
    "events": _("how many"), "previous": _("the seal before"), "sha256": _("check value (SHA-256)"), "actor": _("account"),
    "facts": _("more"), "object_id": _("which"), "request_id": _("number of the request"), "person": _("person"), "user": _("person"),
    "text": _("text"), "given_on": _("where it was given"), "withdrawn_on": _("where it was withdrawn"), "purpose": _("purpose"),
    "version": _("version"), "language": _("language"), "first_used_at": _("first used"), "dedupe_key": _("sent once by"),
    "give_up_at": _("given up after"), "is_secret": _("holds a code or link"), "lease_until": _("taken until"), "lease_token": _("taken by"),
    "kind": _("kind"), "topic": _("topic"), "path": _("leads to"), "read_at": _("read"), "mail_due": _("waits for the digest"),
    "frequency": _("how often"), "name": _("name"), "next_at": _("next due"), "started_at": _("started"), "ended_at": _("ended"),
    "finished_at": _("finished"), "result": _("result"), "failures": _("failures in a row"), "by": _("by whom"), "ended_by": _("ended by"),
    "decided_by": _("answered by"), "invited_by": _("invited by"), "confirmed_by": _("confirmed by"), "settled_by": _("settled by"),
    "organisation": _("organisation"), "profile": _("profile"), "programme": _("programme"), "created_at": _("entered"),
    "updated_at": _("last change"), "verified_at": _("checked"), "field_tiers": _("who sees which column"), "is_demo": _("of the demo"),
    "links": _("links"), "merged_into": _("merged into"), "owner": _("whose it is"), "status": _("status"), "place": _("place"),
    "position": _("position"), "subject": pgettext_lazy("of a profile", "subject"), "rank": _("rank"), "to": _("other end"),
    "to_ror": _("ROR ID of the other end"),
    "to_label": _("name of the other end"), "source_ref": _("where in the source"), "fields": _("columns"), "asserted_at": _("stated"),
    "retrieved_at": _("fetched"), "after": pgettext_lazy("of a change", "after"), "before": pgettext_lazy("of a change", "before"),
    "batch": _("import"), "operation": _("what happened"), "reason": _("reason"), "filename": _("file"), "importer": _("what imported it"),
    "report": _("report"), "state": _("state"), "geonames_id": _("number at GeoNames"), "lat": _("latitude"), "lng": _("longitude"),
    "slug": _("address"), "subdivision_name": _("name of the province or county"), "code": _("code"), "label_en": _("name in English"),
    "label_zh": _("name in Chinese"), "parent": _("broader field"), "scheme": _("scheme"),
}
NOUNS: dict[str, Any] = {
    "AuditSeal": _("seals of the audit log"), "ConsentText": _("texts of consents"), "Notice": _("notices"),
    "NoticeChoice": _("choices how often we write"), "PeriodicJob": _("periodic jobs"), "Location": _("places"), "ProfileSubject": _("subjects"),
}


def caption(model: type[Model]) -> None:
    """Give the model's columns without a caption of their own the one above."""
    for field in model._meta.concrete_fields:  # noqa: SLF001 - Django's documented way to a model's columns
        if getattr(field, "_verbose_name", None) is None and field.name in CAPTIONS:
            field.verbose_name = CAPTIONS[field.name]
    if model.__name__ in NOUNS:
        model._meta.verbose_name = model._meta.verbose_name_plural = NOUNS[model.__name__]  # noqa: SLF001
