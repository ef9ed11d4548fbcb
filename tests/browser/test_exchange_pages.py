"""Every page of exchanges on the content of the demo, found by its links as each of the demo's sign-ins finds it, and looked at."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import Resolver404, resolve
from django.utils import timezone, translation
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from directory import search
from directory.demo.users import MANAGED, ROLES
from directory.models import Membership, Profile
from exchanges.applications import inviting
from exchanges.demo import make_exchanges
from exchanges.demo.applying import TO_APPLICANT
from exchanges.demo.people import APPLICANTS, REVIEWERS
from exchanges.models import Application, Call, Decision, Letter, MatchRun, Placement
from exchanges.offers import running
from exchanges.references import links
from exchanges.urls import urlpatterns
from tests import mailbox, make
from tests.browser.checking import faults, scrolls
from tests.browser.conftest import Open
from tests.permissions.addresses import patterns
from tests.ways import ways

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DAY = timedelta(days=1)
# Addresses that answer with no HTML page of ours when they are fetched: what only takes a form, leads on, or is a file.
NO_PAGE = {
    "calls_atom", "calls_ics", "call_export", "match_certificate_json", "application_receipt",
    "application_file", "call_application_file", "review_file", "letter_file", "letter_own_file", "placement_paper_open",
    "call_act", "call_waive", "call_copy", "call_position_remove", "call_form_change", "programme_move", "programme_role_end",
    "application_reopen", "application_copy", "letter_act", "letter_answer", "letter_write", "letter_link", "call_waiting_off",
    "placement_move", "placement_days", "placement_topic", "placement_host", "placement_add_check", "placement_check", "placement_check_reopen",
    "placement_papers", "placement_paper_remove",
}
# What people of the demo wrote and are called; formats and currencies.
WRITTEN = (
    *(name for name, _lang in (*APPLICANTS, *REVIEWERS)), *(name for _email, name, _role, _rights in ROLES), "Bridgeford University",
    "Lakeside Institute", "Harbour College", "Tidewheel Robotics Ltd", "Prof. Elowen Tregarthen", "Rosa Referee", "Iyer-Blackwood", "SHA-256", "SHA",
    "GBP", "CNY", "published", "English", "Linchuan", TO_APPLICANT["en"],
)
LOOKED_AT_ONCE = {"exchanges", "exchange_programmes", "programme_page", "call_page"}  # the same for everybody
GONE = {"letter_gone", "letter_done"}  # what a link that is used up leads to
SHOWN = 2  # pages of a kind that are read to choose the fullest among them


@dataclass
class Demo:
    """The sessions of those who look, and where each begins."""

    clients: dict[str, Client] = field(default_factory=dict)
    begins: dict[str, list[str]] = field(default_factory=dict)

    def comes(self, role: str, user: User | None, *paths: str) -> None:
        self.clients[role] = make.sign_in(user) if user else Client()
        self.begins[role] = list(paths)


@pytest.fixture
def world(live_server: LiveServer) -> Demo:
    """The exchanges of the demo among few organisations, a published matching run, a letter and an invitation that wait for an answer."""
    organisations()
    users = {email.partition("@")[0]: make.confirmed(make.user(email, full_name=name, **rights)) for email, name, _role, rights in ROLES}
    make_exchanges()
    stay = Placement.objects.select_related("host").get(person=users["owner"])
    Membership.objects.create(user=users["partner"], organisation=stay.host, role="manager", way_in="staff")
    search.catch_up()
    demo = Demo()
    demo.comes("visitor", None, "exchanges")
    for role in ("coordinator", "staff", "reviewer", "member", "owner"):
        demo.comes(role, users[role], "account", "account/reviews")
    demo.begins["staff"] = ["account/staff/programmes"]
    demo.comes("host", users["partner"], f"account/placements/{stay.uid}")
    back = Placement.objects.select_related("person").get(state="completed")
    demo.comes("returned", back.person, f"account/placements/{back.uid}")
    letters_and_invitations(demo, users)
    placed(demo, users)
    return demo


def organisations() -> None:
    for number, (en, zh) in enumerate((("Bridgeford University", "桥津大学"), ("Lakeside Institute", "湖畔研究所"), ("Harbour College", "长堤学院"))):
        make.institute(en, zh, place=make.cambridge(), identifiers=[{"scheme": "ror", "value": ("04ct4d772", "013meh722", "05cncd958")[number]}])
    for en, zh, ror in (("Southeast Bridge University", "东桥大学", "01rxvg760"), ("Riverside Institute", "河滨研究院", "034t30j35")):
        make.institute(en, zh, place=make.nanjing(), identifiers=[{"scheme": "ror", "value": ror}])
    made = make.company("Tidewheel Robotics Ltd", "潮轮机器人有限公司", place=make.cambridge())
    Profile.objects.filter(pk=made.pk).update(is_demo=True, uid=MANAGED)
    Profile.objects.filter(pk=make.person("Prof. Elowen Tregarthen").pk).update(is_demo=True)


def letters_and_invitations(demo: Demo, users: dict[str, User]) -> None:
    """A referee in front of their letter, and the member invited to the owner's draft."""
    letter = Letter.objects.filter(state="requested").first()
    assert letter
    token = links.new_token()
    Letter.objects.filter(pk=letter.pk).update(token_hash=links.digest(token), due_at=timezone.now() + 9 * DAY)
    demo.comes("named", letter.application.applicant, f"account/applications/{letter.application.uid}/referees")
    demo.comes("referee", None, f"letters/{token}", "letter", "letter/done")
    draft = Application.objects.get(applicant=users["owner"], status="draft")
    inviting.invite(draft, email=users["reviewer"].email, name="Gu Linchuan", by=make.acting(users["owner"]))
    sent = re.findall(r"/account/applications/invited/(\S+)", mailbox.to(users["reviewer"].email)[-1].text)
    demo.begins["reviewer"] += [f"account/applications/invited/{sent[-1]}", f"exchanges/calls/{draft.call.uid}/apply"]


def placed(demo: Demo, users: dict[str, User]) -> None:
    """A matching run is published, and one of those it placed has been told."""
    call = Call.objects.get(status="deciding")
    by = make.acting(users["coordinator"])
    run: MatchRun = running.compute(call, method="deferred-acceptance", seed="published", by=by)
    Decision.objects.filter(application__call=call).delete()
    running.publish(run, by=by, override="Two of three reviewers have answered.")
    told = Decision.objects.filter(application__call=call, outcome="offer").select_related("application__applicant")[0]
    Decision.objects.filter(pk=told.pk).update(released_at=timezone.now())
    drawn: MatchRun = running.compute(Call.objects.get(status="in-review"), method="deferred-acceptance", seed="published", by=by)
    demo.begins["coordinator"] = [f"account/calls/{one.call.uid}/matching/{one.uid}" for one in (run, drawn)] + demo.begins["coordinator"]
    demo.comes("placed", told.application.applicant, f"account/applications/{told.application.uid}/matching", f"account/matching/{run.uid}")


def ours() -> set[str]:
    return {name for name, _pattern in patterns(urlpatterns)}


def kind_of(path: str) -> tuple[str, str] | None:
    """The address's name, and which part of the thing it shows; None for what isn't ours."""
    try:
        found = resolve(path.partition("?")[0])
    except Resolver404:
        return None
    name = found.url_name or ""
    return (name, str(found.kwargs.get("part") or found.kwargs.get("act") or found.kwargs.get("name") or "")) if name in ours() else None


def pages(demo: Demo, lang: str) -> dict[tuple[str, str, str], str]:
    """(who, name, part) → the fullest of those pages that they come to by links."""
    best: dict[tuple[str, str, str], tuple[int, str]] = {}
    for role, client in demo.clients.items():
        for path, kind, size in walk(client, [f"/{lang}/{one}" for one in demo.begins[role]]):
            who = "" if kind[0] in LOOKED_AT_ONCE else role
            best[who, *kind] = max(best.get((who, *kind), (0, "")), (size, path))
    return {key: path for key, (_size, path) in best.items() if not is_seen_by(key, best)}


def is_seen_by(key: tuple[str, str, str], best: dict[tuple[str, str, str], tuple[int, str]]) -> bool:
    """Staff see what coordinators see: looked at once."""
    return key[0] == "staff" and ("coordinator", *key[1:]) in best


def walk(client: Client, begin: list[str]) -> Iterator[tuple[str, tuple[str, str], int]]:
    """Every page of ours that links lead to, a few of each kind."""
    waiting, known, count = list(begin), set(begin), dict[tuple[str, str], int]()
    while waiting:
        path = waiting.pop(0)
        kind = kind_of(path)
        if kind and (kind[0] in NO_PAGE - {"letter_link"} or count.setdefault(kind, 0) >= SHOWN):
            continue
        answer = client.get(path)
        if answer.status_code == 302:
            waiting += {answer["Location"]} - known
            continue
        assert answer.status_code == (404 if kind and kind[0] in GONE else 200), (path, answer.status_code)
        if not answer["Content-Type"].startswith("text/html"):
            continue
        html = answer.content.decode()
        if kind:
            count[kind] += 1
            yield path, kind, len(html)
        for link in re.findall(r'href="(/[^"#]+)', html):
            link = link.replace("&amp;", "&")
            if link not in known and kind_of(link):
                known.add(link)
                waiting.append(link)


def come_in(page: Page, client: Client | None, server: LiveServer) -> None:
    page.context.clear_cookies()
    session = client and client.cookies.get(settings.SESSION_COOKIE_NAME)
    if session:
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session.value, "url": server.url}])


WAYS = ways(("zh-hans", 360, 1280, "dark"), ("en", 1280, 360, "light"))


@pytest.mark.parametrize(("lang", "width", "other", "scheme"), WAYS)
def test_every_page_of_exchanges_breaks_no_rule(
    opened: Open, world: Demo, live_server: LiveServer, lang: str, width: int, other: int, scheme: str,
):
    with translation.override(lang):
        found = pages(world, lang)
    missing = ours() - NO_PAGE - {name for _role, name, _part in found}
    assert not missing, f"no link leads to these pages; name them in NO_PAGE if they are none: {sorted(missing)}"
    page = opened(f"/{lang}/", width=width, scheme=scheme)
    wrong, now = [], "nobody"
    for (role, _name, _part), path in sorted(found.items()):
        if role != now:
            come_in(page, world.clients.get(now := role), live_server)
        page.goto(path)
        wrong += faults(page, lang, known=WRITTEN, part="main")
        wrong += [] if page.title().partition("|")[0].strip() else [f"{path}: no title"]
        page.set_viewport_size({"width": other, "height": 900})
        wrong += [f"{path} scrolls sideways at {other}"] if scrolls(page) else []
        page.set_viewport_size({"width": width, "height": 900})
    assert not wrong, "\n".join(wrong)
