"""A whole run over ORCID records: from a file, a folder or a .tar.gz, a hundred people a transaction."""

import tarfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from accounts.models import User
from directory.importers.batch import ImportFileError, Run, chunks, running
from directory.importers.matching import OrganisationMatcher
from directory.importers.orcid import people
from directory.importers.orcid.records import LARGEST, BadRecord, PersonRecord, read
from directory.importers.proposing import CHUNK, Proposal, settle, write_all
from directory.importers.report import Report
from directory.models import Assertion, Identifier, Profile
from directory.places import Gazetteer
from directory.vocabulary import IdentifierStatus, Kind, Scheme, Source, Status

WAITING = (
    "People imported from ORCID wait for a check before they are listed: their data is public, but nobody has asked them yet. "
    "Publish them one by one, or import with --publish."
)


def import_path(path: Path, *, by: User | None = None, dry_run: bool = False, publish: bool = False, progress: bool = False) -> Report:
    """Import records. New people are PENDING unless `publish`. A file that can't be read is a line of the report, and the others go on."""
    if not path.exists():
        raise ImportFileError(f"There is no file or folder {path}.")
    total = sum(1 for _source in sources(path))  # an archive that is cut off is noticed before anything is written
    if total == 0:
        raise ImportFileError(f"{path} holds no .xml file.")
    with running("orcid", path, by=by, dry_run=dry_run, progress=progress) as run:
        matcher, gazetteer = OrganisationMatcher(), Gazetteer()
        line, done, seen = run.progress("Importing", total), 0, set[str]()
        digests = dict(Assertion.objects.filter(source=Source.ORCID).values_list("source_ref", "digest"))
        for chunk in chunks(sources(path), CHUNK):
            records = [record for where, raw in chunk if (record := _read(where, raw, seen, digests, run))]
            owners = _owners([record.orcid for record in records])
            proposals = []
            for record in records:
                proposal = people.propose(record, owners.get(record.orcid), matcher, gazetteer, run, publish=publish)
                if _accept(proposal, run.report):
                    proposals.append(proposal)
            if not dry_run:
                write_all(proposals, run=run, reason="imported from ORCID")
            done += len(chunk)
            line.at(done)
        line.over()
        if run.report.counts["created"] and not publish:
            run.report.note("notes", "status", WAITING)
        return run.report


def sources(path: Path) -> Iterator[tuple[str, bytes]]:
    """(name, content) of every record file, one at a time, in a steady order. Raises ImportFileError for an archive that is cut off."""
    if path.is_dir():
        for file in sorted(path.rglob("*.xml")):
            yield str(file.relative_to(path)), _limited(file)
    elif _is_archive(path):
        yield from _members(path)
    else:
        yield path.name, _limited(path)


def _is_archive(path: Path) -> bool:
    """Whether the file is compressed, or says by its name that it is a tar archive."""
    with path.open("rb") as file:
        return path.name.lower().endswith((".tar", ".tar.gz", ".tgz")) or file.read(2) == b"\x1f\x8b"


def _limited(file: Path) -> bytes:
    with file.open("rb") as stream:
        return stream.read(LARGEST + 1)


def _members(path: Path) -> Iterator[tuple[str, bytes]]:
    try:
        with tarfile.open(path, "r|*") as archive:
            for member in archive:
                stream = archive.extractfile(member) if member.isfile() and member.name.lower().endswith(".xml") else None
                if stream is not None:
                    yield member.name, stream.read(LARGEST + 1)
    except (tarfile.TarError, EOFError, zlib.error, OSError) as error:
        raise ImportFileError(f"{path.name} is cut off or is not a tar archive ({error}).") from error


def _read(where: str, raw: bytes, seen: set[str], digests: dict[str, str], run: Run) -> PersonRecord | None:
    """The record, or None when there is nothing to do with it."""
    run.report.count("read")
    try:
        record = read(raw)
    except BadRecord as error:
        run.report.skip(where, "not readable", str(error))
        return None
    if record.orcid in seen:
        run.report.skip(where, "duplicate ORCID iD", record.orcid)
        return None
    seen.add(record.orcid)
    if digests.get(record.orcid) == record.digest and not _has_open_ends(record.orcid):
        run.report.count("unchanged")
        return None
    return record


def _has_open_ends(orcid: str) -> bool:
    """Whether the person has posts whose organisation wasn't known: it may be by now."""
    person = Profile.objects.filter(identifiers__scheme=Scheme.ORCID, identifiers__value=orcid, identifiers__status=IdentifierStatus.ACTIVE)
    return person.filter(affiliations__organisation=None, affiliations__isnull=False).exists()


def _owners(orcids: list[str]) -> dict[str, Profile]:
    rows = Identifier.objects.filter(scheme=Scheme.ORCID, value__in=orcids, status=IdentifierStatus.ACTIVE).select_related("profile")
    return {row.value: row.profile for row in rows}


def _accept(proposal: Proposal, report: Report) -> bool:
    profile = proposal.profile
    if profile is not None and profile.kind != Kind.RESEARCHER:
        report.skip(proposal.where, "the ORCID iD stands on an organisation", profile.uid)
        return False
    if profile is not None and profile.status in {Status.MERGED, Status.ERASED, Status.WITHDRAWN}:
        report.skip(proposal.where, f"{profile.status} in the directory", profile.uid)
        return False
    settle(proposal)
    for name in proposal.kept:
        report.note("kept", proposal.where, name)
    report.count("created" if profile is None else "changed" if proposal.changed else "unchanged")
    return True
