"""The side doors through which a hidden thing could show, each with its test. ORACLES is the list; what has no surface yet says so."""

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction

from accounts.models import Message, Notice
from directory import search, services
from directory.models import Membership, MembershipRequest, Profile
from tests.permissions import matrix, people
from tests.permissions.asking import CANARY, ask, leaks, outcome, readable, whole
from tests.permissions.test_hidden_changes import VARYING
from tests.permissions.world import MISSING_UID, World

pytestmark = [pytest.mark.shared_index, pytest.mark.django_db]

CHANGES = "test_hidden_changes.py"
# Oracle → where it is closed.
ORACLES = {
    "result presence": CHANGES, "totals, pages, next": CHANGES, "facet counts and options": CHANGES, "ordering": CHANGES, "snippets": CHANGES,
    "suggestions": CHANGES, "language-specific search": CHANGES, "ETag and Last-Modified": CHANGES, "size of an answer": CHANGES,
    "lookups, isnull, relation-spanning": "test_only_declared_parameters_can_be_asked",
    "sequential ids": "test_public_answers_hold_no_sequential_ids",
    "CSV, XLSX, JSON-LD, feeds, sitemap": "test_matrix_lists.py", "admin filters and typeahead": "test_matrix_admin.py",
    "duplicate warnings":
        "test_asking_for_a_known_address_is_answered_as_for_an_unknown_one",
    "unique constraints": "test_claiming_and_joining_say_nothing_of_who_came_before",
    "403 against 404": "test_what_is_hidden_is_answered_as_what_never_was",
    "ids of invisible things in forms": "test_an_invisible_thing_named_in_a_form",
    "redirects of merged and renamed": "test_a_merged_profile_leads_on_only_while_its_successor_is_listed",
    "translation fallback": "test_a_hidden_translation_does_not_stand_in_for_the_open_one", "history and audit": "test_matrix_pages.py",
    "last active": "test_nobody_sees_when_others_were_here", "messages": "test_a_refused_act_leaves_no_message",
    "error pages": "test_error_pages_name_nothing", "caches": "test_what_is_for_one_reader_is_kept_by_no_shared_cache",
    "dashboards": "test_matrix_pages.py", "mails and notices": "test_mail_and_notices_hold_nothing_that_their_reader_may_not_see",
    "timing of search": "an index folder a tier: hidden words aren't in what is searched; measured by tests/bench",
    "uploaded files, webhooks, statistics, reviewers' order, social images, oEmbed": "no such surface yet: exchanges, partner access",
}


def plain(response: Any, *uids: str) -> bytes:
    """The answer without what must differ: clocks, tokens, and the uid that was asked for."""
    text = VARYING.sub(b"", whole(response))
    for uid in uids:
        text = text.replace(uid.encode(), b"UID")
    return text


def same(one: bytes, other: bytes) -> bool:
    """Whether two answers are one; where they part is printed for who looks into it."""
    at = next((place for place, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), min(len(one), len(other)))
    if one != other:
        print(f"…{one[max(0, at - 90):at + 60]!r}\n…{other[max(0, at - 90):at + 60]!r}")
    return one == other


def test_every_oracle_has_its_test():
    here = globals()
    for oracle, where in ORACLES.items():
        assert where in here or where.startswith(("test_hidden", "test_matrix", "no such", "an index")), oracle


def test_only_declared_parameters_can_be_asked(world: World):
    for role in ("visitor", "member", "partner", "owner"):
        for query in ("summary__isnull=true", "website__startswith=h", "owner=1", "owner__email=x", "status=draft", "tier=3", "field_tiers=x",
                      "names__value=x", "affiliations__tier=3", "memberships__user=1", "sort=owner", "sort=-seq", "sort=status", "fields=owner"):
            for door in ("/en/directory", "/api/v1/profiles", "/en/directory/export.csv", "/en/directory/feed.atom"):
                assert ask(world, role, "GET", f"{door}?{query}").status_code == 400, (role, door, query)


def test_public_answers_hold_no_sequential_ids(world: World):
    known = {str(one.pk) for one in world.profiles.values()}
    for role in ("visitor", "member"):
        for address in ("/api/v1/profiles?size=100", f"/api/v1/profiles/{world.uid('maren')}", "/en/directory/export.json"):
            text = readable(whole(ask(world, role, "GET", address)))
            assert not re.findall(r'"(?:id|pk|owner|user|seq|organisation_id|person_id)":', text), address
            assert not {found for found in re.findall(r'"\w*id":\s*"?(\d+)"?[,}]', text) if found in known}, address
    # Where a key stands in an address, another's key is answered as one that was never given out.
    def without_key(response: Any, key: int) -> bytes:
        return plain(response).replace(f"/{key}/".encode(), b"/KEY/")

    for noun, thing in (("request", "foreign request"), ("claim", "owned claim"), ("membership", "colleague"), ("invitation", "invitation")):
        keys = world.things[thing].pk, int("9" * len(str(world.things[thing].pk)))
        for verb in ("GET", "POST"):
            answers = [without_key(ask(world, "unverified", verb, f"/en/account/belonging/{noun}/{key}/withdraw"), key) for key in keys]
            assert same(*answers), (noun, verb)


def test_what_is_hidden_is_answered_as_what_never_was(world: World):
    pages = ("", ".jsonld", ".vcf", "/edit", "/edit/names", "/as/public", "/publish", "/withdraw", "/join", "/claim", "/people", "/partner")
    for role in ("visitor", "member", "partner", "reviewer", "barestaff", "tokenpartners", "referee"):
        for name in ("draft", "nobodys", "house", "gone", "offs", "erased"):
            assert not matrix.sees(role, world.planted[world.uid(name)])
            for page in pages:
                for verb in ("GET", "POST"):
                    hidden, nothing = (ask(world, role, verb, f"/en/profiles/{uid}{page}") for uid in (world.uid(name), MISSING_UID))
                    assert same(plain(hidden, world.uid(name)), plain(nothing, MISSING_UID)), (role, name, page, verb)
            hidden, nothing = (ask(world, role, "GET", f"/api/v1/profiles/{uid}") for uid in (world.uid(name), MISSING_UID))
            assert same(plain(hidden, world.uid(name)), plain(nothing, MISSING_UID)), (role, name)


def test_an_invisible_thing_named_in_a_form(world: World):
    """A post at an organisation that the writer may not see is answered as one at an organisation that isn't there."""
    address = f"/en/profiles/{world.uid('maren')}/edit/posts"
    said = []
    for uid in (world.uid("nobodys"), world.uid("gone"), MISSING_UID):
        data = {"rows-0-organisation": uid, "rows-0-role_en": "Lecturer", "organisation": uid, "form-0-organisation": uid, "seq": "0"}
        said.append(plain(ask(world, "owner", "POST", address, data), uid))
    assert same(said[0], said[1])
    assert same(said[1], said[2])


def test_asking_for_a_known_address_is_answered_as_for_an_unknown_one(world: World):
    known = world.cast.users["owner"].email
    unknown = "quokkamailnobox@example.org"
    for address, field in (("/en/account/login", "email"), ("/en/account/password", "email"), ("/en/account/new", "email")):
        answers = []
        for mail in (known, unknown):
            response = ask(world, "visitor", "POST", address, {field: mail, "terms": "on"})
            answers.append((response.status_code, response.headers.get("Location"), plain(response, mail)))
        assert same(answers[0][2], answers[1][2]), address
        assert answers[0][:2] == answers[1][:2], address
    text = {}
    for mail in (known, unknown):  # a manager who invites learns nothing of who has an account
        response = ask(world, "manager", "POST", f"/en/profiles/{world.uid('home')}/people", {"email": mail, "role": "member", "language": "en"})
        text[mail] = (response.status_code, plain(response, mail))
    assert text[known] == text[unknown]


def test_claiming_and_joining_say_nothing_of_who_came_before(world: World):
    """A profile that is somebody's, and one that somebody else claims, are answered as one that is nobody's."""
    data = {"message": "This is me."}
    answers = []
    for name in ("maren", "shy", "plain"):
        response = ask(world, "reviewer", "POST", f"/en/profiles/{world.uid(name)}/claim", data)
        answers.append((response.status_code, response.headers.get("Location"), plain(response, world.uid(name))))
    for one in answers[1:]:
        assert one[:2] == answers[0][:2]
        assert same(one[2], answers[0][2])
    asked = [ask(world, role, "POST", f"/en/profiles/{world.uid('ally')}/join", data) for role in ("reviewer", "member")]
    assert same(plain(asked[0]), plain(asked[1]))


def test_a_merged_profile_leads_on_only_while_its_successor_is_listed(world: World):
    merged = f"/en/profiles/{world.uid('merged')}"
    assert ask(world, "visitor", "GET", merged).headers["Location"] == f"/en/profiles/{world.uid('home')}"
    with transaction.atomic():
        services.withdraw(Profile.objects.get(pk=world.profiles["home"].pk), by=None)
        response = ask(world, "visitor", "GET", merged)
        assert (response.status_code, world.uid("home") in readable(whole(response))) == (404, False)
        transaction.set_rollback(True)


def test_a_hidden_translation_does_not_stand_in_for_the_open_one(world: World):
    """Both languages of a text have one tier: the other language never stands in for what is hidden."""
    for lang in ("en", "zh-hans"):
        for role in people.ROLES:
            for name in ("maren", "home"):
                address = f"/{lang}/profiles/{world.uid(name)}"
                assert not leaks(world, role, readable(whole(ask(world, role, "GET", address))), address), (role, address)


def test_nobody_sees_when_others_were_here(world: World):
    """Signing in, and working, changes no answer to others."""
    address = [f"/en/profiles/{world.uid('maren')}", f"/api/v1/profiles/{world.uid('maren')}", f"/en/profiles/{world.uid('home')}/people"]
    before = [plain(ask(world, "colleague", "GET", one)) for one in address]
    with transaction.atomic():
        for role in ("owner", "manager"):
            world.cast.client(role).get("/en/account")
            world.cast.users[role].last_login = None
            world.cast.users[role].save(update_fields=["last_login"])
        assert [plain(ask(world, "colleague", "GET", one)) for one in address] == before
        transaction.set_rollback(True)


def test_a_refused_act_leaves_no_message(world: World):
    cache.clear()
    for role in ("member", "visitor"):
        client = world.cast.client(role)
        with transaction.atomic():
            for act in ("publish", "withdraw", "people", "join"):
                client.post(f"/en/profiles/{world.uid('nobodys')}/{act}", {"message": "x"})
            text = readable(whole(client.get("/en/about")))
            assert 'class="message' not in text
            assert not leaks(world, role, text)
            transaction.set_rollback(True)


def test_error_pages_name_nothing(world: World):
    for role in people.ROLES:
        for address in ("/en/directory?contry=CN", "/en/profiles/nothing-here", "/api/v1/profiles?tier=3", "/api/v1/nothing", "/en/nothing",
                        "/admin/nothing/", f"/en/profiles/ror:{'0' * 9}", "/en/directory/export.exe"):
            response = ask(world, role, "GET", address)
            assert outcome(response) in {"bad", "missing", "sign in"}, (role, address)
            assert not leaks(world, role, readable(whole(response)), address), (role, address)


def test_what_is_for_one_reader_is_kept_by_no_shared_cache(world: World):
    """Whatever a signed-in reader is sent says that it is theirs alone; what visitors get varies by the cookie that would make them somebody."""
    pages = ("/en/", "/en/directory", f"/en/profiles/{world.uid('maren')}", "/en/browse", "/en/directory/export.csv", "/en/directory/feed.atom",
             "/api/v1/profiles", f"/api/v1/profiles/{world.uid('maren')}", "/en/suggest?q=oak", "/api/v1/suggest?q=oak", "/en/account",
             "/en/account/organisations", f"/en/profiles/{world.uid('home')}/people")
    for address in pages:
        for role in ("member", "partner", "owner", "manager", "staff", "tokenpartners"):
            response = ask(world, role, "GET", address)
            kept = response.headers.get("Cache-Control", "")
            if response.status_code == 200:
                assert "private" in kept or "no-store" in kept, (role, address, kept)
        visitor = ask(world, "visitor", "GET", address)
        if visitor.status_code == 200:
            assert "cookie" in visitor.headers.get("Vary", "").lower(), address


def test_mail_and_notices_hold_nothing_that_their_reader_may_not_see(world: World):
    """Everything that belonging, editing and roles send: to whom, with which canaries."""
    role_of = {user.email: role for role, user in world.cast.users.items()}
    key = world.things["request"].pk
    acts = [
        ("reviewer", f"/en/profiles/{world.uid('home')}/join", {"message": "x"}),
        *(("reviewer", f"/en/profiles/{world.uid(name)}/claim", {"message": "x"}) for name in ("plain", "maren", "shy")),
        ("manager", f"/en/account/belonging/request/{key}/approve", {}), ("manager", f"/en/account/belonging/request/{key}/refuse", {}),
        ("manager", f"/en/account/belonging/membership/{world.things['colleague'].pk}/remove", {}),
        ("manager", f"/en/profiles/{world.uid('home')}/people", {"email": "new@example.org", "role": "member", "language": "en"}),
        ("staff", f"/en/account/belonging/claim/{world.things['shy claim'].pk}/confirm", {}),
        ("staff", f"/en/profiles/{world.uid('house')}/partner", {}),
    ]
    sent = 0
    for role, address, data in acts:
        with transaction.atomic():
            known = set(Message.objects.values_list("pk", flat=True)), set(Notice.objects.values_list("pk", flat=True))
            response = world.cast.client(role).post(address, data)
            assert response.status_code == 302, (role, address, response.status_code)
            for mail in Message.objects.exclude(pk__in=known[0]):
                sent += 1
                reader = role_of.get(mail.recipient)
                text = f"{mail.subject} {mail.text} {mail.html}".lower()
                extra = _told(world, address)
                assert not {leak for leak in leaks(world, reader or "visitor", text) if not leak.startswith(extra)}, (mail.topic, reader)
            for notice in Notice.objects.exclude(pk__in=known[1]).select_related("user"):
                extra = _told(world, address)
                found = leaks(world, role_of[notice.user.email], str(notice.facts).lower())
                assert not {leak for leak in found if not leak.startswith(extra)}, (notice.topic, notice.user)
            transaction.set_rollback(True)
    assert sent > 5


def _told(world: World, address: str) -> tuple[str, ...]:
    """Who acts is named to those it concerns: the one who asks or claims, and the manager who invites or answers."""
    return ("account of reviewer", "account of manager", "account of member")


def test_the_canaries_are_real(world: World):
    """Who may see a thing is shown it on the page made for that: the silence elsewhere means something."""
    seen = {
        ("owner", f"/en/profiles/{world.uid('maren')}"): "Maren, published: only for the owner",
        ("partner", f"/en/profiles/{world.uid('maren')}"): "Maren, published: for partners",
        ("member", f"/api/v1/profiles/{world.uid('maren')}"): "Maren, published: for members",
        ("manager", f"/en/profiles/{world.uid('home')}"): "Home, published: only for its managers",
        ("owner", f"/en/profiles/{world.uid('draft')}"): "the owner's draft", ("staff", f"/en/profiles/{world.uid('gone')}"): "a withdrawn profile",
        ("manager", f"/en/profiles/{world.uid('home')}/people"): "what the member wrote to Home",
        ("staff", f"/en/account/staff/mail/{world.things['message'].pk}"): "a mail in the outbox",
        ("owner", "/en/account/consents"): "the owner's consent, its recipient", ("staff", "/en/account/staff/audit"): "the audit log",
        ("staff", "/en/account/staff/imports"): "the report of an import", ("owner", "/en/account/notices"): "the owner's notice",
        ("coordinator", f"/en/account/programmes/{world.things['programme'].uid}"): "the programme",
        **_of_exchanges(world),
    }
    for (role, address), line in seen.items():
        text = readable(whole(ask(world, role, "GET", address)))
        assert line in {world.planted[word] for word in CANARY.findall(text) if word in world.planted}, (role, address, line)
    assert search.status()
    assert Membership.objects.exists()
    assert MembershipRequest.objects.exists()


def _of_exchanges(world: World) -> dict[tuple[str, str], str]:
    """What those who may see it are shown of an exchange."""
    letter, single = (f"/en/account/letters/{world.things[name].pk}" for name in ("letter", "single letter"))
    review, single_review = (f"/en/account/reviews/{world.things[name].pk}" for name in ("review", "single review"))
    stay = f"/en/account/placements/{world.things['placement'].uid}"
    of_the_single = "a single anonymous application, its"
    report = "the report of the placement"
    return {
        ("coordinator", letter): "the letter", ("reviewer", single): f"{of_the_single} letter",
        ("reviewer", single_review): f"{of_the_single} referee", ("reviewer", review): "the application in review",
        ("owner", stay): "the placement", **{(role, f"{stay}/reports/final"): report for role in ("owner", "officer", "manager", "coordinator")},
        ("owner", f"{stay}/reports/interim"): "a report of the placement, not handed in yet",
        ("owner", f"/en/account/applications/{world.things['offered application'].uid}/offer"): "the conditions of the offer",
    }
