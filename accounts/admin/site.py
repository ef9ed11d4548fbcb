"""How the administration is entered, in which language it speaks, and whose records it shows: ours."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import Group
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts import audit, rules, second_factor
from accounts.actor import actor_of
from accounts.models import User

View = Callable[..., HttpResponseBase]


def has_permission(request: HttpRequest) -> bool:
    """Staff, in a session opened with a second factor."""
    return rules.works_here(actor_of(request))


def login(plain: View) -> View:
    """Our own sign-in page and its limits; whose right sleeps is led to the second factor; who isn't staff is refused, and that is written down."""
    secure = secure_admin_login(plain)

    @wraps(plain)
    def entered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if second_factor.is_missed(request):
            return second_factor.road(request)
        actor = actor_of(request)
        if actor.person and not rules.works_here(actor):
            audit.refused("page.staff", actor, on=("page", "admin"), right="staff")
        answer: HttpResponseBase = secure(request, *args, **kwargs)
        return answer

    return entered


def in_their_language(plain: Callable[..., View]) -> Callable[..., View]:
    """The administration has no language in its addresses: the reader's cookie decides, else their account."""

    def admin_view(view: View, cacheable: bool = False) -> View:
        wrapped = plain(view, cacheable)

        @wraps(wrapped)
        def spoken(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            user = getattr(request, "user", None)
            if isinstance(user, User) and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
                translation.activate(user.language)  # LocaleMiddleware sets it anew with each request
                request.LANGUAGE_CODE = user.language
            return wrapped(request, *args, **kwargs)

        return spoken

    return admin_view


def own_password(request: HttpRequest, extra_context: object = None) -> HttpResponseRedirect:
    """One's own password is changed on the page that asks who one is, and writes it down."""
    return HttpResponseRedirect(reverse("account_change_password"))


def with_doors(plain: Callable[[HttpRequest], dict[str, Any]]) -> Callable[[HttpRequest], dict[str, Any]]:
    """What the head of each page links to: the pages of staff, the site, signing out."""

    def each_context(request: HttpRequest) -> dict[str, Any]:
        doors = [(reverse("staff_work"), _("Work")), (reverse("home"), _("To the directory")), (reverse("account_logout"), _("Sign out"))]
        return plain(request) | {"doors": doors}

    return each_context


# setattr is the documented way, which a plain assignment tells mypy worse.
setattr(admin.site, "has_permission", has_permission)  # noqa: B010
setattr(admin.site, "login", login(admin.site.login))  # noqa: B010
setattr(admin.site, "password_change", own_password)  # noqa: B010
setattr(admin.site, "each_context", with_doors(admin.site.each_context))  # noqa: B010
setattr(admin.site, "admin_view", in_their_language(admin.site.admin_view))  # noqa: B010
admin.site.site_header = admin.site.site_title = "Qiao 桥"
admin.site.index_title = _("Administration")
admin.site.site_url = "/"
admin.site.unregister(Group)


def unregister_others() -> None:
    """What the libraries keep holds secrets and can be changed by hand: sessions, factors, tokens. Our pages show what staff need of it."""
    for model in list(admin.site._registry):  # noqa: SLF001
        if model._meta.app_label in ("account", "mfa", "usersessions", "socialaccount"):  # noqa: SLF001
            admin.site.unregister(model)


unregister_others()
