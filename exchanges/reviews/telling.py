"""What reviewers and coordinators are told about reviews, in the transaction of what happened."""

from typing import Any

from accounts import notices
from accounts.vocabulary import NoticeKind
from exchanges.reviews.models import Assignment


def tell_reviewer(topic: str, assignment: Assignment, key: str, **facts: Any) -> None:
    """Tell the reviewer; the title is all that a notice says of the application."""
    call = assignment.application.call
    named = {"call": {"en": call.title_en, "zh": call.title_zh}, "title": assignment.application.title[:120], **facts}
    path = f"account/reviews/{assignment.pk}"
    notices.tell(assignment.reviewer, NoticeKind.EXCHANGE, f"reviews/{topic}", facts=named, path=path, dedupe_key=f"review:{topic}:{key}")


def tell_asker(assignment: Assignment, topic: str) -> None:
    """Whoever asked hears that somebody else is needed."""
    asker, application = assignment.assigned_by, assignment.application
    if asker is None or not asker.is_active:
        return
    facts = {"number": application.number or ""}
    path = f"account/calls/{application.call.uid}/applications/{application.uid}"
    key = f"review:{topic}:{assignment.pk}:{assignment.assigned_at.isoformat()}"
    notices.tell(asker, NoticeKind.EXCHANGE, f"reviews/{topic}", facts=facts, path=path, dedupe_key=key)


def tell_of_many(asked: list[Assignment], digest: str) -> None:
    """One notice for all that a plan asks of a reviewer."""
    call = asked[0].application.call
    facts = {"call": {"en": call.title_en, "zh": call.title_zh}, "count": len(asked)}
    key = f"review:asked-many:{digest[:24]}:{asked[0].reviewer_id}"
    notices.tell(asked[0].reviewer, NoticeKind.EXCHANGE, "reviews/asked-many", facts=facts, path="account/reviews", dedupe_key=key)
