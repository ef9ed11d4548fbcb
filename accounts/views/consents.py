"""What I agreed to: in which words, when and where; giving it and taking it back, each with a button of its own."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import consents, hooks
from accounts.models import ConsentRecord, User
from accounts.views.mine import person_of
from accounts.vocabulary import Purpose
from accounts.zones import zone_of

# Where a consent was given.
WHERE: dict[str, str | Promise] = {
    "sign-up": gettext_lazy("when signing up"), "consents": gettext_lazy("on this page"), "my-page": gettext_lazy("on this page"),
    "profile": gettext_lazy("on the page of your profile"), "publish": gettext_lazy("when publishing your profile"),
    "application": gettext_lazy("when applying"),
}


@dataclass(frozen=True)
class Asked:
    """One purpose, or one recipient abroad: what is asked, and the standing answer if there is one."""

    purpose: Purpose
    text: str  # the current wording in the page's language
    digest: str
    record: ConsentRecord | None
    recipient: str = ""
    name: str = ""
    country: str = ""
    lasting: bool = False
    unasked: bool = False  # it is done all the same, until they say no

    @property
    def where(self) -> str | Promise:
        """Where they agreed, in words."""
        return WHERE.get(self.record.given_on, self.record.given_on) if self.record else ""

    @property
    def newer(self) -> bool:
        """Whether the wording has changed since they agreed."""
        return self.record is not None and self.record.text.version != consents.CURRENT[self.purpose]


def asked_of(person: User, lang: str) -> list[Asked]:
    """Every purpose, then every recipient abroad; each is a question of its own."""
    given = {(record.purpose, record.recipient): record for record in consents.standing(person).select_related("text")}
    rows = [
        Asked(purpose, consents.wording(purpose, lang), consents.digest(purpose, lang), given.pop((purpose.value, ""), None),
              lasting=purpose in consents.LASTING, unasked=consents.unasked(person, purpose))
        for purpose in Purpose if purpose != Purpose.TRANSFER
    ]
    known = {one.key: one for one in hooks.recipients_for(person)}
    for key in [*known, *(recipient for purpose, recipient in given if purpose == Purpose.TRANSFER and recipient not in known)]:
        one, record = known.get(key), given.pop((Purpose.TRANSFER.value, key), None)
        name = one.name["zh" if lang == "zh-hans" else "en"] if one else key
        country = one.country if one else record.jurisdiction if record else ""
        words = consents.wording(Purpose.TRANSFER, lang)
        rows.append(Asked(Purpose.TRANSFER, words, consents.digest(Purpose.TRANSFER, lang), record, key, name, country))
    rows += [  # what a room asked with a narrower meaning than a whole purpose
        Asked(Purpose(record.purpose), record.text.text, record.text.sha256, record, record.recipient, record.recipient) for record in given.values()
    ]
    return rows


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def page(request: HttpRequest) -> HttpResponse:
    """Anybody signed in, about themselves: see, give and take back, one at a time."""
    person, lang = person_of(request), get_language() or "en"
    rows = asked_of(person, lang)
    if request.method == "POST":
        return answer(request, person, rows, lang)
    return render(request, "account/consents.html", {
        "rows": rows, "past": list(consents.past(person)), "zone": zone_of(person.time_zone), "here_is": "consents",
    })


def answer(request: HttpRequest, person: User, rows: list[Asked], lang: str) -> HttpResponse:
    """Give or take back the one thing that was asked; an unknown question, or words that have changed meanwhile, change nothing."""
    wanted = (request.POST.get("purpose", ""), request.POST.get("recipient", ""))
    row = next((one for one in rows if (one.purpose.value, one.recipient) == wanted), None)
    act = request.POST.get("act")
    if row is None or act not in ("give", "withdraw") or (row.lasting and act == "withdraw"):
        messages.error(request, _("That can’t be agreed to or taken back here. Nothing was changed."))
    elif act == "withdraw":
        _end(request, person, row)
    elif request.POST.get("text") != row.digest:
        messages.error(request, _("The text has changed since you opened the page. Read it again and decide then; nothing was changed."))
    else:
        consents.give(person, row.purpose, on="consents", language=lang, recipient=row.recipient, jurisdiction=row.country)
        messages.success(request, _("Noted. You can take it back here at any time."))
    return HttpResponseRedirect(reverse("consents"))


def _end(request: HttpRequest, person: User, row: Asked) -> None:
    """Take it back, and say what that has changed: no more than it has."""
    if not consents.withdraw(person, row.purpose, on="consents", recipient=row.recipient):
        messages.info(request, _("There was nothing to take back. Nothing was changed."))
    elif row.record:
        messages.success(request, _("Taken back. It holds from now on."))
    else:
        messages.success(request, _("Taken out of the directory. It holds from now on."))
