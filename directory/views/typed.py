"""What was typed into a form outlives an expired session, a new sign-in in another window, and a refusal."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.middleware.csrf import CsrfViewMiddleware
from django.views.decorators.csrf import csrf_exempt

from directory.editing.forms import Line, PartForm
from directory.views import frame

KEY = "typed"
MOST = 100_000  # characters of a form that are kept
OURS = {"csrfmiddlewaretoken", "seq", "rows", "add"}


def keep(request: HttpRequest) -> None:
    """Keep the form in the session of whoever sent it. Signing in carries it over; signing out throws it away."""
    data = request.POST.copy()
    data.pop("csrfmiddlewaretoken", None)
    text = data.urlencode()
    if len(text) <= MOST:
        request.session[KEY] = {"path": request.path.split("/", 2)[-1], "data": text}


def kept(request: HttpRequest) -> QueryDict | None:
    """The form kept for this page in whichever language, once."""
    found = request.session.get(KEY)
    if not isinstance(found, dict) or found.get("path") != request.path.split("/", 2)[-1]:
        return None
    del request.session[KEY]
    return QueryDict(found["data"])


def lines_of(data: QueryDict, kind: type[PartForm]) -> list[Line]:
    """What somebody typed, with the labels of its fields, to be copied."""
    labels = {name: str(field.label) for name, field in kind.base_fields.items()}
    rows = {name: str(field.label) for name, field in kind.row.base_fields.items()} if kind.row else {}
    typed = [(name, " ".join(values).strip()) for name, values in data.lists() if name not in OURS]
    return [Line(labels.get(name) or rows.get(name.partition("-")[2]) or name[:40], value) for name, value in typed if value]


class _Asked(CsrfViewMiddleware):
    """Django's own check, whose refusal is an answer instead of a page."""

    def _reject(self, request: HttpRequest, reason: str) -> Any:
        return reason


def survives_expiry(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Signing in again in another window renews the token of forms. A form of our own page with an old one is shown again, never saved."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        check = _Asked(lambda _request: HttpResponse())
        check.process_request(request)
        if check.process_view(request, view, args, kwargs):
            if request.headers.get("Origin") != f"{request.scheme}://{request.get_host()}":
                return frame.forbidden(request)
            request.form_expired = True  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)

    return csrf_exempt(wrapped)
