"""A closed call with reviews in, and the decisions about it."""

from datetime import timedelta
from typing import Any

from accounts.models import Message
from exchanges.models import Application, Decision
from exchanges.reviews import deciding
from tests import make
from tests.exchanges import making


class World:
    """A closed call with an application for each outcome, two reviews each."""

    def __init__(self, **fields: Any) -> None:
        now = making.NOW()
        given = {"status": "deciding", "places": 1, "reviews_wanted": 2, "closes_at": now - timedelta(days=1)} | fields
        self.call = making.call(making.programme(), **given)
        self.coordinator = making.coordinator(self.call.programme)
        self.reviewers = [making.reviewer(self.call.programme) for _unused in range(2)]
        self.best, self.second, self.last = (self.one(points) for points in (500, 400, 200))

    def one(self, points: int = 300, **fields: Any) -> Application:
        made = making.application(self.call, **{"status": "under-review"} | fields)
        for number, who in enumerate(self.reviewers):
            making.assignment(made, who, state="submitted", points=points, to_applicant=f"Comment {number} on {made.number}")
        return made

    @property
    def by(self) -> Any:
        return make.acting(self.coordinator)

    def prepare(self, of: Application, outcome: str, **more: Any) -> Decision:
        return deciding.prepare(of, outcome=outcome, by=self.by, **more)

    def prepare_all(self) -> None:
        self.prepare(self.best, "offer", conditions="A visa.")
        self.prepare(self.second, "wait")
        self.prepare(self.last, "reject", letter="We liked the river.")

    def statuses(self) -> list[str]:
        return [Application.objects.get(pk=one.pk).status for one in (self.best, self.second, self.last)]


def letters() -> list[Message]:
    return list(Message.objects.filter(topic="reviews/decision").order_by("pk"))
