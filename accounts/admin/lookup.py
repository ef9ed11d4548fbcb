"""The base of every page of records: staff look things up, each look at a person's record is written down, and services do the rest."""

from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from accounts import audit, rules
from accounts.actor import Actor, actor_of
from accounts.admin.captions import caption
from accounts.errors import AccountError
from accounts.models import User


class BoundedSearch:
    """A search of a few words. Each word is another clause, and SQLite refuses a thousand."""

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> Any:
        return super().get_search_results(request, queryset, " ".join(search_term[:200].split()[:12]))  # type: ignore[misc]


class ReadOnly:
    """Facts are changed by services, importers and their owners, so that every change is numbered and every card rewritten."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return rules.works_here(actor_of(request))


class Lookup(BoundedSearch, ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    """`reads` names what is looked at (user, profile) when looking is itself an event; `refusals` are what services answer with."""

    list_per_page = 50
    show_full_result_count = False
    reads: ClassVar[str] = ""
    refusals: ClassVar[tuple[type[Exception], ...]] = (AccountError,)

    def __init__(self, model: type[Model], site: admin.AdminSite) -> None:
        super().__init__(model, site)
        for one in (model, *(inline.model for inline in self.inlines)):
            caption(one)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Only by what the filters beside the list offer: a lookup by any column could spell out a value that is nowhere shown."""
        filters = [one[0] if isinstance(one, tuple) else one for one in self.list_filter]
        return any(lookup == name or lookup in (f"{name}__exact", f"{name}__isnull", f"{name}__in") for name in filters if isinstance(name, str))

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        if any("\0" in text for pair in request.GET.lists() for text in (pair[0], *pair[1])):
            return HttpResponseRedirect(request.path)  # PostgreSQL knows no such character
        answer: HttpResponse = super().changelist_view(request, extra_context)
        return answer

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        return None if "\0" in object_id or len(object_id) > 80 else super().get_object(request, object_id, from_field)

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        answer: HttpResponse = super().change_view(request, object_id, form_url, extra_context)
        seen = self.get_object(request, object_id) if self.reads and answer.status_code == 200 else None
        if seen:
            audit.record(f"{self.reads}.read", by=actor_of(request).user, on=(self.reads, str(getattr(seen, "uid", seen.pk))), right="staff")
        return answer

    def person(self, request: HttpRequest) -> User:
        """Who acts; the door let nobody else in."""
        found = actor_of(request).person
        assert found
        return found

    def actor(self, request: HttpRequest) -> Actor:
        return actor_of(request)

    def each(self, request: HttpRequest, things: Iterable[Any], act: Callable[[Any], Any], told: Callable[[int], str]) -> None:
        """Do it to each that allows it; say how many, and why not the others."""
        done = 0
        for thing in things:
            try:
                act(thing)
                done += 1
            except self.refusals as refusal:
                self.message_user(request, f"{getattr(thing, 'uid', thing)}: {refusal}", messages.WARNING)
        self.message_user(request, told(done) % {"count": done}, messages.SUCCESS if done else messages.WARNING)
