"""The pages of placements: who finds them, what each reader sees first, and what a form says when something is missing."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent
from exchanges.models import Placement
from exchanges.placements import services
from exchanges.placements.services import Given
from exchanges.placements.services.telling import MOVES
from exchanges.placements.vocabulary import PlacementState
from exchanges.programmes.models import Participation
from tests import make
from tests.exchanges import making
from tests.exchanges.stays import DAY, PERSONS, TODAY, Stay, stay

pytestmark = pytest.mark.django_db
IN_IT = {"person", "host", "officer", "coordinator", "staff"}
LANGUAGES = ("en", "zh-hans")


def client_of(one: Stay, who: str) -> Client:
    return make.sign_in(one.users[who], second_factor=who != "bare coordinator")


def at(one: Stay, tail: str = "", lang: str = "en") -> str:
    return f"/{lang}/account/placements/{one.placement.uid}{tail}"


def words(answer: Any) -> str:
    """The main part of a page as it is read."""
    main = re.search(r"<main.*</main>", answer.content.decode(), re.DOTALL)
    assert main
    return " ".join(re.sub(r"<[^>]+>", " ", main[0]).split())


def expected(who: str, allowed: set[str]) -> int:
    """A page's answer: there, led to the second factor, or not there."""
    return 200 if who in allowed else 302 if who == "bare coordinator" else 404


def test_who_finds_a_placement_its_reports_and_the_list():
    one = stay("completed")
    one.placement.reports.update(state="submitted", text="All went well.", submitted_at=timezone.now())
    call = one.placement.offer.application.call
    assert Client().get(at(one)).status_code == 302
    for who in PERSONS:
        client = client_of(one, who)
        assert client.get(at(one)).status_code == expected(who, IN_IT), who
        assert client.get(at(one, "/reports/final")).status_code == expected(who, IN_IT), who
        assert client.get(at(one, "/reports/host")).status_code == expected(who, IN_IT - {"person"}), who
        assert client.get(at(one, "/reports/interim")).status_code == (302 if who == "bare coordinator" else 404), who
        assert client.get(f"/en/account/calls/{call.uid}/placements").status_code == expected(who, {"coordinator", "staff"}), who
    assert client_of(one, "staff").get("/en/account/placements/nothing").status_code == 404
    assert AuditEvent.objects.filter(act="placement.view", outcome="refused").exists()


def test_a_draft_of_a_report_is_its_writers():
    one = stay("active")
    services.save(one.placement.reports.get(kind="final"), "My secret draft", by=one.acting("person"), version=1)
    for who in PERSONS:
        answer = client_of(one, who).get(at(one, "/reports/final"))
        assert answer.status_code == expected(who, {"person"}), who


def test_what_others_look_at_is_written_down():
    one = stay("completed")
    one.placement.reports.update(state="submitted", text="All went well.", submitted_at=timezone.now())
    for who in ("person", "host", "coordinator"):
        client_of(one, who).get(at(one))
        client_of(one, who).get(at(one, "/reports/final"))
    looked = AuditEvent.objects.filter(outcome="done", object_type="placement").order_by("pk").values_list("act", "right")
    assert list(looked) == [("placement.view", "host"), ("report.read", "host"), ("placement.view", "coordinator"), ("report.read", "coordinator")]
    assert "Your placement" in client_of(one, "person").get("/en/account/seen").content.decode()


def test_every_state_is_a_page_for_each_side():
    one = stay("completed")
    sides = [(client_of(one, who), lang) for who in ("person", "officer", "coordinator") for lang in LANGUAGES]
    for state in PlacementState.values:
        Placement.objects.update(state=state)
        one.placement.checks.filter(kind="visa").update(state="open" if state in ("proposed", "host-confirmed") else "checked")
        for client, lang in sides:
            answer = client.get(at(one, lang=lang))
            assert answer.status_code == 200
            page = answer.content.decode()
            assert page.index('id="next"') < page.index('id="way"') < page.index('id="checks"')


def test_each_reads_their_own_next_step():
    one = stay("host-confirmed", checks="open")
    assert "You can confirm once everything on the list below is checked" in words(client_of(one, "person").get(at(one)))
    assert "Record below what was checked" in words(client_of(one, "host").get(at(one)))
    assert "this list helps you to ask the right office; it is no legal advice" in words(client_of(one, "host").get(at(one))).lower()
    assert "23 November 2026" in words(client_of(one, "person").get(at(one)))


def test_from_the_offer_to_the_last_report_on_the_pages():
    one = stay("proposed", checks="open", starts_on=None, ends_on=None)
    person, host, coordinator = (client_of(one, who) for who in ("person", "host", "coordinator"))

    def post(client: Client, tail: str, **typed: Any) -> None:
        answer = client.post(at(one, tail), typed)
        assert answer.status_code == 302, words(answer)

    version = {"version": 1}
    post(host, "/moves/host-confirm", starts_on=TODAY - 30 * DAY, ends_on=TODAY - DAY, **version)
    for check in one.placement.checks.all():
        post(coordinator, f"/checks/{check.kind}/record", act="check", note="Asked the office", reference="A-1", valid_until=TODAY + 90 * DAY)
    post(person, "/moves/confirm", version=one.fresh().version)
    post(coordinator, "/moves/clear")
    post(host, "/moves/arrive", day=TODAY - 30 * DAY)
    post(person, "/reports/arrival", act="save", text="I am", version=1)
    post(person, "/reports/arrival", act="submit", text="I am here.", version=2)
    post(host, "/moves/depart", day=TODAY - DAY)
    post(person, "/reports/final", act="submit", text="It went well.", version=1)
    post(host, "/reports/host", act="submit", text="A good guest.", version=1)
    for report in one.placement.reports.all():
        post(coordinator, f"/reports/{report.kind}", act="accept", version=report.version)
    post(coordinator, "/moves/close")
    assert one.fresh().state == "closed"
    assert "Closed" in words(person.get(at(one)))


@pytest.mark.parametrize(("tail", "typed", "who", "said"), [
    ("/moves/host-confirm", {}, "host", "Choose a day, like 2027-01-15."),
    ("/moves/host-confirm", {"starts_on": "15/01/2027", "ends_on": "x"}, "host", "Choose a day, like 2027-01-15."),
    ("/moves/host-confirm", {"starts_on": "0001-01-01", "ends_on": "9999-12-31"}, "host", "Choose a day, like 2027-01-15."),
    ("/moves/confirm-for-host", {"starts_on": "2027-01-15", "ends_on": "2027-03-15"}, "coordinator", "Say how the host confirmed."),
    ("/moves/cancel", {"reason": " "}, "person", "Say why"),
    ("/moves/cancel", {"reason": "x" * 2001}, "person", "Shorten this to 2000 characters"),
    ("/moves/cancel", {"reason": "a\0b"}, "person", "can’t be seen"),
    ("/days", {"starts_on": "2027-03-15", "ends_on": "2027-01-15", "version": "1"}, "host", "before the first"),
    ("/topic", {}, "person", "Write what changed in the topic."),
    ("/checks/visa/record", {"note": "x"}, "host", "Choose one."),
    ("/checks/visa/record", {"act": "check"}, "host", "Write what was checked"),
    ("/checks/visa/reopen", {}, "host", "Say why"),
    ("/checks", {"kind": "anything"}, "coordinator", "Choose one."),
    ("/host", {"host": "x"}, "coordinator", "Choose a host."),
    ("/papers", {}, "person", "Choose a file."),
], ids=lambda value: value if isinstance(value, str) and value.startswith("/") else "")
def test_what_is_missing_is_said_and_nothing_is_lost(tail: str, typed: dict[str, str], who: str, said: str):
    one = stay("proposed", checks="checked" if "reopen" in tail else "open")
    if who == "coordinator" and tail == "/checks":
        one.placement.checks.filter(kind="insurance").delete()
    answer = client_of(one, who).post(at(one, tail), typed)
    assert answer.status_code == 400
    page = words(answer)
    assert said in page
    assert "Look at this once more" in page
    for value in typed.values():
        if len(value) > 5 and "\0" not in value and "-" not in value and "/" not in value and len(value) < 100:
            assert value in page
    assert one.fresh().state == "proposed"


@pytest.mark.parametrize(("tail", "whose"), [
    ("/moves/host-confirm", {"host", "officer"}), ("/moves/confirm", {"person"}), ("/moves/clear", {"coordinator", "staff"}),
    ("/moves/ask-host-again", set()), ("/moves/anything", set()), ("/days", {"host", "officer", "coordinator", "staff"}),
    ("/host", {"coordinator", "staff"}), ("/checks", {"coordinator", "staff"}), ("/papers", {"person"}),
    ("/checks/visa/record", {"host", "officer", "coordinator", "staff"}), ("/checks/nothing/record", set()), ("/topic", IN_IT),
])
def test_what_isnt_ones_own_isnt_there(tail: str, whose: set[str]):
    one = stay("proposed", checks="open")
    for who in PERSONS:
        status = client_of(one, who).post(at(one, tail), {}).status_code
        assert status == (400 if who in whose and tail != "/moves/clear" and tail != "/moves/confirm" else expected(who, set())) or (
            status == 400 and who in whose
        ), f"{who}: {status}"


def test_a_stale_report_shows_both_texts():
    one = stay("active")
    client = client_of(one, "person")
    client.post(at(one, "/reports/final"), {"act": "save", "text": "From the first tab", "version": "1"})
    answer = client.post(at(one, "/reports/final"), {"act": "save", "text": "From the second tab", "version": "1"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "From the first tab" in page
    assert "From the second tab" in page
    assert 'name="version" value="2"' in page
    assert client.post(at(one, "/reports/final"), {"act": "burn", "text": "x", "version": "1"}).status_code == 400
    assert client.post(at(one, "/reports/final"), {"act": "save", "text": "a\0b", "version": "x"}).status_code == 400


def test_the_list_of_a_call_narrows_to_what_is_late_and_what_is_open():
    one = stay("active", checks="checked", ends_on=TODAY + 30 * DAY)
    call = one.placement.offer.application.call
    late = making.placement(making.offer(making.application(call, status="accepted"), "confirmed"), state="cleared",
                            starts_on=TODAY - DAY, ends_on=TODAY + DAY)
    late.checks.create(kind="visa")
    client = client_of(one, "coordinator")
    path = f"/en/account/calls/{call.uid}/placements"

    def shown(show: str) -> set[int]:
        page = client.get(path, {"show": show}).content.decode()
        return {row.pk for row in Placement.objects.all() if row.uid in page}

    assert shown("all") == {one.placement.pk, late.pk}
    assert shown("overdue") == {late.pk}
    assert shown("open") == {late.pk}
    assert shown("under-way") == {one.placement.pk}
    one.placement.reports.filter(kind="arrival").update(due_on=TODAY - DAY)
    assert shown("overdue") == {one.placement.pk, late.pk}
    assert client.get(path, {"show": "anything", "page": "x"}).status_code == 200


def test_my_page_has_my_placement_the_hosts_and_what_waits():
    one = stay("host-confirmed")
    person = words(client_of(one, "person").get("/en/account"))
    assert "Confirm your placement: Bridge Fellowships" in person
    assert "My placements" in person
    type(one.placement).objects.update(state="proposed")
    host = words(client_of(one, "officer").get("/en/account"))
    assert "People we host" in host
    assert "Say when you host" in host
    type(one.placement).objects.update(state="confirmed")
    assert "1 placement waits for you" in words(client_of(one, "coordinator").get("/en/account"))
    assert "placement" not in words(client_of(one, "stranger").get("/en/account"))
    assert "Bridge Fellowships" not in words(client_of(one, "member").get("/en/account"))


def test_what_is_owed_stands_on_my_page():
    one = stay("active")
    assert "Hand in a report: Final report" in words(client_of(one, "person").get("/en/account"))
    assert "Hand in a report: The host’s report" in words(client_of(one, "host").get("/en/account"))


def test_every_notice_has_its_sentence_in_both_languages():
    folder = Path(settings.BASE_DIR) / "exchanges/jinja2/notices/placements"
    topics = {f"{name}-{circle}" for name, circles in MOVES.items() for circle in circles}
    named = {
        topic for source in (Path(settings.BASE_DIR) / "exchanges/placements").rglob("*.py")
        for topic in re.findall(r'"((?:proposed|checked|ask-person-again|report|paper|dates|topic)[a-z-]*)"', source.read_text())
    }
    there = {path.stem for path in folder.glob("*.txt")}
    assert topics <= there
    assert there <= topics | named
    for topic in there:
        assert render_to_string(f"notices/placements/{topic}.txt", {"programme": "Bridge", "host": "Home", "day": "2027-01-15"}).strip()


def test_addresses_have_their_names():
    assert reverse("placement", args=["abc"]) == "/en/account/placements/abc"
    assert reverse("call_placements", args=["abc"]) == "/en/account/calls/abc/placements"


@pytest.mark.parametrize("uid", ["x" * 500, "a%00b", "..%2F..", "%F0%9F%8C%89"])
def test_odd_addresses_are_not_there(uid: str):
    client = make.sign_in(make.staff())
    assert client.get(f"/en/account/placements/{uid}").status_code in (400, 404)
    assert client.get(f"/en/account/calls/{uid}/placements").status_code in (400, 404)


def test_a_placement_without_a_host_is_given_one():
    one = stay("proposed")
    Placement.objects.update(host=None)
    programme = one.placement.offer.application.call.programme
    part = Participation.objects.create(programme=programme, profile=make.institute("Third University"), part="host")
    coordinator = client_of(one, "coordinator")
    assert "Third University" in words(coordinator.get(at(one)))
    assert coordinator.post(at(one, "/host"), {"host": part.pk}).status_code == 302
    assert one.fresh().host == part.profile
    assert coordinator.post(at(one, "/host"), {"host": 10**9}).status_code == 404
    services.move(one.placement, "cancel", by=one.acting("person"), given=Given(reason="A new post"))
    assert "A new post" in words(coordinator.get(at(one)))


def test_a_coordinator_needs_no_second_factor_for_their_own_stay():
    one = stay("proposed")
    Placement.objects.update(person=one.users["other coordinator"])
    client = make.sign_in(one.users["other coordinator"], second_factor=False)
    assert client.get(at(one)).status_code == 200
