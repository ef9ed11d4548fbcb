"""Changing only what is hidden changes no answer to who may not see it: not a byte of text, order, count, facet, suggestion, feed, ETag or file.

Each hidden part of Maren, of Home and of what isn't listed is given another value, one at a time; everybody who may not see that part asks the
same questions before and after. A triple is (role, question, part changed).
"""

import re
import time
from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from django.db import transaction

from directory import search, services
from directory.models import MembershipRequest, Profile
from directory.services import NewName
from tests import make
from tests.permissions import matrix
from tests.permissions.addresses import API, SEARCHES
from tests.permissions.asking import ask, whole
from tests.permissions.world import World
from tests.ways import ways

pytestmark = [pytest.mark.shared_index, pytest.mark.django_db]

# What differs between two answers to the same question: tokens, ids of requests, clocks.
VARYING = re.compile(
    rb'csrfmiddlewaretoken" value="[^"]*"|csrftoken=[^\n]*|X-Request-Id: [^\n]*|"request_id":"[^"]*"|<updated>[^<]*</updated>|dcterms:modified[^/]*/'
    rb"|dcterms:created[^/]*/|<dd data-clock>[^<]*<|sessionid=[^\n]*|Expires: [^\n]*|messages=[^\n]*", re.IGNORECASE,
)
ROLES = ("visitor", "member", "manager", "partner")
TEXTS = ("q=bridges", "q=bridgeford", "q=oakhollow", "q=plain", "q=innermost", "q=secretive", "q=桥", "q=机密")
Change = Callable[[World], object]


def revised(name: str, **fields: Any) -> Change:
    return lambda world: services.revise(Profile.objects.get(pk=world.profiles[name].pk), by=None, **fields)


def renamed(world: World) -> None:
    """Every hidden name of Maren is another one; the open ones stay."""
    maren = Profile.objects.get(pk=world.profiles["maren"].pk)
    kept = [NewName(row.value, row.lang, row.type, row.is_preferred, row.given, row.family, row.order, row.tier) for row in maren.names.all()]
    services.revise(maren, by=None, names=[
        one if one.tier < 2 else NewName(f"Secretive Bridges {number}", "", type="alias", tier=one.tier) for number, one in enumerate(kept)])


def interests(world: World) -> None:
    """The offers that partners alone see, and the private ones, say something else."""
    maren = Profile.objects.get(pk=world.profiles["maren"].pk)
    kept = [{"direction": row.direction, "type": row.type, "title_en": row.title_en, "title_zh": row.title_zh, "text_en": row.text_en,
             "text_zh": row.text_zh, "expires_on": row.expires_on, "tier": row.tier} for row in maren.interests.all()]
    services.revise(maren, by=None, interests=[one if one["tier"] < 2 else one | {"title_en": "Secretive bridges", "type": "host"} for one in kept])


# Part → (the line of the matrix that it stands for, how it changes).
CHANGES: dict[str, tuple[str, Change]] = {
    "summary": ("Maren, published: for partners", revised("maren", summary_en="Secretive bridges in bridgeford.", summary_zh="机密的桥。")),
    "website": ("Maren, published: only for the owner", revised("maren", website="https://secretive.example.com/")),
    "languages": ("Maren, published: only for the owner", revised("maren", working_languages=["en", "zh-Hans"])),
    "names": ("Maren, published: for partners", renamed),
    "offers": ("Maren, published: for partners", interests),
    "identifiers": ("Maren, published: for partners", revised("maren", identifiers=[{"scheme": "isni", "value": "0000000121885934", "tier": 2}])),
    "keywords": ("Maren, published: for members", revised("maren", keywords_en=["bridges", "secretive"], keywords_zh=["机密"])),
    "subjects": ("Maren, published: for members", revised("maren", subjects=["2.1", "1.2"])),
    "place": ("Maren, published: for members", revised("maren", place=make.nanjing(tier=1))),
    "links": ("Maren, published: only for the owner", lambda world: (
        Profile.objects.filter(pk=world.profiles["maren"].pk).update(links=[]), services.revise(
            Profile.objects.get(pk=world.profiles["maren"].pk), by=None, website="https://x.example/"))),
    "summary of Home": ("Home, published: for members", revised("home", summary_en="Secretive oakhollow.", summary_zh="机密。")),
    "keywords of Home": ("Home, published: for partners", revised("home", keywords_en=["plain", "secretive"])),
    "draft": ("the owner's draft", revised("draft", summary_en="Secretive bridges", keywords_en=["oakhollow"])),
    "draft listed nowhere": ("a draft that nobody owns", revised("nobodys", names=[NewName("Plain Bridgeford", "en", preferred=True)])),
    "withdrawn": ("a withdrawn profile", revised("gone", summary_en="bridges", place=make.cambridge())),
    "a request": ("what the member wrote to Home", lambda world: MembershipRequest.objects.filter(
        pk=world.things["request"].pk).update(message="Secretive")),
}


def questions(world: World) -> list[str]:
    """Pages, API, exports, feeds and suggestions, with ways to ask that could touch what changes."""
    asked = list(dict.fromkeys([*SEARCHES[::2], *TEXTS]))
    lists = [f"/en/directory?{query}" for query in asked] + [f"/api/v1/profiles?{query}" for query in [*API, *TEXTS]]
    lists += [f"/en/directory/export.csv?{query}" for query in asked[::3]]
    lists += [f"/en/directory/feed.atom?{query}" for query in asked[::2]]
    pages = [f"/en/profiles/{world.uid(name)}{form}" for name, form in product(("maren", "home", "draft", "gone", "plain"), ("", ".jsonld"))]
    pages += [f"/api/v1/profiles/{world.uid(name)}" for name in ("maren", "home", "draft", "gone")]
    pages += ["/en/", "/zh-hans/", "/en/browse", "/en/browse/fields", "/sitemap-1.xml", "/en/directory/export.xlsx", "/en/directory/export.json"]
    return [*lists, *pages, *(f"{door}/suggest?q={word}" for door in ("/en", "/api/v1") for word in ("br", "sec", "oak", "plain"))]


def answers(world: World, role: str) -> dict[str, bytes]:
    found = {}
    for address in questions(world):
        said = VARYING.sub(b"", whole(ask(world, role, "GET", address)))
        if address.endswith("xlsx"):  # it holds the time, packed
            said = re.sub(rb"Content-Length: \d+", b"", said)
        if "feed.atom" in address and b"<entry>" not in said:  # a feed of nothing tells the time of asking
            said = re.sub(rb"ETag: [^\n]*", b"", said)
        found[address] = said
    return found


@pytest.fixture(scope="module")
def before(world: World) -> dict[str, dict[str, bytes]]:
    """Every answer to every role as the world is."""
    return {role: answers(world, role) for role in ROLES}


@pytest.mark.parametrize("part", ways(*CHANGES))
def test_no_answer_to_who_may_not_see_it_changes(world: World, before: dict[str, dict[str, bytes]], part: str):
    line, change = CHANGES[part]
    blind = [role for role in ROLES if not matrix.sees(role, line)]
    with transaction.atomic():
        time.sleep(max(0.0, world.built + 1.1 - time.monotonic()))  # instants are told in seconds: what is written now is of another one
        change(world)
        search.catch_up()
        for role in blind:
            differing = [address for address, answer in answers(world, role).items() if answer != before[role][address]]
            assert differing == [], (role, part)
        transaction.set_rollback(True)
    search.rebuild()


def test_there_are_more_than_5000_triples(world: World):
    """Counted as they are asked above: each role that may not see a part asks every question."""
    blind = sum(not matrix.sees(role, line) for line, _change in CHANGES.values() for role in ROLES)
    assert blind * len(questions(world)) > 5_000, (blind, len(questions(world)))
