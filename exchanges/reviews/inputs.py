"""What people type into reviews and decisions, read and checked."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _


def clean(text: str) -> str:
    """What somebody typed, without what no text needs and PostgreSQL can't keep."""
    return text.replace("\0", "").replace("\r\n", "\n").strip()


def read_scores(rubric: Sequence[Mapping[str, Any]], scores: Mapping[str, object]) -> tuple[dict[str, int], dict[str, Any]]:
    """The scores as whole numbers on their scales by criterion, and what is wrong with the others by field. A blank one isn't given yet."""
    given: dict[str, int] = {}
    wrong: dict[str, Any] = {}
    for one in rubric:
        typed = str(scores.get(one["key"]) if scores.get(one["key"]) is not None else "").strip()
        if not typed:
            continue
        if not (typed.isascii() and typed.isdigit() and len(typed) < 6) or not one["low"] <= int(typed) <= one["high"]:
            wrong[f"score-{one['key']}"] = _("Choose a whole number from %(low)s to %(high)s.") % {"low": one["low"], "high": one["high"]}
        else:
            given[one["key"]] = int(typed)
    return given, wrong
