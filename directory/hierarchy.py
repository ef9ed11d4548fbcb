"""What stands above and below an organisation. Either end of a link may state it, and cycles occur in real data."""

from collections.abc import Iterable

from django.db.models import Q

from directory.models import OrganisationLink, Profile
from directory.vocabulary import LinkType, Status

DEPTH = 12  # the deepest real chain has five steps; a cycle ends by being known already


def _edges(ids: set[int], *, upwards: bool) -> list[tuple[int, int]]:
    """(organisation, the one above) for every link that touches `ids` on its lower end (upwards) or upper end (downwards)."""
    below, above = ("organisation_id", "to_id")
    parent = Q(type=LinkType.PARENT) & Q(**{f"{below if upwards else above}__in": ids})
    child = Q(type=LinkType.CHILD) & Q(**{f"{above if upwards else below}__in": ids})
    rows = list(OrganisationLink.objects.filter(parent | child).values_list("type", "organisation_id", "to_id"))
    edges = [(own, other) if kind == LinkType.PARENT else (other, own) for kind, own, other in rows]
    # Asked by itself: within a large import PostgreSQL knows nothing of the new rows yet, takes each table for empty, and a join of both would go
    # through all ids once for each profile.
    ends = {one for edge in edges for one in edge}
    published = set(Profile.objects.filter(pk__in=ends, status=Status.PUBLISHED).values_list("pk", flat=True))
    return [edge for edge in edges if published.issuperset(edge)]


def ancestors(ids: Iterable[int]) -> dict[int, list[int]]:
    """Organisation → all published organisations above it, nearest first. A few queries, whatever the number of ids."""
    ids = set(ids)
    above: dict[int, set[int]] = {}
    seen, frontier = set(ids), set(ids)
    for _step in range(DEPTH):
        if not frontier:
            break
        found = set()
        for child, parent in _edges(frontier, upwards=True):
            above.setdefault(child, set()).add(parent)
            found.add(parent)
        frontier = found - seen
        seen |= found
    return {own: _walk(own, above) for own in ids}


def _walk(own: int, above: dict[int, set[int]]) -> list[int]:
    order: list[int] = []
    frontier = [own]
    while frontier:
        step = sorted({parent for node in frontier for parent in above.get(node, ())} - {own, *order})
        order += step
        frontier = step
    return order


def descendants(ids: Iterable[int]) -> set[int]:
    """All published organisations below any of `ids`."""
    below: set[int] = set()
    frontier = set(ids)
    seen = set(frontier)
    while frontier:
        frontier = {child for child, _parent in _edges(frontier, upwards=False)} - seen
        seen |= frontier
        below |= frontier
    return below
