"""The shapes of the criteria that reviewers score and of the documents that applicants send."""

from typing import Any

from django.utils.translation import gettext as _

from exchanges.calls.shapes import values
from exchanges.calls.shapes.values import FILE_TYPES, LONGEST_HELP, MOST_MB, At, BadShape, Shape

MOST_CRITERIA, MOST_DOCUMENTS, HIGHEST = 12, 12, 100


def check_rubric(rubric: Any) -> list[Shape]:
    """A clean copy; no criterion at all is a rubric that isn't written yet. Raises BadShape."""
    at, taken = At("rubric"), set[str]()
    found: list[Shape] = []
    for here, given in values.items(rubric, at, MOST_CRITERIA, _("criterion %(number)s")):
        values.shaped(given, here, ("key", "title", "help", "weight", "low", "high"))
        criterion: Shape = {
            "key": values.key(given, here, taken), "title": values.words(given, "title", here),
            "help": values.words(given, "help", here, LONGEST_HELP, needed=False),
            "weight": values.whole(given.get("weight"), here.field("weight"), 1, 100),
            "low": values.whole(given.get("low", 1), here.field("low"), 0, HIGHEST),
            "high": values.whole(given.get("high", 5), here.field("high"), 1, HIGHEST),
        }
        if criterion["low"] >= criterion["high"]:
            raise BadShape(here.field("low"), _("the lowest score (%(low)s) must be below the highest (%(high)s).") % criterion)
        found.append(criterion)
    total = sum(one["weight"] for one in found)
    if found and total != 100:
        more = _("add %(num)s.") % {"num": 100 - total} if total < 100 else _("take %(num)s away.") % {"num": total - 100}
        raise BadShape(at, _("The weights must sum to 100; they sum to %(total)s:") % {"total": total} + " " + more)
    return found


def check_documents(documents: Any) -> list[Shape]:
    """A clean copy of the documents wanted. Raises BadShape."""
    taken, found = set[str](), []
    for at, given in values.items(documents, At("documents"), MOST_DOCUMENTS, _("document %(number)s")):
        values.shaped(given, at, ("key", "title", "help", "required", "max_mb", "types"))
        found.append({
            "key": values.key(given, at, taken), "title": values.words(given, "title", at),
            "help": values.words(given, "help", at, LONGEST_HELP, needed=False), "required": values.flag(given, "required", at),
            "max_mb": values.whole(given.get("max_mb", 10), at.field("max_mb"), 1, MOST_MB),
            "types": values.some_of(given.get("types", ["pdf"]), at.field("types"), FILE_TYPES),
        })
    return found
