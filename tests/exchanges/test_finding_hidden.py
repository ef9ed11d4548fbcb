"""What isn't public is in no list, no count, no facet, no feed, no answer and no ETag, whoever reads."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from directory import services
from directory.models import Profile
from directory.search import catch_up as ready
from exchanges.models import Call, Programme
from tests import make
from tests.exchanges import making

pytestmark = pytest.mark.django_db
CANARY, HAN = "canaria", "金丝雀"


def hidden_profile(kind: str = "institute", **fields: object) -> Profile:
    made = make.profile(kind, f"{CANARY.title()} Institute", f"{HAN}研究所", **fields)
    Profile.objects.filter(pk=made.pk).update(status="draft")
    made.cards.all().delete()
    return made


@pytest.fixture
def world() -> dict[str, object]:
    """A public programme with an open call; and beside and inside it everything that may be hidden."""
    seen = make.institute("Southeast University", "东南大学", place=make.nanjing())
    public = making.programme("Robotics Bridge", "机器人桥梁计划", kind="fellowship", subjects=["2.2"])
    public.participations.create(profile=seen, part="organiser")
    call = making.call(public, title_en="Soft hands 2027", title_zh="软体手")
    making.position(call, host=seen)
    return {"public": public, "call": call, "seen": seen}


def hide_everything(world: dict[str, object]) -> dict[str, object]:
    public, call = world["public"], world["call"]
    assert isinstance(public, Programme)
    assert isinstance(call, Call)
    ghost, person = hidden_profile(place=make.cambridge()), hidden_profile("researcher")
    for part in ("host", "funder", "supervisor"):
        public.participations.create(profile=ghost, part=part)
    making.position(call, host=ghost, supervisor=person, title_en="A place", title_zh="岗位")
    draft = making.programme(f"{CANARY} draft", f"{HAN}草案", status="draft", kind="internship", subjects=["6.1"], currency="USD")
    return {
        "ghost": ghost, "draft": draft, "of draft": making.call(draft, title_en=f"{CANARY} call", title_zh=f"{HAN}征集"),
        "being prepared": making.call(public, title_en=f"{CANARY} soon", title_zh=f"{HAN}准备", status="draft", published_at=None, subjects=["6.1"]),
        "template": making.call(public, title_en=f"{CANARY} template", title_zh=f"{HAN}样板", is_template=True, status="draft", published_at=None),
        "taken back": making.call(public, title_en=f"{CANARY} back", title_zh=f"{HAN}收回", status="draft"),
    }


def addresses(world: dict[str, object]) -> Iterator[str]:
    public, call, seen = world["public"], world["call"], world["seen"]
    facets = "facets=phase,kind,direction,subject,career_stage,country,language,currency,host,organiser"
    for noun in ("calls", "programmes"):
        for query in ("", facets, f"sort=name&{facets}", f"sort=newest&{facets}", f"q=robotics&{facets}", "kind=internship", "subject=6",
                      "currency=USD", "country=GB", f"q={CANARY}", f"q={HAN}", "q=jinsique", "q=jsq", "q=canari"):
            yield f"/api/v1/{noun}?{query}"
    for path in ("exchanges", "exchanges/programmes", "exchanges/calls.atom", "exchanges/calls.ics", ""):
        yield f"/en/{path}"
        yield f"/zh-hans/{path}"
    yield f"/api/v1/calls/{call.uid}"  # type: ignore[attr-defined]
    yield f"/api/v1/programmes/{public.uid}"  # type: ignore[attr-defined]
    yield f"/en/exchanges/calls/{call.uid}"  # type: ignore[attr-defined]
    yield f"/en/exchanges/programmes/{public.uid}"  # type: ignore[attr-defined]
    yield f"/en/profiles/{seen.uid}"  # type: ignore[attr-defined]
    yield "/sitemap-pages.xml"


def told(client: Client, address: str) -> tuple[str, str]:
    answer = client.get(address)
    assert answer.status_code == 200, address
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode(), answer.headers.get("ETag", "")


def readers(world: dict[str, object]) -> dict[str, Client]:
    of = world["public"]
    assert isinstance(of, Programme)
    return {
        "visitor": Client(), "member": make.sign_in(making.applicant()), "reviewer": make.sign_in(making.reviewer(of)),
        "coordinator": make.sign_in(making.coordinator(of)), "staff": make.sign_in(make.confirmed(make.staff())),
    }


def typed_back(address: str, text: str) -> str:
    """An answer repeats what was typed; that is no leak."""
    query = address.partition("q=")[2]
    return text.replace(query.partition("&")[0], "") if query else text


def test_nothing_hidden_is_in_what_anybody_reads(world: dict[str, object]):
    hidden = hide_everything(world)
    ready()
    uids = [one.uid for one in hidden.values()]  # type: ignore[attr-defined]
    for reader, client in readers(world).items():
        for address in addresses(world):
            text = typed_back(address, told(client, address)[0])
            found = [word for word in (CANARY, CANARY.title(), HAN, *uids) if word in text]
            assert not found, (reader, address, found)


def test_no_count_and_no_etag_knows_of_what_is_hidden(world: dict[str, object]):
    ready()
    lists = [address for address in addresses(world) if address.startswith("/api/v1/") and "q=" not in address and "?" in address]
    lists += ["/en/exchanges/calls.atom", "/en/exchanges/calls.ics", f"/api/v1/programmes/{world['public'].uid}"]  # type: ignore[attr-defined]
    before = {address: told(Client(), address) for address in lists}
    hide_everything(world)
    for reader, client in readers(world).items():
        for address, (text, etag) in before.items():
            assert told(client, address) == (text, etag), (reader, address)


def test_words_of_what_is_hidden_find_nothing_and_suggest_no_spelling(world: dict[str, object]):
    hide_everything(world)
    for reader, client in readers(world).items():
        for typed in (CANARY, "canarias", HAN, "jinsique", "A place"):
            for noun in ("calls", "programmes"):
                answer = client.get(f"/api/v1/{noun}", {"q": typed}).json()
                if typed != "A place":  # the position itself is public, its host isn't
                    assert (answer["page"]["total"], answer["query"]["searched"]) == (0, typed), (reader, typed)


def test_a_position_is_shown_without_the_host_that_isnt_public(world: dict[str, object]):
    hide_everything(world)
    positions = Client().get(f"/api/v1/calls/{world['call'].uid}").json()["data"]["positions"]  # type: ignore[attr-defined]
    assert [(one["title"]["en"], one["host"] is None, one["supervisor"]) for one in positions] == [
        ("Robotics group", False, None), ("A place", True, None),
    ]


def test_pages_of_what_is_hidden_are_for_those_who_run_it(world: dict[str, object]):
    hidden, clients = hide_everything(world), readers(world)
    prepared, draft, of_draft = (hidden[name].uid for name in ("being prepared", "draft", "of draft"))  # type: ignore[attr-defined]
    pages = {
        f"/en/exchanges/calls/{prepared}": {"coordinator": 200, "staff": 200}, f"/en/exchanges/programmes/{draft}": {"staff": 200},
        f"/en/exchanges/calls/{of_draft}": {"staff": 200},
    }
    for address, allowed in pages.items():
        for reader, client in clients.items():
            answer = client.get(address)
            assert answer.status_code == allowed.get(reader, 404), (reader, address)
            if answer.status_code == 200:
                assert "It isn’t public yet" in answer.content.decode()
                assert "noindex" in answer.content.decode()
    for client in clients.values():
        assert client.get(f"/api/v1/calls/{prepared}").status_code == client.get(f"/api/v1/programmes/{draft}").status_code == 404


def test_what_is_withdrawn_is_gone_with_the_next_request(world: dict[str, object]):
    public, call, seen = world["public"], world["call"], world["seen"]
    assert isinstance(public, Programme)
    assert isinstance(seen, Profile)
    assert isinstance(call, Call)
    answer = Client().get("/api/v1/calls?facets=country,host").json()
    assert answer["data"][0]["hosts"][0]["uid"] == seen.uid
    services.withdraw(seen, by=None)
    answer = Client().get("/api/v1/calls?facets=country,host").json()
    assert (answer["data"][0]["hosts"], answer["data"][0]["organisers"], answer["facets"]) == ([], [], {"country": [], "host": []})
    assert "Southeast" not in Client().get(f"/en/exchanges/calls/{call.uid}").content.decode()
    Programme.objects.filter(pk=public.pk).update(status="draft")
    assert Client().get("/api/v1/calls").json()["page"]["total"] == Client().get("/api/v1/programmes").json()["page"]["total"] == 0
    assert Client().get(f"/en/exchanges/calls/{call.uid}").status_code == 404


def test_places_taken_are_nobodys_to_know(world: dict[str, object]):
    call = world["call"]
    assert isinstance(call, Call)
    before = {address: told(Client(), address) for address in (f"/api/v1/calls/{call.uid}", "/api/v1/calls")}
    making.offer(making.application(call, status="offered", submitted_at=timezone.now() - timedelta(days=1)))
    assert {address: told(Client(), address) for address in before} == before
