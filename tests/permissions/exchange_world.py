"""The exchanges of the world: a public programme with calls in every phase, and what people wrote in them, each word a canary.

The owner applies, the colleague takes part in one application and may read it, the manager's Home is the host, the reviewer has said "no conflict"
about one application and not yet about another; the call in review is double anonymous, so the reviewer must not learn who applies, nor read
a letter, which names them. In another call, single anonymous, the partner applies, and the reviewer reads who and what the referee wrote.
"""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone

from accounts.models import User
from exchanges.models import Call, Letter, Programme
from exchanges.offers import running
from exchanges.references import links
from exchanges.references.views.referee import GRANTS
from tests import make
from tests.exchanges import making

if TYPE_CHECKING:
    from tests.permissions.world import World

DAY = timedelta(days=1)


def plant(world: "World", users: dict[str, User]) -> None:
    """Everything about exchanges; the roles of the public programme are those of the programme."""
    word, han = world.word, world.han
    public = making.programme(
        f"{word('a public programme')} Fellows",
        han("a public programme"),
        summary_en=word("a public programme"),
        summary_zh=han("a public programme"),
    )
    for role in ("coordinator", "barecoordinator", "deactivated", "referee", "token", "tokenmembers", "tokenpartners"):
        public.roles.create(user=users[role], role="coordinator")
    public.roles.create(user=users["reviewer"], role="reviewer")
    world.things["public programme"] = public
    _calls(world, public)
    _in_review(world, users)
    _single(world, users)
    _after(world, users)
    draft = making.application(
        world.things["open call"],
        users["owner"],
        "draft",
        title=word("the owner's draft application"),
        info_wanted=word("the owner's draft application"),
    )
    draft.sections.update(answers={"aim": word("the owner's draft application")})
    world.things["draft application"] = draft
    world.planted[draft.uid] = "the owner's draft application"


def _calls(world: "World", public: Programme) -> None:
    now, home = timezone.now(), world.profiles["home"]

    def call(line: str, **fields: object) -> Call:
        return making.call(public, title_en=f"{world.word(line)} call", title_zh=world.han(line), summary_en=world.word(line), **fields)

    world.things["open call"] = call("a call that is public")
    world.things["drafted call"] = call("a call being prepared", status="draft", published_at=None)
    closed = {"opens_at": now - 40 * DAY, "closes_at": now - 10 * DAY, "published_at": now - 50 * DAY}
    world.things["judged call"] = call(
        "a call that is public", status="in-review", review_mode="double", letters_wanted=1, letters_asked="after", **closed
    )
    world.things["single call"] = call(
        "a call that is public", status="in-review", review_mode="single", letters_wanted=1, letters_asked="after", **closed
    )
    world.things["decided call"] = call("a call that is public", status="decided", **closed)
    world.things["past call"] = call("a call that is public", status="decided", **closed)
    for name in ("open call", "judged call", "decided call", "past call"):
        making.position(world.things[name], host=home)
    world.things["position"] = world.things["judged call"].positions.get().pk  # its pages go by the key
    world.planted[world.things["drafted call"].uid] = "a call being prepared"


def _in_review(world: "World", users: dict[str, User]) -> None:
    """The owner's application in review, with everything around it, and the member's, which the reviewer may not open yet."""
    word, call = world.word, world.things["judged call"]
    line = "the application in review"
    sections = {"project": {"title": word("its title"), "aim": word(line)}, "stay": {"months": 6}}
    judged = making.application(call, users["owner"], "under-review", title=sections["project"]["title"], answers=sections)
    judged.co_applicants.create(
        user=users["colleague"], email=users["colleague"].email, name=users["colleague"].full_name, state="accepted", token_hash="c" * 64
    )
    world.things["judged application"] = judged
    world.planted[judged.uid] = "that there is the application in review"
    letter = making.letter(
        judged,
        name=f"{word('the name of the referee')} Referee",
        email=f"{word('the name of the referee')}@example.org",
        state="submitted",
        submitted_at=timezone.now(),
        asked_at=timezone.now(),
        token_hash="d" * 64,
        text=word("the letter"),
    )
    world.things["letter"] = letter
    world.things["asked letter"] = asked = making.letter(
        judged, name="Asked Referee", email="asked@example.org", state="requested", asked_at=timezone.now(), token_hash="e" * 64
    )
    _let_in(world, asked)
    review = making.assignment(judged, users["reviewer"], to_panel=word("the review"), to_applicant=word("the review"))
    review.scores.create(criterion="quality", value=5, low=1, high=5)
    world.things["review"] = review
    judged.panel_notes.create(by=users["coordinator"], text=word("a note of the panel"))
    judged.decisions.create(
        outcome="wait", rank=1, conditions=word("the prepared decision"), letter=word("the prepared decision"), prepared_by=users["staff"]
    )
    sections = {
        "project": {"title": word("the title that a reviewer is asked about"), "aim": word("the application that a reviewer may not open yet")}
    }
    shut = making.application(call, users["member"], "under-review", title=sections["project"]["title"], answers=sections)
    world.things["shut application"] = shut
    world.things["shut review"] = making.assignment(shut, users["reviewer"], state="invited")
    judged.preferences.create(position=call.positions.get(), rank=1)
    world.things["run"] = running.compute(call, method="deferred-acceptance", seed="published", by=make.acting(users["coordinator"]))


def _single(world: "World", users: dict[str, User]) -> None:
    """What a reviewer reads where they may know who applies: the letter, and who wrote it."""
    word, line = world.word, "a single anonymous application, its"
    application = making.application(world.things["single call"], users["partner"], "under-review")
    world.things["single letter"] = making.letter(
        application,
        name=f"{word(f'{line} referee')} Referee",
        email=f"{word(f'{line} referee')}@example.org",
        state="submitted",
        submitted_at=timezone.now(),
        asked_at=timezone.now(),
        token_hash="f" * 64,
        text=word(f"{line} letter"),
    )
    world.things["single review"] = making.assignment(application, users["reviewer"])


def _let_in(world: "World", letter: Letter) -> None:
    """The referee's browser has come by the link of the letter."""
    client = world.cast.clients["referee"]
    session = client.session
    session[GRANTS] = {str(letter.pk): links.grant_of(letter).kept()}
    session.save()
    world.cast.cookies["referee"] = client.cookies[settings.SESSION_COOKIE_NAME].value


def _after(world: "World", users: dict[str, User]) -> None:
    """An offer that waits for an answer, and a placement at Home with its papers."""
    word = world.word
    offered = making.application(world.things["decided call"], users["owner"], "offered")
    world.things["offered application"] = offered
    world.things["offer"] = making.offer(offered, conditions=word("the conditions of the offer"))
    gone = making.application(world.things["past call"], users["owner"], "accepted")
    world.things["gone application"] = gone
    taken = making.offer(gone, "confirmed", position=world.things["past call"].positions.get())
    stay = making.placement(taken, state="host-confirmed", reason=word("the placement"))
    stay.checks.create(kind="visa", note=word("the placement"), reference=word("the placement"))
    now = timezone.now()
    stay.reports.create(
        kind="final", state="submitted", submitted_at=now, due_on=now.date() + 200 * DAY, text=word("the report of the placement")
    )
    stay.reports.create(kind="interim", due_on=now.date() + 100 * DAY, text=word("a report of the placement, not handed in yet"))
    world.things["placement"] = stay
    world.planted[stay.uid] = "the placement"
