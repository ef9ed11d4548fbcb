"""The world of the matrix: one thing for each line of its table, each with words and uids that stand nowhere else (canaries)."""

import time
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts import audit
from accounts.models import ConsentRecord, ConsentText, Message, Notice, User
from directory import search, services
from directory.models import Change, Claim, ImportBatch, Invitation, Membership, MembershipRequest, Profile
from directory.services import NewName
from exchanges.programmes import services as programmes
from exchanges.programmes.models import Programme
from tests import make
from tests.permissions import exchange_world, people

TIERS = {1: "for members", 2: "for partners", 3: "only for the owner"}
HOME_TIERS = {1: "for members", 2: "for partners", 3: "only for its managers"}
MISSING_UID = "000000000000"


@dataclass
class World:
    """Who and what there is. `planted` says for each canary and each uid which line of the matrix it stands for."""

    cast: people.Cast
    profiles: dict[str, Profile] = field(default_factory=dict)
    things: dict[str, Any] = field(default_factory=dict)
    planted: dict[str, str] = field(default_factory=dict)
    count: int = 0
    built: float = 0.0  # when it stood, by the clock that only goes forward

    def word(self, thing: str) -> str:
        """A new canary for a line of the matrix."""
        self.count += 1
        word = f"quokka{self.count:03d}x"
        self.planted[word] = thing
        return word

    def han(self, thing: str) -> str:
        """A canary in Han characters."""
        self.count += 1
        word = "袋鼠" + "".join("甲乙丙丁戊己庚辛壬癸"[int(digit)] for digit in f"{self.count:03d}")
        self.planted[word] = thing
        return word

    def uid(self, name: str) -> str:
        return self.profiles[name].uid if name in self.profiles else MISSING_UID


def build() -> World:
    """Everything, indexed. Call it inside a transaction that is rolled back."""
    users = people.sign_up()
    world = World(people.Cast(users))
    for role, user in users.items():
        world.planted |= {user.full_name: f"account of {role}", user.email.partition("@")[0]: f"account of {role}"}
    _organisations(world)
    _maren(world, users["owner"])
    _unlisted(world, users)
    programme = programmes.enter(name_en=f"{world.word('the programme')} Fellows", name_zh=world.han("the programme"), by=None)
    other = programmes.enter(name_en=world.word("a programme nobody has a role in"), name_zh=world.han("a programme nobody has a role in"), by=None)
    world.things |= {"programme": programme, "other programme": other}
    _settle(world, users, programme)
    _papers(world, users)
    exchange_world.plant(world, users)
    for name in ("draft", "house", "nobodys", "gone", "offs", "erased"):
        world.planted[world.profiles[name].uid] = LINES[name]
    search.catch_up()
    world.built = time.monotonic()
    return world


# The line of the matrix for a profile that isn't listed.
LINES = {
    "draft": "the owner's draft", "house": "the manager's house, not listed yet", "nobodys": "a draft that nobody owns",
    "gone": "a withdrawn profile", "offs": "a profile of the deactivated, not listed yet", "erased": "an erased profile, in the administration",
}


def _organisations(world: World) -> None:
    def hidden(tier: int) -> NewName:
        return NewName(f"{world.word(f'Home, published: {HOME_TIERS[tier]}')} House", "", type="alias", tier=tier)

    world.profiles["home"] = make.institute(
        "Bridgeford University", "桥津大学", NewName(world.word("Home, published: for everybody"), "en", type="alias"),
        *(hidden(tier) for tier in HOME_TIERS), place=make.nanjing(), types=["education"],
        summary_en=f"Bridges and {world.word('Home, published: for members')}.", summary_zh=world.han("Home, published: for members"),
        keywords_en=[world.word("Home, published: for partners")], website=f"https://{world.word('Home, published: only for its managers')}.example/",
        subjects=["2.2"], field_tiers={"summary": 1, "keywords": 2, "website": 3}, domains=["bridgeford.example"],
        identifiers=[{"scheme": "ror", "value": "04ct4d772"}],
    )
    world.profiles["ally"] = make.company("Tidewheel Robotics Ltd", "潮轮机器人有限公司", place=make.cambridge(), subjects=["2.3"])
    world.profiles["other"] = make.institute("Lakeside Institute", "湖畔研究所", place=make.cambridge())
    old = make.institute("Bridgeford Technical College")
    services.merge(old, into=world.profiles["home"], by=None)
    world.profiles["merged"] = Profile.objects.get(pk=old.pk)


def _maren(world: World, owner: User) -> None:
    def w(tier: int) -> str:
        return world.word(f"Maren, published: {TIERS[tier]}")

    def h(tier: int) -> str:
        return world.han(f"Maren, published: {TIERS[tier]}")

    home = world.profiles["home"]
    world.profiles["maren"] = make.person(
        "Maren Oakhollow", "", NewName(world.word("Maren, published: for everybody"), "en", type="alias"),
        *(NewName(f"{w(tier)} alias", "", type="alias", tier=tier) for tier in TIERS),
        *(NewName(h(tier), "zh", type="alias", tier=tier) for tier in TIERS),
        owner=owner, place=make.cambridge(tier=1), subjects=["1.1"], working_languages=["cy"], summary_en=f"Works on {w(2)} and bridges.",
        summary_zh=h(2), keywords_en=[w(1)], keywords_zh=[h(1)], website=f"https://{w(3)}.example.org/",
        links=[{"type": "wikipedia", "value": f"https://en.wikipedia.example/wiki/{w(3)}"}],
        field_tiers={"summary": 2, "keywords": 1, "subjects": 1, "website": 3, "languages": 3},
        identifiers=[{"scheme": "wikidata", "value": "Q42", "tier": 2}, {"scheme": "orcid", "value": "0000-0002-1825-0097", "tier": 3}],
        affiliations=[
            {"organisation": home, "role_en": "Lecturer", "is_primary": True},
            *({"organisation_text": f"{w(tier)} Works", "role_en": w(tier), "unit_zh": h(tier), "tier": tier} for tier in TIERS),
        ],
        interests=[
            make.interest(title_en=f"{w(tier)} visit", title_zh=h(tier), text_en=f"with {w(tier)}", text_zh=h(tier), type=kind, tier=tier)
            for tier, kind in ((1, "recruit"), (2, "licence"), (3, "solve"))
        ] + [make.interest(title_en=world.word("an offer that has run out"), expires_on=timezone.now().date() - timedelta(days=1))],
    )
    for number in range(3):
        world.profiles["plain"] = make.person(f"Plain Person{number}", affiliations=[{"organisation": home}], interests=[make.interest()])
    # Somebody whose only link to Home is one they show to nobody: Home's manager learns nothing of it.
    world.profiles["shy"] = make.person("Shy Sandbank", affiliations=[{"organisation": home, "role_en": w(3), "tier": 3}])


def _unlisted(world: World, users: dict[str, User]) -> None:
    def person(line: str, **fields: Any) -> Profile:
        return make.person(f"{world.word(line)} Person", world.han(line), publish=False, summary_en=world.word(line), **fields)

    home = world.profiles["home"]
    world.profiles["draft"] = person(LINES["draft"], owner=users["owner"], affiliations=[{"organisation": home}])
    world.profiles["nobodys"] = person(LINES["nobodys"], affiliations=[{"organisation": home}], place=make.nanjing())
    world.profiles["offs"] = person(LINES["offs"], owner=users["deactivated"])
    world.profiles["house"] = make.institute(f"{world.word(LINES['house'])} Institute", world.han(LINES["house"]), publish=False)
    world.profiles["gone"] = make.institute(f"{world.word(LINES['gone'])} Gone", place=make.nanjing(), summary_en=world.word(LINES["gone"]))
    services.withdraw(world.profiles["gone"], by=None)
    world.profiles["erased"] = person(LINES["erased"])
    # Erasing comes with a service of its own; until then the row alone stands for what it must leave behind.
    Profile.objects.filter(pk=world.profiles["erased"].pk).update(status="erased")


def _settle(world: World, users: dict[str, User], programme: Programme) -> None:
    people.settle(users, home=world.profiles["home"], house=world.profiles["house"], ally=world.profiles["ally"], programme=programme)
    soon = timezone.now() + timedelta(days=30)
    line = "what the member wrote to Home"
    world.things["request"] = MembershipRequest.objects.create(
        user=users["member"], organisation=world.profiles["home"], message=world.word(line), expires_at=soon)
    world.things["foreign request"] = MembershipRequest.objects.create(
        user=users["partner"], organisation=world.profiles["other"], message=world.word("what the partner wrote to another house"), expires_at=soon)
    for name, by, whose, line in (
        ("claim", "member", "plain", "what the member wrote to claim a profile"),
        ("shy claim", "member", "shy", "a claim of somebody whose post at Home is hidden"),
        ("owned claim", "partner", "maren", "a claim of a profile that has its owner"),
    ):
        world.things[name] = Claim.objects.create(user=users[by], profile=world.profiles[whose], message=world.word(line), expires_at=soon)
    world.things["reviewer role"] = programme.roles.get(user=users["reviewer"])
    world.things["colleague"] = Membership.objects.get(user=users["colleague"])
    world.things["post"] = world.profiles["plain"].affiliations.get()
    invited = world.word("the address that Home invited")
    world.things["invitation"] = Invitation.objects.create(
        organisation=world.profiles["home"], email=f"{invited}@example.org", token_sha256="0" * 64, invited_by=users["manager"], expires_at=soon)
    world.cast = people.open_sessions(users)
    people.Acting.cast = world.cast


def _papers(world: World, users: dict[str, User]) -> None:
    owner = users["owner"]
    world.things["message"] = Message.objects.create(
        topic="notice", destination="example.org", recipient=f"{world.word('a mail in the outbox')}@example.org",
        subject=world.word("a mail in the outbox"), text=world.word("a mail in the outbox"),
        html=f"<p>{world.word('a mail in the outbox')}</p>", state="dead",
        ended_at=timezone.now() + timedelta(seconds=1))
    world.things["notice"] = Notice.objects.create(
        user=owner, kind="profile", topic="belonging/approved", path="account", facts={
            "organisation": {"en": world.word("the owner's notice"), "zh": world.han("the owner's notice")}})
    text = ConsentText.objects.create(sha256="0" * 64, purpose="transfer", version="test", language="en", text="Send it.")
    world.things["consent"] = ConsentRecord.objects.create(
        person=owner, purpose="transfer", text=text, recipient=world.word("the owner's consent, its recipient"),
        given_on="sign-up")
    audit.record("message.read", by=users["staff"], reason=world.word("the audit log"), why=world.word("the audit log"))
    services.revise(world.profiles["ally"], by=None, reason=world.word("the change history"), established=1999)
    world.things["change"] = Change.objects.order_by("-seq").first()
    world.things["batch"] = ImportBatch.objects.create(importer="ror", filename=f"{world.word('the report of an import')}.json", state="done")
