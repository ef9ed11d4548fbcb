"""The machine of an application: every move from every state by everybody who might try."""

import dataclasses

import pytest

from accounts.actor import Actor, anonymous
from accounts.models import User
from exchanges.applications.models import Application
from exchanges.applications.states import TRANSITIONS
from exchanges.applications.vocabulary import ApplicationStatus
from exchanges.errors import ExchangeError, NotAllowed, NotNow
from exchanges.events.moves import carry_out
from tests import make
from tests.exchanges import making

pytestmark = pytest.mark.django_db

BOTH = ("end-with-call", "end-with-half")  # end what lives, to "ended"
APPLICANT = {"submit", "answer-info", "reopen", "withdraw", "accept", "decline-offer"}
COORDINATOR = {
    "find-eligible", "find-ineligible", "ask-info", "take-up", "shortlist", "unshortlist", "invite", "offer", "wait", "reject", "end-offer",
    "complete",
}
CLOCK = {
    "withdraw", "accept", "decline-offer", "take-up", "offer", "wait", "reject", "end-offer", "complete", "restore", "end-unsent", "end-one-sided",
    "bring-back", "bring-back-half", *BOTH, "return-with-half",
}
MAY = {
    "applicant": APPLICANT, "coordinator": COORDINATOR, "staff": COORDINATOR, "clock": CLOCK, "co-applicant": set(), "reviewer": set(),
    "other coordinator": set(), "coordinator who applies": APPLICANT, "stranger": set(), "visitor": set(), "token of the applicant": set(),
    "sleeping coordinator": set(),
}
# state → move → state, as the plan of the machine has it; every other cell is refused (or, where the target stands already, a repetition).
FROM = {
    "draft": {"submit": "submitted", "withdraw": "withdrawn", "restore": "submitted", "end-unsent": "not-sent"},
    "submitted": {
        "reopen": "draft", "withdraw": "withdrawn", "find-eligible": "eligible", "find-ineligible": "ineligible", "ask-info": "more-info",
        "take-up": "under-review", "reject": "rejected", "end-one-sided": "not-sent",
    },
    "ineligible": {"find-eligible": "eligible"},
    "eligible": {
        "withdraw": "withdrawn", "find-ineligible": "ineligible", "ask-info": "more-info", "take-up": "under-review", "shortlist": "shortlisted",
        "invite": "draft", "offer": "offered", "wait": "waitlisted", "reject": "rejected",
    },
    "more-info": {
        "answer-info": "submitted", "withdraw": "withdrawn", "find-eligible": "eligible", "find-ineligible": "ineligible", "reject": "rejected",
    },
    "under-review": {
        "withdraw": "withdrawn", "shortlist": "shortlisted", "invite": "draft", "offer": "offered", "wait": "waitlisted", "reject": "rejected",
    },
    "shortlisted": {
        "withdraw": "withdrawn", "unshortlist": "under-review", "invite": "draft", "offer": "offered", "wait": "waitlisted", "reject": "rejected",
    },
    "offered": {"withdraw": "withdrawn", "accept": "accepted", "decline-offer": "withdrawn", "end-offer": "rejected"},
    "waitlisted": {"withdraw": "withdrawn", "offer": "offered", "reject": "rejected"},
    "rejected": {},
    "accepted": {"withdraw": "withdrawn", "end-offer": "rejected", "complete": "completed"},
    "completed": {},
    "withdrawn": {},
    "not-sent": {"bring-back": "draft", "bring-back-half": "submitted"},
    "ended": {"return-with-half": "submitted"},
}
for living in ("draft", "submitted", "eligible", "more-info", "under-review", "shortlisted", "offered", "waitlisted", "accepted"):
    FROM[living] |= dict.fromkeys(BOTH, "ended")


def people(application: Application) -> dict[str, Actor | None]:
    programme = application.call.programme
    helper, stranger = making.applicant(), making.applicant()
    application.co_applicants.create(user=helper, email=helper.email, name="Hel Per", role="edit", state="accepted", token_hash="h")
    coordinator = making.coordinator(programme)
    making.ProgrammeRole.objects.create(user=application.applicant, programme=programme, role="reviewer")
    owner = make.acting(application.applicant)
    return {
        "applicant": owner, "coordinator": make.acting(coordinator), "staff": make.acting(make.staff()), "clock": None,
        "co-applicant": make.acting(helper), "reviewer": make.acting(making.reviewer(programme)),
        "other coordinator": make.acting(making.coordinator(making.programme("Other", "别的"))), "stranger": make.acting(stranger),
        "visitor": anonymous(), "token of the applicant": dataclasses.replace(owner, scopes=frozenset(), roles=()),
        "sleeping coordinator": make.acting(coordinator, second_factor=False),
        "coordinator who applies": dataclasses.replace(owner, roles=make.acting(coordinator).roles),
    }


def test_the_table_knows_every_state_move_and_person():
    assert set(FROM) == set(ApplicationStatus.values)
    assert set().union(*FROM.values()) == set(TRANSITIONS) == APPLICANT | COORDINATOR | CLOCK


@pytest.mark.parametrize("state", sorted(FROM))
def test_every_move_by_everybody_from(state: str):
    application = making.application(status=state, number="N-1", submitted_at=making.NOW())
    cells = 0
    for who, actor in people(application).items():
        for name, move in TRANSITIONS.items():
            application.status = state
            try:
                done = carry_out(TRANSITIONS, application, name, by=actor, field="status", reason="because")
            except NotAllowed:
                outcome = "no"
            except NotNow:
                outcome = "not now"
            else:
                outcome = application.status if done else "again"
            wanted = "no" if name not in MAY[who] else FROM[state].get(name, "again" if move.target == state else "not now")
            assert outcome == wanted, (state, name, who)
            cells += 1
    assert cells == len(MAY) * len(TRANSITIONS)


def test_finding_somebody_ineligible_needs_a_reason():
    application = making.application()
    coordinator = make.acting(making.coordinator(application.call.programme))
    with pytest.raises(ExchangeError):
        carry_out(TRANSITIONS, application, "find-ineligible", by=coordinator, field="status")
    assert isinstance(application.applicant, User)
