"""Profile pages, and the same profile as JSON-LD and as a vCard."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from accounts.actor import Actor, actor_of
from accounts.hooks import profile_sections
from directory.detail import locate
from directory.errors import Moved, NotFound
from directory.membership.doors import door_of
from directory.models import Profile
from directory.pages import jsonld, reading, vcard
from directory.pages.profile import ProfilePage, compose
from directory.pages.quoted import profile_address
from directory.vocabulary import Kind

FORMS = {"jsonld": "application/ld+json", "vcf": "text/vcard; charset=utf-8"}


@require_safe
def profile(request: HttpRequest, uid: str) -> HttpResponseBase:
    """/en/profiles/7k2m9qxw3tab: the page; with .jsonld or .vcf the same as data. /en/profiles/ror:04ct4d772 leads to the uid's address."""
    actor, lang = actor_of(request), get_language() or "en"
    address, dot, form = uid.partition(".") if ":" not in uid else (uid, "", "")
    if dot and form not in FORMS:
        raise Http404
    try:
        found = locate(address, actor)
    except Moved as moved:
        return _lead(HttpResponsePermanentRedirect, moved.uid, form)
    except NotFound:
        found = _own(address, actor)
    if ":" in address:
        # An identifier may pass to another profile one day, so this is no permanent redirect.
        return _lead(HttpResponseRedirect, found.uid, form)
    page = compose(found, actor, lang)
    reading.note(found, actor)
    if form:
        return _as_data(page, form)
    data = "" if page.unpublished else jsonld.text(page, whole=False)
    sections = profile_sections(found, actor, lang)
    return render(request, "directory/profile.html", {"page": page, "data": data, "door": door_of(actor, found), "sections": sections})


def _own(address: str, actor: Actor) -> Profile:
    """A profile that isn't listed, for those who may look at it all the same."""
    found = None if "\0" in address else Profile.objects.visible_to(actor).filter(uid=address, merged_into=None).first()
    if found is None:
        raise Http404
    return found  # type: ignore[no-any-return]


def _lead(response: type[HttpResponseRedirect | HttpResponsePermanentRedirect], uid: str, form: str) -> HttpResponse:
    return response(profile_address(uid) + (f".{form}" if form else ""))


def _as_data(page: ProfilePage, form: str) -> HttpResponse:
    if form == "vcf" and page.kind != Kind.RESEARCHER:
        raise Http404
    response = HttpResponse(jsonld.text(page) if form == "jsonld" else vcard.text(page), content_type=FORMS[form])
    if form == "vcf":
        response["Content-Disposition"] = f'attachment; filename="{page.uid}.vcf"'
    return response
