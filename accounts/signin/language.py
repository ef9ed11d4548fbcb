"""Which language somebody reads after signing in.

The address of a page decides its language, the account decides that of mail. Signing in leads to the account's language only when the visitor
has not chosen one: the page they signed in on is in the language that their browser asks for by itself. Who reads a page in another
language than that has switched, and stays.
"""

from django.http import HttpRequest
from django.utils import translation

from accounts.models import User


def after_sign_in(request: HttpRequest) -> str:
    """The language of the first page after signing in."""
    page = translation.get_language() or "en"
    chosen = page != translation.get_language_from_request(request)
    user = getattr(request, "user", None)
    return page if chosen or not isinstance(user, User) else user.language
