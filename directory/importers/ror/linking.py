"""After the records: links whose other end has arrived are connected, and addresses of closed organisations lead to their successors."""

from collections import defaultdict
from collections.abc import Mapping

from django.db import connection, transaction

from directory import cards, changes
from directory.hierarchy import descendants
from directory.importers.batch import Run, chunks
from directory.models import OrganisationLink, Profile
from directory.vocabulary import LinkType, Operation, Scheme, Status


def connect(run: Run, ends: Mapping[str, int], *, size: int) -> None:
    """Give waiting links their other end, and renew the cards of what stands below a new line. Each chunk is a transaction of its own."""
    waiting = [
        (pk, own, kind, ends[ror])
        for pk, own, kind, ror in OrganisationLink.objects.filter(to=None).exclude(to_ror="").values_list("pk", "organisation_id", "type", "to_ror")
        if ror in ends and ends[ror] != own
    ]
    progress, done = run.progress("Connecting links", len(waiting)), 0
    for chunk in chunks(waiting, size):
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.executemany("UPDATE directory_organisationlink SET to_id = %s WHERE id = %s", [(end, pk) for pk, _own, _kind, end in chunk])
            below = _below(chunk)
            renewed = cards.renew(
                below | descendants(below), fields=["relations"], reason="an organisation above arrived", by=run.by, batch=run.batch,
            )
        run.report.count("connected", len(chunk))
        run.report.count("recarded", renewed)
        done += len(chunk)
        progress.at(done)
    progress.over()


def _below(links: list[tuple[int, int, str, int]]) -> set[int]:
    """The lower ends of the links that say who stands above whom, unless the same was known from the other side."""
    parents = {(own, end) for _pk, own, kind, end in links if kind == LinkType.PARENT}
    children = {(end, own) for _pk, own, kind, end in links if kind == LinkType.CHILD}
    known = set(
        OrganisationLink.objects.filter(type=LinkType.PARENT, organisation__in={low for low, _high in children}, to__isnull=False)
        .values_list("organisation_id", "to_id")
    )
    return {low for low, _high in parents | (children - known)}


def redirect(run: Run) -> None:
    """Let each organisation that ROR closed lead to the one listed organisation that continues it, directly or through others."""
    closed = {
        pk: (uid, target) for pk, uid, target in Profile.objects.filter(
            status=Status.WITHDRAWN, identifiers__scheme=Scheme.ROR, assertions__source="ror",
        ).values_list("pk", "uid", "merged_into")
    }
    following: dict[int, set[int]] = defaultdict(set)
    chained = OrganisationLink.objects.filter(type__in=(LinkType.SUCCESSOR, LinkType.PREDECESSOR), to__isnull=False)
    for link in chained.values("type", "organisation_id", "to_id"):
        own, end = link["organisation_id"], link["to_id"]
        old, new = (own, end) if link["type"] == LinkType.SUCCESSOR else (end, own)
        following[old].add(new)
    ends = {old: last for old in closed if (last := _last(old, following))}
    listed = dict(Profile.objects.filter(status=Status.PUBLISHED, pk__in=set(ends.values())).values_list("pk", "uid"))
    stale = {target for _uid, target in closed.values() if target} - set(Profile.objects.published().values_list("pk", flat=True))
    moved = [
        (old, uid, ends[old]) for old, (uid, target) in closed.items()
        if ends.get(old) in listed and target != ends[old] and (target is None or target in stale)
    ]
    for chunk in chunks(moved, 1000):
        with transaction.atomic():
            for old, _uid, end in chunk:
                Profile.objects.filter(pk=old).update(merged_into=end)
            changes.record_many(
                [changes.Entry(old, uid, Operation.MERGE, ["merged_into"], None, {"merged_into": listed[end]}) for old, uid, end in chunk],
                by=run.by, reason="continued by another organisation (ROR)", batch=run.batch,
            )
    run.report.count("redirected", len(moved))


def _last(old: int, following: Mapping[int, set[int]]) -> int | None:
    """The end of the chain of single successors; None where it branches at once or runs in a circle."""
    seen, node = {old}, old
    while len(after := following.get(node, set())) == 1:
        node = next(iter(after))
        if node in seen:
            return None
        seen.add(node)
    return node if node != old else None
