"""Privacy and your data: what is kept, what for, where, who sees it, how long. Open to everybody, made from the classification map."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.classification import TOPICS
from accounts.classification.topics import IMPERSONAL


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Anybody."""
    topics = [(key, topic) for key, topic in TOPICS.items() if key not in IMPERSONAL]
    return render(request, "account/privacy.html", {"topics": topics, "place": settings.DATA_PLACE, "contact": settings.PRIVACY_CONTACT})
