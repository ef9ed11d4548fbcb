"""A call in review as its pages show it, with an applicant whose name must not slip out."""

from datetime import timedelta
from typing import Any

from django.test import Client
from django.urls import reverse

from tests.exchanges import making

SECRET = "Zephyrine Applegarth"


class World:
    """A call in a review mode with one application by SECRET, one reviewer, a coordinator."""

    def __init__(self, mode: str = "single", state: str = "invited", **fields: Any) -> None:
        self.programme = making.programme()
        given = {"status": "deciding", "review_mode": mode, "closes_at": making.NOW() - timedelta(days=1), "reviews_wanted": 1} | fields
        self.call = making.call(self.programme, **given)
        self.applicant = making.applicant("zephyrine@example.org", full_name=SECRET)
        answers = {"project": {"title": "Soft hands", "aim": "UNIQUE-AIM"}, "stay": {"months": 6}}
        self.application = making.application(self.call, by=self.applicant, status="under-review", title="Soft hands", answers=answers)
        making.letter(self.application, state="submitted", submitted_at=making.NOW(), text="LETTER-TEXT", name="Rosa Referee")
        self.number = str(self.application.number)
        self.reviewer = making.reviewer(self.programme, full_name="Rhea Reviewer")
        self.coordinator = making.coordinator(self.programme, full_name="Carl Coordinator")
        self.review = making.assignment(self.application, self.reviewer, state=state, points=400 if state == "submitted" else None)

    def url(self, name: str) -> str:
        args: dict[str, list[Any]] = {
            "review": [self.review.pk], "call_panel": [self.call.uid], "call_assignments": [self.call.uid], "call_decisions": [self.call.uid],
            "call_application": [self.call.uid, self.application.uid], "my_reviews": [],
        }
        return reverse(name, args=args[name])


def text(client: Client, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status, (url, answer.status_code)
    return answer.content.decode()
