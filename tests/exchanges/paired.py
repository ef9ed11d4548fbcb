"""A paired application for tests: two halves that are in."""

from tests.exchanges import making

HALVES = {"uk": {"currency": "GBP", "cap": 1200000}, "cn": {"currency": "CNY", "cap": 10000000}}


def pair_of(call, *statuses):
    """Two halves of a pair that is in."""
    call.is_paired, call.halves = True, HALVES
    call.save(update_fields=["is_paired", "halves", "letters_asked", "letters_wanted", "letters_due_at"])
    pair = call.pairs.create(complete_at=making.NOW())
    uk, cn = [*statuses, "submitted", "submitted"][:2]
    first = making.application(call, status=uk, pair=pair, side="uk", currency="GBP")
    return first, making.application(call, status=cn, pair=pair, side="cn", currency="CNY")
