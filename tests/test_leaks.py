"""Nothing hidden gets out: canaries in hidden fields and unpublished profiles, looked for on every surface, as every role.

Two proofs. `test_no_canary…` reads what each role is given. `test_changing_only_what_is_hidden…` changes nothing but hidden values and asks
that every answer to those who may not see them stays the same to the byte: text, counts, order, suggestions, feeds, ETags.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from directory import search, services
from directory.models import Profile
from directory.services import NewName
from tests import make

pytestmark = pytest.mark.django_db

ROLES = ("cy", "ana", "ben")  # a stranger, a member, one who works for a partner
REACH = {"cy": 0, "ana": 1, "ben": 2}
# One word a tier; tier 3 is the owner's own, 9 is in no list at all: drafts, withdrawn profiles, offers that have run out.
CANARY = {1: "quokkamember", 2: "quokkapartner", 3: "quokkaprivate", 9: "quokkaunlisted"}
# Every address that shows directory data, by URL name; tests/test_house.py asks for a row for each. {uid} is a profile, {q} a query string.
LISTS = (
    "/en/directory?{q}", "/zh-hans/directory?{q}", "/api/v1/profiles?{q}&facets=kind,country,city,subject,offering,has,type,verified",
    "/en/directory/export.csv?{q}", "/en/directory/export.json?{q}", "/en/directory/export.xlsx?{q}", "/en/directory/feed.atom?{q}",
)
SINGLE = ("/en/profiles/{uid}", "/zh-hans/profiles/{uid}", "/api/v1/profiles/{uid}")
PLAIN = ("/en/", "/zh-hans/", "/en/browse", "/en/browse/places", "/en/browse/fields", "/en/browse/types", "/sitemap.xml", "/sitemap-1.xml")
SUGGEST = ("/en/suggest?q={word}", "/api/v1/suggest?q={word}")
VARYING = re.compile(
    rb'csrfmiddlewaretoken" value="[^"]*"|[0-9a-f]{32}|"request_id":"[^"]*"|<updated>[^<]*</updated>|dcterms:modified[^/]*/|dcterms:created[^/]*/'
    rb"|<dd data-clock>[^<]*<", re.IGNORECASE,
)


def world() -> dict[str, Profile]:
    """A public institute and a public researcher who carry hidden values of every sort, and profiles nobody may list."""
    home = make.institute("Bridgeford University", "桥津大学", place=make.nanjing(), types=["education"], subjects=["2.2"])
    hidden = [NewName(f"{CANARY[tier]} alias", "", type="alias", tier=tier) for tier in (1, 2, 3)]
    person = make.person(
        "Maren Oakhollow", "", *hidden,
        summary_en=f"Works on bridges and {CANARY[2]}.", keywords_en=[CANARY[1]],
        field_tiers={"summary": 2, "keywords": 1, "subjects": 1, "website": 3},
        website=f"https://{CANARY[3]}.example.org/", subjects=["1.1"], place=make.cambridge(tier=1),
        identifiers=[{"scheme": "wikidata", "value": "Q42", "tier": 2}],
        affiliations=[
            {"organisation": home, "role_en": "Lecturer", "is_primary": True},
            {"organisation_text": f"{CANARY[1]} Works", "tier": 1}, {"organisation_text": f"{CANARY[3]} Works", "tier": 3},
        ],
        interests=[
            make.interest(title_en=f"{CANARY[tier]} visit", text_en=f"with {CANARY[tier]}", type=kind, tier=tier)
            for tier, kind in ((1, "recruit"), (2, "licence"), (3, "solve"))
        ] + [make.interest(title_en=f"{CANARY[9]} expired", expires_on=timezone.now().date() - timedelta(days=1))],
    )
    draft = make.person(f"{CANARY[9]} Draft", publish=False, affiliations=[{"organisation": home}])
    gone = make.institute(f"{CANARY[9]} Gone", place=make.nanjing())
    services.withdraw(gone, by=None)
    for number in range(3):
        make.person(f"Plain Person{number}", affiliations=[{"organisation": home}], interests=[make.interest()])
    return {"home": home, "person": person, "draft": draft, "gone": gone}


@pytest.fixture
def clients() -> dict[str, Client]:
    def signed_in(user: User) -> Client:
        client = Client()
        make.sign_in(user, client)
        return client

    return {"cy": Client(), "ana": signed_in(make.member()), "ben": signed_in(make.partner())}


def content(response) -> bytes:
    raw = b"".join(response.streaming_content) if response.streaming else response.content
    if raw[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            raw = b"\n".join(archive.read(name) for name in sorted(archive.namelist()) if name.startswith("xl/"))
    telling = {"ETag", "Last-Modified", "Link", "Location"}
    headers = "\n".join(f"{name}: {value}" for name, value in sorted(response.headers.items()) if name in telling)
    return raw + headers.encode()


def queries() -> list[str]:
    """Ways to ask that could touch a hidden value: text, filters, facets, orders."""
    text = ["", "q=oakhollow", "q=bridges", "q=bridgeford", "q=桥津大学", "q=qiaojin", "q=plain+person", "q=cambridge", "q=mathematics"]
    filters = [
        "kind=researcher", "country=GB", "country=!GB", "city=cambridge-gb-eng", "subject=1.1", "subject=1", "offering=recruit", "offering=licence",
        "offering=host", "has=wikidata", "missing=wikidata", "written_in=en", "verified=!registry", "established__gte=1900",
        "updated__gte=2020-01-01",
    ]
    return [*text, *filters, *(f"{one}&sort={order}" for one in ("", "kind=researcher") for order in ("name", "-name", "newest", "oldest"))]


def surfaces(found: dict[str, Profile]) -> Iterator[str]:
    for query in queries():
        for pattern in LISTS:
            yield pattern.format(q=quote(query, safe="=&!+-_"))
    for profile in found.values():
        for pattern in SINGLE:
            yield pattern.format(uid=profile.uid)
    yield from PLAIN
    for word in ("oak", "quokka", "bridge", "qiaojin", "plain"):
        for pattern in SUGGEST:
            yield pattern.format(word=word)


def test_no_canary_reaches_a_role_that_may_not_see_it(clients):
    found = world()
    search.catch_up()
    asked = 0
    for role in ROLES:
        secrets = [word.encode() for tier, word in CANARY.items() if tier > REACH[role]]
        for address in surfaces(found):
            response = clients[role].get(address)
            asked += 1
            assert response.status_code in (200, 404), (role, address, response.status_code)
            said = content(response).lower()
            for secret in secrets:
                assert secret not in said.replace(b'quokka"', b"").replace(b"q=quokka", b""), (role, address, secret)
    assert asked > 700


def test_who_may_see_a_value_is_shown_it_and_finds_it(clients):
    """The canaries are real: those entitled find them, so their absence elsewhere means something."""
    found = world()
    search.catch_up()
    for role in ROLES:
        for tier, word in CANARY.items():
            answer = clients[role].get(f"/api/v1/profiles?q={word}").json()
            uids = [row["uid"] for row in answer["data"]]
            assert uids == ([found["person"].uid] if tier <= REACH[role] else []), (role, word)


@pytest.mark.parametrize("role", ROLES)
def test_searching_for_a_hidden_word_answers_as_for_a_word_nobody_wrote(clients, role):
    world()
    search.catch_up()
    for tier, word in CANARY.items():
        if tier <= REACH[role]:
            continue
        nothing = "zzyzxvwqk"
        for pattern in ("/api/v1/profiles?q={w}&facets=kind,country", "/en/directory?q={w}", "/api/v1/suggest?q={w}"):
            hidden, unknown = (content(clients[role].get(pattern.format(w=w))) for w in (word, nothing))
            assert VARYING.sub(b"", hidden.replace(word.encode(), b"")) == VARYING.sub(b"", unknown.replace(nothing.encode(), b"")), (pattern, word)


def test_a_draft_and_a_withdrawn_profile_look_like_one_that_never_was(clients):
    found = world()
    search.catch_up()
    for pattern in SINGLE:
        answers = [clients["cy"].get(pattern.format(uid=uid)) for uid in (found["draft"].uid, found["gone"].uid, "000000000000")]
        assert {answer.status_code for answer in answers} == {404}
        texts = {VARYING.sub(b"", re.sub(uid.encode(), b"", content(answer))) for uid, answer in zip(
            (found["draft"].uid, found["gone"].uid, "000000000000"), answers, strict=True)}
        assert len(texts) == 1, pattern


def test_changing_only_what_is_hidden_changes_no_answer_to_those_who_may_not_see_it(clients):
    found = world()
    search.catch_up()

    def answers() -> dict[tuple[str, str], bytes]:
        told = {}
        for role in ("cy", "ana"):
            for address in surfaces(found):
                if role == "ana" and f"/{found['draft'].uid}" in address:
                    continue
                told[role, address] = VARYING.sub(b"", content(clients[role].get(address)))
        return told

    before = answers()
    person = found["person"]
    # Only partners (2), or nobody but the owner (3), may see any of this.
    services.revise(person, by=None, summary_en="Works on bridges and oakhollow mathematics in cambridge, plain person.", website="https://other.example.org/")
    services.revise(person, by=None, identifiers=[])
    services.revise(found["draft"], by=None, summary_en="bridgeford bridges")
    search.catch_up()
    after = answers()
    differing = [key for key in before if before[key] != after[key]]
    assert differing == []
    assert len(before) > 450
