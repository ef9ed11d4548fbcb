"""What was typed into a form outlives an expired session, a new sign-in in another window, and a refusal."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, QueryDict
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from accounts.actor import actor_of
from directory.editing.forms import Line, PartForm
from directory.views import frame

KEY = "typed"
MOST = 100_000  # characters of a form that are kept
OURS = {"csrfmiddlewaretoken", "seq", "rows", "add"}


def keep(request: HttpRequest, page: str = "") -> None:
    """Keep the form in the session of whoever sent it, for its own page or another. Signing in carries it over; signing out throws it away."""
    data = {name: values for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"}
    if sum(len(text) for name, values in data.items() for text in (name, *values)) <= MOST:
        request.session[KEY] = {"path": _in_any_language(page or request.path), "data": data}


def kept(request: HttpRequest) -> QueryDict | None:
    """The form kept for this page in whichever language, once."""
    found = request.session.get(KEY)
    if not isinstance(found, dict) or found.get("path") != _in_any_language(request.path) or not isinstance(found.get("data"), dict):
        return None
    del request.session[KEY]
    data = QueryDict(mutable=True)
    for name, values in found["data"].items():
        data.setlist(name, values)
    return data


def _in_any_language(path: str) -> str:
    return path.split("/", 2)[-1]


def saves_by_itself(request: HttpRequest) -> bool:
    """Whether autosave.js sent it: the answer is JSON."""
    return bool(request.headers.get("X-Autosave"))


def signed_out(request: HttpRequest) -> HttpResponseBase | None:
    """For a page behind signing in, whose visitor's session ended meanwhile: what they sent is kept, and they are led in and back."""
    if actor_of(request).person is not None:
        return None
    if request.method == "POST":
        keep(request)
        if saves_by_itself(request):
            return JsonResponse({"message": _("You were signed out. Your text is kept on this device; sign in again to save it.")}, status=401)
    return redirect_to_login(request.path)


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
